"""What each row below a header is: data, a sum, a footnote, a header again, nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analysis.ingest.formats.grid import Column, Grid, is_blank
from analysis.ingest.header.find import Header
from analysis.ingest.header.normalize import is_total, normalize
from analysis.ingest.header.vocabulary import field_types, required_fields
from analysis.ingest.values import cells
from analysis.ingest.values.numbers import Fault
from analysis.tables import schema

NUMBERING = re.compile(r"\(?([0-9]{1,2})\)?(?:\.0)?")
REMARK = re.compile(
    r"(?:sumber|source|catatan|keterangan|ket|note|\*+|[¹²³]|[0-9a-z]\))[\s.:)*]", re.I
)
FOOTNOTE = "footnote or remark"
SUM = re.compile("jumlah|total|jml|jlh", re.IGNORECASE)
SUM_WORDS = {"jumlah", "total", "grand", "keseluruhan", "seluruh", "sub", "subtotal"}
COUNTED = {"integer", "number"}
NUMBERED = 200  # rows by which a column that only numbers the rows is known


@dataclass
class Body:
    """Positions in the grid of the rows of a table, of its sums, and of rows without a key."""

    data: np.ndarray
    totals: np.ndarray
    keyless: np.ndarray
    skipped: list[dict[str, Any]] = field(default_factory=list)


def read_body(grid: Grid, header: Header, data: Path, wanted: np.ndarray | None = None) -> Body:
    """Return what each row below the header is; one that is not wanted is left out."""
    start = header.top + header.depth
    filled = np.sum([~column.blank[start:] for column in grid.columns], axis=0)
    keys = key_columns(header, data)
    entries = field_types(header.table, data)
    kept = filled > 0
    why = np.full(len(filled), "", dtype=object)
    why[~kept] = "empty row"
    mark_rows(why, repeated_headers(grid, header, start), "the header again")
    mark_rows(why, numbering_row(grid, start, kept), "numbers the columns")
    totals = sum_rows(grid, header, keys, entries)[start:] & (why == "") & (filled > 1)
    missing = np.all([grid.columns[c].mask(cells.is_missing)[start:] for c in keys], axis=0)
    mark_rows(why, ~totals & footnotes(grid, start, filled, keys, entries), FOOTNOTE)
    mark_rows(why, totals, "sum")
    if wanted is not None:
        mark_rows(why, ~wanted[start:], "not asked for")
    empty = missing & (why == "")
    rows = np.flatnonzero((why == "") & ~empty) + start
    skipped = [
        {"row": grid.rows[n + start], "why": str(why[n])}
        for n in np.flatnonzero(why != "").tolist()
        if why[n] != "empty row" or (n + 1 < len(why) and filled[n + 1 :].any())
    ]
    return Body(rows, np.flatnonzero(totals) + start, np.flatnonzero(empty) + start, skipped)


def mark_rows(why: np.ndarray, rows: np.ndarray, reason: str) -> None:
    """Give rows a reason to be left out, unless they have one."""
    why[rows & (why == "")] = reason


def footnotes(
    grid: Grid,
    start: int,
    filled: np.ndarray,
    keys: dict[int, str],
    entries: dict[str, dict[str, Any]],
) -> np.ndarray:
    """Return the rows that are a remark: one text alone that is no key, or below the table one
    that begins as remarks do and may have been split at its commas."""
    found = np.zeros(len(filled), dtype=bool)
    lone = np.flatnonzero(filled == 1)
    for number, column in enumerate(grid.columns):
        rows = lone[~column.blank[lone + start]]
        remark = column.mask(is_prose, rows + start)
        if number in keys and len(keys) == 1:
            entry = entries[keys[number]]
            reader = cells.reader_of(entry, None, "dmy")
            remark &= ~column.mask(lambda c, e=entry, r=reader: is_readable(c, r, e), rows + start)
        found[rows] = remark
    for row in reversed(range(len(filled))):
        first = next((cell for cell in grid.row(row + start) if not is_blank(cell)), None)
        if first is not None and not found[row] and not is_remark(first):
            break
        found[row] = first is not None
    return found


def is_prose(cell: Any) -> bool:
    """Return whether a cell is a text that is not made of digits."""
    return isinstance(cell, str) and not has_number(cell)


def is_remark(cell: Any) -> bool:
    """Return whether a text begins as the source line or a footnote of a table does."""
    return isinstance(cell, str) and bool(REMARK.match(cell.strip()))


def key_columns(header: Header, data: Path) -> dict[int, str]:
    """Return the columns that say which row a row is, with their fields."""
    primary = [n for n in schema(header.table, data)["primaryKey"] if n in header.columns]
    names = primary or [n for n in required_fields(header.table, data) if n in header.columns]
    names = names or list(header.columns)[:1]
    return {header.columns[name][0]: name for name in names}


def repeated_headers(grid: Grid, header: Header, start: int) -> np.ndarray:
    """Return the rows that say again what a row of the header says."""
    found = np.zeros(grid.height - start, dtype=bool)
    for row in range(header.top, start):
        filled = [c for c in grid.columns if not is_blank(c.at(row))]
        if len(filled) > 1:
            found |= np.all(
                [column.codes[start:] == column.codes[row] for column in filled], axis=0
            )
    return found


def numbering_row(grid: Grid, start: int, kept: np.ndarray) -> np.ndarray:
    """Return the row (1) (2) (3) … directly below the header, if there is one."""
    found = np.zeros(len(kept), dtype=bool)
    first = int(np.argmax(kept)) if kept.any() else 0
    if kept.any():
        texts = [f"{c:g}" if isinstance(c, float) else str(c) for c in grid.row(start + first)]
        numbers = [NUMBERING.fullmatch(t.strip()) for t in texts if t.strip()]
        counted = [int(n[1]) for n in numbers if n]
        found[first] = (
            len(counted) == len(numbers) > (1 if all("(" in t for t in texts if t.strip()) else 2)
            and counted == [*range(counted[0], counted[0] + len(counted))]
            and counted[0] <= 1
        )
    return found


def sum_rows(
    grid: Grid, header: Header, keys: dict[int, str], entries: dict[str, dict[str, Any]]
) -> np.ndarray:
    """Return the rows that a label calls JUMLAH or TOTAL."""
    fields = {c: name for name, places in header.columns.items() for c in places}
    found = np.zeros(grid.height, dtype=bool)
    keyless = np.any([grid.columns[c].mask(has_no_key) for c in keys], axis=0)
    counted = [
        c for c, name in fields.items() if entries[name]["type"] in COUNTED and c not in keys
    ]
    for number, column in enumerate(grid.columns):
        name = fields.get(number)
        if name is None:
            if not counted or number < min(counted):
                found |= column.mask(is_total) & keyless
        elif number in keys and entries[name]["type"] != "string":
            found |= column.mask(is_total)
        elif entries[name].get("constraints", {}).get("required"):
            sums = {normalize(text) for text in entries[name].get("sums", [])}
            found |= column.mask(lambda cell, s=sums: is_sum_word(cell) or normalize(cell) in s)
    return found


def has_no_key(cell: Any) -> bool:
    """Return whether a cell of a key says nothing, or that the row is a sum."""
    return cells.is_missing(cell) or is_total(cell)


def is_sum_word(cell: Any) -> bool:
    """Return whether a text says JUMLAH and nothing else."""
    return (
        isinstance(cell, str)
        and len(cell) < 40
        and bool(SUM.search(cell))
        and len(normalize(cell)) > 0
        and (set(normalize(cell).split()) <= SUM_WORDS)
    )


def is_readable(cell: Any, reader: Any, entry: dict[str, Any]) -> bool:
    """Return whether a cell can be read as its field."""
    return not isinstance(cells.read_cell(cell, entry, reader)[0], Fault)


def columns_of_fields(header: Header) -> Iterable[tuple[str, list[int]]]:
    """Return fields with their columns, whole ones and parts."""
    return [*header.columns.items(), *header.parts.items()]


def has_number(cell: Any) -> bool:
    """Return whether a cell is a number or a text of mostly digits."""
    if isinstance(cell, str):
        return sum(c.isdigit() for c in cell) * 2 > len(cell.strip()) > 0
    return cell is not None


def short_rows(grid: Grid, rows: np.ndarray, columns: Iterable[int]) -> np.ndarray:
    """Return the rows of a text file that end before the last of these columns."""
    found = np.zeros(len(rows), dtype=bool)
    for column in columns:
        found |= lacks_cell(grid.columns[column], rows)
    return rows[found]


def without_header(grid: Grid, number: int, rows: np.ndarray) -> np.ndarray:
    """Return whether a column without a header holds something to be told, by row: a figure,
    unless the column only numbers the rows, or what a separator too many has pushed there."""
    column = grid.columns[number]
    filled = ~column.mask(is_blank, rows)
    if grid.ragged and not filled.all():
        return filled
    figures = column.mask(has_number, rows) & filled
    counted = [row_number(column.at(row)) for row in rows[figures][: NUMBERED + 1]]
    return figures & (counted != [*range(1, len(counted) + 1)])


def row_number(cell: Any) -> int | None:
    """Return the number that a cell gives its row, or None."""
    found = re.fullmatch(r"([0-9]+)[.)]?(?:0)?", str(cell).strip())
    return int(found[1]) if found else None


def lacks_cell(column: Column, rows: np.ndarray) -> np.ndarray:
    """Return whether rows lack the cell altogether."""
    if None not in column.values:
        return np.zeros(len(rows), dtype=bool)
    return column.mask(lambda cell: cell is None, rows)
