"""How a chart, a table or a number reaches a page.

page         what a chapter publishes, in one language
html         a frame as an HTML table, and the templates of pages
render       a chart drawn at the widths of a page
svg          a drawing as a page needs it: short paths, links that a keyboard reaches
interactive  what a chart gains when it is live: tips, a legend that picks out, zoom
downloads    the plain files beside each exhibit
styles       the colours of the palette in style sheets, and in the icon of the site
templates/   the HTML of exhibits, ledger and pages, of PDF and EPUB
citation     the paper, the companion and the data, as ``CITATION.cff`` has them
"""

from analysis.publish.citation import (
    bibtex_citation,
    plain_citation,
    repository_address,
    site_address,
)
from analysis.publish.downloads import FOLDER
from analysis.publish.html import template
from analysis.publish.interactive import vega_script
from analysis.publish.page import Page, recording
from analysis.publish.styles import read_styles, write_colours
from analysis.publish.svg import ANCHOR, SPOKEN

__all__ = [
    "ANCHOR",
    "FOLDER",
    "SPOKEN",
    "Page",
    "bibtex_citation",
    "plain_citation",
    "read_styles",
    "recording",
    "repository_address",
    "site_address",
    "template",
    "vega_script",
    "write_colours",
]
