"""A file that somebody brings becomes a draft of a table, or every reason why it can't.

draft        Options and Draft, between which all of this room lies
messages     every sentence it can say, from ``messages.yaml``; Findings collect them
reader       read: file → draft
guard        the reading in a process of its own, with limits of time and memory
kinds        what a file is, by its content
texts, sheets, pages   a file → grids of cells with their addresses
marks, marks_xlsx, marks_ods, marks_xls   what a reader of values passes over
grid         cells by column and distinct value
words, fields, headers, choose, mapping   headers → fields of a schema
rows         what each row is: data, a sum, a footnote, a header again
numbers, dates, cells, build   cells → typed columns
checks, rules   constraints, keys, rules, sums
plausibility what is not wrong but looks it
show         the reading in words, for ``companion check FILE``
"""

from analysis.ingest.draft import Draft, Options
from analysis.ingest.messages import messages
from analysis.ingest.reader import read

__all__ = ["Draft", "Options", "messages", "read"]
