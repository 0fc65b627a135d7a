"""What a schema asks of cells, keys, other tables and rows: judged here and nowhere else.

``data/`` and a file that somebody brings are read in different ways; both become a typed frame,
which is judged here, so that ``companion check``, ``companion update`` and the tests agree. What a
breach is called and how it is told is in ``breaches.yaml``.
"""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import quote
from analysis.tables.breaches import Breach, as_mask, cell_values, plain_value
from analysis.tables.loader import PANDAS_TYPES
from analysis.tables.time_series import (
    CUMULATIVE,
    MAGNITUDE,
    fall_breaches,
    magnitude_breaches,
)

ADDRESS = r"https?://[^\s<>\"]+"  # of a source, as a link can have it
COUNTRIES = "countries"  # the table whose rows can be named in two languages


def find_breaches(
    frame: pd.DataFrame,
    table_schema: dict[str, Any],
    refer: Callable[[str], pd.DataFrame | None],
    sources: Collection[str],
    unread: dict[str, np.ndarray],
    own: bool = True,
) -> Iterator[Breach]:
    """Yield every breach of a schema by a typed frame.

    ``own`` says that the rows are of the body and the period that the table's series is of, of
    which alone the order of magnitude is known.

    ``refer`` gives the rows of another table that a foreign key speaks of, or None where they
    can't be read, which is told there; ``sources`` are the
    keys that a column ``sources`` may have, ``unread`` masks by column the cells that could not
    be read, which are missing and told already.
    """
    unread = {f["name"]: np.zeros(len(frame), dtype=bool) for f in table_schema["fields"]} | unread
    found = [*column_breaches(frame, table_schema, unread)]
    found += key_breaches(frame, table_schema["primaryKey"], unread)
    found += fall_breaches(frame, table_schema)
    found += magnitude_breaches(frame, table_schema) if own else []
    for key in table_schema.get("foreignKeys", []):
        if (other := refer(key["reference"]["resource"])) is not None:
            found += reference_breaches(frame, key, other)
    for rule in table_schema.get("rules", []):
        found += rule_breaches(frame, rule)
    if "sources" in frame:
        found += source_breaches(frame["sources"], sources)
    return (breach for breach in found if len(breach.rows))


def column_breaches(
    frame: pd.DataFrame, table_schema: dict[str, Any], unread: Mapping[str, np.ndarray]
) -> Iterator[Breach]:
    """Yield for each constraint of each column the cells that break it."""
    for field in table_schema["fields"]:
        name, asked = field["name"], dict(field.get("constraints", {}))
        asked |= {"format": field["format"]} if "format" in field else {}
        for constraint, expected in asked.items():
            kind, test = CONSTRAINTS[constraint]
            broken = as_mask(test(frame[name], expected)) & ~unread[name]
            yield Breach(kind, name, np.flatnonzero(broken), cell_values(frame, name, expected))


# By the constraint of a field: the kind of its breach, and which values break it.
CONSTRAINTS: dict[str, tuple[str, Callable[[pd.Series, Any], Any]]] = {
    "required": ("required", lambda values, asked: values.isna() & bool(asked)),
    "minimum": ("too-small", lambda values, least: values < least),
    "maximum": ("too-big", lambda values, most: values > most),
    "enum": ("not-listed", lambda values, words: values.notna() & ~values.isin(words)),
    "pattern": ("not-in-form", lambda values, form: ~values.str.fullmatch(form)),
    "unique": ("same-value", lambda values, asked: values.notna() & values.duplicated() & asked),
    "format": ("not-an-address", lambda values, _: ~values.str.fullmatch(ADDRESS)),
}


def key_breaches(
    frame: pd.DataFrame, keys: list[str], unread: Mapping[str, np.ndarray]
) -> Iterator[Breach]:
    """Yield the rows whose key an earlier row has."""
    judged = frame[keys].notna().any(axis=1) & ~np.any([unread[key] for key in keys], axis=0)
    again = frame[keys][judged].duplicated()
    rows = again.index[again].to_numpy()
    first = {} if not len(rows) else first_rows(frame[keys][judged])
    yield Breach(
        "same-key",
        keys[0],
        rows,
        lambda row: {
            "found": ", ".join(f"{key} {frame[key][row]}" for key in keys),
            "other": first[row],
            "field": keys[0],
        },
    )


