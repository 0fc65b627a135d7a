"""What a column JUMLAH or TOTAL counts: what its neighbours are."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.ingest.formats.grid import Grid, letters
from analysis.ingest.header.find import Header
from analysis.ingest.header.mapping import Choices
from analysis.ingest.header.normalize import GENERIC, SEXES, normalize, words_for
from analysis.ingest.header.vocabulary import field_types
from analysis.ingest.messages import Findings, failure, join_words
from analysis.ingest.scope.texts import titles
from analysis.ingest.values import cells
from analysis.ingest.values.rows import COUNTED, Body

PERSONS = "persons"
OF_THE_ROW = "unit of the row"  # of amounts whose unit has a column of its own
UNIT_WORDS = {
    "cases": {"kasus", "case", "cases"},
    PERSONS: {"orang", "jiwa", "person", "persons", "people", "tersangka", *SEXES},
}


@dataclass(frozen=True)
class Sheet:
    """A grid with its header and rows, the fields of its table, and the words of their units."""

    grid: Grid
    header: Header
    found: Body
    chosen: Choices
    entries: Mapping[str, dict[str, Any]]
    units: Mapping[str, set[str]]


def settle_generic(
    grid: Grid, header: Header, found: Body, chosen: Choices, findings: Findings, data: Path
) -> Header:
    """Return a header in which a column JUMLAH is the field that its neighbours make it.

    Raises UserError where neither they nor a sum, a unit or a title say what it counts.
    """
    entries = field_types(header.table, data)
    sheet = Sheet(grid, header, found, chosen, entries, unit_words(entries))
    for name, places in header.columns.items():
        if entries[name].get("unit") in sheet.units and is_generic(sheet, places):
            if name in chosen.columns:
                refuse_other_unit(sheet, name, places[0])
                continue
            return with_meaning(sheet, name, places[0], findings)
    return header


def refuse_other_unit(sheet: Sheet, name: str, column: int) -> None:
    """Raise UserError if the unit column says another unit than the field that a person named."""
    told, own = unit_told(sheet), sheet.entries[name]["unit"]
    if told and told != own:
        at = sheet.grid.at(sheet.header.top, column)
        values = {"found": sheet.header.title(column), "field": name}
        raise failure("unit-differs", at=at, unit=told, expected=own, **values)


def is_generic(sheet: Sheet, places: list[int]) -> bool:
    """Return whether a field is read from a column JUMLAH, or whatever else says no more."""
    path = sheet.header.paths.get(places[0], ())
    words = {w for text in path for w in normalize(text).split()}
    return bool(words) and words <= GENERIC


def with_meaning(sheet: Sheet, name: str, column: int, findings: Findings) -> Header:
    """Return the header with the meaning of one column JUMLAH."""
    header, title = sheet.header, sheet.header.title(column)
    parts, counted = what_is_counted(sheet, name, column)
    if counted == {sheet.entries[name]["unit"]}:
        return header
    at = sheet.grid.at(header.top, column)
    fields = {field: places for field, places in header.columns.items() if field != name}
    units = {field: entry["unit"] for field, entry in sheet.entries.items() if "unit" in entry}
    other = next((field for field, unit in units.items() if counted == {unit}), None)
    if other and other not in fields:
        return dataclasses.replace(header, columns=fields | {other: [column]})
    if other and parts:
        both = [*fields[other], column]
        found = join_words([f"{header.title(n)!r} ({letters(n)})" for n in both])
        raise failure("two-columns", at=at, found=found, field=other)
    if not parts:
        raise failure("generic-unclear", at=at, found=title, field=name)
    shown = " + ".join(f"{letters(n)} {header.title(n)}" for n in parts)
    findings.note("sum-unread", at=at, found=title, parts=shown)
    return dataclasses.replace(header, columns=fields)


def what_is_counted(sheet: Sheet, name: str, column: int) -> tuple[list[int], set[str | None]]:
    """Return the columns whose sum a column is, if any, and the units of what it counts: those
    of its unit column, of its parts, of the column beside it, of all others, of the title."""
    columns = columns_of_figures(sheet)
    parts = parts_of(whole_numbers(sheet, columns), column)
    own = sheet.entries[name]["unit"]
    if own == OF_THE_ROW and "unit" in sheet.header.columns:
        return [], {own}
    if told := unit_told(sheet):
        return parts, {told}
    if parts:
        return parts, named_units(sheet, parts) or {title_unit(sheet)}
    before = [number for number in columns if number < column]
    if before and named_units(sheet, before[-1:]) == {own}:
        return [], {own}
    return [], named_units(sheet, [n for n in columns if n != column]) or {title_unit(sheet)}


def named_units(sheet: Sheet, columns: list[int]) -> set[str | None]:
    """Return the units that the headers of some columns name."""
    return {unit_of(sheet.header.title(number), sheet.units) for number in columns} - {None}


def title_unit(sheet: Sheet) -> str | None:
    """Return the unit that the titles name, or None."""
    said = " ".join(text.text for text in titles(sheet.grid, sheet.header))
    return unit_of(said, sheet.units)


def unit_words(entries: Mapping[str, dict[str, Any]]) -> dict[str, set[str]]:
    """Return for each unit of a table the words of headers that say it and no other."""
    words: dict[str, set[str]] = {}
    for entry in entries.values():
        if entry.get("unit") and entry["type"] in COUNTED:
            own = words.setdefault(entry["unit"], set(UNIT_WORDS.get(entry["unit"], ())))
            own |= {w for text in entry.get("synonyms", []) for w in normalize(text).split()}
    for unit, own in UNIT_WORDS.items():
        words.setdefault(unit, set()).update(own)
    shared = {word for one, other in combinations(words.values(), 2) for word in one & other}
    return {unit: own - shared - GENERIC for unit, own in words.items()}


def unit_of(title: str, units: Mapping[str, set[str]]) -> str | None:
    """Return the unit that a header or a title names; None for none or several."""
    words = set(normalize(title.replace("/", " ")).split())
    named = [unit for unit, own in units.items() if words & own]
    if len(named) > 1:
        named = [unit for unit in named if words & UNIT_WORDS.get(unit, set())]
    return named[0] if len(named) == 1 else None


def unit_told(sheet: Sheet) -> str | None:
    """Return the unit that a column SATUAN has in every row, or None."""
    for number, path in sheet.header.paths.items():
        if set(normalize(" ".join(path)).split()) <= words_for("units"):
            column, rows = sheet.grid.columns[number], sheet.found.data
            named = {str(column.values[code]) for code in np.unique(column.codes[rows])}
            told = {unit_of(text, sheet.units) for text in named}
            return told.pop() if len(told) == 1 else None
    return None


def columns_of_figures(sheet: Sheet) -> list[int]:
    """Return the columns that are neither years nor row numbers nor neutral, from the left."""
    words = {n: set(normalize(sheet.header.title(n)).split()) for n in sorted(sheet.header.paths)}
    return [n for n, own in words.items() if not own <= words_for("neutral")]


def whole_numbers(sheet: Sheet, columns: list[int]) -> dict[int, pd.Series]:
    """Return those of some columns that hold whole numbers alone, by their place."""
    entry, found = {"name": "", "type": "integer"}, {}
    for number in columns:
        source = sheet.grid.columns[number]
        read = cells.parse_column(source, sheet.found.data, entry, sheet.chosen.decimal, None)
        if not read.faults and read.values.notna().any():
            found[number] = read.values
    return found


def parts_of(figures: Mapping[int, pd.Series], column: int) -> list[int]:
    """Return the columns directly left or right of one whose sum it is in every row, or none."""
    if column not in figures:
        return []
    order = list(figures)
    place = order.index(column)
    left, right = order[:place][::-1], order[place + 1 :]
    for side in (left, right):
        for count in range(2, len(side) + 1):
            total = sum((figures[n] for n in side[1:count]), figures[side[0]])
            same = (total == figures[column]).fillna(False)
            if len(same) and bool(np.all(same.to_numpy(dtype=bool))):
                return sorted(side[:count])
    return []
