"""Answers of interfaces for programs: the lists of records of a JSON file become grids."""

import html
import itertools
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.ingest.formats.grid import Grid, columns_of
from analysis.ingest.messages import failure, join_words

EXACT = 2**53  # the largest whole number that a cell holds exactly
TOTAL = re.compile(r"(total|count|jumlah)(_?(records?|rows?|data|items?|count))?|records?_?total")
PAGES = re.compile(r"(pages|last_?page|total_?pages?|page_?count|jumlah_?halaman)")
# What BPS leaves unsaid: a variable without parts, a year without parts.
WHOLE = {"", "tidak ada", "none", "no", "tahun", "tahunan", "year", "annual", "annually", "yearly"}

Rows = list[list[Any]]


def read_records(path: Path, chosen: str | None) -> list[Grid]:
    """Return the lists of a JSON file as grids, each with its keys as the header in row 0; a
    list can be chosen by its name.

    Raises UserError for what is no JSON, holds no list of records, or part of one only.
    """
    content = parse(path)
    lists = named_lists(path, content)
    if not lists:
        raise failure("json-without-records", file=path.name)
    if chosen is not None and chosen not in lists:
        known = join_words([*lists])
        raise failure("no-sheet", file=path.name, found=chosen, known=known)
    found = {name: rows for name, rows in lists.items() if chosen in (None, name)}
    titles = [*said_around(content)]
    return [grid_of(path, name, rows, titles) for name, rows in found.items()]


def named_lists(path: Path, content: Any) -> dict[str, Rows]:
    """Return the rows of every list, header first, by the keys that lead to it."""
    if isinstance(content, dict) and isinstance(content.get("datacontent"), dict):
        return {"datacontent": bps_rows(path, content)}
    records = dict(record_lists(content))
    refuse_part(path, content, max(map(count_records, records.values()), default=0))
    return {name: table_of(rows) for name, rows in records.items()}


def parse(path: Path) -> Any:
    """Return what a JSON file says, or one with a record a line; raises UserError if it is
    broken, or says one key of a record twice."""
    content = path.read_bytes()
    try:
        try:
            return loads(content)
        except json.JSONDecodeError as error:
            if error.msg != "Extra data":
                raise
            return [loads(line) for line in content.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        shown = " ".join(str(error).split())
        raise failure("json-broken", file=path.name, error=shown) from None


def loads(content: bytes) -> Any:
    """Return what some JSON says; raises ValueError for what is none."""
    return json.loads(content, object_pairs_hook=one_each, parse_constant=str)


def one_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return pairs as a dictionary; raises ValueError for a key that is there twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"one record says '{twice}' twice")
    return found


