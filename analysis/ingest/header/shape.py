"""What the rows about a header look like: figures, numbers of columns, parts of the header."""

from collections.abc import Sequence
from typing import Any

from analysis.ingest.formats.grid import is_blank

DEEPEST = 3  # rows of a header
LONGEST = 200  # characters of a header cell


def is_continued(rows: list[list[Any]], top: int, depth: int) -> bool:
    """Return whether the row below a header belongs to it: words, and none at the left."""
    below = rows[top + depth] if top + depth < len(rows) else []
    above = rows[top + depth - 1]  # a cell merged down says the same in both
    cells = [(n, c) for n, c in enumerate(below) if not is_blank(c) and c != above[n]]
    first = next(n for n, cell in enumerate(rows[top]) if not is_blank(cell))
    words = all(isinstance(cell, str) and not any(map(str.isdigit, cell)) for _, cell in cells)
    return len(cells) > 1 and words and cells[0][0] > first


def is_upper_part(row: list[Any], below: list[Any]) -> bool:
    """Return whether a row above a header belongs to it: it names groups of columns.

    A title is alone, or over all columns.
    """
    cells = [(n, cell) for n, cell in enumerate(row) if not is_blank(cell)]
    if not cells or any(not isinstance(cell, str) or is_number(cell) for _, cell in cells):
        return False
    if len({cell for _, cell in cells}) > 1:
        return True
    first = next((n for n, cell in enumerate(below) if not is_blank(cell)), 0)
    return cells[0][0] > first


def span_above(rows: list[list[Any]], columns: Sequence[int]) -> tuple[int, int]:
    """Return the first row of the header and its number of rows, by where the figures of some
    columns begin; a row (1) (2) (3) above these is no part of it, and there may be none."""
    figures = [[is_figure(row[c]) for c in columns] for row in rows]
    counted = [sum(each) * 2 > sum(any(f) for f in figures) for each in zip(*figures, strict=True)]
    least = min(2, sum(counted)) or len(columns) + 1
    starts = [n for n, row in enumerate(rows) if any(not is_blank(cell) for cell in row)]
    below = next(
        (n for n in starts if sum(figures[n]) >= least and not is_numbering(rows[n])), None
    )
    if below is None:
        return (starts[0] if starts else 0), min(1, len(starts))
    end = below - 1 if below and is_numbering(rows[below - 1]) else below
    top = end
    while top > max(0, end - DEEPEST) and len({c for c in rows[top - 1] if not is_blank(c)}) > 1:
        top -= 1
    return (top, end - top) if top < end else (below, 0)


def is_figure(cell: Any) -> bool:
    """Return whether a cell is a number or a date, by the share of its characters that are
    digits."""
    text = "" if is_blank(cell) else str(cell).strip()
    starts = text.lstrip("(+-−")[:1].isdigit()
    return starts and 3 * sum(map(str.isdigit, text)) >= max(1, len(text))


def is_numbering(row: list[Any]) -> bool:
    """Return whether a row only numbers the columns: (1) (2) (3)."""
    texts = [header_text(cell).strip("()") for cell in row if not is_blank(cell)]
    return len(texts) > 1 and texts in (
        [str(n + first) for n in range(len(texts))] for first in (0, 1)
    )


def is_number(cell: str) -> bool:
    """Return whether a text is made of digits and separators."""
    return bool(cell.strip(" .,-()%")) and not cell.strip(" .,-()%0123456789\u00a0")


def header_text(cell: Any) -> str:
    """Return a header cell as text; what is too long for a header is none."""
    text = f"{cell:g}" if isinstance(cell, float) else " ".join(str(cell).split())
    return text if len(text) <= LONGEST else ""
