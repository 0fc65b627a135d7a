"""What a schema asks of a column as a whole: that it does not fall, and its order of magnitude."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.tables.breaches import Breach, as_mask, cell_values

YEAR = "year"
CUMULATIVE = "cumulative"  # the name by which a fall that the source prints is accepted
MAGNITUDE = "magnitude"  # and that by which an unusual order of magnitude is


def fall_breaches(frame: pd.DataFrame, table_schema: dict[str, Any]) -> Iterator[Breach]:
    """Yield the rows of a cumulative column that have less than an earlier year of their series."""
    others = [key for key in table_schema["primaryKey"] if key != YEAR]
    for field in table_schema["fields"]:
        if "cumulative" in field:
            yield column_falls(frame, field["name"], others)


def column_falls(frame: pd.DataFrame, name: str, others: list[str]) -> Breach:
    """Return the falls of a column from year to year, within the rows that have the ``others``
    in common."""
    ordered = frame.dropna(subset=[YEAR, name]).sort_values(YEAR)
    series = [ordered[key] for key in others] or [pd.Series(0, index=ordered.index)]
    most = ordered.groupby(series, dropna=False)[name].cummax()
    rows = np.sort(ordered.index[as_mask(ordered[name] < most)].to_numpy())
    describe = cell_values(frame, name, None)
    return Breach(
        "falls", name, rows, lambda row: describe(row) | {"expected": most[row]}, CUMULATIVE
    )


def magnitude_breaches(frame: pd.DataFrame, table_schema: dict[str, Any]) -> Iterator[Breach]:
    """Yield the first row of each column whose median is of another order of magnitude than the
    series of the table."""
    for field in table_schema["fields"]:
        values = frame[field["name"]].dropna() if MAGNITUDE in field else frame.iloc[:0, 0]
        if len(values):
            median, (low, high) = values.median(), field[MAGNITUDE]
            told = {"found": f"{median:g}", "expected": f"{low} to {high}"}
            told["elsewhere"] = describe_elsewhere(table_schema)
            rows = values.index[:1].to_numpy() if not low <= median <= high else values.index[:0]
            alike: Callable[[int], dict[str, Any]] = partial(lambda told, _: told, told)
            yield Breach("other-magnitude", field["name"], np.asarray(rows), alike, MAGNITUDE)


def describe_elsewhere(table_schema: dict[str, Any]) -> str:
    """Return which tables hold figures of another scope, for a message; '' if none does."""
    tables = sorted({*table_schema.get("scope", {}).get("elsewhere", {}).values()})
    return f" (those of another area belong in {', '.join(tables)})" if tables else ""
