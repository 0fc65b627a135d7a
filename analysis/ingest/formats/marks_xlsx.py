"""Marks of XLSX: hidden rows, errors, formulas without a result, percentages."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from analysis.ingest.formats.marks import Marks, share

ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
NUMBER = re.compile(rb"\br=\"([0-9]+)\"")
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)</")
WITH_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)")
REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})([0-9]+)\"")
STYLE = re.compile(rb"\bs=\"([0-9]+)\"")
SPECIAL = re.compile(rb"\bt=\"e\"|<(?:\w+:)?f\b")
PERCENT = {"9", "10"}
CHUNK = 1 << 24


def xlsx_marks(path: Path, sheet: str) -> Marks:
    """Return hidden rows, errors, formulas without a result and percentages of a sheet."""
    with zipfile.ZipFile(path) as archive:
        percent = percent_styles(archive)
        marks = Marks()
        for part in parts(archive, part_of(archive, sheet)):
            for row in ROW.finditer(part):
                number = NUMBER.search(row[0])
                if number:
                    marks.hidden.append(int(number[1]) - 1)
            if percent or SPECIAL.search(part):
                for cell in CELL.finditer(part):
                    mark(marks, cell[1], cell[2] or b"", percent)
    return marks


def mark(marks: Marks, attributes: bytes, content: bytes, percent: set[bytes]) -> None:
    """Add the mark of one cell, if it has any."""
    style = STYLE.search(attributes)
    shares = style is not None and style[1] in percent
    error = b't="e"' in attributes
    formula = b"f" in content and WITH_FORMULA.search(content)
    if not (shares or error or formula):
        return
    reference = REFERENCE.search(attributes)
    if reference is None:
        return
    place = int(reference[2]) - 1, column_of(reference[1].decode())
    value = VALUE.search(content)
    if error:
        marks.cells[place] = value[1].decode() if value else "#N/A"
    elif formula and not (value and value[1]):
        if b't="str"' not in attributes:
            marks.cells[place] = f"={formula[1].decode(errors='replace') or '…'}"
    elif shares:
        marks.cells[place] = share


def parts(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield the XML of a sheet in pieces that end with a row."""
    with archive.open(name) as file:
        rest = b""
        while chunk := file.read(CHUNK):
            whole, end, rest = (rest + chunk).rpartition(b"</row>")
            yield whole + end
        yield rest


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part of a workbook that holds a sheet."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relation = next(
        value
        for node in book.iter()
        if node.tag.endswith("}sheet") and node.get("name") == sheet
        for key, value in node.attrib.items()
        if key.endswith("}id")
    )
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(link.attrib["Target"] for link in links if link.get("Id") == relation)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def percent_styles(archive: zipfile.ZipFile) -> set[bytes]:
    """Return the numbers of the styles that show a number as a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = PERCENT | {
        node.get("numFmtId")
        for node in root.iter()
        if node.tag.endswith("}numFmt") and "%" in node.get("formatCode", "")
    }
    lists = [node for node in root if node.tag.endswith("}cellXfs")]
    return {
        str(n).encode()
        for styles in lists
        for n, style in enumerate(styles)
        if style.get("numFmtId") in formats
    }


def column_of(name: str) -> int:
    """Return the position of a spreadsheet column: A is 0."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1
