"""Which column of a grid is which field, by its headers and by what a person says."""

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analysis.ingest.formats.grid import Grid, letters
from analysis.ingest.header.find import Header, candidates, filled_rows, paths_of
from analysis.ingest.header.mapping import Choices
from analysis.ingest.header.normalize import header_words, normalize, words_for
from analysis.ingest.header.shape import span_above
from analysis.ingest.header.vocabulary import Vocabulary, field_types, vocabulary
from analysis.ingest.messages import failure, join_words

LETTER = re.compile(r"[A-Za-z]{1,3}")


def table_vocabulary(table: str, chosen: Choices, data: Path) -> Vocabulary:
    """Return the vocabulary of a table, with what the mapping file adds to it."""
    known = vocabulary(table, data)
    constants = chosen.constants_of(field_types(table, data) if chosen.table else ())
    given = {*constants, *(f for f, c in chosen.columns.items() if is_letter(c))}
    mapped = {header_words(str(text)): field for field, text in chosen.columns.items()}
    kept = {w: f for w, f in known.headers.items() if f not in {*chosen.columns, *constants}}
    if chosen.scale:
        more = [frozenset(text.split()) for text in words_for("scaled")]
        kept |= {words | scale: f for words, f in kept.items() for scale in more}
    needed = tuple(name for name in known.needed if name not in given)
    if body := chosen.scope.get("body"):
        own = frozenset(normalize(body).split())
        kept |= {words | own: field for words, field in kept.items()}
    named = chosen.table is not None
    return dataclasses.replace(known, headers=kept | mapped, needed=needed, named=named)


def is_letter(text: object) -> bool:
    """Return whether a mapping may mean a spreadsheet column."""
    return isinstance(text, str) and bool(LETTER.fullmatch(text))


def possible_headers(grid: Grid, tables: Sequence[Vocabulary], chosen: Choices) -> list[Header]:
    """Return the headers that a grid can have, best first."""
    rows = None
    if chosen.header_rows:
        shown = [*grid.rows]
        if not all(row in shown for row in chosen.header_rows):
            raise failure(
                "mapping-rows",
                file=chosen.file,
                found=join_words(chosen.header_rows),
                most=max(shown),
            )
        first, last = (shown.index(f(chosen.header_rows)) for f in (min, max))
        rows = (first, last - first + 1)
    found = candidates(grid, tables, rows)
    if not found and any(map(is_letter, chosen.columns.values())):
        found = [header_without_names(grid, tables[0].table, chosen, rows)]
    return [header_by_letters(grid, header, chosen) for header in found]


def header_without_names(
    grid: Grid, table: str, chosen: Choices, span: tuple[int, int] | None
) -> Header:
    """Return the header of a grid that knows no field, as the columns are named by letters."""
    rows = filled_rows(grid)
    named = {text.upper() for text in chosen.columns.values() if is_letter(text)}
    columns = [n for n in range(len(grid.columns)) if letters(n) in named]
    top, depth = span or span_above([grid.row(n) for n in range(len(rows))], columns)
    return Header(table, top, depth, paths_of(grid, rows, top, depth))


def header_by_letters(grid: Grid, header: Header, chosen: Choices) -> Header:
    """Return a header with the columns that the mapping file names by their letter."""
    columns = dict(header.columns)
    for field, text in chosen.columns.items():
        if is_letter(text) and field not in header.has():
            places = [n for n in range(len(grid.columns)) if letters(n) == text.upper()]
            if not places:
                known = f"columns to {letters(len(grid.columns) - 1)}"
                raise failure(
                    "mapping-column", file=chosen.file, field=field, found=text, known=known
                )
            columns = {f: c for f, c in columns.items() if c != places} | {field: places}
    return dataclasses.replace(header, columns=columns)


def is_whole(header: Header, tables: Sequence[Vocabulary]) -> bool:
    """Return whether a header has every field that its table must have."""
    return not header.missing(next(t for t in tables if t.table == header.table))


def not_read(grid: Grid, header: Header, rows: np.ndarray) -> list[str]:
    """Return the columns that hold something and are no field."""
    read = {c for places in (*header.columns.values(), *header.parts.values()) for c in places}
    return [
        f"{letters(c)} {header.title(c) or '(no header)'}"
        for c, column in enumerate(grid.columns)
        if c not in read and (c in header.paths or not column.blank[rows].all())
    ]
