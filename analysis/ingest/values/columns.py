"""A grid with its header becomes a typed frame; every cell that can't be read is told."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import quote
from analysis.ingest.formats.grid import Column, Grid, is_blank, is_sheet_error, letters
from analysis.ingest.header.find import Header
from analysis.ingest.header.mapping import Choices
from analysis.ingest.header.vocabulary import field_types
from analysis.ingest.messages import Findings, failure
from analysis.ingest.values import cells, rows
from analysis.ingest.values.numbers import Fault
from analysis.ingest.values.rows import Body
from analysis.tables import PANDAS_TYPES


@dataclass
class Table:
    """A table on its way to a draft, with all that its messages need."""

    grid: Grid
    header: Header
    body: Body
    entries: dict[str, dict[str, Any]]
    chosen: Choices
    findings: Findings
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    broken: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return self.header.table

    @property
    def constants(self) -> dict[str, Any]:
        """Return the values that a person gave for every row, by field."""
        return self.chosen.constants_of(self.entries)

    def at(self, position: int, name: str) -> str:
        """Return the address of a field in a row of the frame."""
        column = self.column(name)
        return self.grid.at(int(self.body.data[position]), column, name)

    def column(self, name: str) -> int | None:
        """Return the column of a field, or None if it has none."""
        places = self.header.columns.get(name) or self.header.parts.get(name)
        return places[0] if places else None


def build_table(
    grid: Grid, header: Header, body: Body, chosen: Choices, data: Path, findings: Findings
) -> Table:
    """Return the table with its frame; problems of cells are among the findings."""
    table = Table(grid, header, body, field_types(header.table, data), chosen, findings)
    check_merged_cells(table)
    columns = {name: field_values(table, name) for name in table.entries}
    table.frame = pd.DataFrame(columns, index=range(len(body.data)))
    for row in body.keyless:
        shown = [f"{letters(n)} {quote(c)}" for n, c in enumerate(grid.row(row)) if not is_blank(c)]
        name = next(iter(rows.key_columns(header, data).values()))
        describe = {"at": grid.at(int(row)), "found": ", ".join(shown[:6]), "field": name}
        findings.many("row-without-key", name, [int(row)], lambda _, d=describe: d)
    check_shape(table)
    check_sheet_errors(table)
    return table


def field_values(table: Table, name: str) -> pd.Series:
    """Return the values of one field by row, wherever they come from."""
    entry, count = table.entries[name], len(table.body.data)
    kind = "datetime64[us]" if entry["type"] == "date" else PANDAS_TYPES[entry["type"]]
    if name in table.constants:
        return pd.Series([constant_value(table, name)] * count, dtype=kind)
    if name in table.header.columns:
        whole = read_column(table, name, table.header.columns[name][0])
        if name in table.header.parts:
            compare_parts(table, name, whole, sum_of_parts(table, name))
        return whole
    if name in table.header.parts:
        return sum_of_parts(table, name)
    if name == "number" and table.entries[name]["type"] == "integer":
        return pd.Series(pd.array(range(1, count + 1), dtype="Int64"))
    return pd.Series([None] * count, dtype=kind)


def constant_value(table: Table, name: str) -> Any:
    """Return a constant of the mapping file as a value of its field."""
    given = table.constants[name]
    entry = table.entries[name]
    cell = given if isinstance(given, str | int | float) and given is not True else str(given)
    reader = cells.reader_of(entry, table.chosen.decimal, table.chosen.dates)
    value, _ = cells.read_cell(float(cell) if isinstance(cell, int) else cell, entry, reader)
    if isinstance(value, Fault):
        file = table.chosen.file or "--constant"
        raise failure("mapping-constant", file=file, field=name, found=quote(given))
    return value


def read_column(table: Table, name: str, column: int) -> pd.Series:
    """Return a column as values of a field; what can't be read is told and missing."""
    source = table.grid.columns[column]
    entry, chosen = table.entries[name], table.chosen
    read = cells.parse_column(
        source, table.body.data, entry, chosen.decimal, chosen.dates, chosen.scale
    )
    codes = source.codes[table.body.data]
    by_name: dict[str, list[int]] = {}
    for code, fault in read.faults.items():
        by_name.setdefault(fault.name, []).append(code)
    for fault_name, bad in by_name.items():
        report_faults(
            table, name, column, table.body.data[np.isin(codes, bad)], fault_name, read.faults
        )
    lost = np.isin(codes, [*read.faults])
    table.broken[name] = table.broken.get(name, np.zeros(len(codes), dtype=bool)) | lost
    if read.marked:
        marked = table.body.data[np.isin(codes, read.marked)]
        for row in marked[:5]:
            at = table.grid.at(int(row), column, name)
            table.findings.note("mark-dropped", at=at, found=quote(source.at(row)))
        if len(marked) > 5:
            table.findings.note("marks-more", count=len(marked) - 5, column=name)
    return read.values


