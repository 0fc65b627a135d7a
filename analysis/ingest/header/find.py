"""Finds the header of a grid: which rows it takes, and which column is which field."""

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.ingest.formats.grid import Grid, is_blank
from analysis.ingest.header.normalize import GENERIC, UNITS, normalize
from analysis.ingest.header.vocabulary import Vocabulary, field_meant, header_readings, path_text

SEARCHED = 100  # rows in which a header is looked for
DEEPEST = 3  # rows of a header
LONGEST = 200  # characters of a header cell

UNIT = re.compile(rf"\W*(?:{UNITS})\W*", re.IGNORECASE)

Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Header:
    """A header that was found: its first row, its rows, and the columns of each field.

    ``parts`` are columns of one sex that add up to a field, ``paths`` the texts over each column.
    """

    table: str
    top: int
    depth: int
    paths: dict[int, Path_]
    columns: dict[str, list[int]] = field(default_factory=dict)
    parts: dict[str, list[int]] = field(default_factory=dict)

    def has(self) -> set[str]:
        """Return the fields that have a column."""
        return {*self.columns, *self.parts}

    def missing(self, known: Vocabulary) -> list[str]:
        """Return the fields that a file must have and this header does not."""
        found = [name for name in known.needed if name not in self.has()]
        return found if found or self.tells(known) else ["a column of figures or facts"]

    def tells(self, known: Vocabulary) -> bool:
        """Return whether a column says more than which row it is; where the table was not named,
        JUMLAH alone could be the sum of anything."""
        places = [*self.columns.items(), *self.parts.items()]
        return any(
            name not in known.keys
            and (known.named or not frozenset(normalize(self.title(columns[0])).split()) <= GENERIC)
            for name, columns in places
        )

    def title(self, column: int) -> str:
        """Return the header of a column as one line."""
        return path_text(self.paths.get(column, ()))


def candidates(
    grid: Grid, tables: Sequence[Vocabulary], told: tuple[int, int] | None = None
) -> list[Header]:
    """Return the best header for each table that knows any, the best of all first.

    ``told`` is the first row of the header and its number of rows, if a person said so.
    """
    top_rows = filled_rows(grid)
    every = names_by_word(tables)
    best: dict[str, Header] = {}
    for top, depth in [told] if told else header_spans(top_rows):
        paths = paths_of(grid, top_rows, top, depth)
        if not any(is_named(path, every) for path in paths.values()):
            continue
        for known in tables:
            found = header_for(known, top, depth, paths)
            if found.has() and rank(found, known) > (
                rank(best[known.table], known) if known.table in best else (False, 0, 0, 0, 0)
            ):
                best[known.table] = found
    ranks = {known.table: known for known in tables}
    return sorted(best.values(), key=lambda h: rank(h, ranks[h.table]), reverse=True)


def names_by_word(tables: Sequence[Vocabulary]) -> dict[str, set[frozenset[str]]]:
    """Return the names of all fields by each of their words."""
    found: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
    for name in (name for known in tables for name in known.headers):
        for word in name:
            found[word].add(name)
    return found


def is_named(path: Path_, every: dict[str, set[frozenset[str]]]) -> bool:
    """Return whether a header may mean a field of any table: one of its names is in it whole."""
    return any(
        name <= words
        for words, _ in header_readings(path)
        for word in words
        for name in every.get(word, ())
    )


def rank(header: Header, known: Vocabulary) -> tuple[bool, int, int, int, int]:
    """Return by what headers compare: complete, most fields with one column each, most columns
    explained, fewest rows, highest up."""
    places = [*header.columns.values(), *header.parts.values()]
    double = sum(len(columns) > 1 for columns in header.columns.values())
    explained = sum(map(len, places))
    single = len(header.has()) - double
    return not header.missing(known), single, explained, -header.depth, -header.top


def header_for(known: Vocabulary, top: int, depth: int, paths: dict[int, Path_]) -> Header:
    """Return a header with the columns that mean fields of one table."""
    columns: defaultdict[str, list[int]] = defaultdict(list)
    parts: defaultdict[str, list[int]] = defaultdict(list)
    for column, path in paths.items():
        found = field_meant(path, known)
        if found:
            (parts if found[1] else columns)[found[0]].append(column)
    for name, places in columns.items():
        own = [c for c in places if paths[c] == (name,)]
        columns[name] = own if len(own) == 1 else places
    return Header(known.table, top, depth, paths, dict(columns), dict(parts))


def filled_rows(grid: Grid) -> list[list[Any]]:
    """Return the first rows with the text of merged cells in each cell they cover."""
    rows = [grid.row(number) for number in range(min(SEARCHED, grid.height))]
    for (top, left), (bottom, right) in grid.merged or []:
        if top < len(rows) and bottom - top < DEEPEST:
            for row in range(top, min(bottom + 1, len(rows))):
                for column in range(left, min(right + 1, len(rows[row]))):
                    rows[row][column] = rows[top][left]
    return rows


def header_spans(rows: list[list[Any]]) -> list[tuple[int, int]]:
    """Return first row and number of rows of every place in which a header may be.

    What looks like the upper part of a header is never cut off.
    """
    starts = [n for n, row in enumerate(rows) if any(not is_blank(cell) for cell in row)]
    whole = [top for top in starts if top == 0 or not is_upper_part(rows[top - 1], rows[top])]
    return [
        (top, depth)
        for top in whole
        for depth in range(1, DEEPEST + 1)
        if top + depth <= len(rows) and (depth == DEEPEST or not is_continued(rows, top, depth))
    ]


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
    return 3 * sum(map(str.isdigit, text)) >= max(1, len(text))


def is_numbering(row: list[Any]) -> bool:
    """Return whether a row only numbers the columns: (1) (2) (3)."""
    texts = [header_text(cell).strip("()") for cell in row if not is_blank(cell)]
    return len(texts) > 1 and texts in (
        [str(n + first) for n in range(len(texts))] for first in (0, 1)
    )


def is_number(cell: str) -> bool:
    """Return whether a text is made of digits and separators."""
    return bool(cell.strip(" .,-()%")) and not cell.strip(" .,-()%0123456789\u00a0")


def paths_of(grid: Grid, rows: list[list[Any]], top: int, depth: int) -> dict[int, Path_]:
    """Return the texts over each column, from above; a blank takes the text to its left if
    there is a text below it and the file does not say which cells are merged."""
    block = [[*row] for row in rows[top : top + depth]]
    merges = any(top <= first[0] < top + depth for first, _ in grid.merged or [])
    for upper, lower in [] if merges else itertools.pairwise(block):
        for column in range(1, len(upper)):
            if is_blank(upper[column]) and not is_blank(lower[column]):
                upper[column] = upper[column - 1]
    paths = {}
    for column in range(len(block[0]) if block else 0):
        texts = [row[column] for row in block if normalize(header_text(row[column]))]
        path = tuple(
            t
            for n, t in enumerate(map(header_text, texts))
            if n == 0 or t != header_text(texts[n - 1])
        )
        while len(path) > 1 and UNIT.fullmatch(path[-1]):  # below a header it says no more
            path = path[:-1]
        if path:
            paths[column] = path
    return paths


def header_text(cell: Any) -> str:
    """Return a header cell as text; what is too long for a header is none."""
    text = f"{cell:g}" if isinstance(cell, float) else " ".join(str(cell).split())
    return text if len(text) <= LONGEST else ""
