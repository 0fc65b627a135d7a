"""The chapters of a typeset site as plain articles, for PDF and EPUB.

What only a site has a use for is left out: code, menus, forms, files, scripts.
The exhibits, their numbers and all links are those of the site.
"""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from analysis.errors import UserError
from analysis.publish import ANCHOR, SPOKEN
from analysis.tables import read_yaml

LEFT_OUT = ", ".join(
    [
        "script, style, form, button, a.headerlink, .narrow, details.files, summary",
        "details.hide, .export-links, .site-only, .toctree-wrapper, .visually-hidden",
    ]
)
EMPTY_SPANS = "span.pasted-text, span.xref, span.doc, span.pre, .highlight span"
UNUSED = (
    *("tabindex", "target", "rel", "role", "title"),
    *("data-key", "data-verdict", "data-chapter", "data-kind", "aria-label"),
)
DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)
PLACE = re.compile(r'<i class="drawing">(\d+)</i>')
OUTER = ("http:", "https:", "mailto:")


@dataclass(frozen=True)
class Article:
    """One chapter: its stem, its title, the part that it opens, its article, its drawings."""

    stem: str
    title: str
    part: str
    article: Tag
    drawings: list[str]

    def as_xhtml(self) -> str:
        """Return the chapter as well-formed XHTML, drawings included."""
        text = self.article.decode(formatter="minimal")
        return PLACE.sub(lambda place: self.drawings[int(place[1])], text)

    def has_drawing(self) -> bool:
        """Return whether the chapter holds a drawing."""
        return self.article.select_one("i.drawing") is not None


def read_articles(site: Path, staged: Path) -> list[Article]:
    """Return all chapters of a site, in the order of the contents."""
    toc = read_yaml(staged / "_toc.yml")
    parts = [("", [{"file": toc["root"]}])]
    parts += [(part["caption"], part["chapters"]) for part in toc["parts"]]
    return [
        read_article(site / f"{entry['file']}.html", caption if entry is entries[0] else "")
        for caption, entries in parts
        for entry in entries
    ]


def read_article(path: Path, part: str) -> Article:
    """Return the chapter that one page of the site holds. Raises UserError if it holds none."""
    text, drawings = take_out_drawings(path.read_text(encoding="utf-8"))
    article = BeautifulSoup(text, "html.parser").select_one("article")
    if article is None or article.h1 is None:
        raise UserError(
            f"{path.name}: found a page without <article> and <h1>, expected both; name a theme "
            "that makes them as html_theme in _config.yml"
        )
    simplify(article)
    return Article(path.stem, article.h1.get_text(), part, article, drawings)


def take_out_drawings(page: str) -> tuple[str, list[str]]:
    """Return a page with a mark in the place of each drawing, and the drawings."""
    drawings: list[str] = []

    def mark(found: re.Match[str]) -> str:
        # a map's links lead to country pages, which are on the site alone
        drawings.append(ANCHOR.sub("", SPOKEN.sub("", found[0])))
        return f'<i class="drawing">{len(drawings) - 1}</i>'

    return DRAWING.sub(mark, page), drawings


def simplify(article: Tag) -> None:
    """Take out of an article, in place, what only a site has use for."""
    for chart in article.select(".chart"):
        name_chart(chart, article)
    for tag in article.select(LEFT_OUT):
        tag.decompose()
    for tag in article.select("div.cell"):
        if not tag.get_text(strip=True):
            tag.decompose()  # what is before an exhibit shall be kept with it
    for tag in article.select(EMPTY_SPANS):
        tag.unwrap()
    for tag in article.select("details"):
        tag.name = "div"
        tag.attrs = {"class": "details"}
    for figure in article.select("figure:has(table)"):
        move_caption_up(figure)
    for tag in article.find_all(True):
        spoken = tag.get("role") == "img"
        tag.attrs = {k: v for k, v in tag.attrs.items() if spoken or k not in UNUSED}
        tag.attrs.pop("tabindex", None)


def name_chart(chart: Tag, article: Tag) -> None:
    """Let a chart be one picture, named by its title and by what it shows in words."""
    chart["role"] = "img"
    place = chart.attrs.pop("aria-describedby", None)
    words = article.find(id=place) if place else None
    told = " ".join(words.get_text().split()) if words else ""
    chart["aria-label"] = ". ".join(filter(None, [str(chart["aria-label"]), told]))


def move_caption_up(figure: Tag) -> None:
    """Put the caption of a table above it, as print has it."""
    if figure.figcaption:
        figure.insert(0, figure.figcaption.extract())


def link_articles(
    book: list[Article], address: Callable[[str, str], str], anchored: bool
) -> list[Article]:
    """Return chapters whose links to each other lead where ``address(stem, anchor)`` says.

    Links to other sites stay; a link to what the book does not hold becomes its text. If
    ``anchored``, all ids are renamed too, so that chapters can be in one page.
    """
    known = {(one.stem, str(tag["id"])) for one in book for tag in one.article.select("[id]")}
    known |= {(one.stem, "") for one in book}
    return [replace(one, article=link_article(one, address, anchored, known)) for one in book]


def link_article(
    one: Article, address: Callable[[str, str], str], anchored: bool, known: set[tuple[str, str]]
) -> Tag:
    """Return a copy of a chapter's article with links that lead to known places."""
    article = copy.copy(one.article)
    for tag in article.select("a[href]"):
        href = str(tag["href"])
        if href.startswith(OUTER):
            continue
        page, _, anchor = href.partition("#")
        place = (page.removesuffix(".html") or one.stem, anchor)
        if place in known:
            tag["href"] = address(*place)
        else:
            tag.unwrap()
    for tag in article.select("[id]") if anchored else []:
        tag["id"] = address(one.stem, str(tag["id"])).removeprefix("#")
    return article