def first_rows(keys: pd.DataFrame) -> dict[int, int]:
    """Return for each row the first one that has its key."""
    groups = keys.groupby([*keys], dropna=False, sort=False)
    first = keys.index.to_series().groupby(groups.ngroup()).transform("first")
    return dict(zip(first.index.tolist(), first.tolist(), strict=True))


def reference_breaches(
    frame: pd.DataFrame, key: dict[str, Any], other: pd.DataFrame
) -> Iterator[Breach]:
    """Yield the rows whose foreign key no row of the other table has."""
    names, target = key["fields"], key["reference"]
    known = pd.MultiIndex.from_frame(other[target["fields"]].astype("object"))
    asked = pd.MultiIndex.from_frame(frame[names].astype("object"))
    lost = frame[names].notna().all(axis=1).to_numpy() & ~asked.isin(known)
    yield Breach(
        "unknown-key",
        names[0],
        np.flatnonzero(lost),
        lambda row: {
            "found": quote(", ".join(str(frame[name][row]) for name in names)),
            "table": target["resource"],
            "near": nearest_value(frame[names[0]][row], other, target),
        },
    )


def nearest_value(value: Any, other: pd.DataFrame, target: dict[str, Any]) -> str:
    """Return words that name the nearest value of another table, of a country with its code; ''
    if none is near."""
    columns = ("iso3", "name_en", "name_id") if target["resource"] == COUNTRIES else ()
    codes = {
        str(text): code
        for column in columns or target["fields"][:1]
        for text, code in zip(other[column], other[target["fields"][0]], strict=True)
    }
    near = difflib.get_close_matches(str(value), codes, 1, 0.5)
    return f"; nearest: {near[0]}" + (f" ({codes[near[0]]})" if columns else "") if near else ""


def rule_breaches(frame: pd.DataFrame, rule: dict[str, Any]) -> Iterator[Breach]:
    """Yield the rows that break a rule of the schema; a row with an empty cell is not judged."""
    judged = frame.loc[frame[rule["columns"]].notna().all(axis=1), rule["columns"]]
    if judged.empty:
        return
    kept = as_mask(evaluate(rule["formula"], judged))
    if rule.get("every_row"):
        kept = kept | kept.any() | (np.arange(len(kept)) > 0)
    expected = pd.Series(evaluate(rule["expected"], judged), index=judged.index)
    column = rule["column"]
    yield Breach(
        "not-every-row" if rule.get("every_row") else "rule-broken",
        column,
        judged.index[~kept].to_numpy(),
        lambda row: {
            "found": plain_value(frame[column][row]),
            "expected": plain_value(expected[row]),
            "because": rule["message"],
            "rule": rule["name"],
        },
        rule["name"],
    )


def evaluate(formula: str, frame: pd.DataFrame) -> Any:
    """Return the value of a formula for each row of a frame."""
    return frame.eval(formula, engine="python")


def source_breaches(cited: pd.Series, known: Collection[str]) -> Iterator[Breach]:
    """Yield the rows that cite a source by a key that the descriptor does not have."""
    lost = cited.map(lambda keys: [k for k in str(keys).split() if k not in known], "ignore")
    yield Breach(
        "unknown-source",
        "sources",
        np.flatnonzero(lost.map(bool, na_action="ignore").eq(True)),
        lambda row: {"found": quote(" ".join(lost[row])), "known": ", ".join(sorted(known))},
    )


def rule_names(table_schema: dict[str, Any]) -> list[str]:
    """Return the names of the rules of a schema, by which what a source prints can be kept."""
    cumulative = any("cumulative" in field for field in table_schema["fields"])
    sized = any(MAGNITUDE in field for field in table_schema["fields"])
    own = [rule["name"] for rule in table_schema.get("rules", [])]
    return own + [CUMULATIVE] * cumulative + [MAGNITUDE] * sized


def formula_faults(table_schema: dict[str, Any]) -> Iterator[str]:
    """Yield the formulas of a schema that can't be evaluated over their columns."""
    types = {field["name"]: PANDAS_TYPES[field["type"]] for field in table_schema["fields"]}
    for rule in table_schema.get("rules", []):
        trial = pd.DataFrame({name: pd.Series([], dtype=types[name]) for name in rule["columns"]})
        for part in ("formula", "expected"):
            try:
                evaluate(rule[part], trial)
            except Exception as error:  # a formula is text that somebody wrote
                name = rule["name"]
                yield f"found {part} '{rule[part]}' of {name}, which fails: {error}"
