"""Which grid of a file is meant, which table it is, and which column is which field."""

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analysis.errors import UserError, quote
from analysis.ingest.formats.grid import Grid, is_blank, letters
from analysis.ingest.header.find import Header, candidates, is_number, rank
from analysis.ingest.header.mapping import Choices, refuse_unknown
from analysis.ingest.header.normalize import header_words, words_for, year_of
from analysis.ingest.header.turn import find_block, turn_years
from analysis.ingest.header.vocabulary import Vocabulary, field_types, vocabulary
from analysis.ingest.messages import failure, format_message, join_words
from analysis.tables import table_names

LEAST_ACROSS = 3  # years side by side that can't be anything else
LETTER = re.compile(r"[A-Z]{1,3}")
Found = tuple[Grid, Header]


def choose_grid(grids: Sequence[Grid], chosen: Choices, data: Path) -> Found:
    """Return the grid that holds a table, with its header; raises UserError for none or several."""
    if chosen.table is not None and chosen.table not in table_names(data):
        raise failure("unknown-table", found=chosen.table, known=", ".join(table_names(data)))
    if chosen.table is None and (chosen.columns or chosen.constants):
        raise failure("mapping-table", file=chosen.file)
    if chosen.table:
        refuse_unknown(chosen, chosen.table, list(field_types(chosen.table, data)))
    tables = [
        table_vocabulary(name, chosen, data)
        for name in ([chosen.table] if chosen.table else table_names(data))
    ]
    seen = [(grid, possible_headers(grid, tables, chosen)) for grid in grids]
    whole = [(grid, found) for grid, found in seen if found and is_whole(found[0], tables)]
    if not whole:
        refuse(seen, tables)
    if len(whole) > 1:
        shown = join_words([f"{grid.about['part']} ({found[0].table})" for grid, found in whole])
        raise failure(
            "several-parts", file=grids[0].file, found=shown, option=grids[0].about["option"]
        )
    grid, found = whole[0]
    refuse_tie(grid, found, tables)
    grid.names = {column: found[0].title(column) for column in found[0].paths}
    refuse_unmapped(found[0], chosen)
    refuse_double(grid, found[0])
    refuse_numbers(grid, found[0])
    return grid, found[0]


def table_vocabulary(table: str, chosen: Choices, data: Path) -> Vocabulary:
    """Return the vocabulary of a table, with what the mapping file adds to it."""
    known = vocabulary(table, data)
    constants = chosen.constants_of(field_types(table, data))
    given = {*constants, *(f for f, c in chosen.columns.items() if is_letter(c))}
    mapped = {header_words(str(text)): field for field, text in chosen.columns.items()}
    kept = {w: f for w, f in known.headers.items() if f not in {*chosen.columns, *constants}}
    if chosen.scale:
        more = [frozenset(text.split()) for text in words_for("scaled")]
        kept |= {words | scale: f for words, f in kept.items() for scale in more}
    needed = tuple(name for name in known.needed if name not in given)
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
    return [header_by_letters(grid, header, chosen) for header in found]


def header_by_letters(grid: Grid, header: Header, chosen: Choices) -> Header:
    """Return a header with the columns that the mapping file names by their letter."""
    columns = dict(header.columns)
    for field, text in chosen.columns.items():
        if is_letter(text) and field not in header.has():
            places = [n for n in range(len(grid.columns)) if letters(n) == text]
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


def refuse_tie(grid: Grid, found: list[Header], tables: Sequence[Vocabulary]) -> None:
    """Raise UserError if another table explains as many columns."""
    known = {t.table: t for t in tables}
    ranks = [rank(header, known[header.table])[:3] for header in found]
    equal = [h.table for h, r in zip(found, ranks, strict=True) if r == ranks[0]]
    if len(equal) > 1:
        row = grid.rows[found[0].top]
        raise failure("several-tables", file=grid.file, row=row, found=", ".join(equal))


def refuse_double(grid: Grid, header: Header) -> None:
    """Raise UserError with every field that has two columns."""
    double = [
        format_message(
            "two-columns",
            at=grid.at(header.top, column=places[0], name=field),
            found=join_words([f"'{header.title(c)}' ({letters(c)})" for c in places]),
            field=field,
        )
        for field, places in header.columns.items()
        if len(places) > 1
    ]
    if double:
        raise_all(double)


