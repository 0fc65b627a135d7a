"""The forms of the book beside its site: one PDF and one EPUB, from the pages of the site."""

import re
from pathlib import Path
from typing import Any

from analysis.build.export import articles, epub, front_matter, pdf
from analysis.build.metrics import Meter
from analysis.build.options import NAME

ASSETS = Path("book", "assets")
# The paragraph of a page that links the forms, which a site without them does not have.
LINKS = re.compile(r'<p class="paper-forms">.*?</p>\s*', re.DOTALL)


def add(
    site: Path,
    staged: Path,
    parameters: dict[str, Any],
    root: Path,
    only_site: bool,
    meter: Meter,
) -> None:
    """Add PDF and EPUB to a finished site, or take out what leads to them."""
    if only_site:
        leave_out(site)
    else:
        write(site, staged, parameters, root, meter)


def write(site: Path, staged: Path, parameters: dict[str, Any], root: Path, meter: Meter) -> None:
    """Write the PDF and the EPUB into a finished site that stands beside its stage."""
    with meter.step("EPUB"):
        book = articles.read(site, staged)
        about = front_matter.read(parameters, root)
        epub.write(book, about, root / ASSETS, site / f"{NAME}.epub")
    with meter.step("PDF"):
        pdf.write(book, about, root / ASSETS, site / f"{NAME}.pdf")


def leave_out(site: Path) -> None:
    """Take the links to PDF and EPUB out of a site that has neither."""
    for path in site.glob("book/*.html"):
        page = path.read_text(encoding="utf-8")
        if (plain := LINKS.sub("", page)) != page:
            path.write_text(plain, encoding="utf-8")
