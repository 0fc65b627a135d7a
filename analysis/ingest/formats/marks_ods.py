"""Marks of ODS: hidden rows, merged cells, errors, formulas without a result, percentages."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

from analysis.ingest.formats.grid import is_sheet_error
from analysis.ingest.formats.marks import Cell, Marks, share

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value")


def ods_marks(path: Path, sheet: str) -> Marks:
    """Return the marks of a sheet of an OpenDocument workbook."""
    marks, inside, number = Marks(), False, 0
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        for event, node in ElementTree.iterparse(file, events=("start", "end")):
            if node.tag == f"{TABLE}table" and node.get(f"{TABLE}name") == sheet:
                inside = event == "start"
            elif event == "end" and node.tag == f"{TABLE}table-row":
                if inside:
                    number = mark_row(marks, node, number)
                node.clear()
    return marks


def mark_row(marks: Marks, row: ElementTree.Element, number: int) -> int:
    """Add the marks of a row; return the number of the next one."""
    times = int(row.get(f"{TABLE}number-rows-repeated", "1"))
    cells = [node for node in row if node.tag in CELLS]
    if row.get(f"{TABLE}visibility") in ("collapse", "filter") and any(map(text, cells)):
        marks.hidden += range(number, number + min(times, 1000))
    column = 0
    for cell in cells:
        repeated = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        found = mark_of(cell)
        across = int(cell.get(f"{TABLE}number-columns-spanned", "1"))
        down = int(cell.get(f"{TABLE}number-rows-spanned", "1"))
        if across * down > 1:
            last = (number + down - 1, column + across - 1)
            marks.merged.append(((number, column), last))
        if found is not None:
            for place in range(column, column + min(repeated, 1000)):
                for line in range(number, number + min(times, 1000)):
                    marks.cells[line, place] = found
        column += repeated
    return number + times


def mark_of(cell: ElementTree.Element) -> Cell | None:
    """Return what is to be put into a cell, or None if its value is all there is."""
    if cell.get(f"{OFFICE}value-type") == "percentage":
        return share
    formula = cell.get(f"{TABLE}formula")
    if formula is None:
        return None
    shown = text(cell)
    if is_sheet_error(shown):
        return shown
    if shown or any(cell.get(f"{OFFICE}{name}") for name in VALUES):
        return None
    return f"={formula.partition('=')[2] or formula}"


def text(cell: ElementTree.Element) -> str:
    """Return the text that a cell shows."""
    return "".join(cell.itertext()).strip()
