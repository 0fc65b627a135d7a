"""The functions of the companion, one arrow: ``data/`` → ``analysis`` → ``book/``.

tables/      read and check ``data/``: load(table, vintage) → typed frame
ingest/      a file that somebody brings → a draft of a table, or every reason why not
questions/   one module a chapter: frame → frame, pure
claims/      the ledger: one function a claim, frames → value → verdict by a rule
figures/     theme, and one module a chapter: frame → chart
publish/     how a chart, a table or a number reaches a page
build/       chapters → site, with PDF and EPUB
cli/         the command ``companion``, and where it acts
diff         what changed between two vintages
wording      numbers, dates, names and labels (``labels.yaml``) in English and Indonesian
tracing      what a frame or chart was made from, and by which functions
atomic       two folders trade places in one step
errors       the exception behind every message to a user

``tables``, ``ingest``, ``claims``, ``publish`` and ``build`` each have a face: what their
``__init__`` names in ``__all__`` is for other rooms, the rest is private. Contracts in
``pyproject.toml`` hold the arrow and the faces.
"""

import time

STARTED_NS = time.time_ns()  # when this process began to load the code that is here
