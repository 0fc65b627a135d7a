"""What changed between two vintages of the data: cells of tables, printed numbers, verdicts."""

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import claims
from analysis.build import collect_values
from analysis.questions import changes
from analysis.tables import ROOT, load, refuse_unknown, schema, table_names
from analysis.tracing import trace
from analysis.wording import Wording


@dataclass(frozen=True)
class Difference:
    """Cells, numbers and verdicts that differ, each a frame of ``questions.changes``."""

    old: str
    new: str
    cells: pd.DataFrame
    numbers: pd.DataFrame
    verdicts: pd.DataFrame


def between(old: str, new: str) -> Difference:
    """Return what differs when the book is shown in one vintage and in another.

    Either may be ``current``. Tables without one of the vintages show their current series in
    both, so they do not differ. Raises UserError for a vintage that no table has.
    """
    for vintage in (old, new):
        refuse_unknown(vintage)
    with claims.remember_ledgers():  # most chapters ask for the same ledger
        ledgers = [claims.ledger(vintage) for vintage in (old, new)]
        printed = [collect_values(ROOT, vintage) for vintage in (old, new)]
    return Difference(
        old,
        new,
        cells(old, new),
        changes.numbers(*printed),
        changes.verdicts(*ledgers),
    )


def cells(old: str, new: str) -> pd.DataFrame:
    """Return the cells that differ, over all tables."""
    found = []
    for table in table_names():
        before, after = load(table, old), load(table, new)
        if before.attrs["inputs"] != after.attrs["inputs"]:
            series = schema(table).get("series", {})
            key = series.get("key", schema(table)["primaryKey"])
            found.append(changes.cells(before, after, table, key))
    return join_cells(*found)


@trace
def join_cells(*found: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of several tables as one frame."""
    rows = [row for frame in found for row in frame.to_dict("records")]
    return pd.DataFrame(rows, columns=changes.CELLS)


@trace
def cells_in_words(cells: pd.DataFrame, say: Wording) -> pd.DataFrame:
    """Return cells in words: the label of each column, values in the form that it asks for."""
    words = {
        side: [
            value_in_words(column, value, say)
            for column, value in zip(cells["column"], cells[side], strict=True)
        ]
        for side in ("old", "new")
    }
    labels: list[Any] = [say.heading(name) if name else None for name in cells["column"]]
    return cells.assign(column=labels, **words)


def value_in_words(column: str, value: object, say: Wording) -> str:
    """Return a value in words; text is as it was printed."""
    return value if isinstance(value, str) else say.value(column, value)


def as_text(found: Difference, say: Wording, mark: str = "") -> str:
    """Return a difference as lines: tables, printed numbers, verdicts; ``mark`` begins each
    line (``- `` makes a Markdown list)."""
    lines = [f"{'# ' if mark else ''}What changed from {found.old} to {found.new}"]
    for title, rows in (
        ("Tables", [cell_line(row) for row in cells_in_words(found.cells, say).itertuples()]),
        ("Printed numbers", [number_line(row) for row in found.numbers.itertuples()]),
        ("Verdicts", [verdict_line(row) for row in found.verdicts.itertuples()]),
    ):
        lines += ["", f"{'## ' if mark else ''}{title}: {len(rows)}", ""]
        lines += [f"{mark}{row}" for row in rows]
    return "\n".join(lines)


def cell_line(row: Any) -> str:
    """Return one cell as a line: table, row, column, old → new, difference."""
    where = " ".join(part for part in (row.table, row.row, row.column) if pd.notna(part))
    if row.change != "changed":
        value = row.new if row.change == "added" else row.old
        return f"{where}: {row.change}" + (f", {value}" if pd.notna(row.column) else "")
    moved = "" if pd.isna(row.difference) else f" ({row.difference:+g}"
    moved += (
        f", {row.change_percent:+.1f}%)"
        if moved and pd.notna(row.change_percent)
        else ")" * bool(moved)
    )
    return f"{where}: {row.old} → {row.new}{moved}"


def number_line(row: Any) -> str:
    """Return one printed number as a line: chapter, name, old → new."""
    return f"{row.chapter} {row.published_as}: {row.old} → {row.new}"


def verdict_line(row: Any) -> str:
    """Return one changed verdict as a line: claim, old → new."""
    return f"{row.id}: {row.old_verdict} → {row.verdict}, {row.claim}"


def as_json(found: Difference) -> str:
    """Return a difference as JSON: from, to, cells, numbers, verdicts."""
    frames = {name: getattr(found, name) for name in ("cells", "numbers", "verdicts")}
    rows = {
        name: json.loads(frame.to_json(orient="records", date_format="iso"))
        for name, frame in frames.items()
    }
    return json.dumps({"from": found.old, "to": found.new, **rows}, indent=1, ensure_ascii=False)
