"""One column of cells becomes one column of values: each distinct cell is read once."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.ingest.formats.grid import Column, Share, distinct_codes, is_blank, is_sheet_error
from analysis.ingest.values import dates, numbers
from analysis.ingest.values.numbers import Fault, normalize_text, strip_marks
from analysis.tables import PANDAS_TYPES

MISSING = {"", "-", "–", "—", "--", "n/a", "na", "...", "…", "..", "t.a.d", "t.a.d.", "null"}
MISSING |= {"tidak ada data", "tad", "−", "n.a.", "n.a"}
FORMULA = re.compile(r"[=@].*|[+-](?!\s*[0-9.,\s]+$).*")
MARKUP = re.compile(r"<[a-zA-Z/!]")
UNSEEN = "\u00ad\u200b\u200e\u200f\u00a0\u202f\u2009"  # hyphens, spaces and marks of printing
LONGEST = 2000  # characters of a text
LONGEST_GEOMETRY = 100_000  # a cell of a CSV file may hold little more
TRUTH = {"true": True, "yes": True, "ya": True, "1": True}
TRUTH |= {"false": False, "no": False, "tidak": False, "0": False}


@dataclass
class Parsed:
    """Values of a column by row, the faults by distinct cell, and cells that lost a mark."""

    values: pd.Series
    faults: dict[int, Fault] = field(default_factory=dict)
    marked: list[int] = field(default_factory=list)


def parse_column(
    column: Column,
    rows: np.ndarray,
    entry: dict[str, Any],
    decimal: str | None,
    days: str | None,
    scale: int | None = None,
) -> Parsed:
    """Return the cells of some rows typed as a field of a schema asks; faults are missing."""
    codes = column.codes[rows]
    used = distinct_codes(codes)
    reader = reader_of(entry, decimal, days, scale)
    quick = entry["type"] == "integer" and not is_scaled(entry, scale)
    found: dict[int, Any] = quick_whole(column, used) if quick else {}
    result = Parsed(pd.Series(dtype=object))
    for code in used.tolist():
        if code not in found:
            value, lost = read_cell(column.values[code], entry, reader)
            if isinstance(value, Fault):
                result.faults[code] = value
                value = None
            elif lost:
                result.marked.append(code)
            found[code] = value
    result.values = typed_column(found, codes, entry["type"])
    return result


def quick_whole(column: Column, used: np.ndarray) -> dict[int, Any]:
    """Return the plain digits among distinct cells as whole numbers, all at once."""
    texts = np.array(column.values, dtype=object)[used]
    plain = [
        isinstance(text, str) and len(text) < 15 and text.isascii() and text.isdigit()
        for text in texts
    ]
    return {code: int(text) for code, text, ok in zip(used, texts, plain, strict=True) if ok}


def read_cell(cell: Any, entry: dict[str, Any], reader: Callable[[Any], Any]) -> tuple[Any, bool]:
    """Return the value of a cell, None if missing, or a Fault; and whether a mark was dropped."""
    if is_missing(cell, entry):
        return None, False
    if is_sheet_error(cell):
        return Fault("sheet-error"), False
    if isinstance(cell, str) and entry["type"] != "string":
        if cell.strip()[0] == "=":
            return Fault("no-result"), False
        bare, lost = strip_marks(cell)
        return (None, lost) if is_missing(bare, entry) else (reader(bare), lost)
    return reader(cell), False


def is_missing(cell: Any, entry: dict[str, Any] | None = None) -> bool:
    """Return whether a cell says that there is no value; NA is a code where there are codes."""
    if is_blank(cell):
        return True
    if not isinstance(cell, str) or len(cell) > 20 or cell[0].isdigit():
        return False
    if entry and ("iso2" in entry["name"] or cell in entry.get("constraints", {}).get("enum", [])):
        return False
    return normalize_text(cell).casefold() in MISSING


def is_scaled(entry: dict[str, Any], scale: int | None) -> bool:
    """Return whether a scale applies to a field: it does to counts, which have a unit."""
    return scale not in (None, 1) and entry["type"] == "integer" and "unit" in entry


def reader_of(
    entry: dict[str, Any], decimal: str | None, days: str | None, scale: int | None = None
) -> Callable[[Any], Any]:
    """Return the function that reads a cell of a field; counts are multiplied by the scale."""
    kind = entry["type"]
    if scale and is_scaled(entry, scale):
        return lambda cell: numbers.scaled_whole(cell, decimal, scale)
    if kind == "integer":
        return lambda cell: numbers.whole(cell, decimal)
    if kind == "number":
        percent = entry.get("unit") == "percent"
        return lambda cell: numbers.decimal_number(cell, decimal, percent)
    if kind == "date":
        return lambda cell: dates.date(cell, days)
    if kind == "geojson":
        return lambda cell: text(cell, {}, LONGEST_GEOMETRY)
    if kind == "string":
        words = {str(w).casefold(): w for w in entry.get("constraints", {}).get("enum", [])}
        return lambda cell: text(cell, words)
    return {"year": dates.year, "yearmonth": dates.yearmonth, "boolean": truth_value}[kind]


def truth_value(cell: Any) -> bool | Fault:
    """Return the truth value of a cell."""
    return TRUTH.get(normalize_text(str(cell)).casefold(), Fault("not-truth"))


def text(cell: Any, words: dict[str, str], most: int = LONGEST) -> str | Fault:
    """Return a cell as text; markup, formulas, control characters and long texts are faults."""
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float | int):
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, Share):
        return str(cell)
    if len(cell) > most:
        return Fault("text-too-long", {"count": len(cell), "most": most})
    shown = " ".join(cell.split())
    if not shown.isprintable() and any(not c.isprintable() and c not in UNSEEN for c in shown):
        return Fault("control-character")
    if shown[0] in "=+-@" and FORMULA.match(shown):
        return Fault("formula-text")
    if "<" in shown and MARKUP.search(shown):
        return Fault("markup")
    return words.get(shown.casefold(), shown)


def typed_column(found: dict[int, Any], codes: np.ndarray, kind: str) -> pd.Series:
    """Return values by code as a column of the type that ``tables.read_typed`` gives."""
    place = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.int64)
    keys = list(found)
    place[keys] = np.arange(len(keys))
    if kind == "date":
        days = pd.to_datetime(pd.Series(list(found.values()), dtype=object))
        values: pd.Series = pd.Series(days).dt.as_unit("us")
    else:
        values = pd.Series(list(found.values()), dtype=PANDAS_TYPES[kind])
    return values.take(place[codes]).reset_index(drop=True)
