"""Which grid of a file holds a table; else every reason why none does."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import UserError, quote
from analysis.ingest.formats.grid import Grid, is_blank, letters
from analysis.ingest.header.advice import best_known_header, missing_columns, rank_by_values
from analysis.ingest.header.find import Header, rank
from analysis.ingest.header.mapping import Choices, refuse_unknown
from analysis.ingest.header.match import is_letter, is_whole, possible_headers, table_vocabulary
from analysis.ingest.header.normalize import scale_in, year_of
from analysis.ingest.header.shape import is_number
from analysis.ingest.header.turn import find_block, turn_years
from analysis.ingest.header.vocabulary import Vocabulary, field_types
from analysis.ingest.messages import failure, format_message, join_words
from analysis.tables import schema, table_names

LEAST_ACROSS = 3  # years side by side that can't be anything else

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
        refuse(seen, tables, chosen, data)
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
    refuse_numbers(grid, found[0], {c.upper() for c in chosen.columns.values() if is_letter(c)})
    return grid, found[0]


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


def refuse_numbers(grid: Grid, header: Header, named: set[str]) -> None:
    """Raise UserError with every number among the headers that is no year, but for columns that
    a person named by their letters."""
    rows = range(header.top, header.top + header.depth)
    cells = [(row, c, column.at(row)) for row in rows for c, column in enumerate(grid.columns)]
    found = [
        format_message("number-in-header", at=grid.at(row, column), found=quote(cell))
        for row, column, cell in cells
        if letters(column) not in named
        and (isinstance(cell, float) or is_number(str(cell)))
        and not year_of(cell)
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


def refuse_scaled(grid: Grid, tables: Sequence[Vocabulary], chosen: Choices, data: Path) -> None:
    """Raise UserError if the headers of a grid would be known but for words such as RIBU."""
    scaled = dataclasses.replace(chosen, scale=1000)
    known = [table_vocabulary(vocabulary.table, scaled, data) for vocabulary in tables]
    for header in possible_headers(grid, known, chosen)[:1]:
        if is_whole(header, known):
            for column in sorted(header.paths):
                if scale := scale_in(header.title(column)):
                    at, found = grid.at(header.top, column), quote(header.title(column))
                    told = {"value": scale[0], "factor": scale[1]}
                    raise failure("scope-scale", at=at, found=found, **told)


def refuse_bodies(grid: Grid, tables: Sequence[Vocabulary], chosen: Choices, data: Path) -> None:
    """Raise UserError if the headers of a grid would be known but for a body: KASUS POLRI."""
    for body in sorted({name for known in tables for name in bodies_of(known.table, data)}):
        told = dataclasses.replace(chosen, scope=chosen.scope | {"body": body})
        known = [table_vocabulary(vocabulary.table, told, data) for vocabulary in tables]
        for header in possible_headers(grid, known, told)[:1]:
            if is_whole(header, known):
                title = join_words([header.title(n) for n in sorted(header.paths)])
                values = {"found": quote(title), "value": body, "body": body}
                expected = schema(header.table, data).get("series", {}).get("body", "another")
                at, table = grid.at(header.top), header.table
                raise failure("scope-body", at=at, table=table, expected=expected, **values)


def bodies_of(table: str, data: Path) -> list[str]:
    """Return the single bodies whose figures a table of a series may be brought for."""
    parts = schema(table, data).get("series", {}).get("body", "").split("+")
    return [part for part in parts if part]


def refuse_years_across(grid: Grid, tables: Sequence[Vocabulary], chosen: Choices) -> None:
    """Raise UserError if years run across the columns, with the first rows as they would be and
    the table that is nearest then."""
    block = find_block(grid)
    if block is None or (
        len({*block.years.values()}) < LEAST_ACROSS and not any(block.measures.values())
    ):
        return
    turned = turn_years(grid)
    years = sorted({*block.years.values()})
    rows = [[str(c) for c in turned.row(n) if not is_blank(c)] for n in range(turned.height)]
    shown = " | ".join(", ".join(row) for row in rows[block.top : block.top + 3])
    near = possible_headers(turned, tables, chosen)
    told = {"rows": shown[:300], "table": f" for {near[0].table}" if near else ""}
    raise failure("years-across", file=grid.file, first=years[0], last=years[-1], **told)


def refuse(
    seen: list[tuple[Grid, list[Header]]], tables: Sequence[Vocabulary], chosen: Choices, data: Path
) -> None:
    """Raise UserError: years across, numbers in thousands, no header at all, or what the nearest
    table still needs."""
    for grid, _ in seen:
        refuse_years_across(grid, tables, chosen)
        refuse_scaled(grid, tables, chosen, data)
        refuse_bodies(grid, tables, chosen, data)
    known = {t.table: t for t in tables}
    near = [(grid, header) for grid, found in seen for header in found]
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
    grid, header = max(
        near, key=lambda pair: rank_by_values(pair[0], pair[1], known[pair[1].table], data)
    )
    raise missing_columns(grid, header, known[header.table], alone=len(tables) == 1)
