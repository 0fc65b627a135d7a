"""The rows of one vintage in ``data/``: read by frictionless, judged by ``constraints``."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.errors import Change, UserError
from analysis.tables.breaches import Breach, breach_message, describe_row, plain_value
from analysis.tables.constraints import find_breaches
from analysis.tables.loader import descriptor, is_of_series, read_typed, referred_rows, schema
from analysis.tables.paths import DATA

if TYPE_CHECKING:
    import frictionless  # takes a while to import, and to check a file that is brought needs none

FOUND = {"blank-row": "found an empty row"}
REMEDY = {
    "type-error": "expected a value of type {type}{limits}; correct the cell",
    "blank-row": "expected values; remove the empty row",
    "missing-cell": "expected a value; the row has too few cells",
    "extra-cell": "expected no further cell; the row has too many",
    "encoding-error": "expected UTF-8; save the file as UTF-8",
}
FOLLOW = "expected a file that follows its schema"


def row_problems(table: str, vintage: str, data: Path = DATA) -> list[str]:
    """Return one line a cell or row of a vintage that can't be read, breaks the schema or a rule
    and is no known anomaly, or that an anomaly speaks of in vain."""
    path, table_schema = data / table / f"{vintage}.csv", schema(table, data)
    place = f"data/{table}/{vintage}.csv"
    misnamed = header_problem(path, table_schema)
    if misnamed:
        return [f"{place}:1: {misnamed}"]
    errors = reading_errors(path, table_schema)
    problems = [f"{place}{describe_error(error, table_schema)}" for error in errors]
    if any(error.type != "type-error" for error in errors):
        return problems
    frame, unread = read_despite(path, table_schema, errors)
    about = descriptor(table, vintage, data)
    breaches = find_breaches(
        frame,
        table_schema,
        lambda name: readable_rows(name, data),
        about["sources"],
        unread,
        is_of_series(about, table_schema),
    )
    return problems + judge(frame, [*breaches], about["anomalies"], f"data/{table}/{vintage}")


def header_problem(path: Path, table_schema: dict[str, Any]) -> str | None:
    """Return what is wrong with the row of column names, or None."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        found = next(csv.reader(file), [])
    expected = [field["name"] for field in table_schema["fields"]]
    if found == expected:
        return None
    if found and found[0].startswith("\ufeff"):
        return "found a byte order mark, expected none; save the file as UTF-8 without it"
    if len(found) == 1 and found[0].count(";") == len(expected) - 1:
        return "found columns separated by semicolons, expected commas; save the file so"
    return (
        f"found columns {', '.join(found) or '(none)'}, expected {', '.join(expected)}; "
        "name them so, in this order"
    )


def reading_errors(path: Path, table_schema: dict[str, Any]) -> "tuple[frictionless.Error, ...]":
    """Return where a CSV file is no table or a cell is not of the type of its field."""
    fields = [{"name": f["name"], "type": f["type"]} for f in table_schema["fields"]]
    types = {"fields": fields, "missingValues": table_schema["missingValues"]}
    return errors_of(path.read_bytes(), json.dumps(types))


@lru_cache(maxsize=256)
def errors_of(content: bytes, types: str) -> "tuple[frictionless.Error, ...]":
    """Return the errors of frictionless for the content of a file; the same content is read
    once, as ``companion update`` checks ``data/`` with one table more."""
    import frictionless

    resource = frictionless.Resource(
        data=content,
        format="csv",
        schema=frictionless.Schema.from_descriptor(json.loads(types)),
        encoding="utf-8",
    )
    report = resource.validate()
    return (*report.errors, *(error for task in report.tasks for error in task.errors))


def describe_error(error: "frictionless.Error", table_schema: dict[str, Any]) -> str:
    """Return ``:row:column: found …, expected …`` for an error of frictionless."""
    row = f":{error.row_number}" if hasattr(error, "row_number") else ""
    name = getattr(error, "field_name", "")
    found = f"found '{error.cell}'" if hasattr(error, "cell") else FOUND.get(error.type, error.note)
    field: dict[str, Any] = next((f for f in table_schema["fields"] if f["name"] == name), {})
    asked = field.get("constraints", {}).items()
    limits = "".join(f", {key} {value}" for key, value in asked if key != "required")
    remedy = REMEDY.get(error.type, FOLLOW).format(type=field.get("type"), limits=limits)
    return f"{row}{f':{name}' if name else ''}: {found}, {remedy}"


def read_despite(
    path: Path, table_schema: dict[str, Any], errors: "Sequence[frictionless.Error]"
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Return a CSV file as a typed frame in which the cells of these errors are missing, and
    masks of these cells by column."""
    import frictionless

    text = pd.read_csv(path, dtype="string", keep_default_na=False)
    unread = {f["name"]: np.zeros(len(text), dtype=bool) for f in table_schema["fields"]}
    for error in errors:
        if isinstance(error, frictionless.errors.CellError):
            unread[error.field_name][error.row_number - 2] = True
    for name, mask in unread.items():
        text.loc[mask, name] = ""
    readable = io.StringIO(text.to_csv(index=False))
    return read_typed(readable, table_schema), unread


def readable_rows(table: str, data: Path) -> pd.DataFrame | None:
    """Return the rows of a table that foreign keys speak of, None if they can't be read."""
    try:
        return referred_rows(table, data)
    except (ValueError, KeyError, UserError):
        return None


def judge(
    frame: pd.DataFrame, breaches: list[Breach], anomalies: list[dict[str, Any]], place: str
) -> list[str]:
    """Return the breaches that no anomaly foresees, one line a row, and the anomalies that
    excuse a rule which their row keeps."""
    found: list[str] = []
    excused: set[int] = set()
    for breach in breaches:
        for row in map(int, breach.rows):
            known = find_excuse(frame, breach, row, anomalies)
            if known is None:
                found.append(describe_breach(breach, row, place))
            else:
                excused.add(known)
    return [*found, *stale_anomalies(anomalies, excused, place)]


def describe_breach(breach: Breach, row: int, place: str) -> str:
    """Return ``data/nps/idr-2023.csv:7:substances: found …, expected …``; rows count from 1 and
    the first has the names."""
    values = describe_row(
        breach,
        row,
        lambda at, column: f"{place}.csv:{at + 2}" + (f":{column}" if column else ""),
    )
    record = f"record it under anomalies of {place}.yaml with rule: {breach.rule}"
    return breach_message(breach.kind, values | {"accept": record})


def find_excuse(
    frame: pd.DataFrame, breach: Breach, row: int, anomalies: list[dict[str, Any]]
) -> int | None:
    """Return the position of the anomaly that foresees a broken rule, or None."""
    for position, anomaly in enumerate(anomalies):
        if breach.rule and anomaly.get("rule") == breach.rule:
            cells = {key: str(plain_value(frame[key][row])) for key in anomaly["at"]}
            if all(cells[key] == str(value) for key, value in anomaly["at"].items()):
                return position
    return None


def stale_anomalies(
    anomalies: list[dict[str, Any]], excused: set[int], place: str
) -> Iterator[str]:
    """Yield anomalies that excuse a rule which the row keeps."""
    for position, anomaly in enumerate(anomalies):
        if "rule" in anomaly and position not in excused:
            yield Change(
                f"{place}.yaml:anomalies: found rule '{anomaly['rule']}' kept at "
                f"{anomaly['at']}, expected it broken there; drop the anomaly"
            )
