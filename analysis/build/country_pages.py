"""One page a country: which countries, and a notebook for each from one template.

The template is where the pages will, so that the addresses in it are the same.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import yaml

from analysis.errors import UserError
from analysis.questions import countries, records
from analysis.tables import DATA, PAPER, load, read_yaml
from analysis.wording import Wording

TEMPLATE = "book/countries/country"
PARAMETER = "iso3"
DEFAULT, ALL = "default", "all"
HEADING = re.compile(r"^# .*$", re.MULTILINE)
LABEL = re.compile(r"^(:name: .+)$", re.MULTILINE)


def sorted_codes(words: str, parameters: dict[str, Any], data: Path = DATA) -> list[str]:
    """Return the codes of the countries that ``--countries`` asks for, by their names in the
    edition's language. Raises UserError as ``select_codes`` does."""
    say = Wording(parameters["lang"])
    return sorted(select_codes(words, parameters["vintage"], data), key=say.country)


def select_codes(words: str, vintage: str, data: Path = DATA) -> list[str]:
    """Return the codes of the countries that ``--countries`` asks for. Raises UserError for
    what is no code of a country besides Indonesia."""
    known = country_facts(vintage, data)
    if words == DEFAULT:
        return countries.related_codes(known)
    if words == ALL:
        return countries.state_codes(known)
    codes = list(dict.fromkeys(word.strip().upper() for word in words.split(",")))
    unknown = [code for code in codes if code not in set(known["iso3"])]
    if unknown:
        raise UserError(
            f"--countries: found '{', '.join(unknown)}', expected {DEFAULT}, {ALL} or codes "
            "in data/countries other than Indonesia's, such as MYS,SGP"
        )
    return codes


def country_facts(vintage: str, data: Path) -> Any:
    """Return the facts of all countries, as ``questions.countries.facts`` has them."""
    listed, newest = (load("agreements", name, data) for name in (PAPER, vintage))
    treaties, reported = (load(name, vintage, data) for name in ("treaties", "agreements_reported"))
    met, hosts = load("meetings", PAPER, data), load("meeting_hosts", vintage, data)
    states, power = (load(name, vintage, data) for name in ("countries", "power"))
    named = load("named_sources", PAPER, data)
    rows = records.records(listed, newest, treaties, reported, met, hosts)
    return countries.facts(states, power, named, newest, rows)


def table_of_contents(root: Path, codes: Sequence[str]) -> str:
    """Return the table of contents of a book with the pages of these countries, or without
    any, in the place of the template."""
    toc = read_yaml(root / "_toc.yml")
    parts = [
        part | {"chapters": [contents_entry(one, codes) for one in part["chapters"]]}
        for part in toc["parts"]
    ]
    return yaml.safe_dump(toc | {"parts": parts}, allow_unicode=True, sort_keys=False)


def contents_entry(chapter: dict[str, Any], codes: Sequence[str]) -> dict[str, Any]:
    """Return an entry of the contents with pages in the place of the template, if it has it."""
    if {"file": TEMPLATE} not in chapter.get("sections", []):
        return chapter
    folder = Path(TEMPLATE).parent.as_posix()
    own = {key: value for key, value in chapter.items() if key != "sections"}
    return own | ({"sections": [{"file": f"{folder}/{code}"} for code in codes]} if codes else {})


def write_notebooks(shop: Path, codes: Sequence[str], say: Wording) -> None:
    """Put a notebook for each country in the place of the staged template."""
    template = shop / f"{TEMPLATE}.ipynb"
    text = template.read_text(encoding="utf-8")
    for code in codes:
        notebook = name_notebook(nbformat.reads(text, as_version=4), code, say)
        nbformat.write(notebook, template.with_stem(code))
    template.unlink()


def name_notebook(
    notebook: nbformat.NotebookNode, code: str, say: Wording
) -> nbformat.NotebookNode:
    """Return a page with the country's name as its title and its code behind every label."""
    prose = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    prose[0].source = HEADING.sub(f"# {say.country(code)}", prose[0].source, count=1)
    for cell in prose:
        cell.source = LABEL.sub(rf"\1-{code.lower()}", cell.source)
    return notebook


def staged_notebooks(shop: Path) -> list[Path]:
    """Return the notebooks of the country pages that a staged table of contents names."""
    chapters = [
        chapter for part in read_yaml(shop / "_toc.yml")["parts"] for chapter in part["chapters"]
    ]
    sections = [section for chapter in chapters for section in chapter.get("sections", [])]
    return [shop / f"{section['file']}.ipynb" for section in sections]


def notebook_stem(name: str) -> str:
    """Return a notebook in the folder of the country pages as its runs are named: countries/CHN."""
    return f"{Path(TEMPLATE).parent.name}/{name}"


def possible_stems(data: Path = DATA) -> list[str]:
    """Return all country pages that there could be."""
    return [notebook_stem(code) for code in load("countries", data=data)["iso3"]]
