"""The book as one EPUB 3: a page a chapter, drawings inline, no script, no picture file."""

from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from analysis.build import archive
from analysis.build.export import articles
from analysis.build.export.articles import Article
from analysis.build.export.front_matter import FrontMatter
from analysis.publish import read_styles, template

STYLE = "export.css"


def write_epub(book: list[Article], matter: FrontMatter, assets: Path, target: Path) -> None:
    """Write all chapters, links between them included, as an EPUB that is the same each time."""
    book = articles.link_articles(book, epub_address, anchored=False)
    files = {
        "META-INF/container.xml": template("epub_container.xml").render(),
        "book/package.opf": template("epub_package.xml").render(matter=matter, chapters=book),
        f"book/{STYLE}": read_styles(assets, STYLE),
        **{f"book/{name}.xhtml": text for name, text in epub_pages(book, matter).items()},
    }
    with ZipFile(target, "w") as pack:
        archive.add_file(pack, "mimetype", b"application/epub+zip", ZIP_STORED)
        for name in sorted(files):
            archive.add_file(pack, name, files[name].encode())


def epub_address(stem: str, anchor: str) -> str:
    """Return where a place of a chapter is in the EPUB."""
    return f"{stem}.xhtml#{anchor}" if anchor else f"{stem}.xhtml"


def epub_pages(book: list[Article], matter: FrontMatter) -> dict[str, str]:
    """Return the pages of the EPUB by name: title page, contents, chapters."""
    parts = group_by_part(book)
    navigation = template("epub_nav.xhtml").render(matter=matter, parts=parts)
    title_page = template("title.html").render(matter=matter)
    written = {
        "title": (matter.title, title_page),
        "nav": (matter.say.label("export_contents"), navigation),
        **{one.stem: (one.title, one.as_xhtml()) for one in book},
    }
    return {name: render_page(title, text, matter) for name, (title, text) in written.items()}


def group_by_part(book: list[Article]) -> list[tuple[str, list[Article]]]:
    """Return the chapters of each part, in order; the first part has no name."""
    number = 0

    def part(one: Article) -> int:
        nonlocal number
        number += bool(one.part)
        return number

    found = [list(group) for _, group in groupby(book, key=part)]
    return [(group[0].part, group) for group in found]


def render_page(title: str, content: str, matter: FrontMatter) -> str:
    """Return one page as XHTML."""
    words: dict[str, Any] = {"title": title, "content": content, "lang": matter.say.lang}
    return template("epub_page.xhtml").render(words)
