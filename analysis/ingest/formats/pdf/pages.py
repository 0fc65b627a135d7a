"""Tables of a PDF become grids; a table that goes on over pages becomes one."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from analysis.errors import quote
from analysis.ingest.formats.grid import Grid, columns_of
from analysis.ingest.formats.pdf.blocks import CAPTION, page_blocks
from analysis.ingest.formats.pdf.lines import Line
from analysis.ingest.formats.pdf.ruled import Block
from analysis.ingest.formats.pdf.scan import scan
from analysis.ingest.messages import failure

LONGEST = 500  # pages read without being named
SECONDS = 45  # of looking for tables
CONTINUED = ("lanjut", "sambung", "continu")


@dataclass
class Piece:
    """The part of one table on one page; ``lost`` is a page and a text in none of its rows."""

    page: int
    number: int
    block: Block
    lost: tuple[int, str] | None = None


def read_pages(path: Path, pages: str | None, nth: int | None = None) -> list[Grid]:
    """Return the tables of a PDF as grids, in their order, or only the nth of them.

    Raises UserError for a PDF that is protected, damaged, too long, or without tables of text.
    """
    try:
        with pdfplumber.open(path) as pdf:
            count = len(pdf.pages)
        chosen = page_numbers(pages, count, path.name) if pages else [*range(1, count + 1)]
        if not pages and count > LONGEST:
            raise failure("pdf-too-long", file=path.name, pages=count, most=LONGEST)
        upright, likely = scan(path, chosen)
        with pdfplumber.open(upright) as pdf:
            found = read_pieces(pdf, likely, path.name)
            if not found:
                raise none_found(pdf, chosen, path.name)
    except (PdfminerException, MalformedPDFException) as error:
        if "Password" in repr(error) or "Encrypt" in repr(error):
            raise failure("encrypted", file=path.name) from None
        reason = error.args[0] if error.args else type(error).__name__
        raise failure("broken-workbook", file=path.name, format="PDF", error=reason) from None
    grids = [grid_of(path, joined, n) for n, joined in enumerate(join_pieces(found), start=1)]
    if nth is not None and not 1 <= nth <= len(grids):
        raise failure("bad-nth", file=path.name, found=nth, count=len(grids))
    return grids if nth is None else [grids[nth - 1]]


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


def read_pieces(pdf: PDF, chosen: Sequence[int], file: str) -> list[Piece]:
    """Return the tables of some pages; raises UserError if looking takes too long."""
    start = time.monotonic()
    last: Piece | None = None
    found: list[Piece] = []
    unread: list[Line] = []
    for number in chosen:
        if time.monotonic() - start > SECONDS:
            raise failure("pdf-too-slow", file=file, page=number, seconds=SECONDS)
        page = pdf.pages[number - 1]
        before = last if last and last.page == number - 1 else None
        blocks, rows = page_blocks(page, before.block if before else None)
        note_unread(before, rows, number)
        for place, block in enumerate(blocks, start=1):
            last = Piece(number, place, block, (number, block.lost) if block.lost else None)
            note_unread(last if place == 1 else None, unread, number - 1)
            found.append(last)
        unread = rows if number + 1 in chosen else []
        page.close()
    return found


def note_unread(piece: Piece | None, rows: Sequence[Line], page: int) -> None:
    """Note with a table the rows of the page before or after that have as many cells."""
    text = next((line.text for line in rows if piece and piece.block.resembles(line)), None)
    if piece and text:
        piece.lost = piece.lost or (page, text)


def none_found(pdf: PDF, chosen: Sequence[int], file: str) -> Exception:
    """Return the error for pages without tables: they are pictures, or hold other text."""
    for number in chosen:
        page = pdf.pages[number - 1]
        if page.chars:
            return failure("pdf-without-tables", file=file)
        page.close()
    return failure("pdf-without-text", file=file)


def join_pieces(found: list[Piece]) -> list[list[Piece]]:
    """Return the pieces of each table: the first of a page goes on with the last of the page
    before, if both have as many columns and it has no caption of its own.

    Rows without a header that go on with nothing are noted as lost by the table before.
    """
    tables: list[list[Piece]] = []
    for piece in found:
        last = tables[-1][-1] if tables else None
        follows = last and piece.number == 1 and piece.page == last.page + 1
        if last and follows and is_continued(tables[-1][0], piece):
            tables[-1].append(piece)
            continue
        if last and follows and piece.block.headless:
            last.lost = last.lost or (piece.page, " ".join(filter(None, piece.block.rows[0])))
        tables.append([piece])
    return tables


def is_continued(first: Piece, piece: Piece) -> bool:
    """Return whether a piece has the columns of a table and no other caption."""
    own = next((text for (text,) in piece.block.above if CAPTION.match(text)), None)
    told = own is None or [own] in first.block.above
    told = told or any(word in str(own).casefold() for word in CONTINUED)
    return told and len(first.block.edges) == len(piece.block.edges)


def grid_of(path: Path, joined: list[Piece], nth: int) -> Grid:
    """Return the pieces of a table as one grid whose rows know their page; titles and notes are
    rows of one cell."""
    rows: list[list[str]] = []
    places = []
    for piece in joined:
        block, at = piece.block, f"page {piece.page}, table {piece.number}"
        rows += [*block.above, *block.rows, *block.below]
        places += [f"{at}, line {n} above" for n, _ in enumerate(block.above, start=1)]
        places += [f"{at}, row {n}" for n, _ in enumerate(block.rows, start=1)]
        places += [f"{at}, line {n} below" for n, _ in enumerate(block.below, start=1)]
    pages = sorted({piece.page for piece in joined})
    shown_pages = str(pages[0]) if len(pages) == 1 else f"{pages[0]}-{pages[-1]}"
    about: dict[str, Any] = {
        "format": "pdf",
        "pages": shown_pages,
        "part": f"{nth}: page {shown_pages}, table {joined[0].number}",
        "option": "--nth, as --nth 1",
    }
    for page, text in [piece.lost for piece in joined if piece.lost][:1]:
        about["fault"] = failure("pdf-row-outside", file=path.name, page=page, found=quote(text))
    return Grid(path.name, about, columns_of(rows), places, cell_address)


def cell_address(grid: Grid, row: int, column: int | None, name: str) -> str:
    """Return ``file.pdf:page 3, table 1, row 7, column 'WNA'``."""
    where = f"{grid.file}:{grid.rows[row]}"
    if column is None:
        return where
    header = grid.names.get(column) or str(column + 1)
    return f"{where}, column '{header}'" + (f" ({name})" if name else "")