def record_lists(node: Any, name: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield every list of records, or of rows, with the keys that lead to it."""
    if isinstance(node, list) and is_table(node):
        yield name or "list", node
    elif isinstance(node, dict | list):
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            for path, rows in record_lists(child, f"{name}.{key}" if name else str(key)):
                named = names_beside(node, rows) if rows is child else None
                yield path, [named, *rows] if named else rows


def names_beside(node: Any, rows: list[Any]) -> list[str] | None:
    """Return the names of the columns of rows without keys, if a list beside them has as many;
    CKAN has them as ``fields``, others as ``columns``."""
    if not isinstance(node, dict) or not isinstance(rows[0], list):
        return None
    for beside in node.values():
        if isinstance(beside, list) and beside is not rows and len(beside) == len(rows[0]):
            entries = [e if isinstance(e, dict) else {"id": e} for e in beside]
            names = [next((e[k] for k in ("id", "name", "title") if k in e), None) for e in entries]
            if all(isinstance(name, str) for name in names):
                return [str(name) for name in names]
    return None


def count_records(items: list[Any]) -> int:
    """Return how many records a list has; of rows the first has the names."""
    return len(items) - isinstance(items[0], list)


def is_table(node: list[Any]) -> bool:
    """Return whether a list has records only, or rows of plain values only."""
    if all(isinstance(item, dict) for item in node):
        return bool(node)
    rows = all(isinstance(item, list) for item in node)
    return rows and not any(isinstance(cell, dict | list) for row in node for cell in row)


def table_of(items: list[Any]) -> Rows:
    """Return records as rows under a row of their keys, and rows as they are."""
    if isinstance(items[0], list):
        return [[plain_cell(cell) for cell in row] for row in items]
    keys = dict.fromkeys(key for item in items for key in item)
    return [[*keys], *([plain_cell(item.get(key)) for key in keys] for item in items)]


def plain_cell(value: Any) -> Any:
    """Return a value as a text or a number; nothing is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return float(value) if abs(value) < EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def refuse_part(path: Path, content: Any, longest: int) -> None:
    """Raise UserError if the file says that there are more records, or more pages, than it has."""
    for key, value in said_beside(content):
        more = isinstance(value, int) and not isinstance(value, bool)
        if more and TOTAL.fullmatch(key) and value > longest > 0:
            raise failure("json-part", file=path.name, found=f"{longest} of {value} records")
        if more and PAGES.fullmatch(key) and value > 1:
            raise failure("json-part", file=path.name, found=f"one of {value} pages")


def said_beside(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield the keys and values that are about the lists of records, and not in them."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key.casefold(), value
            yield from said_beside(value)
    elif isinstance(node, list) and not is_table(node):
        for item in node:
            yield from said_beside(item)


def said_around(content: Any) -> Iterator[tuple[str, str]]:
    """Yield what a file says in words around its lists, which stands above the rows as titles do:
    it may say whose figures these are, or in thousands; of BPS also the notes on a variable."""
    yield from ((key, text) for key, text in said_beside(content) if isinstance(text, str) and text)
    for entry in content.get("var", []) if isinstance(content, dict) else []:
        for key in ("label", "def", "note") if isinstance(entry, dict) else ():
            words = re.sub("<[^>]*>", " ", html.unescape(str(entry.get(key, "")))).split()
            yield from [(f"var.{key}", " ".join(words))] if words else []


def bps_rows(path: Path, content: dict[str, Any]) -> Rows:
    """Return a dynamic table of BPS as rows: its areas and years down, its variables across.

    The key of a value is made of the numbers of area (vervar), variable (var), its part
    (turvar), year (tahun) and part of the year (turtahun), written one after the other.
    """
    areas, variables, parts, years, spans = (
        labels(content, name) for name in ("vervar", "var", "turvar", "tahun", "turtahun")
    )
    across = [*itertools.product(variables, parts)]
    shown = [areas != [("", "")], True, not is_whole(spans)]
    head = [str(content.get("labelvervar") or "Wilayah"), "Tahun", "Periode"]
    rows: Rows = [[*itertools.compress(head, shown), *(name for (_, name), _ in across)]]
    if not is_whole(parts):
        rows.append([*itertools.compress(head, shown), *(name for _, (_, name) in across)])
    values = dict(content["datacontent"])
    for area, year, span in itertools.product(areas, years, spans):
        keys = [f"{area[0]}{name[0]}{part[0]}{year[0]}{span[0]}" for name, part in across]
        cells = [plain_cell(values.pop(key, None)) for key in keys]
        if any(cell != "" for cell in cells):
            rows.append([*itertools.compress((area[1], year[1], span[1]), shown), *cells])
    if values:
        found = f"{len(values)} values of datacontent that none of its labels is for"
        raise failure("json-broken", file=path.name, error=found)
    return rows


def labels(content: dict[str, Any], name: str) -> list[tuple[str, str]]:
    """Return the numbers and labels of one side of a table of BPS, the unit with a variable's."""
    found = []
    for entry in content.get(name) or [{}]:
        entry = entry if isinstance(entry, dict) else {}
        unit = entry.get("unit")
        label = html.unescape(str(entry.get("label", "")))
        found.append((str(entry.get("val", "")), f"{label} ({unit})" if unit else label))
    return found


def is_whole(sides: list[tuple[str, str]]) -> bool:
    """Return whether a side of a table of BPS has one label, which says nothing."""
    return len(sides) == 1 and sides[0][1].strip().casefold() in WHOLE


def grid_of(path: Path, name: str, rows: Rows, titles: list[tuple[str, str]]) -> Grid:
    """Return a list as a grid whose rows are counted as records, from 1; the keys are row 0, what
    stands around the list is above."""
    about: dict[str, Any] = {"format": "json", "sheet": name, "part": f"list {name}"}
    about |= {"option": "--sheet", "around": [key for key, _ in titles]}
    drawn: Rows = [*([text] for _, text in titles), *rows]
    numbers = range(-len(titles), len(rows))
    return Grid(path.name, about, columns_of(drawn), numbers, cell_address)


def cell_address(grid: Grid, row: int, column: int | None, name: str) -> str:
    """Return ``file.json:record 7:jumlah_kasus (cases)``."""
    if row < len(grid.about["around"]):
        return f"{grid.file}:{grid.about['around'][row]}"
    where = f"{grid.file}:record {grid.rows[row]}"
    if column is None:
        return where
    header = grid.names.get(column) or f"key {column + 1}"
    return f"{where}:{header}" + (f" ({name})" if name and name != header else "")
