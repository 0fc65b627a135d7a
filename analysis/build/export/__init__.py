"""The book beside its site: one PDF and one EPUB, from the pages of the site.

articles      the chapters as plain articles, for both
front_matter  what is on the title page, set by ``publish/templates/title.html`` for both
pdf           the PDF: ``publish/templates/pdf.html``, ``book/assets/export.css`` and ``pdf.css``
epub          the EPUB: ``publish/templates/epub_*``, ``book/assets/export.css``
browser       the Chromium that prints the PDF
"""

import re
from pathlib import Path
from typing import Any

from analysis.build.export import articles, epub, front_matter, pdf
from analysis.build.metrics import Meter
from analysis.build.options import NAME

ASSETS = Path("book", "assets")
# The paragraph of a page that links the forms, which a site without them does not have.
LINKS = re.compile(r'<p class="export-links">.*?</p>\s*', re.DOTALL)


def add_exports(
    site: Path,
    staged: Path,
    parameters: dict[str, Any],
    root: Path,
    only_site: bool,
    meter: Meter,
) -> None:
    """Add PDF and EPUB to a finished site, or take out what leads to them."""
    if only_site:
        remove_links(site)
    else:
        write_exports(site, staged, parameters, root, meter)


def write_exports(
    site: Path, staged: Path, parameters: dict[str, Any], root: Path, meter: Meter
) -> None:
    """Write the PDF and the EPUB into a finished site that is beside its stage."""
    with meter.step("EPUB"):
        book = articles.read_articles(site, staged)
        about = front_matter.read_front_matter(parameters, root)
        epub.write_epub(book, about, root / ASSETS, site / f"{NAME}.epub")
    with meter.step("PDF"):
        pdf.write_pdf(book, about, root / ASSETS, site / f"{NAME}.pdf")


def remove_links(site: Path) -> None:
    """Take the links to PDF and EPUB out of a site that has neither."""
    for path in site.glob("book/*.html"):
        page = path.read_text(encoding="utf-8")
        if (plain := LINKS.sub("", page)) != page:
            path.write_text(plain, encoding="utf-8")
