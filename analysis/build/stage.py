"""Lay out what Jupyter Book shall read: one language, no stored outputs, no execution."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import yaml

from analysis.build import country_pages, sphinx_sidebar
from analysis.errors import UserError
from analysis.publish import repository_address
from analysis.tables import read_yaml
from analysis.wording import Wording

LANGUAGE_TAG = "lang-"
# Those that Jupyter Book loads of itself, less those for what no page of this book has: cells
# that run in the page (sphinx_thebe), buttons to copy and to hide, cards and tabs.
EXTENSIONS = (
    *("sphinx_copybutton", "myst_nb", "jupyter_book", "sphinx_comments", "sphinx_external_toc"),
    *("sphinx.ext.intersphinx", "sphinx_book_theme", "sphinxcontrib.bibtex"),
)


def stage_book(root: Path, shop: Path, lang: str, codes: Sequence[str] = ()) -> Path:
    """Copy the book into ``shop`` in one language, with a country page for each country that a code
    names, and return that folder.

    Raises UserError for a table of contents or a notebook that can't be read, and for
    notebooks without prose in that language, all of them at once.
    """
    shutil.copytree(
        root / "book", shop / "book", ignore=shutil.ignore_patterns(".ipynb_checkpoints", "_build")
    )
    (shop / "_toc.yml").write_text(country_pages.table_of_contents(root, codes), encoding="utf-8")
    (shop / "_config.yml").write_text(render_config(root, codes), encoding="utf-8")
    templates = [path for path in [shop / f"{country_pages.TEMPLATE}.ipynb"] if path.exists()]
    laid = [*chapter_notebooks(shop), *templates]
    problems = [problem for path in laid if (problem := keep_language(path, lang))]
    if problems:
        raise UserError("\n".join(problems))
    if templates:
        country_pages.write_notebooks(shop, codes, Wording(lang))
    return shop


def keep_language(path: Path, lang: str) -> str | None:
    """Reduce a staged notebook to one language in place; return what is wrong with it."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except (
        nbformat.reader.NotJSONError,
        nbformat.ValidationError,
        AttributeError,
        KeyError,
    ) as error:
        reason = str(error).splitlines()[0][:120]
        return f"book/{path.name}: found no notebook ({reason}), expected one; restore the file"
    kept = select_language(notebook, lang)
    if not any(cell.cell_type == "markdown" for cell in kept.cells):
        return f"book/{path.name}: found no prose in '{lang}', expected cells tagged lang-{lang}"
    nbformat.write(kept, path)
    return None


def chapter_notebooks(folder: Path) -> list[Path]:
    """Return the notebooks that the table of contents names, in its order."""
    toc = read_yaml(folder / "_toc.yml")
    try:
        chapters = [chapter for part in toc["parts"] for chapter in part["chapters"]]
    except (KeyError, TypeError):
        raise UserError("_toc.yml: expected parts, each with chapters; restore the file") from None
    paths = [folder / f"{entry['file']}.ipynb" for entry in chapters]
    return [path for path in paths if path.exists()]


def parts_by_page(contents: dict[str, Any]) -> dict[str, str]:
    """Return the part of the book in which each page is, by the page's name."""
    return {
        page["file"]: part["caption"]
        for part in contents["parts"]
        for chapter in part["chapters"]
        for page in [chapter, *chapter.get("sections", [])]
    }


def read_config(root: Path, codes: Sequence[str] = ()) -> dict[str, Any]:
    """Return the configuration of the book: execution by Jupyter Book turned off, and what
    the templates of pages are told."""
    settings = read_yaml(root / "_config.yml") | {"execute": {"execute_notebooks": "off"}}
    contents = yaml.safe_load(country_pages.table_of_contents(root, codes))
    told = {
        "parts": parts_by_page(contents),
        "repository": repository_address(root / "CITATION.cff"),
    }
    settings["sphinx"]["config"]["html_context"] |= told
    settings["sphinx"]["config"]["extensions"] = [*EXTENSIONS, sphinx_sidebar.__name__]
    return settings


def render_config(root: Path, codes: Sequence[str]) -> str:
    """Return the configuration of the staged book as YAML."""
    return yaml.safe_dump(read_config(root, codes), allow_unicode=True, sort_keys=False)


def restore_sources(root: Path, target: Path) -> None:
    """Replace the sources that a typeset site holds by those of the tree, without outputs; all
    country pages have one."""
    for path in [path for path in target.rglob("*") if path.is_file()]:
        source = root / path.relative_to(target)
        if source.parent.name == Path(country_pages.TEMPLATE).parent.name:
            path.unlink()
            path, source = (folder / f"{country_pages.TEMPLATE}.ipynb" for folder in (target, root))
        shutil.copyfile(source, path)


def select_language(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """Return a notebook without the prose cells of other languages."""
    notebook.cells = [cell for cell in notebook.cells if is_in_language(cell, lang)]
    return notebook


def is_in_language(cell: nbformat.NotebookNode, lang: str) -> bool:
    """Return whether a cell belongs to a language: untagged cells belong to all."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag.startswith(LANGUAGE_TAG)]
    return not tags or f"{LANGUAGE_TAG}{lang}" in tags
