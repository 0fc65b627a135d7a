"""Finds the header of a grid: which rows it takes, and which column is which field."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.ingest.formats.grid import Grid, is_blank
from analysis.ingest.header.normalize import GENERIC, normalize
from analysis.ingest.header.shape import DEEPEST, header_text, is_continued, is_upper_part
from analysis.ingest.header.vocabulary import Vocabulary, field_meant, header_readings, path_text

SEARCHED = 100  # rows in which a header is looked for

Path_ = tuple[str, ...]
Names = defaultdict[str, set[tuple[frozenset[str], str]]]


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
        named = {table for path in paths.values() for table in tables_named(path, every)}
        for known in (known for known in tables if known.table in named):
            found = header_for(known, top, depth, paths)
            if found.has() and rank(found, known) > (
                rank(best[known.table], known) if known.table in best else (False, 0, 0, 0, 0)
            ):
                best[known.table] = found
    ranks = {known.table: known for known in tables}
    whole = [deepen(header, ranks[header.table], top_rows) for header in best.values()]
    return sorted(whole, key=lambda h: rank(h, ranks[h.table]), reverse=True)


def deepen(header: Header, known: Vocabulary, rows: list[list[Any]]) -> Header:
    """Return a header with the rows below it that say the same of each column, as in another
    language."""
    fields = {c: name for name, places in header.columns.items() for c in places}
    below = header.top + header.depth
    row = rows[below] if below < len(rows) else []
    texts = {c: header_text(row[c]) for c in fields if row and not is_blank(row[c])}
    meant = {c: field_meant((text,), known) for c, text in texts.items()}
    if len(texts) < max(2, len(fields)) or any(
        found is None or found[0] != fields[c] for c, found in meant.items()
    ):
        return header
    return deepen(replace(header, depth=header.depth + 1), known, rows)


def names_by_word(tables: Sequence[Vocabulary]) -> Names:
    """Return the names of all fields, each with its table, by each of their words."""
    found: Names = defaultdict(set)
    for known in tables:
        for name in known.headers:
            for word in name:
                found[word].add((name, known.table))
    return found


def tables_named(path: Path_, every: Names) -> set[str]:
    """Return the tables of which a header may mean a field: one of its names is in it whole."""
    return {
        table
        for words, _ in header_readings(path)
        for word in words
        for name, table in every.get(word, ())
        if name <= words
    }


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
        if path:
            paths[column] = path
    return paths
