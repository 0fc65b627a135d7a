"""The book as one PDF: its chapters in one page, printed by Chromium."""

import re
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page

from analysis.build.export import articles, browser
from analysis.build.export.articles import Article
from analysis.build.export.front_matter import FrontMatter
from analysis.publish import read_styles, template

STYLES = ("export.css", "pdf.css")
SCRIPT = "pdf.js"  # fits exhibits to the page
WIDTH_PX = 643  # of the text on a page: A4 less its margins in pdf.css
DATES = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[^)]*\)")
# Writes the page on which a chapter starts behind its title in the contents.
NUMBER = """pages => document.querySelectorAll(".contents a").forEach(
  link => { link.lastElementChild.textContent = pages[link.firstElementChild.textContent] })"""


def write_pdf(book: list[Article], matter: FrontMatter, assets: Path, target: Path) -> None:
    """Print all chapters, links between them included, as a PDF without a date of its own.

    It is printed twice: where a chapter starts is known once it has been printed.
    """
    page = target.with_suffix(".html")
    page.write_text(render_book(book, matter, assets), encoding="utf-8")
    with browser.launch() as started:
        tab = started.new_page(viewport={"width": WIDTH_PX, "height": 900}, offline=True)
        tab.emulate_media(media="print", color_scheme="light")
        tab.goto(page.as_uri())
        tab.evaluate(NUMBER, chapter_pages(print_pdf(tab)))
        target.write_bytes(fix_dates(print_pdf(tab), matter.date))
    page.unlink()


def render_book(book: list[Article], matter: FrontMatter, assets: Path) -> str:
    """Return the one page that holds the book."""
    linked = articles.link_articles(book, anchor, anchored=True)
    style = read_styles(assets, *STYLES)
    script = (assets / SCRIPT).read_text(encoding="utf-8")
    return template("pdf.html").render(chapters=linked, matter=matter, style=style, script=script)


def anchor(stem: str, name: str) -> str:
    """Return where a place of a chapter is in the one page of all chapters."""
    return f"#{stem}.{name}" if name else f"#{stem}"


def print_pdf(tab: Page) -> bytes:
    """Return a page printed on A4, tagged, with bookmarks for its headings."""
    return tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)


def chapter_pages(pdf: bytes) -> dict[str, int]:
    """Return the number of the page on which each chapter of a PDF starts, by its title."""
    marks = pypdfium2.PdfDocument(pdf).get_toc()
    return {m.get_title(): m.get_dest().get_index() + 1 for m in marks if m.level == 0}


def fix_dates(pdf: bytes, date: str) -> bytes:
    """Return a PDF whose dates are that of the version; its length stays."""
    day = f"D:{date.replace('-', '')}".encode()

    def fix(found: re.Match[bytes]) -> bytes:
        start = found[0].index(b"D:")
        rest = re.sub(rb"\d", b"0", found[0][start + len(day) :])
        return found[0][:start] + day + rest

    return DATES.sub(fix, pdf)