def refuse_numbers(grid: Grid, header: Header) -> None:
    """Raise UserError with every number among the headers that is no year."""
    rows = range(header.top, header.top + header.depth)
    cells = [(row, c, column.at(row)) for row in rows for c, column in enumerate(grid.columns)]
    found = [
        format_message("number-in-header", at=grid.at(row, column), found=quote(cell))
        for row, column, cell in cells
        if (isinstance(cell, float) or is_number(str(cell))) and not year_of(cell)
    ]
    if found:
        raise_all(found)


def refuse_unmapped(header: Header, chosen: Choices) -> None:
    """Raise UserError for a column of the mapping file that the header does not have."""
    for field, text in chosen.columns.items():
        if field not in header.has():
            known = join_words([header.title(column) for column in sorted(header.paths)])
            raise failure("mapping-column", file=chosen.file, field=field, found=text, known=known)


def raise_all(lines: list[str]) -> None:
    """Raise one UserError of several lines."""
    raise UserError("\n".join(lines))


def refuse_missing(grid: Grid, header: Header, chosen: Choices, data: Path) -> None:
    """Raise UserError if a header lacks what its table must have, or says only which row a row
    is."""
    known = table_vocabulary(header.table, chosen, data)
    if header.missing(known):
        raise missing_columns(grid, header, known, alone=True)


def missing_columns(grid: Grid, header: Header, wanted: Vocabulary, alone: bool) -> UserError:
    """Return the error that says what a table needs and the header does not have."""
    missing = header.missing(wanted)
    return failure(
        "missing-columns" if alone else "no-table",
        file=grid.file,
        row=grid.rows[header.top],
        found=join_words([header.title(column) for column in sorted(header.paths)]),
        table=header.table,
        missing=join_words([best_known_header(wanted, name) for name in missing]),
        constants=" ".join(f"--constant {name}=…" for name in missing if name in wanted.expected),
    )


def refuse_years_across(grid: Grid) -> None:
    """Raise UserError if years run across the columns, with the first rows as they would be."""
    block = find_block(grid)
    if block is None or (
        len({*block.years.values()}) < LEAST_ACROSS and not any(block.measures.values())
    ):
        return
    turned = turn_years(grid)
    years = sorted({*block.years.values()})
    rows = [[str(c) for c in turned.row(n) if not is_blank(c)] for n in range(turned.height)]
    shown = " | ".join(", ".join(row) for row in rows[block.top : block.top + 3])
    raise failure("years-across", file=grid.file, first=years[0], last=years[-1], rows=shown[:300])


def refuse(seen: list[tuple[Grid, list[Header]]], tables: Sequence[Vocabulary]) -> None:
    """Raise UserError: years across, no header at all, or what the nearest table still needs."""
    for grid, _ in seen:
        refuse_years_across(grid)
    known = {t.table: t for t in tables}
    near = [(grid, header) for grid, found in seen for header in found[:1]]
    if not near:
        parts = [str(grid.about.get("part", "the file")) for grid, _ in seen]
        hidden = seen[0][0].about.get("hidden_sheets", [])
        raise failure(
            "no-header",
            file=seen[0][0].file,
            parts=join_words(parts),
            hidden=f" (not read because hidden: {', '.join(hidden)}; --sheet reads it)"
            if hidden
            else "",
            table=tables[0].table if len(tables) == 1 else "a table",
            wanted=f" ({join_words([best_known_header(tables[0], n) for n in tables[0].needed])})"
            if len(tables) == 1
            else "",
        )
    grid, header = max(near, key=lambda pair: rank(pair[1], known[pair[1].table]))
    raise missing_columns(grid, header, known[header.table], alone=len(tables) == 1)


def best_known_header(known: Vocabulary, field: str) -> str:
    """Return a field with the header by which it is best known."""
    synonym = known.expected.get(field, field)
    return field if synonym == field else f"{field} ('{synonym}')"


def not_read(grid: Grid, header: Header, rows: np.ndarray) -> list[str]:
    """Return the columns that hold something and are no field."""
    read = {c for places in (*header.columns.values(), *header.parts.values()) for c in places}
    return [
        f"{letters(c)} {header.title(c) or '(no header)'}"
        for c, column in enumerate(grid.columns)
        if c not in read and (c in header.paths or not column.blank[rows].all())
    ]
