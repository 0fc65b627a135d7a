"""Rows JUMLAH: each sum that a source prints is that of the rows above it."""

from typing import Any

import numpy as np

from analysis.ingest.values import cells
from analysis.ingest.values.columns import Table
from analysis.ingest.values.numbers import Fault
from analysis.ingest.values.rows import COUNTED
from analysis.tables import plain_value


def check_totals(table: Table, because: str | None) -> list[dict[str, Any]]:
    """Tell every sum of a row JUMLAH that the rows above do not give, or return anomalies."""
    anomalies = []
    start = 0
    for row in table.body.totals:
        end = int(np.searchsorted(table.body.data, row))
        for name in summable_fields(table):
            given = value_of(table, name, int(row))
            if given is None or sum_fits(table, name, given, start, end):
                continue
            at = table.grid.at(int(row), table.column(name), name)
            column = table.grid.columns[table.header.columns[name][0]]
            found, expected = column.at(int(row)), plain_value(table.frame[name][:end].sum())
            if because:
                anomalies.append(
                    {
                        "at": f"row JUMLAH of the source, {name}",
                        "printed": given if not isinstance(given, Fault) else str(found),
                        "expected": expected,
                        "why": because,
                    }
                )
            else:
                describe = {"at": at, "found": found, "expected": expected}
                table.findings.many("total-row", name, [int(row)], lambda _, d=describe: d)
        start = end
    return anomalies


def sum_fits(table: Table, name: str, given: Any, start: int, end: int) -> bool:
    """Return whether a sum is that of all rows above, or of those since the last sum.

    A column with cells that can't be read has no sum to compare.
    """
    if table.broken[name][:end].any():
        return True
    if isinstance(given, Fault):
        return False
    values = table.frame[name]
    sums = (values[:end].sum(), values[start:end].sum())
    return any(abs(float(given) - float(total)) <= 1e-9 * max(1.0, abs(total)) for total in sums)


def summable_fields(table: Table) -> list[str]:
    """Return the fields whose sum a row JUMLAH can give."""
    return [
        name
        for name, entry in table.entries.items()
        if name in table.header.columns
        and entry["type"] in COUNTED
        and entry.get("unit") != "percent"
        and name != "number"
    ]


def value_of(table: Table, name: str, row: int) -> Any:
    """Return the value of a cell in a row of the grid, whichever row it is."""
    column = table.grid.columns[table.header.columns[name][0]]
    entry = table.entries[name]
    chosen = table.chosen
    reader = cells.reader_of(entry, chosen.decimal, chosen.dates, chosen.scale)
    return cells.read_cell(column.at(row), entry, reader)[0]
