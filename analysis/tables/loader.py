"""The only reader of ``data/``: a table and a vintage become a typed frame."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TextIO

import pandas as pd
import yaml

from analysis.errors import UserError
from analysis.tables.paths import CURRENT, DATA, PAPER, refuse_unknown, table_names, vintages

# The safe loader that libyaml has, where it is: ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PANDAS_TYPES = {
    "integer": "Int64",
    "year": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "string": "string",
    "yearmonth": "string",
    "geojson": "string",
    "date": "string",
}


def load(table: str, vintage: str = CURRENT, data: Path = DATA) -> pd.DataFrame:
    """Return a table in one vintage, or its current series, typed as its schema says.

    Columns and units are those of ``data/schemas/<table>.yaml``; a table whose schema has a
    ``series`` gets a last column vintage. ``load_current``, or a vintage that only other tables
    have, gives the current series. ``attrs["inputs"]`` names what was read,
    ``attrs["sources"]`` holds the sources of the descriptors. Raises UserError for an unknown
    table or a vintage that no table has.
    """
    if vintage in vintages(table, data):
        return load_vintage(table, vintage, data)
    if vintage != CURRENT:
        refuse_unknown(vintage, data)
    return load_current(table, data)


def load_vintage(table: str, vintage: str, data: Path = DATA) -> pd.DataFrame:
    """Return one vintage of a table, as its source printed it."""
    frame = read_typed(data / table / f"{vintage}.csv", schema(table, data))
    if "series" in schema(table, data):
        frame = frame.assign(vintage=pd.array([vintage] * len(frame), dtype="string"))
    frame.attrs["inputs"] = [[table, vintage]]
    frame.attrs["sources"] = descriptor(table, vintage, data)["sources"]
    return frame


def load_current(table: str, data: Path = DATA) -> pd.DataFrame:
    """Return the current series of a table: for each key of its ``series`` the rows of the
    vintage released last that reports it; without a ``series``, the vintage released last.

    Only vintages of the series' reporting body count. A row without any value reports
    nothing. Rows that are numbered are numbered anew, older vintages first.
    """
    series = schema(table, data).get("series")
    if series is None:
        return load_vintage(table, newest_vintage(table, data), data)
    seen: set[Any] = set()
    parts: list[pd.DataFrame] = []
    for vintage in reversed(vintages_of_body(table, data)):
        part = rows_with_values(load_vintage(table, vintage, data), series["key"])
        keys = part[series["key"]].astype("string").fillna("").agg("|".join, axis=1)
        parts.insert(0, part[~keys.isin(seen)])
        seen |= set(keys)
    return join_vintages([part for part in parts if len(part)] or parts[:1], schema(table, data))


def rows_with_values(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return the rows of a vintage that have a value besides their key."""
    values = frame.columns.difference([*key, "number", "vintage"])
    return frame.dropna(subset=values, how="all") if len(values) else frame


def join_vintages(parts: list[pd.DataFrame], table_schema: dict[str, Any]) -> pd.DataFrame:
    """Return the rows of several vintages as one frame that knows all their sources."""
    frame = pd.concat(parts, ignore_index=True)
    if table_schema["primaryKey"] == ["number"]:
        frame["number"] = pd.array(range(1, len(frame) + 1), dtype="Int64")
    else:
        frame = frame.sort_values(table_schema["primaryKey"], ignore_index=True)
    frame.attrs["inputs"] = [pair for part in parts for pair in part.attrs["inputs"]]
    frame.attrs["sources"] = {k: v for part in parts for k, v in part.attrs["sources"].items()}
    return frame


def printings(table: str, vintage: str = CURRENT, data: Path = DATA) -> pd.DataFrame:
    """Return every vintage of a table of its series' body, one under the other, oldest first;
    with a vintage pinned, that one alone. Columns: the schema's, vintage, and from the
    descriptor released, source, address."""
    pinned = [v for v in vintages_of_body(table, data) if vintage in (CURRENT, v)]
    parts = []
    for name in pinned:
        about = descriptor(table, name, data)
        source = next(iter(about["sources"].values()))
        parts.append(
            load_vintage(table, name, data).assign(
                released=str(about["released"]),
                source=source["title"],
                address=source.get("address"),
            )
        )
    if not parts:
        return load_vintage(table, newest_vintage(table, data), data).head(0)
    frame = pd.concat(parts, ignore_index=True)
    frame.attrs["inputs"] = [[table, name] for name in pinned]
    return frame


