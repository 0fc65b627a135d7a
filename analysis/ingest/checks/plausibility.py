"""What breaks no rule and still looks wrong: warnings, each with the numbers it rests on."""

import datetime as dt
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.ingest.messages import SHOWN
from analysis.ingest.values.columns import Table
from analysis.ingest.values.rows import COUNTED
from analysis.tables import descriptor, load, schema, table_names, vintages

LEAST = 1000  # sums below this agree by chance
TENFOLD = 9.5  # a digit too many makes nearly ten times as much
LARGE = 100  # counts below this change tenfold by themselves


def warn(table: Table, data: Path, body: str | None) -> None:
    """Add every warning that the values of a table give rise to."""
    columns = measures(table.name, table.frame, data)
    equal_columns(table, columns)
    tenfold(table, columns, data)
    known = [v for v in vintages(table.name, data) if is_of_body(table.name, v, body, data)]
    others = [load(table.name, v, data) for v in known]
    years_left_out(table, others)
    years_not_over(table)
    for name, other in zip(known, others, strict=True):
        swapped_digits(table, columns, other, name, data)
    if others:
        other_sizes(table, columns, pd.concat(others, ignore_index=True), body, data)
    equal_sums(table, columns, data)


def is_of_body(table: str, vintage: str, body: str | None, data: Path) -> bool:
    """Return whether a vintage is of the body whose figures a file has."""
    own = schema(table, data).get("series", {}).get("body")
    return descriptor(table, vintage, data).get("body", own) == (body or own)


def measures(table: str, frame: pd.DataFrame, data: Path) -> list[str]:
    """Return the columns of counts and amounts that hold anything."""
    found = schema(table, data)
    return [
        entry["name"]
        for entry in found["fields"]
        if entry["type"] in COUNTED
        and entry["name"] not in (*found["primaryKey"], "number")
        and frame[entry["name"]].notna().any()
    ]


def warn_each(table: Table, name: str, lines: Iterator[dict[str, Any]]) -> None:
    """Add a warning for each line, but no more than are read."""
    for count, values in enumerate(lines):
        if count == SHOWN:
            break
        table.findings.warn(name, **values)


def equal_columns(table: Table, columns: list[str]) -> None:
    """Warn of two columns that agree in three rows or more."""
    for one, other in combinations(columns, 2):
        same = (table.frame[one] == table.frame[other]) & (table.frame[one] != 0)
        count = int(same.sum())
        if count >= 3:
            rows = np.flatnonzero(same.fillna(False).to_numpy(dtype=bool))
            places = [table.at(int(row), one) for row in rows[:3]]
            known = {"file": table.grid.file, "one": one, "other": other, "count": count}
            table.findings.warn("equal-columns", places=", ".join(places), **known)


def groups(table: Table, data: Path) -> list[str]:
    """Return the columns that part a table into series in time."""
    fields = schema(table.name, data)["fields"]
    return [
        f["name"]
        for f in fields
        if f["type"] == "string"
        and f.get("constraints", {}).get("required")
        and f["name"] not in ("source", "address", "locator")
        and table.frame[f["name"]].notna().any()
    ]


def tenfold(table: Table, columns: list[str], data: Path) -> None:
    """Warn of a value that is ten times or a tenth of the one before it in its series."""
    if "year" not in table.frame:
        return
    keys = groups(table, data)
    order = table.frame.sort_values([*keys, "year"], kind="stable").index
    for name in columns:
        values = table.frame.loc[order, name].astype("Float64")
        series = [table.frame.loc[order, key] for key in keys]
        before = (values.groupby(series, dropna=False) if keys else values).shift()
        large = np.maximum(values.fillna(0), before.fillna(0)) >= LARGE
        ratio = (values / before.where(before != 0)).fillna(1)
        odd = large & ((ratio >= TENFOLD) | ((ratio > 0) & (ratio <= 1 / TENFOLD)))
        rows = [int(row) for row in order[odd.to_numpy(dtype=bool)]]
        warn_each(
            table,
            "tenfold",
            (
                {
                    "at": table.at(row, name),
                    "found": format_number(table.frame[name][row]),
                    "before": format_number(before[row]),
                }
                for row in rows
            ),
        )


