"""Tables of a PDF become grids; a table that goes on over pages becomes one."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from analysis.errors import quote
from analysis.ingest.formats.grid import Grid, columns_of
from analysis.ingest.messages import failure

LONGEST = 500  # pages read without being named
SECONDS = 45  # of looking for tables
FIGURE = re.compile(r"[\d.,]*\d[\d.,]*[*)]*")


@dataclass
class Piece:
    """The rows of one table on one page."""

    page: int
    number: int
    rows: list[list[str]]


def read_pages(path: Path, pages: str | None) -> list[Grid]:
    """Return the tables of a PDF as grids, in their order.

    Raises UserError for a PDF that is protected, damaged, too long, or without tables of text.
    """
    try:
        with pdfplumber.open(path) as pdf:
            count = len(pdf.pages)
            chosen = page_numbers(pages, count, path.name) if pages else range(1, count + 1)
            if not pages and count > LONGEST:
                raise failure("pdf-too-long", file=path.name, pages=count, most=LONGEST)
            found = list(read_pieces(pdf, chosen, path.name))
    except (PdfminerException, MalformedPDFException) as error:
        if "Password" in repr(error) or "Encrypt" in repr(error):
            raise failure("encrypted", file=path.name) from None
        reason = error.args[0] if error.args else type(error).__name__
        raise failure("broken-workbook", file=path.name, format="PDF", error=reason) from None
    return [grid_of(path, joined) for joined in join_pieces(found)]


def page_numbers(pages: str, count: int, file: str) -> list[int]:
    """Return the pages that ``3-5,8`` names; raises UserError for what a PDF doesn't have."""
    found: list[int] = []
    for part in pages.split(","):
        first, _, last = part.partition("-")
        ends = [end.strip() for end in (first, last or first)]
        if not all(end.isdecimal() and 1 <= int(end) <= count for end in ends):
            raise failure("bad-pages", file=file, found=pages, pages=count)
        found += range(int(ends[0]), int(ends[1]) + 1)
    if not found:
        raise failure("bad-pages", file=file, found=pages, pages=count)
    return sorted(set(found))


def read_pieces(pdf: PDF, chosen: Any, file: str) -> Iterator[Piece]:
    """Yield the tables of some pages; raises UserError if there are none, or no text at all."""
    start, letters, tables = time.monotonic(), 0, 0
    for number in chosen:
        if time.monotonic() - start > SECONDS:
            raise failure("pdf-too-slow", file=file, page=number, seconds=SECONDS)
        page = pdf.pages[number - 1]
        letters += len(page.chars)
        found = page.find_tables()
        if row := row_outside(page, [table.bbox for table in found]):
            raise failure("pdf-row-outside", file=file, page=number, found=quote(row))
        for place, table in enumerate(found, start=1):
            tables += 1
            rows = table.extract()
            yield Piece(number, place, [[cell or "" for cell in row] for row in rows])
        page.close()
    if not letters:
        raise failure("pdf-without-text", file=file)
    if not tables:
        raise failure("pdf-without-tables", file=file)


def row_outside(page: Page, boxes: list[tuple[float, float, float, float]]) -> str | None:
    """Return the first line of a page that reads as a row of figures and lies above, between or
    below its tables, where it would be lost; None if there is none."""
    for line in page.extract_text_lines() if boxes else []:
        middle = (line["top"] + line["bottom"]) / 2
        inside = any(top <= middle <= bottom for _, top, _, bottom in boxes)
        beside = any(line["x0"] < right and line["x1"] > left for left, _, right, _ in boxes)
        words = line["text"].split()
        figures = [word for word in words if FIGURE.fullmatch(word)]
        if beside and not inside and len(figures) >= max(2, len(words) / 2):
            return str(line["text"])
    return None


def join_pieces(found: list[Piece]) -> list[list[Piece]]:
    """Return the pieces of each table: the first of a page goes on with the last of the page
    before, if both have as many columns."""
    tables: list[list[Piece]] = []
    for piece in found:
        last = tables[-1][-1] if tables else None
        follows = last and piece.number == 1 and piece.page == last.page + 1
        if last and follows and width(last) == width(piece):
            tables[-1].append(piece)
        else:
            tables.append([piece])
    return tables


def width(piece: Piece) -> int:
    """Return the number of columns of a table."""
    return max((len(row) for row in piece.rows), default=0)


def grid_of(path: Path, joined: list[Piece]) -> Grid:
    """Return the pieces of a table as one grid whose rows know their page."""
    rows = [row for piece in joined for row in piece.rows]
    places = [
        f"page {piece.page}, table {piece.number}, row {number}"
        for piece in joined
        for number in range(1, len(piece.rows) + 1)
    ]
    pages = sorted({piece.page for piece in joined})
    shown = str(pages[0]) if len(pages) == 1 else f"{pages[0]}-{pages[-1]}"
    about = {
        "format": "pdf",
        "pages": shown,
        "part": f"page {shown}, table {joined[0].number}",
        "option": "--pages",
    }
    return Grid(path.name, about, columns_of(rows), places, cell_address)


def cell_address(grid: Grid, row: int, column: int | None, name: str) -> str:
    """Return ``file.pdf:page 3, table 1, row 7, column 'WNA'``."""
    where = f"{grid.file}:{grid.rows[row]}"
    if column is None:
        return where
    header = grid.names.get(column) or str(column + 1)
    return f"{where}, column '{header}'" + (f" ({name})" if name else "")