def vintages_of_body(table: str, data: Path = DATA) -> list[str]:
    """Return the vintages of the series' reporting body and of whole years, oldest first."""
    return [
        v
        for v in vintages_by_release(table, data)
        if is_of_series(descriptor(table, v, data), schema(table, data))
    ]


def is_of_series(about: Mapping[str, Any], table_schema: Mapping[str, Any]) -> bool:
    """Return whether a vintage, by its descriptor, is of the body that the table's series is of,
    and of whole years."""
    body = table_schema.get("series", {}).get("body")
    return about.get("body") == body and "coverage" not in about


def read_typed(path: Path | TextIO, table_schema: dict[str, Any]) -> pd.DataFrame:
    """Return a CSV file as a frame with the types of a Table Schema."""
    types = {field["name"]: field["type"] for field in table_schema["fields"]}
    frame = pd.read_csv(
        path,
        dtype={name: PANDAS_TYPES[kind] for name, kind in types.items()},
        keep_default_na=False,
        na_values=table_schema["missingValues"],
    )
    for name, kind in types.items():
        if kind == "date":
            frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d").astype("datetime64[us]")
    return frame


def newest_vintage(table: str, data: Path = DATA) -> str:
    """Return the vintage of a table that was released last."""
    ordered = vintages_by_release(table, data)
    if not ordered:
        raise UserError(f"data/{table}/: found no CSV file, expected at least one vintage")
    return ordered[-1]


def referred_vintage(table: str, data: Path = DATA) -> str:
    """Return the vintage of a table that foreign keys speak of: of a table of the paper its own
    rows, else those released last."""
    return PAPER if PAPER in vintages(table, data) else newest_vintage(table, data)


def referred_rows(table: str, data: Path = DATA) -> pd.DataFrame:
    """Return the rows of a table that foreign keys speak of."""
    return load_vintage(table, referred_vintage(table, data), data)


def referring_keys(table: str, data: Path = DATA) -> Iterator[tuple[str, list[str], pd.MultiIndex]]:
    """Yield what other tables refer to in the vintage of a table that would be released last:
    the other table, the columns referred to and their values; nothing of a table of the paper,
    whose own rows they refer to."""
    if PAPER in vintages(table, data):
        return
    for other in table_names(data):
        keys = schema(other, data).get("foreignKeys", [])
        for key in (key for key in keys if key["reference"]["resource"] == table):
            for vintage in vintages(other, data):
                rows = load_vintage(other, vintage, data)[key["fields"]].dropna()
                values = pd.MultiIndex.from_frame(rows.astype("object"))
                yield other, key["reference"]["fields"], values


def vintages_by_release(table: str, data: Path = DATA) -> list[str]:
    """Return the vintages of a table, the one released last at the end."""
    released = {v: str(descriptor(table, v, data)["released"]) for v in vintages(table, data)}
    return sorted(released, key=lambda vintage: (released[vintage], vintage))


def schema(table: str, data: Path = DATA) -> dict[str, Any]:
    """Return the Frictionless Table Schema of a table."""
    return read_yaml(data / "schemas" / f"{table}.yaml")


def descriptor(table: str, vintage: str, data: Path = DATA) -> dict[str, Any]:
    """Return the descriptor of a vintage: title, sources, licence, hash, known anomalies."""
    return read_yaml(data / table / f"{vintage}.yaml")


@cache
def read_yaml(path: Path) -> dict[str, Any]:
    """Return a YAML file; raises UserError if it is missing or no valid YAML mapping."""
    parts = path.parts
    shown = "/".join(parts[parts.index("data") :]) if "data" in parts else path.name
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except FileNotFoundError:
        raise UserError(f"{shown}: found no such file, expected a YAML file there") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{shown}:{line}: found no valid YAML: {error.problem}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{shown}: found no valid YAML: {error}") from None
    if not isinstance(content, dict):
        raise UserError(f"{shown}: found {type(content).__name__}, expected a YAML mapping")
    return content
