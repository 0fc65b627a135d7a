"""A file that somebody brings becomes a draft of a table, or every reason why it can't.

draft       Options and Draft, between which all of this room lies
messages    every sentence it can say, from ``messages.yaml``; Findings collect them
reader      read: file → draft
formats/    a file → grids of cells with their addresses
header/     headers → fields of a schema
scope/      whose figures, of what, of when; what JUMLAH counts
values/     cells → typed columns
checks/     what is wrong with the columns, or looks it
about       what a person says of a file's source, and is asked
series      what the current series gains and loses by a vintage, in words
vintage     a draft → a vintage of ``data/``, for ``companion update``
report      the reading in words, for ``companion check FILE``
look        a file as a page shows it: cells, what is said of each, rows as read
page        that page, for ``companion check --html FILE``
"""

from analysis.ingest.about import about_from_arguments, require_consent, with_release_date
from analysis.ingest.draft import Draft, Options
from analysis.ingest.messages import messages
from analysis.ingest.page import check_on_page
from analysis.ingest.reader import read
from analysis.ingest.report import check_file, describe_span, options_from_arguments
from analysis.ingest.vintage import plan_vintage, refuse_warnings, save_vintage

__all__ = [
    "Draft",
    "Options",
    "about_from_arguments",
    "check_file",
    "check_on_page",
    "describe_span",
    "messages",
    "options_from_arguments",
    "plan_vintage",
    "read",
    "refuse_warnings",
    "require_consent",
    "save_vintage",
    "with_release_date",
]
