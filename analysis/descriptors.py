"""Checks of ``data/``: schema, descriptor and table must agree; every problem is told at once."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd

from analysis import rules
from analysis.errors import UserError
from analysis.tables import (
    DATA,
    descriptor,
    names,
    place,
    read_typed,
    read_yaml,
    schema,
    vintages,
)


def require_sound(data: Path = DATA, *more: Callable[[Path], list[str]]) -> None:
    """Raise UserError with every problem of ``data/``, one a line; return None if there is none.

    ``more`` are checks of single tables; they run if the ledger itself can be read.
    """
    problems = check(data)
    if not any(problem.startswith("data/claims/") for problem in problems):
        problems += [problem for further in more for problem in further(data)]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise UserError("\n".join([f"data/ has {count}:", *problems]))


def check(data: Path = DATA) -> list[str]:
    """Return one line a problem: file, row, column, found, expected, what to do.

    Files without their twin come first, then broken descriptors, then everything else:
    what can't be read can't be checked further.
    """
    problems = [*structure_problems(data)]
    if problems:
        return problems
    pairs = [(table, vintage) for table in names(data) for vintage in vintages(table, data)]
    problems = [line for pair in pairs for line in descriptor_problems(*pair, data)]
    if problems:
        return problems
    problems = [line for pair in pairs for line in vintage_problems(*pair, data)]
    return problems + rules.key_problems(data)


def structure_problems(data: Path) -> Iterator[str]:
    """Yield tables without a schema, schemas without a table, files without their twin."""
    tables = set(names(data))
    folders = {path.name for path in data.iterdir() if path.is_dir()} - {"schemas"}
    for folder in sorted(folders - tables):
        yield f"data/{folder}/: found no schema, expected data/schemas/{folder}.yaml"
    for table in sorted(tables - folders):
        yield f"data/schemas/{table}.yaml: found no table, expected data/{table}/<vintage>.csv"
    for table in sorted(tables & folders):
        csv, described = ({p.stem for p in (data / table).glob(f"*.{e}")} for e in ("csv", "yaml"))
        for stem in sorted(csv - described):
            yield f"data/{table}/{stem}.csv: found no descriptor, expected {stem}.yaml beside it"
        for stem in sorted(described - csv):
            yield f"data/{table}/{stem}.yaml: found no data, expected {stem}.csv beside it"
        if not csv:
            yield f"data/{table}/: found no CSV file, expected at least one vintage"


def descriptor_problems(table: str, vintage: str, data: Path) -> Iterator[str]:
    """Yield where a descriptor can't be read or departs from ``data/descriptor.yaml``."""
    try:
        about = descriptor(table, vintage, data)
    except UserError as error:
        yield str(error)
        return
    validator = jsonschema.Draft202012Validator(read_yaml(data / "descriptor.yaml"))
    for error in sorted(validator.iter_errors(about), key=lambda e: str(e.json_path)):
        where = error.json_path.removeprefix("$").removeprefix(".")
        yield f"data/{table}/{vintage}.yaml:{where}: {error.message}; see data/descriptor.yaml"


def vintage_problems(table: str, vintage: str, data: Path) -> list[str]:
    """Return the problems of one vintage: its bytes, its rows, its anomalies."""
    about = descriptor(table, vintage, data)
    problems = hash_problems(table, vintage, about, data)
    broken = rules.row_problems(table, vintage, about["anomalies"], data)
    if broken:
        return problems + broken
    return [*problems, *record_problems(table, vintage, about, data)]


def hash_problems(table: str, vintage: str, about: dict[str, Any], data: Path) -> list[str]:
    """Return a line if the bytes of the CSV file are not those of the descriptor."""
    found = hashlib.sha256((data / table / f"{vintage}.csv").read_bytes()).hexdigest()
    if found == about["sha256"]:
        return []
    return [
        f"data/{table}/{vintage}.csv: found sha256 {found}, expected {about['sha256']}; "
        f"undo the change, or put the found value into {vintage}.yaml if it is meant"
    ]


def record_problems(table: str, vintage: str, about: dict[str, Any], data: Path) -> Iterator[str]:
    """Yield anomalies that the table does not show, and source keys the descriptor lacks."""
    path = f"data/{table}/{vintage}"
    frame = read_typed(data / table / f"{vintage}.csv", schema(table, data))
    for anomaly in about["anomalies"]:
        found = printed(frame, anomaly)
        if found is not None and str(anomaly["printed"]) not in found:
            yield (
                f"{path}.yaml:anomalies: found '{found}' at {place(anomaly)}, expected "
                f"'{anomaly['printed']}' there; drop the anomaly or correct it"
            )
    if "sources" in frame:
        cited = {key for row in frame["sources"] for key in row.split()}
        for key in sorted(cited - set(about["sources"])):
            where = f"sources in {vintage}.yaml"
            yield f"{path}.csv:sources: found '{key}', expected a key under {where}"


def printed(frame: pd.DataFrame, anomaly: dict[str, Any]) -> str | None:
    """Return the cell that an anomaly speaks of, '' if there is none, None if it is no cell."""
    if not isinstance(anomaly["at"], dict):
        return None
    rows = frame
    for key, value in anomaly["at"].items():
        rows = rows[rows[key].astype("string") == str(value)] if key in rows else rows[:0]
    found = rows[anomaly["column"]].tolist() if anomaly.get("column") in rows else []
    if len(found) != 1:
        return ""
    return f"{found[0]:%Y-%m-%d}" if isinstance(found[0], pd.Timestamp) else str(found[0])
