"""Rules of a schema and sums, over whole columns; accepted breaks become anomalies."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.ingest.checks.schema import summable_fields, value_of
from analysis.ingest.messages import failure
from analysis.ingest.values.columns import Table
from analysis.ingest.values.numbers import Fault
from analysis.tables import schema

TOTAL_ROW = "total-row"


def check_rules(table: Table, accepted: Mapping[str, str], data: Path) -> list[dict[str, Any]]:
    """Tell every broken rule that is not accepted; return the anomalies of those that are."""
    known = {rule["name"]: rule for rule in schema(table.name, data).get("rules", [])}
    refuse_reasons(accepted, [*known, TOTAL_ROW], table.name)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in (*known, TOTAL_ROW)}
    for name, rule in known.items():
        found[name] = check_rule(table, rule, name in accepted, accepted.get(name, ""), data)
    found[TOTAL_ROW] = check_totals(table, accepted.get(TOTAL_ROW))
    for name in accepted:
        if not found[name]:
            table.findings.problem("accept-kept", rule=name)
    return [anomaly for anomalies in found.values() for anomaly in anomalies]


def refuse_reasons(accepted: Mapping[str, str], known: list[str], table: str) -> None:
    """Raise UserError for a rule that the table lacks, or one without a reason."""
    for name, because in accepted.items():
        if name not in known:
            raise failure("accept-unknown", rule=name, table=table, known=", ".join(known))
        if not (because or "").strip():
            raise failure("accept-without-reason", rule=name)


def check_rule(
    table: Table, rule: dict[str, Any], accepted: bool, because: str, data: Path
) -> list[dict[str, Any]]:
    """Tell the rows that break a rule, or return them as anomalies; empty cells aren't judged."""
    frame = table.frame
    judged = frame[rule["columns"]].notna().all(axis=1)
    if not judged.any():
        return []
    part = frame.loc[judged, rule["columns"]]
    kept = part.eval(rule["formula"], engine="python")
    wrong = part.index[~kept.astype("boolean").fillna(True).to_numpy(dtype=bool)]
    if not len(wrong):
        return []
    values = part.eval(rule["expected"], engine="python")
    expected = values if isinstance(values, pd.Series) else pd.Series(values, index=part.index)
    if accepted:
        return [anomaly(table, rule, row, expected[row], because, data) for row in wrong]
    column = rule["column"]
    table.findings.many(
        "rule-broken",
        column,
        [*wrong],
        lambda row: {
            "at": table.at(row, column),
            "found": plain_value(frame[column][row]),
            "expected": plain_value(expected[row]),
            "because": rule["message"],
            "rule": rule["name"],
        },
    )
    return []


def anomaly(
    table: Table, rule: dict[str, Any], row: int, expected: Any, because: str, data: Path
) -> dict[str, Any]:
    """Return an accepted break of a rule as a descriptor records it."""
    keys = schema(table.name, data)["primaryKey"]
    return {
        "at": {key: plain_value(table.frame[key][row]) for key in keys},
        "column": rule["column"],
        "printed": plain_value(table.frame[rule["column"]][row]),
        "expected": plain_value(expected),
        "rule": rule["name"],
        "why": because,
    }


def plain_value(value: Any) -> Any:
    """Return a value as YAML can hold it."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return value.item() if isinstance(value, np.generic) else value


def check_totals(table: Table, because: str | None) -> list[dict[str, Any]]:
    """Tell every sum of a row JUMLAH that the rows above do not give, or return anomalies."""
    anomalies = []
    start = 0
    for row in table.body.totals:
        end = int(np.searchsorted(table.body.data, row))
        for name in summable_fields(table):
            given = value_of(table, name, int(row))
            if given is None or sum_fits(table, name, given, start, end):
                continue
            at = table.grid.at(int(row), table.column(name), name)
            column = table.grid.columns[table.header.columns[name][0]]
            found, expected = column.at(int(row)), plain_value(table.frame[name][:end].sum())
            if because:
                anomalies.append(
                    {
                        "at": f"row JUMLAH of the source, {name}",
                        "printed": given if not isinstance(given, Fault) else str(found),
                        "expected": expected,
                        "why": because,
                    }
                )
            else:
                describe = {"at": at, "found": found, "expected": expected}
                table.findings.many("total-row", name, [int(row)], lambda _, d=describe: d)
        start = end
    return anomalies


def sum_fits(table: Table, name: str, given: Any, start: int, end: int) -> bool:
    """Return whether a sum is that of all rows above, or of those since the last sum.

    A column with cells that can't be read has no sum to compare.
    """
    if table.broken[name][:end].any():
        return True
    if isinstance(given, Fault):
        return False
    values = table.frame[name]
    sums = (values[:end].sum(), values[start:end].sum())
    return any(abs(float(given) - float(total)) <= 1e-9 * max(1.0, abs(total)) for total in sums)
