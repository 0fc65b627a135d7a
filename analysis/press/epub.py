"""The book as one EPUB 3: a page a chapter, drawings inline, no script, no picture file."""

from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from analysis.markup import template
from analysis.press import chapters
from analysis.press.chapters import Chapter
from analysis.press.matter import Matter

STYLE = "paper.css"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
READABLE = 0o644 << 16


def write(book: list[Chapter], matter: Matter, assets: Path, target: Path) -> None:
    """Write all chapters, links between them included, as an EPUB that is the same each time."""
    book = chapters.linked(book, address, anchored=False)
    files = {
        "META-INF/container.xml": template("epub_container.xml").render(),
        "book/package.opf": template("epub_package.xml").render(matter=matter, chapters=book),
        f"book/{STYLE}": (assets / STYLE).read_text(encoding="utf-8"),
        **{f"book/{name}.xhtml": text for name, text in pages(book, matter).items()},
    }
    with ZipFile(target, "w") as pack:
        add(pack, "mimetype", "application/epub+zip", ZIP_STORED)
        for name in sorted(files):
            add(pack, name, files[name], ZIP_DEFLATED)


def address(stem: str, anchor: str) -> str:
    """Return where a place of a chapter stands in the EPUB."""
    return f"{stem}.xhtml#{anchor}" if anchor else f"{stem}.xhtml"


def pages(book: list[Chapter], matter: Matter) -> dict[str, str]:
    """Return the pages of the EPUB by name: title page, contents, chapters."""
    parts = grouped(book)
    navigation = template("epub_nav.xhtml").render(matter=matter, parts=parts)
    title_page = template("title.html").render(matter=matter)
    written = {
        "title": (matter.title, title_page),
        "nav": (matter.say.label("paper_contents"), navigation),
        **{one.stem: (one.title, one.written()) for one in book},
    }
    return {name: page(title, text, matter) for name, (title, text) in written.items()}


def grouped(book: list[Chapter]) -> list[tuple[str, list[Chapter]]]:
    """Return the chapters of each part, in order; the first part has no name."""
    number = 0

    def part(one: Chapter) -> int:
        nonlocal number
        number += bool(one.part)
        return number

    found = [list(group) for _, group in groupby(book, key=part)]
    return [(group[0].part, group) for group in found]


def page(title: str, content: str, matter: Matter) -> str:
    """Return one page as XHTML."""
    words: dict[str, Any] = {"title": title, "content": content, "lang": matter.say.lang}
    return template("epub_page.xhtml").render(words)


def add(pack: ZipFile, name: str, text: str, method: int) -> None:
    """Add a file to a zip, without a time of its own."""
    about = ZipInfo(name, date_time=EPOCH)
    about.compress_type = method
    about.external_attr = READABLE
    about.create_system = 3  # whatever the system is
    pack.writestr(about, text.encode("utf-8"))
