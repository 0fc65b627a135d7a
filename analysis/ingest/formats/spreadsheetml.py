"""Workbooks in the XML form of Excel 2003 (SpreadsheetML) become grids."""

import datetime as dt
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from analysis.ingest.formats.grid import Grid, Merged, Share, columns_of
from analysis.ingest.formats.workbook import cell_address, choose_sheets
from analysis.ingest.messages import failure

SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"
ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet; a place beyond them is none

Element = ElementTree.Element


class Declined(ElementTree.TreeBuilder):
    """A builder of trees that takes no declarations, since entities could fill the memory."""

    def doctype(self, *_: Any) -> None:
        """Refuse the declaration."""
        raise ElementTree.ParseError("it declares a document type, as no spreadsheet does")


def parse_xml(path: Path) -> Element:
    """Return the root of an XML file; raises ParseError for a broken one, or for declarations."""
    return ElementTree.parse(path, ElementTree.XMLParser(target=Declined())).getroot()


@dataclass
class Sheet:
    """The cells of one worksheet, its merged cells and hidden rows (from 0)."""

    rows: list[list[Any]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)


def read_spreadsheetml(path: Path, sheet: str | None) -> list[Grid]:
    """Return the sheets of a workbook as grids: those that are shown, or the one named.

    Raises UserError for a workbook that is broken, and for a sheet that it lacks.
    """
    try:
        root = parse_xml(path)
        percent = percent_styles(root)
        sheets = {get(node, "Name"): node for node in root.iter(f"{SHEET}Worksheet")}
        concealed = [name for name, node in sheets.items() if is_hidden(node)]
        chosen, hidden = choose_sheets([*sheets], concealed, path.name, sheet)
        return [grid_of(path, name, read_sheet(sheets[name], percent), hidden) for name in chosen]
    except (ElementTree.ParseError, ValueError) as error:
        raise failure("broken-workbook", file=path.name, format="XML", error=error) from None


def grid_of(path: Path, name: str, sheet: Sheet, hidden: list[str]) -> Grid:
    """Return a worksheet as a grid."""
    about = {
        "format": "spreadsheetml",
        "sheet": name,
        "part": f"sheet {name}",
        "option": "--sheet",
        "hidden_sheets": hidden,
    }
    rows = sheet.rows
    shown = [row + 1 for row in sheet.hidden]
    return Grid(
        path.name,
        about,
        columns_of(rows),
        range(1, len(rows) + 1),
        cell_address,
        merged=sheet.merged,
        hidden=shown,
    )


def get(node: Element, name: str, default: str = "") -> str:
    """Return an attribute, which some programs write without its namespace."""
    return node.get(f"{SHEET}{name}") or node.get(name) or default


def is_hidden(sheet: Element) -> bool:
    """Return whether a worksheet is not shown."""
    visible = sheet.find(f"{EXCEL}WorksheetOptions/{EXCEL}Visible")
    return visible is not None and visible.text != "SheetVisible"


def percent_styles(root: Element) -> set[str]:
    """Return the names of the styles that show a number as a percentage, their heirs included."""
    styles = {get(node, "ID"): node for node in root.iter(f"{SHEET}Style")}
    found: set[str] = set()
    for name in styles:
        seen: set[str] = set()
        at = name
        while at in styles and at not in seen:
            seen.add(at)
            shown = styles[at].find(f"{SHEET}NumberFormat")
            if shown is not None:
                found |= {name} if is_percent(get(shown, "Format")) else set()
                break
            at = get(styles[at], "Parent")
    return found


def is_percent(form: str) -> bool:
    """Return whether a number format shows a percentage."""
    return form == "Percent" or "%" in form


def read_sheet(sheet: Element, percent: set[str]) -> Sheet:
    """Return what a worksheet holds; raises ValueError for a place that no sheet has."""
    found, number = Sheet(), 0
    table = sheet.find(f"{SHEET}Table")
    styles = column_styles(table)
    for row in [] if table is None else table.findall(f"{SHEET}Row"):
        number = index(row, number, ROWS)
        found.rows += [[] for _ in range(number + 1 - len(found.rows))]
        read_row(found, row, number, styles, percent)
        if get(row, "Hidden") == "1" and any(cell != "" for cell in found.rows[number]):
            found.hidden.append(number)
        number += 1 + int(get(row, "Span", "0"))
    return found


def read_row(
    found: Sheet, row: Element, number: int, styles: dict[int, str], percent: set[str]
) -> None:
    """Put the cells of a row where they belong."""
    column = 0
    for cell in row.findall(f"{SHEET}Cell"):
        column = index(cell, column, COLUMNS)
        cells = found.rows[number]
        cells += [""] * (column + 1 - len(cells))
        style = get(cell, "StyleID") or get(row, "StyleID") or styles.get(column, "")
        cells[column] = cell_value(cell, style in percent)
        across, down = (int(get(cell, name, "0")) for name in ("MergeAcross", "MergeDown"))
        if across or down:
            found.merged.append(((number, column), (number + down, column + across)))
        column += 1 + across


def column_styles(table: Element | None) -> dict[int, str]:
    """Return the style of each column that has one, by its position."""
    styles: dict[int, str] = {}
    column = 0
    for node in [] if table is None else table.findall(f"{SHEET}Column"):
        column = index(node, column, COLUMNS)
        times = min(1 + int(get(node, "Span", "0")), COLUMNS)
        styles |= dict.fromkeys(range(column, column + times), get(node, "StyleID"))
        column += times
    return styles


def index(node: Element, following: int, most: int) -> int:
    """Return the position of a row, cell or column: the one it names, or the one that follows."""
    found = int(get(node, "Index", str(following + 1))) - 1
    if not 0 <= found < most:
        raise ValueError(f"it has a row or column {found + 1}, and a sheet has {most} at most")
    return found


def cell_value(cell: Element, percent: bool) -> Any:
    """Return what a cell holds: a text, a number, a date, or its formula if it has no result."""
    data = cell.find(f"{SHEET}Data")
    text = "" if data is None else "".join(data.itertext())
    if not text and get(cell, "Formula"):
        return f"={get(cell, 'Formula').removeprefix('=')}"
    if data is None:
        return ""
    kind = get(data, "Type", "String")
    if kind == "Number":
        number = float(text)
        if not math.isfinite(number):
            return text
        return Share(number) if percent else number
    if kind == "DateTime":
        return dt.datetime.fromisoformat(text)
    if kind == "Boolean":
        return "TRUE" if text.strip() in ("1", "true") else "FALSE"
    return text
