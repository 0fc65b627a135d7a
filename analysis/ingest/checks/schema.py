"""What the schema asks of a frame: constraints, keys, other tables, rules, sums."""

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.ingest.header.normalize import normalize
from analysis.ingest.messages import quote
from analysis.ingest.values import cells
from analysis.ingest.values.columns import Table
from analysis.ingest.values.rows import COUNTED
from analysis.tables import load, schema


def check(table: Table, data: Path) -> None:
    """Tell every breach of constraints, primary key and foreign keys."""
    for name, entry in table.entries.items():
        if table.column(name) is not None or name in table.chosen.constants:
            constraints(table, name, entry)
    duplicates(table, data)


def constraints(table: Table, name: str, entry: dict[str, Any]) -> None:
    """Tell the cells of a column that break a constraint of their field."""
    values, asked = table.frame[name], entry.get("constraints", {})
    missing = values.isna().to_numpy() & ~table.broken.get(name, np.zeros(len(values), dtype=bool))
    if asked.get("required"):
        many(table, "required", name, missing, lambda _: {"field": name})
    if "minimum" in asked:
        many(table, "too-small", name, values < asked["minimum"], limit(values, asked["minimum"]))
    if "maximum" in asked:
        many(table, "too-big", name, values > asked["maximum"], limit(values, asked["maximum"]))
    if "enum" in asked:
        outside = values.notna() & ~values.isin(asked["enum"])
        many(table, "not-listed", name, outside, limit(values, ", ".join(asked["enum"])))
    if "pattern" in asked:
        other = values.notna() & ~values.str.fullmatch(asked["pattern"]).fillna(True)
        many(table, "not-in-form", name, other, limit(values, asked["pattern"]))


def limit(values: pd.Series, expected: Any) -> Callable[[int], dict[str, Any]]:
    """Return what describes a row by its value and what is expected of it."""
    return lambda row: {"found": quote(values[row]), "expected": expected}


def many(
    table: Table, message: str, name: str, wrong: Any, describe: Callable[[int], dict[str, Any]]
) -> None:
    """Add a problem for every row that is wrong in a column."""
    mask = pd.Series(wrong).fillna(False).to_numpy(dtype=bool)
    if mask.any():
        table.findings.many(
            message,
            name,
            np.flatnonzero(mask),
            lambda row: {"at": table.at(row, name), **describe(row)},
        )


def duplicates(table: Table, data: Path) -> None:
    """Tell every row whose key an earlier row has, and name that row."""
    keys = [k for k in schema(table.name, data)["primaryKey"] if table.column(k) is not None]
    keys = keys if len(keys) == len(schema(table.name, data)["primaryKey"]) else []
    if not keys:
        return
    known = table.frame[keys].notna().all(axis=1)
    again = table.frame.duplicated(keys) & known
    if not again.any():
        return
    first = table.frame.index.to_series().groupby([table.frame[k] for k in keys]).transform("first")
    many(
        table,
        "same-key",
        keys[0],
        again,
        lambda row: {
            "found": ", ".join(f"{k} {table.frame[k][row]}" for k in keys),
            "other": table.grid.at(int(table.body.data[int(first[row])])),
        },
    )


def foreign_keys(table: Table, data: Path) -> None:
    """Turn country names into codes and tell every value that another table lacks."""
    for key in schema(table.name, data).get("foreignKeys", []):
        name, target = key["fields"][0], key["reference"]
        if len(key["fields"]) > 1 or table.column(name) is None:
            continue
        other = load(target["resource"], data=data)
        if target["resource"] == "countries":
            codes = country_codes(other)
            table.frame[name] = (
                table.frame[name].map(lambda v, c=codes: country_code(v, c)).astype("string")
            )
        known = other[target["fields"][0]]
        values = table.frame[name]
        many(
            table,
            "unknown-key",
            name,
            values.notna() & ~values.isin(known),
            lambda row, v=values, o=other, t=target: {
                "found": quote(v[row]),
                "table": t["resource"],
                "near": nearest_value(v[row], o, t),
            },
        )


def country_codes(countries: pd.DataFrame) -> dict[str, str]:
    """Return the code of each country by its English and Indonesian name and by itself."""
    return {
        normalize(text): code
        for column in ("name_en", "name_id", "iso3")
        for text, code in zip(countries[column], countries["iso3"], strict=True)
        if isinstance(text, str)
    }


def country_code(value: Any, codes: dict[str, str]) -> Any:
    """Return the code of a country's name, or the value itself."""
    return value if pd.isna(value) else codes.get(normalize(value), value)


def nearest_value(value: Any, other: pd.DataFrame, target: dict[str, Any]) -> str:
    """Return the nearest value of another table, with its name for a country."""
    if target["resource"] == "countries":
        names = {**dict(zip(other["name_id"], other["iso3"], strict=True))}
        names |= dict(zip(other["name_en"], other["iso3"], strict=True))
        names |= dict(zip(other["iso3"], other["iso3"], strict=True))
        found = difflib.get_close_matches(str(value), [str(n) for n in names], 1, 0.5)
        return f"; nearest: {found[0]} ({names[found[0]]})" if found else ""
    known = [str(v) for v in other[target["fields"][0]]]
    found = difflib.get_close_matches(str(value), known, 1, 0.5)
    return f"; nearest: {found[0]}" if found else ""


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
    reader = cells.reader_of(entry, table.chosen.decimal, table.chosen.dates)
    return cells.read_cell(column.at(row), entry, reader)[0]
