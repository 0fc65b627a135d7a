"""What a page shows of a file: its sheets with what is said of each cell, and the rows as read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import UserError
from analysis.ingest.draft import Draft, Options
from analysis.ingest.formats.grid import Grid, is_blank, letters
from analysis.ingest.header.mapping import choices
from analysis.ingest.reader import draft_of, read_grids
from analysis.ingest.values.columns import Table

FIRST = 100  # rows of a sheet, and of a reading, that are shown whatever they hold
AROUND = 2  # rows shown above and below one that something is said of
WIDEST = 40  # columns shown
SHEETS = 5  # sheets shown of a file of which no table could be made
LONGEST = 200  # characters of a cell

Place = tuple[int, int | None]


@dataclass(frozen=True)
class Message:
    """Something said of a file, whether it is a warning only, and the cell that it is about."""

    text: str
    warning: bool
    sheet: int | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Cell:
    """A cell as it is shown, its column, and the numbers of the messages about it."""

    text: str
    column: int
    said: tuple[int, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of a sheet, or several that are not shown, which have no cells."""

    number: int
    label: str
    kind: str
    cells: list[Cell] = field(default_factory=list)
    said: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet, a text, a list or a table of a PDF: what each column and each row is read as."""

    name: str
    columns: list[tuple[str, str]]
    rows: list[Row]
    unseen: int


@dataclass(frozen=True)
class Look:
    """A file as a page shows it; ``rows`` are the first that were read, each with its label."""

    draft: Draft | None
    messages: list[Message]
    sheets: list[Sheet] = field(default_factory=list)
    rows: list[tuple[str, list[str]]] = field(default_factory=list)


def look_here(path: Path, options: Options, data: Path) -> Look:
    """Return what a page shows of a file, whether or not a table can be made of it."""
    grids: list[Grid] = []
    table: Table | None = None
    draft: Draft | None = None
    said: list[tuple[str, bool]]
    try:
        chosen = choices(options)
        grids = read_grids(path, chosen)
        table, draft = draft_of(grids, chosen, options, data)
        said = [(line, False) for line in draft.problems]
        said += [(line, True) for _, line in draft.warnings]
    except UserError as error:
        said = [(line, False) for line in str(error).splitlines()]
    shown = [table.grid] if table else grids[:SHEETS]
    messages = [locate(line, warning, shown) for line, warning in said]
    sheets = [sheet_of(grid, n, messages, table) for n, grid in enumerate(shown)]
    return Look(draft, messages, sheets, [*rows_read(table)] if table else [])


def locate(line: str, warning: bool, grids: Sequence[Grid]) -> Message:
    """Return a message with the cell whose address it begins with, if it begins with one."""
    for number, grid in enumerate(grids):
        found = [at for at in grid.asked if line.startswith(f"{at}:")]
        if found:
            return Message(line, warning, number, grid.asked[max(found, key=len)])
    return Message(line, warning)


def sheet_of(grid: Grid, number: int, messages: list[Message], table: Table | None) -> Sheet:
    """Return a grid as it is shown."""
    said: dict[Place, list[int]] = {}
    for count, message in enumerate(messages, start=1):
        if message.sheet == number and message.place:
            said.setdefault(message.place, []).append(count)
    width = min(len(grid.columns), WIDEST)
    kinds = row_kinds(table) if table else {}
    near = {row + step for row, _ in said for step in range(-AROUND, AROUND + 1)}
    chosen = sorted({*range(min(FIRST, grid.height))} | {n for n in near if 0 <= n < grid.height})
    read = column_fields(table) if table else {}
    columns = [(letters(n), read.get(n, "")) for n in range(width)]
    rows = [shown_row(grid, n, width, said, kinds.get(n, "")) for n in chosen]
    name = str(grid.about.get("part", grid.file))
    return Sheet(name, columns, [*with_gaps(rows, grid.height)], len(grid.columns) - width)


def shown_row(
    grid: Grid, number: int, width: int, said: Mapping[Place, list[int]], kind: str
) -> Row:
    """Return a row of a grid with what is said of it and of its cells."""
    cells = [
        Cell(shown_text(cell), column, tuple(said.get((number, column), ())))
        for column, cell in enumerate(grid.row(number)[:width])
    ]
    label = str(grid.rows[number])
    return Row(number, label, kind, cells, tuple(said.get((number, None), ())))


def with_gaps(rows: Iterable[Row], height: int) -> Iterator[Row]:
    """Yield rows, and for those left out between and after them one row without cells."""
    following = 0
    for row in rows:
        if row.number > following:
            yield gap(following, row.number)
        yield row
        following = row.number + 1
    if following < height:
        yield gap(following, height)


def gap(first: int, end: int) -> Row:
    """Return a row that stands for those not shown."""
    count = end - first
    return Row(first, "…", "1 row not shown" if count == 1 else f"{count:,} rows not shown")


def row_kinds(table: Table) -> dict[int, str]:
    """Return what each row of a grid was read as, by position."""
    header, body = table.header, table.body
    kinds = dict.fromkeys(range(header.top, header.top + header.depth), "header")
    kinds |= dict.fromkeys(body.data[:FIRST].tolist(), "row")
    places = {str(label): n for n, label in enumerate(table.grid.rows)} if body.skipped else {}
    kinds |= {places[str(entry["row"])]: f"left out: {entry['why']}" for entry in body.skipped}
    return kinds


def column_fields(table: Table) -> dict[int, str]:
    """Return the field that each column was read as, by position; the others were not read."""
    fields = dict.fromkeys(range(len(table.grid.columns)), "not read")
    for places in (table.header.columns, table.header.parts):
        fields |= {column: name for name, columns in places.items() for column in columns}
    return fields


def rows_read(table: Table) -> Iterator[tuple[str, list[str]]]:
    """Yield the first rows of the frame as text, each with the label of its row in the file."""
    for position, row in enumerate(table.frame.head(FIRST).itertuples(index=False)):
        label = str(table.grid.rows[int(table.body.data[position])])
        yield label, ["" if pd.isna(value) else shown_value(value) for value in row]


def shown_value(value: Any) -> str:
    """Return a value of a frame as text; a date is a day."""
    return str(value.date()) if isinstance(value, pd.Timestamp) else shown_text(value)


def shown_text(cell: Any) -> str:
    """Return a cell as text, shortened, with what can't be seen written out."""
    text = "" if is_blank(cell) else f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    seen = "".join(
        c if c.isprintable() else " " if c in "\n\r\t" else f"\\x{ord(c):02x}"
        for c in text[: LONGEST + 1]
    )
    return f"{seen[:LONGEST]}…" if len(seen) > LONGEST else seen
