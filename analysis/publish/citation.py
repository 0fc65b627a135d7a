"""The paper, the companion and its data as works to cite, as ``CITATION.cff`` has them."""

from functools import cache
from pathlib import Path
from typing import Any

from pybtex.backends.plaintext import Backend
from pybtex.database import BibliographyData, Entry, Person
from pybtex.plugin import find_plugin

from analysis.tables import ROOT, read_yaml, site_environment

CITATION = ROOT / "CITATION.cff"


def works(path: Path = CITATION) -> dict[str, BibliographyData]:
    """Return the works to cite by name: ``paper``, ``companion``, ``data``.

    Each is a bibliography of one entry. Raises UserError if the file is missing or broken.
    """
    about = read_yaml(path)
    paper, data = about["references"]
    found = {
        "paper": (
            "nainggolan2024",
            bibtex_entry("article", paper, journal_fields(paper) | {"language": "indonesian"}),
        ),
        "companion": ("companion", bibtex_entry("misc", about, version_note(about))),
        "data": ("companion-data", bibtex_entry("misc", data, version_note(data))),
    }
    return {name: BibliographyData({key: work}) for name, (key, work) in found.items()}


def site_address(path: Path = CITATION) -> str:
    """Return the address of the published site with a slash at its end, or '' if none is known.

    It is ``url`` of ``CITATION.cff``, else that of the pages of a workflow on GitHub.
    """
    owner, _, name = site_environment()["GITHUB_REPOSITORY"].partition("/")
    pages = f"https://{owner.lower()}.github.io/{name}" if name else ""
    found = str(read_yaml(path).get("url") or pages)
    return f"{found.rstrip('/')}/" if found else ""


def repository_address(path: Path = CITATION) -> str:
    """Return the address of the source tree, or '' if none is known.

    It is ``repository-code`` of ``CITATION.cff``, else that which runs a workflow on GitHub.
    """
    server, name = site_environment().values()
    found = read_yaml(path).get("repository-code") or (f"{server}/{name}" if name else "")
    return str(found).rstrip("/")


def bibtex_entry(kind: str, work: dict[str, Any], more: dict[str, str]) -> Entry:
    """Return a work of ``CITATION.cff`` as a BibTeX entry."""
    year = str(work.get("year") or str(work["date-released"])[:4])
    fields = {"title": f"{{{work['title']}}}", "year": year} | more
    names = [person(author) for author in work["authors"]]
    return Entry(kind, fields=fields, persons={"author": names})


def person(author: dict[str, str]) -> Person:
    """Return an author; a group's name is kept whole by braces."""
    if "name" in author:
        return Person(last=f"{{{author['name']}}}")
    return Person(first=author["given-names"], last=author["family-names"])


def journal_fields(work: dict[str, Any]) -> dict[str, str]:
    """Return journal, volume, issue and pages of an article."""
    numbers = {"volume": str(work["volume"]), "number": str(work["issue"])}
    return {"journal": work["journal"], **numbers, "pages": f"{work['start']}--{work['end']}"}


def version_note(work: dict[str, Any]) -> dict[str, str]:
    """Return the version of a work as BibTeX can print it."""
    return {"note": f"Version {work['version']}"}


def cite_exhibit(name: str, title: str) -> dict[str, str]:
    """Return how to cite one chart or table of the companion: ``APA``, ``BibTeX`` and ``RIS``."""
    work = read_yaml(CITATION)
    author, book = work["authors"][0]["name"], work["title"]
    year, edition = str(work["date-released"])[:4], f"Version {work['version']}"
    link = f"{site_address()}figures/{name}.metadata.json" if site_address() else ""
    fields = {"title": f"{{{title}}}", "booktitle": f"{{{book}}}", "year": year, "note": edition}
    source = Entry("incollection", fields=fields | ({"url": link} if link else {}))
    source.persons["author"] = [person({"name": author})]
    ris = {"TY": "FIGURE", "AU": author, "TI": title, "T2": book, "PY": year, "ET": edition}
    lines = [f"{tag}  - {value}" for tag, value in (ris | ({"UR": link} if link else {})).items()]
    return {
        "APA": f"{author}. ({year}). {title}. In {book} ({edition}). {link}".strip(),
        "BibTeX": BibliographyData({f"companion-{name}": source}).to_string("bibtex").strip(),
        "RIS": "\n".join([*lines, "ER  - "]),
    }


@cache
def bibtex_citation(name: str) -> str:
    """Return a work as a BibTeX entry. Raises KeyError for an unknown name."""
    return str(works()[name].to_string("bibtex")).strip()


def plain_citation(name: str) -> str:
    """Return a work as plain text in pybtex's ``plain`` style."""
    return styled_citation(name, CITATION.read_bytes())


@cache
def styled_citation(name: str, content: bytes) -> str:  # noqa: ARG001  # kept while it is the same
    """Return a work as plain text, styled once as long as the file of citations is the same."""
    style = find_plugin("pybtex.style.formatting", "plain")()
    (formatted,) = style.format_entries(works()[name].entries.values())
    return str(formatted.text.render(Backend()))
