"""What changed from one vintage to another: cells, rows, numbers, verdicts."""

from typing import Any

import pandas as pd

from analysis.tracing import trace

CELLS = ["table", "row", "column", "change", "old", "new", "difference", "change_percent"]


@trace
def vintages_used(frame: pd.DataFrame) -> pd.DataFrame:
    """Return which vintages a current series is made of, in one row: used, such as
    ``idr-2025 (2019–2024), nainggolan-2024 (2018)``."""
    parts = [
        f"{vintage} ({year_spans(rows['year'])})" for vintage, rows in frame.groupby("vintage")
    ]
    return pd.DataFrame({"used": [", ".join(parts)]})


def year_spans(years: pd.Series) -> str:
    """Return years in words, runs of years as spans: ``2018–2020, 2023``."""
    ordered = sorted(set(years))
    starts = [year for year in ordered if year - 1 not in ordered]
    ends = [year for year in ordered if year + 1 not in ordered]
    return ", ".join(
        str(start) if start == end else f"{start}–{end}"
        for start, end in zip(starts, ends, strict=True)
    )


@trace
def cells(old: pd.DataFrame, new: pd.DataFrame, table: str, key: list[str]) -> pd.DataFrame:
    """Return every cell that differs between two printings of a table, one row a cell.

    Columns: table, row (its key), column, change (changed, added, gone), old, new, and for
    quantities difference (new less old) and change_percent (of old). Rows that only one
    printing has are told by their quantities, or by one row without a column if they have
    none. Rows of one key are matched in their order.
    """
    before, after = index_by_key(old, key), index_by_key(new, key)
    columns = [name for name in before.columns if name in after]
    measures = [name for name in columns if pd.api.types.is_numeric_dtype(before[name])]
    differing = differing_columns(before, after, columns)
    rows: list[dict[str, Any]] = []
    for row in dict.fromkeys([*before.index, *after.index]):
        both = row in before.index and row in after.index
        names: list[str | None] = differing.get(row, []) if both else [*measures] or [None]
        for name in names:
            rows += cell(before, after, row, name)
    found = pd.DataFrame(rows, columns=[*CELLS[1:6]]).assign(table=table)
    return with_difference(found)[CELLS]


def differing_columns(
    before: pd.DataFrame, after: pd.DataFrame, columns: list[str]
) -> dict[Any, list[str | None]]:
    """Return the columns in which a row that both have differs, by row."""
    shared = before.index.intersection(after.index, sort=False)
    found: dict[Any, list[str | None]] = {}
    for name in columns:
        old, new = before.loc[shared, name], after.loc[shared, name]
        same = (old == new).fillna(False).astype(bool) | (old.isna() & new.isna())
        for row in shared[~same.to_numpy()]:
            found.setdefault(row, []).append(name)
    return found


def index_by_key(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return a frame indexed by its key as text; further rows of a key are counted."""
    rows = frame[key].itertuples(index=False, name=None)
    words = pd.Series([", ".join(map(key_text, row)) for row in rows], frame.index, dtype="object")
    again = words.groupby(words).cumcount()
    index = words + [f" ({count + 1})" if count else "" for count in again]
    return frame.drop(columns=[*key, "number", "vintage"], errors="ignore").set_axis(index)


def key_text(value: Any) -> str:
    """Return one part of a key as text."""
    if pd.isna(value):
        return "–"
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def cell(
    before: pd.DataFrame, after: pd.DataFrame, row: str, name: str | None
) -> list[dict[str, Any]]:
    """Return a cell that differs as a list of one, an unchanged or empty one as no row."""
    change = "added" if row not in before.index else "gone" if row not in after.index else "changed"
    found: dict[str, Any] = {"row": row, "column": name or "", "change": change}
    if name is None:
        return [found | {"old": None, "new": None}]
    old: Any = before.at[row, name] if row in before.index else None
    new: Any = after.at[row, name] if row in after.index else None
    gone, come = pd.isna(old), pd.isna(new)
    if (gone and come) or (not gone and not come and old == new):
        return []
    return [found | {"old": None if gone else old, "new": None if come else new}]


def with_difference(found: pd.DataFrame) -> pd.DataFrame:
    """Return changed cells with the difference and its percentage, where both are numbers."""
    old, new = (pd.to_numeric(found[name], errors="coerce") for name in ("old", "new"))
    old, new = old.astype("Float64"), new.astype("Float64")
    return found.assign(
        difference=new - old, change_percent=100 * (new - old) / old.where(old != 0)
    )


@trace
def numbers(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Return every printed number that differs, one row a number: chapter, published_as, old, new.

    Takes the published numbers of two runs of the book: chapter, name, words.
    """
    names = [(chapter, name) for chapter, found in new.items() for name in found]
    names += [(c, name) for c, found in old.items() for name in found if (c, name) not in names]
    rows = [(c, n, old.get(c, {}).get(n), new.get(c, {}).get(n)) for c, n in names]
    kept = [row for row in rows if row[2] != row[3]]
    return pd.DataFrame(kept, columns=["chapter", "published_as", "old", "new"])


@trace
def verdicts(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return the claims whose verdict differs between two ledgers, one row a claim: id, claim,
    chapter, old_verdict, verdict."""
    both = new[["id", "claim", "chapter", "verdict"]].merge(
        old[["id", "verdict"]].rename(columns={"verdict": "old_verdict"}), on="id"
    )
    changed = both[both["old_verdict"] != both["verdict"]]
    return changed[["id", "claim", "chapter", "old_verdict", "verdict"]].reset_index(drop=True)


@trace
def change_facts(
    cells: pd.DataFrame, numbers: pd.DataFrame, verdicts: pd.DataFrame
) -> pd.DataFrame:
    """Return the changes in one row: changed_count, added_count and gone_count (cells),
    table_count, number_count, verdict_count, and state (nothing_newer if there is no change,
    else newer)."""
    counted = cells["change"].value_counts()
    return pd.DataFrame(
        {
            "changed_count": [counted.get("changed", 0)],
            "added_count": [counted.get("added", 0)],
            "gone_count": [counted.get("gone", 0)],
            "table_count": [cells["table"].nunique()],
            "number_count": [len(numbers)],
            "verdict_count": [len(verdicts)],
            "state": ["newer" if len(cells) else "nothing_newer"],
        }
    )


@trace
def values_by_vintage(printings: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the values of all vintages of a yearly table, one row a value: vintage, year,
    measure (the column) and value."""
    long = printings.melt(["vintage", "year"], columns, "measure", "value")
    return long.dropna(subset="value").sort_values(["measure", "year"], ignore_index=True)
