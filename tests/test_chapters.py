"""The form of a chapter: no outputs, one import cell, short cells, no typed number."""

import ast
import re

import nbformat
import pytest
import yaml

from analysis.tables import LANGUAGES, ROOT

BOOK = ROOT / "book"
NOTEBOOKS = sorted(BOOK.rglob("*.ipynb"))
PAGES = sorted(BOOK.glob("*.md"))
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
CHAPTERS = [chapter["file"].removeprefix("book/") for chapter in TOC["parts"][0]["chapters"]]
SECTIONS = [
    "## Overview",
    "## What the paper says",
    "## Recomputed",
    "## What it shows and what it can't",
    "## Summary",
]
NOT_PROSE = [
    r"```\{(glue:figure|glossary|bibliography)\}[^\n]*\n(:name:[^\n]*\n)?",  # a directive's head
    r"```bash\n.*?```",  # commands
    r"^```$",  # the end of a directive
    r"\{[\w:]+\}`[^`]*`",  # roles: computed numbers, terms, citations, pages
    r"`[^`]*`",  # names of files and columns
    r"\b(Table|Tabel|Bagan) \d+",  # what the paper calls its exhibits
    r"^\d+\. ",  # a numbered list
]


def cells(path, kind):
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == kind]


def prose(path):
    """The prose of a page or a notebook, without roles, directives and code."""
    if path.suffix == ".md":
        text = path.read_text(encoding="utf-8")
    else:
        text = "\n\n".join(cell.source for cell in cells(path, "markdown"))
    for pattern in NOT_PROSE:
        text = re.sub(pattern, "", text, flags=re.DOTALL | re.MULTILINE)
    return text


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return request.param


@pytest.mark.parametrize("path", [*NOTEBOOKS, *PAGES], ids=lambda path: path.name)
def test_no_number_is_typed_in_prose(path):
    assert [line for line in prose(path).splitlines() if re.search(r"\d", line)] == []


def test_a_typed_number_would_be_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("In {glue:text}`scale.last_year` there were 42,755 cases (Table 1).\n")
    assert re.findall(r"\d[\d,]*", prose(page)) == ["42,755"]


def test_a_notebook_is_stored_without_outputs(notebook):
    assert [c for c in cells(notebook, "code") if c.outputs or c.execution_count] == []


def test_a_notebook_has_one_import_cell(notebook):
    importing = [
        c for c in cells(notebook, "code") if re.search(r"^(import|from) ", c.source, re.M)
    ]
    assert len(importing) == 1


def test_a_notebook_defines_nothing(notebook):
    trees = [ast.parse(cell.source) for cell in cells(notebook, "code")]
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
    assert [n for tree in trees for n in ast.walk(tree) if isinstance(n, kinds)] == []


def test_code_cells_are_short_and_name_no_address_and_no_path(notebook):
    for cell in cells(notebook, "code"):
        assert len(cell.source.splitlines()) <= 15
        assert not re.search(r"https?:|\.csv|\.\./|\"/", cell.source)


def test_there_is_as_much_prose_as_code(notebook):
    assert len(cells(notebook, "markdown")) >= len(cells(notebook, "code"))


def test_every_prose_cell_says_its_language(notebook):
    for cell in cells(notebook, "markdown"):
        (tag,) = language(cell)
        assert tag.removeprefix("lang-") in LANGUAGES


# Beside vintage and language: which countries have a page, and of which one is.
DECLARED = {
    "realism": "country_pages = []",
    "countries": "country_pages = []",
    "country": 'iso3 = "SGP"',
}


def test_a_notebook_declares_vintage_and_language(notebook):
    (declared,) = [c for c in cells(notebook, "code") if "parameters" in c.metadata.tags]
    more = [DECLARED[notebook.stem]] if notebook.stem in DECLARED else []
    assert declared.source.splitlines() == ['vintage = "current"', 'lang = "en"', *more]


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_chapter_has_the_sections_in_their_order(stem):
    text = marked(BOOK / f"{stem}.ipynb", "en")
    assert [line for line in text.splitlines() if line.startswith("## ")] == SECTIONS


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_chapter_has_its_questions_and_its_tests_under_the_same_stem(stem):
    assert (ROOT / "analysis" / "questions" / f"{stem}.py").exists()
    assert (ROOT / "tests" / f"test_{stem}.py").exists()


def test_every_exhibit_is_placed_with_a_caption_in_the_next_cell(notebook):
    published = re.findall(
        r'page\.(?:table|figure|facts|picture|text|ledger|errata)\(\s*"([\w-]+)"', code(notebook)
    )
    for lang in {"en"} | {
        tag[5:] for cell in cells(notebook, "markdown") for tag in language(cell)
    }:
        text = marked(notebook, lang)
        assert re.findall(r"```\{glue:figure\} ([\w-]+)\n:name: \1\n\n\S", text) == published


def code(path):
    return "\n".join(cell.source for cell in cells(path, "code"))


def language(cell):
    """The tags of a prose cell that say its language."""
    return [tag for tag in cell.metadata.tags if tag.startswith("lang-")]


def marked(path, lang):
    """The prose of a notebook in one language."""
    prose_cells = [cell for cell in cells(path, "markdown") if f"lang-{lang}" in language(cell)]
    return "\n".join(cell.source for cell in prose_cells)


def test_the_table_of_contents_names_every_page_of_the_book():
    chapters = [chapter for part in TOC["parts"] for chapter in part["chapters"]]
    entries = [*chapters, *(page for c in chapters for page in c.get("sections", []))]
    named = [TOC["root"], *(entry["file"] for entry in entries)]
    pages = [path.relative_to(ROOT).with_suffix("") for path in [*NOTEBOOKS, *PAGES]]
    assert sorted(named) == sorted(page.as_posix() for page in pages)