def years_not_over(table: Table) -> None:
    """Warn of a row for this year or the next, unless it is said to be for a part of it."""
    if "year" not in table.frame or table.chosen.scope.get("coverage"):
        return
    now = dt.date.today().year
    for row in np.flatnonzero((table.frame["year"] >= now).fillna(False).to_numpy(dtype=bool)):
        found = int(table.frame["year"][int(row)])
        table.findings.warn("year-not-over", at=table.at(int(row), "year"), found=found)


def years_left_out(table: Table, others: list[pd.DataFrame]) -> None:
    """Warn of every step between years that is longer than one, where the table has all years."""
    if "year" not in table.frame or any(len(gaps_of_years(other["year"])) for other in others):
        return
    years = table.frame["year"].dropna()
    gaps = gaps_of_years(years)
    lines = (
        {"at": table.at(int(row), "year"), "found": year, "before": years[years < year].max()}
        for row, year in zip(gaps.index, gaps, strict=True)
    )
    warn_each(table, "gap-of-years", lines)


def gaps_of_years(years: pd.Series) -> pd.Series:
    """Return the years that do not follow the one before."""
    ordered = years.dropna().drop_duplicates().sort_values()
    return ordered[ordered.diff().fillna(1) > 1]


def swapped_digits(
    table: Table, columns: list[str], other: pd.DataFrame, vintage: str, data: Path
) -> None:
    """Warn of a value that is another vintage's with two neighbouring digits swapped."""
    keys = schema(table.name, data)["primaryKey"]
    if keys == ["number"] or table.frame[keys].isna().all(axis=None):
        return
    paired = table.frame.reset_index().merge(other, on=keys, suffixes=("", "_before"))
    for name in columns:
        before = paired.get(f"{name}_before")
        if before is None:
            continue
        differ = (paired[name] != before).fillna(False)
        lines = (
            {
                "at": table.at(int(row), name),
                "found": format_number(found),
                "before": format_number(known),
                "vintage": vintage,
            }
            for row, found, known in zip(
                paired["index"][differ], paired[name][differ], before[differ], strict=True
            )
            if are_swapped(format_number(found), format_number(known))
        )
        warn_each(table, "swapped-digits", lines)


def are_swapped(one: str, other: str) -> bool:
    """Return whether two numbers differ by a swap of two neighbouring digits."""
    places = [n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    if len(one) != len(other) or len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def other_sizes(
    table: Table, columns: list[str], others: pd.DataFrame, body: str | None, data: Path
) -> None:
    """Warn of a column whose median is a tenth or ten times that of the same series before."""
    keys = groups(table, data)
    whole = pd.Series(body or "the same body", index=table.frame.index)
    for name in columns:
        mine = table.frame.groupby([table.frame[k] for k in keys] or whole)[name].median()
        if keys:
            theirs = others.groupby(keys)[name].median().reindex(mine.index)
        else:
            theirs = pd.Series(others[name].median(), index=mine.index)
        mine, theirs = mine.astype("Float64"), theirs.astype("Float64")
        odd = (mine * 10 < theirs) | (mine > theirs * 10) & (theirs > 0)
        odd &= np.maximum(mine, theirs) >= LARGE
        lines = (
            {
                "at": f"{table.grid.file}, {name}",
                "found": format_number(mine[key]),
                "before": format_number(theirs[key]),
                "table": table.name,
                "body": ", ".join(key) if isinstance(key, tuple) else key,
            }
            for key in mine.index[odd.fillna(False).to_numpy(dtype=bool)]
        )
        warn_each(table, "other-sizes", lines)


def equal_sums(table: Table, columns: list[str], data: Path) -> None:
    """Warn of a column that adds up to the same as a column of another table of a series."""
    sums = {name: float(table.frame[name].sum()) for name in columns}
    large = {name: total for name, total in sums.items() if total >= LEAST}
    others = {n for n in table_names(data) if "series" in schema(n, data)} - {table.name}
    for other in sorted(others) if large else []:
        for vintage in vintages(other, data):
            frame = load(other, vintage, data)
            for theirs in measures(other, frame, data):
                total = float(frame[theirs].sum())
                for name in (name for name, mine in large.items() if mine == total):
                    at = f"{table.grid.file}, {name}"
                    known = {"table": other, "vintage": vintage, "column": theirs}
                    table.findings.warn("equal-sums", at=at, total=format_number(total), **known)


def format_number(value: Any) -> str:
    """Return a number as digits, without a decimal point if it is whole."""
    return str(int(value)) if value == int(value) else str(float(value))