def report_faults(
    table: Table,
    name: str,
    column: int,
    rows: np.ndarray,
    fault: str,
    faults: dict[int, Fault],
) -> None:
    """Add the problems of one kind in one column."""
    source: Column = table.grid.columns[column]
    entry = table.entries[name]

    def describe(row: int) -> dict[str, Any]:
        return {
            "at": table.grid.at(row, column, name),
            "found": quote(source.at(row)),
            "unit": f" of {entry['unit']}" if "unit" in entry else "",
            "field": name,
            **faults[int(source.codes[row])].values,
        }

    table.findings.many(fault, name, rows, describe)


def sum_of_parts(table: Table, name: str) -> pd.Series:
    """Return the sum of the columns of both sexes; missing where one of them is."""
    parts = [read_column(table, name, column) for column in table.header.parts[name]]
    if table.entries[name]["type"] not in rows.COUNTED:
        titles = [table.header.title(column) for column in table.header.parts[name]]
        raise failure("two-columns", at=table.grid.file, found=" and ".join(titles), field=name)
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def compare_parts(table: Table, name: str, whole: pd.Series, total: pd.Series) -> None:
    """Tell every row in which the columns of both sexes don't add up to the one beside them."""
    wrong = np.flatnonzero((whole != total).fillna(False).to_numpy(dtype=bool))
    titles = [table.header.title(column) for column in table.header.parts[name]]
    table.findings.many(
        "parts-sum",
        name,
        wrong,
        lambda row: {
            "at": table.at(row, name),
            "found": whole[row],
            "expected": total[row],
            "parts": " and ".join(titles),
        },
    )


def check_shape(table: Table) -> None:
    """Tell rows of a text file that are too short, and figures that are under no header."""
    grid, header, data = table.grid, table.header, table.body.data
    known = {*header.paths, *(c for _, places in rows.columns_of_fields(header) for c in places)}
    if grid.ragged:
        table.findings.many(
            "short-row",
            "",
            rows.short_rows(grid, data, known),
            lambda row: {
                "at": grid.at(row),
                "expected": max(known) + 1,
                "found": row_length(grid, row),
            },
        )
    for number in set(range(len(grid.columns))) - known:
        table.findings.many(
            "no-header-above",
            letters(number),
            data[rows.without_header(grid, number, data)],
            lambda row, n=number: {
                "at": grid.at(row, n),
                "found": quote(grid.columns[n].at(row)),
            },
        )


def check_merged_cells(table: Table) -> None:
    """Tell cells that are merged over rows or columns of the table: which they mean is unclear."""
    read = {c for _, places in rows.columns_of_fields(table.header) for c in places}
    data = {*table.body.data.tolist()} if table.grid.merged else set()
    for (top, left), (bottom, right) in table.grid.merged or []:
        over = data & {*range(top, bottom + 1)}
        if over and read & {*range(left, right + 1)} and (len(over) > 1 or left < right):
            ends = f"{letters(left)}{top + 1} to {letters(right)}{bottom + 1}"
            at = table.grid.at(top, left)
            table.findings.problem("merged-cells", at=at, found=ends)


def row_length(grid: Grid, row: int) -> int:
    """Return the number of cells that a row of a text file has."""
    return sum(column.at(row) is not None for column in grid.columns)


def check_sheet_errors(table: Table) -> None:
    """Tell errors of the spreadsheet (#REF!) in columns that are not read."""
    read = {c for _, places in rows.columns_of_fields(table.header) for c in places}
    for number, column in enumerate(table.grid.columns):
        if number in read or number not in table.header.paths:
            continue
        bad = column.mask(is_sheet_error, table.body.data)
        table.findings.many(
            "sheet-error",
            letters(number),
            table.body.data[bad],
            lambda row, n=number: {
                "at": table.grid.at(row, n),
                "found": quote(table.grid.columns[n].at(row)),
            },
        )
