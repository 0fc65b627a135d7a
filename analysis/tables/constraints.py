"""Rows and keys checked by frictionless; its reports put into the words of this book."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import frictionless
from frictionless import errors
from simpleeval import EvalWithCompoundTypes, InvalidExpression

from analysis.errors import Change
from analysis.tables import datapackage
from analysis.tables.loader import schema
from analysis.tables.paths import DATA

REMEDY = {
    "type-error": "expected {expected}; correct the cell",
    "constraint-error": "expected {expected}; correct the cell",
    "primary-key": "expected a key that no other row has; remove the row or correct its key",
    "unique-error": "expected a value that no other row has; correct the cell",
    "blank-row": "expected values; remove the empty row",
    "missing-cell": "expected a value; the row has too few cells",
    "extra-cell": "expected no further cell; the row has too many",
    "encoding-error": "expected UTF-8; save the file as UTF-8",
}


FOUND = {
    "primary-key": "found a key that stands twice or is empty",
    "blank-row": "found an empty row",
}


class Rule(frictionless.Check):
    """A rule of a schema that ties several columns of one row; empty cells are not judged."""

    type = "companion-rule"
    Errors: ClassVar = [errors.RowConstraintError]

    def __init__(self, rule: dict[str, Any]) -> None:
        super().__init__()
        self.rule = rule

    def validate_row(self, row: frictionless.Row) -> Iterable[frictionless.Error]:
        """Yield an error whose note holds the rule's name and the value that would keep it."""
        values = {name: row[name] for name in self.rule["columns"]}
        if any(value is None for value in values.values()):
            return
        if not evaluate(self.rule["formula"], values):
            expected = evaluate(self.rule["expected"], values)
            yield errors.RowConstraintError.from_row(row, note=f"{self.rule['name']}|{expected}")


def evaluate(formula: str, values: dict[str, Any]) -> Any:
    """Return the value of a formula over the columns of one row."""
    return EvalWithCompoundTypes(names=values).eval(formula)


def formula_faults(table_schema: dict[str, Any]) -> list[str]:
    """Return the formulas of a schema that can't be evaluated over their columns."""
    faults = []
    for rule in table_schema.get("rules", []):
        for part in ("formula", "expected"):
            try:
                evaluate(rule[part], dict.fromkeys(rule["columns"], 1))
            except (InvalidExpression, SyntaxError) as error:
                faults.append(
                    f"found {part} '{rule[part]}' of {rule['name']}, which fails: {error}"
                )
            except TypeError:
                pass  # text or dates where this trial puts numbers
    return faults


def row_problems(
    table: str, vintage: str, anomalies: list[dict[str, Any]], data: Path = DATA
) -> list[str]:
    """Return one line a cell or row that breaks the schema or a rule and is no known anomaly."""
    table_schema = schema(table, data)
    misnamed = header_problem(data / table / f"{vintage}.csv", table_schema)
    if misnamed:
        return [f"data/{table}/{vintage}.csv:1: {misnamed}"]
    rules = {rule["name"]: rule for rule in table_schema.get("rules", [])}
    resource = frictionless.Resource(
        path=f"{table}/{vintage}.csv",
        basepath=str(data),
        schema=frictionless.Schema.from_descriptor(without_foreign_keys(table_schema)),
        encoding="utf-8",
    )
    report = resource.validate(frictionless.Checklist(checks=[Rule(r) for r in rules.values()]))
    problems, excused = [], set()
    for error in [*report.errors, *(e for task in report.tasks for e in task.errors)]:
        known = find_excuse(error, table_schema, anomalies)
        if known is None:
            problems.append(
                f"data/{table}/{vintage}.csv{describe_violation(error, table_schema, rules)}"
            )
        else:
            excused.add(known)
    return [*problems, *stale_anomalies(table, vintage, anomalies, excused)]


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


def without_foreign_keys(table_schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that can be checked alone."""
    return {key: value for key, value in table_schema.items() if key != "foreignKeys"}


def find_excuse(
    error: frictionless.Error,
    table_schema: dict[str, Any],
    anomalies: list[dict[str, Any]],
) -> int | None:
    """Return the position of the anomaly that foresees a broken rule, or None."""
    if not isinstance(error, errors.RowConstraintError):
        return None
    columns = [field["name"] for field in table_schema["fields"]]
    cells = dict(zip(columns, error.cells, strict=False))
    for position, anomaly in enumerate(anomalies):
        if anomaly.get("rule") == error.note.split("|")[0] and all(
            cells[key] == str(value) for key, value in anomaly["at"].items()
        ):
            return position
    return None


def stale_anomalies(
    table: str, vintage: str, anomalies: list[dict[str, Any]], excused: set[int]
) -> Iterator[str]:
    """Yield anomalies that excuse a rule which the row keeps."""
    for position, anomaly in enumerate(anomalies):
        if "rule" in anomaly and position not in excused:
            yield Change(
                f"data/{table}/{vintage}.yaml:anomalies: found rule '{anomaly['rule']}' kept at "
                f"{anomaly['at']}, expected it broken there; drop the anomaly"
            )


def describe_violation(
    error: frictionless.Error, table_schema: dict[str, Any], rules: dict[str, Any]
) -> str:
    """Return ``:row:column: found …, expected …`` for an error of frictionless."""
    if isinstance(error, errors.RowConstraintError):
        name, expected = error.note.split("|", 1)
        column = rules[name]["column"]
        columns = [field["name"] for field in table_schema["fields"]]
        found = error.cells[columns.index(column)]
        return (
            f":{error.row_number}:{column}: found {found}, expected {expected}: "
            f"{rules[name]['message']}; correct the row, or record it under anomalies with "
            f"rule: {name} if the source prints it so"
        )
    row = f":{error.row_number}" if hasattr(error, "row_number") else ""
    column = f":{error.field_name}" if hasattr(error, "field_name") and error.field_name else ""
    found = f"found '{error.cell}'" if hasattr(error, "cell") else FOUND.get(error.type, error.note)
    remedy = REMEDY.get(error.type, "expected a file that follows its schema").format(
        expected=expected_value(error, table_schema)
    )
    return f"{row}{column}: {found}, {remedy}"


def expected_value(error: frictionless.Error, table_schema: dict[str, Any]) -> str:
    """Return what the schema asks of the cell in which an error stands."""
    name = getattr(error, "field_name", None)
    field = next((f for f in table_schema["fields"] if f["name"] == name), {})
    limits = "".join(
        f", {key} {value}" for key, value in field.get("constraints", {}).items()
    ).replace("required True", "not empty")
    return f"a value of type {field.get('type')}{limits}"


def key_problems(data: Path = DATA) -> list[str]:
    """Return one line a foreign key that points to no row, over all tables."""
    whole = frictionless.Package.from_descriptor(
        datapackage.build_datapackage(data), basepath=str(data)
    )
    report = whole.validate(frictionless.Checklist(pick_errors=["foreign-key"]))
    return [
        f"data/{task.place}:{error.row_number}:{', '.join(error.field_names)}: found "
        f"'{', '.join(error.field_cells)}', expected a value of {error.reference_name}; "
        "correct the cell or add the row there"
        for task in report.tasks
        for error in task.errors
        if isinstance(error, errors.ForeignKeyError)
    ]
