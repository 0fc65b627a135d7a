"""The only reader of ``data/``: a table and a vintage become a typed frame."""

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.errors import UserError
from analysis.tracing import traced

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
PAPER = "nainggolan-2024"  # the vintage of the paper, for which the chapters are written

PANDAS_TYPES = {
    "integer": "Int64",
    "year": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "string": "string",
    "yearmonth": "string",
    "date": "string",
}


def load(table: str, vintage: str | None = None, data: Path = DATA) -> pd.DataFrame:
    """Return one vintage of a table, typed as its schema says.

    Columns and units are those of ``data/schemas/<table>.yaml``. Without a vintage, or
    where this table lacks one that another table has, the newest by release date is taken.
    ``attrs["inputs"]`` names what was read, ``attrs["sources"]`` holds the sources of its
    descriptor. Raises UserError for an unknown table or a vintage that no table has.
    """
    if vintage is not None and vintage not in vintages(table, data):
        known = {found for name in names(data) for found in vintages(name, data)}
        if vintage not in known:
            raise UserError(
                f"data/: found no vintage '{vintage}', expected one of {', '.join(sorted(known))}; "
                f"add data/{table}/{vintage}.csv or name one of these"
            )
        vintage = None
    vintage = vintage or newest(table, data)
    frame = read_typed(data / table / f"{vintage}.csv", schema(table, data))
    frame.attrs["inputs"] = [[table, vintage]]
    frame.attrs["sources"] = descriptor(table, vintage, data)["sources"]
    return frame


def read_typed(path: Path, table_schema: dict[str, Any]) -> pd.DataFrame:
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
            frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d")
    return frame


def names(data: Path = DATA) -> list[str]:
    """Return the names of all tables that have a schema, sorted."""
    return sorted(path.stem for path in (data / "schemas").glob("*.yaml"))


def vintages(table: str, data: Path = DATA) -> list[str]:
    """Return the vintages of a table, sorted. Raises UserError if there is no such table."""
    if table not in names(data):
        raise UserError(
            f"data/schemas/: found no table '{table}', expected one of {', '.join(names(data))}"
        )
    return sorted(path.stem for path in (data / table).glob("*.csv"))


def newest(table: str, data: Path = DATA) -> str:
    """Return the vintage of a table that was released last."""
    released = {v: str(descriptor(table, v, data)["released"]) for v in vintages(table, data)}
    if not released:
        raise UserError(f"data/{table}/: found no CSV file, expected at least one vintage")
    return max(released, key=lambda vintage: (released[vintage], vintage))


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
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
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


@traced
def dictionary(data: Path = DATA) -> pd.DataFrame:
    """Return one row a column of every table: table, column, type, unit, description."""
    rows = [
        {
            "table": table,
            "column": field["name"],
            "type": field["type"],
            "unit": field.get("unit"),
            "description": field["description"],
        }
        for table in names(data)
        for field in schema(table, data)["fields"]
    ]
    return pd.DataFrame(rows)


@traced
def catalogue(data: Path = DATA) -> pd.DataFrame:
    """Return one row a vintage: table, vintage, about, rows, source, checked."""
    rows = [
        {
            "table": table,
            "vintage": vintage,
            "about": descriptor(table, vintage, data)["title"],
            "rows": len(load(table, vintage, data)),
            "source": "; ".join(
                source["title"] for source in descriptor(table, vintage, data)["sources"].values()
            ),
            "checked": pd.Timestamp(str(descriptor(table, vintage, data)["checked"])),
        }
        for table in names(data)
        for vintage in vintages(table, data)
    ]
    return pd.DataFrame(rows)


@traced
def anomalies(data: Path = DATA) -> pd.DataFrame:
    """Return one row a known anomaly: table, vintage, place, printed, expected, why, source."""
    rows = [
        {
            "table": table,
            "vintage": vintage,
            "place": place(anomaly),
            "printed": str(anomaly["printed"]),
            "expected": None if anomaly["expected"] is None else str(anomaly["expected"]),
            "why": anomaly["why"],
            "source": anomaly.get("source"),
        }
        for table in names(data)
        for vintage in vintages(table, data)
        for anomaly in descriptor(table, vintage, data)["anomalies"]
    ]
    return pd.DataFrame(rows)


def place(anomaly: dict[str, Any]) -> str:
    """Return where an anomaly stands: ``year 2019, suspects_total`` or ``title``."""
    if not isinstance(anomaly["at"], dict):
        return anomaly["at"]
    row = ", ".join(f"{key} {value}" for key, value in anomaly["at"].items())
    return f"{row}, {anomaly['column']}"
