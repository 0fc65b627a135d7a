"""Checks of ``data/``: schema, descriptor and table must agree; every problem is told at once."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd

from analysis.errors import Change, UserError
from analysis.tables import constraints, rows
from analysis.tables.catalogue import anomaly_location
from analysis.tables.loader import descriptor, read_typed, read_yaml, schema
from analysis.tables.paths import DATA, table_names, vintages

VINTAGE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*-[0-9]{4}")


def require_sound(data: Path = DATA, *more: Callable[[Path], list[str]]) -> None:
    """Raise UserError with every problem of ``data/``, one a line; return None if there is none.

    ``more`` are checks of single tables; they run if the ledger itself can be read.
    """
    problems = check_data(data)
    if not any(problem.startswith("data/claims/") for problem in problems):
        problems += [problem for further in more for problem in further(data)]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise UserError("\n".join([f"data/ has {count}:", *problems]))


def require_readable(data: Path = DATA, *more: Callable[[Path], list[str]]) -> list[str]:
    """Return where tables differ from their hash or anomalies; raise UserError for all else."""
    problems = check_data(data)
    readable = all(isinstance(problem, Change) for problem in problems)
    if not readable or any(further(data) for further in more):
        require_sound(data, *more)
    return problems


def check_data(data: Path = DATA) -> list[str]:
    """Return one line a problem: file, row, column, found, expected, what to do.

    Broken schemas come first, then files without their twin, then broken descriptors, then
    everything else: what can't be read can't be checked further.
    """
    problems = [line for table in table_names(data) for line in schema_problems(table, data)]
    problems = problems or [*structure_problems(data)]
    if problems:
        return problems
    pairs = [(table, vintage) for table in table_names(data) for vintage in vintages(table, data)]
    problems = [line for pair in pairs for line in descriptor_problems(*pair, data)]
    if problems:
        return problems
    return [line for pair in pairs for line in vintage_problems(*pair, data)]


def schema_problems(table: str, data: Path) -> list[str]:
    """Return where a schema can't be read, departs from ``data/schema.yaml`` or names a column,
    table or rule that there is not."""
    path = f"data/schemas/{table}.yaml"
    try:
        found = schema(table, data)
        problems = schema_violations(found, data / "schema.yaml", path)
    except UserError as error:
        return [str(error)]
    if problems:
        return problems
    columns = {field["name"] for field in found["fields"]}
    named = [*found["primaryKey"]]
    named += found.get("series", {}).get("key", [])
    named += [name for key in found.get("foreignKeys", []) for name in key["fields"]]
    named += [
        name for rule in found.get("rules", []) for name in [*rule["columns"], rule["column"]]
    ]
    problems += [
        f"{path}: found column '{name}', expected one of {', '.join(sorted(columns))}"
        for name in dict.fromkeys(named)
        if name not in columns
    ]
    targets = [key["reference"]["resource"] for key in found.get("foreignKeys", [])]
    problems += [
        f"{path}:foreignKeys: found table '{target}', expected one of "
        f"{', '.join(table_names(data))}"
        for target in targets
        if target not in table_names(data)
    ]
    return problems + [f"{path}:rules: {fault}" for fault in constraints.formula_faults(found)]


def schema_violations(content: dict[str, Any], expected: Path, path: str) -> list[str]:
    """Return where a YAML file departs from a JSON Schema, one line a place."""
    validator = jsonschema.Draft202012Validator(read_yaml(expected))
    return [
        f"{path}:{error.json_path.removeprefix('$').removeprefix('.')}: {error.message}; "
        f"see data/{expected.name}"
        for error in sorted(validator.iter_errors(content), key=lambda e: str(e.json_path))
    ]


def structure_problems(data: Path) -> Iterator[str]:
    """Yield tables without a schema, schemas without a table, files without their twin."""
    tables = set(table_names(data))
    folders = {p.name for p in data.iterdir() if p.is_dir() and p.name[0] != "."} - {"schemas"}
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
        for stem in sorted(stem for stem in csv if not VINTAGE_NAME.fullmatch(stem)):
            yield f"data/{table}/{stem}.csv: found that name, expected <source>-<year>.csv"
        if not csv:
            yield f"data/{table}/: found no CSV file, expected at least one vintage"


def descriptor_problems(table: str, vintage: str, data: Path) -> list[str]:
    """Return where a descriptor can't be read, departs from ``data/descriptor.yaml``, or names
    a column or rule that the schema does not have."""
    path = f"data/{table}/{vintage}.yaml"
    try:
        about = descriptor(table, vintage, data)
    except UserError as error:
        return [str(error)]
    problems = schema_violations(about, data / "descriptor.yaml", path)
    if problems:
        return problems
    body = schema(table, data).get("series", {}).get("body")
    if bool(body) != ("body" in about):
        wanted = f"a reporting body such as {body}" if body else "none, since its series has none"
        problems.append(f"{path}:body: found {about.get('body', 'none')}, expected {wanted}")
    columns = {field["name"] for field in schema(table, data)["fields"]}
    named = set(constraints.rule_names(schema(table, data)))
    for anomaly in about["anomalies"]:
        cells = [*anomaly["at"], anomaly["column"]] if isinstance(anomaly["at"], dict) else []
        problems += [
            f"{path}:anomalies: found column '{name}', expected one of {', '.join(sorted(columns))}"
            for name in cells
            if name not in columns
        ]
        if anomaly.get("rule") not in {None, *named}:
            known = ", ".join(sorted(named)) or "(none)"
            problems.append(f"{path}:anomalies: found rule '{anomaly['rule']}', expected {known}")
    return problems


def vintage_problems(table: str, vintage: str, data: Path) -> list[str]:
    """Return the problems of one vintage: its bytes, its rows, its anomalies."""
    about = descriptor(table, vintage, data)
    problems = hash_problems(table, vintage, about, data)
    broken = rows.row_problems(table, vintage, data)
    if broken:
        return problems + broken
    return [*problems, *record_problems(table, vintage, about, data)]


def hash_problems(table: str, vintage: str, about: dict[str, Any], data: Path) -> list[str]:
    """Return a line if the bytes of the CSV file are not those of the descriptor."""
    found = hashlib.sha256((data / table / f"{vintage}.csv").read_bytes()).hexdigest()
    if found == about["sha256"]:
        return []
    return [
        Change(
            f"data/{table}/{vintage}.csv: found sha256 {found}, expected {about['sha256']}; "
            "undo the change, or run make accept if it is meant"
        )
    ]


def record_problems(table: str, vintage: str, about: dict[str, Any], data: Path) -> Iterator[str]:
    """Yield anomalies that the table does not show."""
    path = f"data/{table}/{vintage}"
    frame = read_typed(data / table / f"{vintage}.csv", schema(table, data))
    for anomaly in about["anomalies"]:
        found = cell_at(frame, anomaly)
        if found is not None and not cell_shows(found, str(anomaly["printed"])):
            yield Change(
                f"{path}.yaml:anomalies: found '{found}' at {anomaly_location(anomaly)}, expected "
                f"'{anomaly['printed']}' there; drop the anomaly or correct it"
            )


def cell_shows(found: str, expected: str) -> bool:
    """Return whether a cell shows what an anomaly says: all of it, or for text a part of it."""
    return found == expected or (not found.isdigit() and bool(expected) and expected in found)


def cell_at(frame: pd.DataFrame, anomaly: dict[str, Any]) -> str | None:
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
