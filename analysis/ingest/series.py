"""What the current series of a table gains and loses by a new vintage, in words.

The rule is that of ``tables.load_current``: of each row the vintage released last counts whole,
also where it lacks a value that an older one has. What that costs is told here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import quote
from analysis.questions import changes
from analysis.tables import (
    descriptor,
    load_current,
    load_vintage,
    newest_vintage,
    rows_with_values,
    schema,
    vintages,
    vintages_of_body,
)

SHOWN = 40  # rows of a kind that are told one by one
UNTOLD = ["sources"]  # names another source in every vintage
SCOPE = ("body", "coverage")  # what a descriptor says of what the figures are of
WARNING = "warning: "
TIME = ("year", "as_of", "date_from")


def describe_changes(table: str, vintage: str, data: Path, new: Path) -> list[str]:
    """Return what changes in the current series of a table from ``data`` to ``new``, a folder
    like it with one more vintage, or another of that name: what row comes or goes, which values
    change, and what the vintage holds in vain."""
    series, about = schema(table, new).get("series", {}), descriptor(table, vintage, new)
    key = series.get("key", schema(table, new)["primaryKey"])
    none = own_rows(table, vintage, new).head(0)
    before, after = (current_rows(table, folder, none) for folder in (data, new))
    told = list(describe_cells(before, after, table, key))
    name = f"the current series of {table}"
    if vintage in entering(table, new):
        body = f" ({series['body']})" if "body" in series else ""
        head = f"{name}{body}, with {vintage} released {about['released']}"
        told += describe_unused(table, vintage, after, key, new)
        told += warn_of_older(table, vintage, before, after, key, new)
    else:
        found = ", ".join(f"{part} {about[part]}" for part in SCOPE if part in about)
        wanted = f"body {series['body']} and whole years" if "body" in series else "whole years"
        head = f"{vintage} stays out of {name}: found {found}, expected {wanted}"
    return [f"{head}:", *(f"  {line}" for line in told or ["stays as it is"])]


def entering(table: str, data: Path) -> list[str]:
    """Return the vintages of a table of which its current series may be made."""
    return (vintages_of_body if "series" in schema(table, data) else vintages)(table, data)


def current_rows(table: str, data: Path, none: pd.DataFrame) -> pd.DataFrame:
    """Return the current series of a table with a column vintage, ``none`` if nothing is in it."""
    if not entering(table, data):
        return none
    found = load_current(table, data)
    return found if "vintage" in found else found.assign(vintage=newest_vintage(table, data))


def describe_cells(
    before: pd.DataFrame, after: pd.DataFrame, table: str, key: list[str]
) -> Iterator[str]:
    """Yield a line for each row that the series gains, in which values change, or that loses
    values: older → newer, with the vintage that had the older."""
    old, new = (frame.drop(columns=UNTOLD, errors="ignore") for frame in (before, after))
    cells = changes.cells(old, new, table, key)
    holders = vintage_by_row(before, key)
    come, gone = cells["old"].isna(), cells["new"].isna()
    kinds = {
        "gains": cells["change"].eq("added") | (come & ~gone),
        "changes": ~come & ~gone,
        "loses": cells["change"].eq("gone") | (gone & ~come),
    }
    for verb, chosen in kinds.items():
        of_kind = cells[chosen]
        rows = of_kind["row"].unique()
        for row, of_row in of_kind[of_kind["row"].isin(rows[:SHOWN])].groupby("row", sort=False):
            yield f"{verb} {row}{holder_of(holders, row)}{describe_values(of_row)}"
        if len(rows) > SHOWN:
            yield f"{verb} {len(rows) - SHOWN} more rows"
    if (gone & ~come & cells["change"].eq("changed")).any():
        yield (
            "what is lost has no value in the newer vintage, whose row counts whole; "
            "to keep it, bring a file that has these values too"
        )


def vintage_by_row(frame: pd.DataFrame, key: list[str]) -> "pd.Series[str]":
    """Return the vintage of each row, by its key as ``questions.changes`` tells it."""
    return changes.index_by_key(frame.assign(holder=frame["vintage"]), key)["holder"]


def holder_of(holders: "pd.Series[str]", row: Any) -> str:
    """Return in brackets which vintage has had a row, '' if none has."""
    return f" ({holders[row]})" if row in holders.index else ""


def describe_values(cells: pd.DataFrame) -> str:
    """Return the cells of one row as ``: cases 46748 → 46111``; nothing if it has no quantity."""
    values = []
    for cell in cells.itertuples():
        sides = [cell.new] if cell.change == "added" else [cell.old, cell.new]
        values.append(f"{cell.column} " + " → ".join(map(value_text, sides)))
    return f": {', '.join(values)}" if any(cells["column"]) else ""


def value_text(value: object) -> str:
    """Return a value as it stands in a table, text in quotes, ``none`` where there is none."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, float):
        return "none" if pd.isna(value) else f"{value:.15g}"
    return "none" if value is None or value is pd.NA else changes.key_text(value)


