"""The rows that a person asked for, by the value of a column."""

from collections.abc import Mapping

import numpy as np

from analysis.ingest.formats.grid import Grid, letters
from analysis.ingest.header.find import Header
from analysis.ingest.header.normalize import normalize
from analysis.ingest.header.shape import header_text
from analysis.ingest.messages import failure, join_words


def where_mask(grid: Grid, header: Header, where: Mapping[str, str]) -> np.ndarray | None:
    """Return which rows have the value that a person asked for in each column named, by its
    header or its letter; None if none is named. Raises UserError for a column or value that the
    file does not have."""
    wanted = None
    for title, value in where.items():
        column = named_column(grid, header, title)
        has = grid.columns[column].mask(
            lambda cell, v=value: normalize(header_text(cell)) == normalize(v)
        )
        if not has[header.top + header.depth :].any():
            raise failure("where-value", file=grid.file, column=title, found=value)
        wanted = has if wanted is None else wanted & has
    return wanted


def named_column(grid: Grid, header: Header, title: str) -> int:
    """Return the column of a header or letter. Raises UserError for none or several."""
    found = [n for n in range(len(grid.columns)) if title in (letters(n), header.title(n))]
    found = found or [n for n in header.paths if normalize(header.title(n)) == normalize(title)]
    if len(found) != 1:
        known = join_words([header.title(n) for n in sorted(header.paths)])
        raise failure("where-column", file=grid.file, found=title, known=known)
    return found[0]
