"""The functions of the companion, one arrow: ``data/`` → ``analysis`` → ``book/``.

tree         where things stand: tables, vintages, languages, by name alone
tables       the only reader of ``data/``: load(table, vintage) → typed frame
descriptors  checks of ``data/``: schema, descriptor and table must agree
rules        rows and keys checked by frictionless, told in the words of the book
ingest/      a file that somebody brings → a draft of a table, or every reason why not
package      ``data/datapackage.json``, generated
questions/   one module a chapter: frame → frame, pure
claims/      the ledger: one function a claim, frames → value → verdict by a rule
figures/     theme, and one module a chapter: frame → chart
tracing      what a frame or chart was made from, and by which functions
wording      numbers, dates, names and labels in English and Indonesian
live         what a chart gains when it is live: tips, a legend that picks out, zoom
svg          a drawing as a page needs it: short paths, links that a keyboard reaches
drawing      a chart drawn at the widths of a page
files        the plain files beside each exhibit
markup       a frame as an HTML table, and the templates of pages
publish      how a chart, a table or a number reaches a page
kernel       what each kernel begins with: equal seeds, and a record of what is read
citation     the paper, the companion and the data, as ``CITATION.cff`` has them
press/       stage → run (papermill) → typeset (Jupyter Book) → values → PDF, EPUB → finish
cli          the command ``companion``
errors       the exception behind every message to a user
"""