def describe_unused(
    table: str, vintage: str, after: pd.DataFrame, key: list[str], data: Path
) -> Iterator[str]:
    """Yield a line for each vintage that counts in place of the new one in some rows, and one for
    rows without any value."""
    own = own_rows(table, vintage, data)
    full = vintage_by_row(rows_with_values(own, key), key).index
    counting = vintage_by_row(after, key)
    shared = counting[counting.index.isin(full) & counting.ne(vintage)]
    released = release_dates({*shared, vintage}, table, data)
    for other, found in shared.groupby(shared):
        why = "newer than the file"
        if released[other].startswith(released[vintage]):  # 2025-06 is later than 2025
            same = released[other] == released[vintage]
            why = f"of one date the later {'name' if same else 'date in full'} counts"
        yield f"keeps {other}, released {released[other]} ({why}), in {join_rows(found.index)}"
    empty = vintage_by_row(own, key).index.difference(full, sort=False)
    if len(empty):
        yield f"takes nothing from {join_rows(empty)}: no value"


def release_dates(names: set[str], table: str, data: Path) -> dict[str, str]:
    """Return the date of release of some vintages, by name."""
    return {name: str(descriptor(table, name, data)["released"]) for name in names}


def own_rows(table: str, vintage: str, data: Path) -> pd.DataFrame:
    """Return a vintage with a column vintage."""
    return load_vintage(table, vintage, data).assign(vintage=vintage)


def warn_of_older(
    table: str, vintage: str, before: pd.DataFrame, after: pd.DataFrame, key: list[str], data: Path
) -> Iterator[str]:
    """Yield a warning for each vintage whose rows the new one takes over though it looks the
    older printing: it is named after a year before its release, or ends before the other."""
    held, holds = vintage_by_row(before, key), vintage_by_row(after, key)
    taken = held[held.index.isin(holds.index[holds.eq(vintage)]) & held.ne(vintage)]
    released = release_dates({*taken, vintage}, table, data)
    time = next((name for name in key if name in TIME), None)
    for other in taken.unique():
        signs = [*signs_of_age(vintage, other, released)]
        if time:
            last, others = (own_rows(table, name, data)[time].max() for name in (vintage, other))
            signs += [f"ends in {last}, {other} in {others}"] if last < others else []
        if signs:
            yield (
                f"{WARNING}{vintage} {' and '.join(signs)}: if these figures are older than those "
                f"of {other}, they hide newer ones; give the date on which they were released"
            )


def signs_of_age(vintage: str, other: str, released: dict[str, str]) -> Iterator[str]:
    """Yield what in its name and date speaks for a vintage being older than another."""
    own, named = released[vintage], vintage[-4:]
    if named < own[:4]:
        yield f"is named after {named} but released {own}"
    if own != released[other] and own.startswith(released[other]):
        yield f"is released {own}, {other} some day of {released[other]}"


def join_rows(rows: pd.Index) -> str:
    """Return the names of rows with commas between, shortened."""
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return "; ".join(rows[:SHOWN]) + more
