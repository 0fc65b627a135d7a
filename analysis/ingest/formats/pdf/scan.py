"""A quick look over a PDF: which pages can hold a table, and which are printed sideways."""

import io
import math
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from analysis.ingest.formats.pdf.lines import FIGURE

DECORATION = 2  # paths such as the rules beside a page's number and title
CORNERS = 5  # of a rule or a box
SAMPLE = 200  # characters by which the way of a page's text is known


def scan(path: Path, chosen: Sequence[int]) -> tuple[Path | io.BytesIO, list[int]]:
    """Return a PDF with its text upright, and those of its pages that can hold a table.

    What this quick reader can't open is left to the careful one.
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return path, [*chosen]
    with document:
        pages, turned = [], False
        for number in chosen:
            page = document[number - 1]
            text = page.get_textpage()
            turn = rotation_needed(text)
            sideways = turn is not None and turn != page.get_rotation()
            if turn is not None and sideways:
                page.set_rotation(turn)
                turned = True
            if sideways or is_drawn(page) or any(map(is_row, text.get_text_bounded().splitlines())):
                pages.append(number)
            text.close()
            page.close()
        if not turned:
            return path, pages
        stream = io.BytesIO()
        document.save(stream)
        return stream, pages


def rotation_needed(text: pdfium.PdfTextPage) -> int | None:
    """Return by how many degrees a page is to be turned for its text to stand upright, or None
    for a page without text, or whose text does not go one way."""
    count = min(text.count_chars(), SAMPLE)
    angles = [raw.FPDFText_GetCharAngle(text, n) for n in range(count)]
    ways = [round(math.degrees(angle) / 90) * 90 % 360 for angle in angles if angle >= 0]
    most = max({*ways}, key=ways.count, default=None)
    return -most % 360 if most is not None and ways.count(most) > 0.8 * len(ways) else None


def is_drawn(page: pdfium.PdfPage) -> bool:
    """Return whether a page has more lines or boxes than decorate it."""
    for count, found in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]), start=1):
        if count > DECORATION or raw.FPDFPath_CountSegments(found) > CORNERS:
            return True
    return False


def is_row(line: str) -> bool:
    """Return whether a line of text may be a row of figures."""
    words = line.split()
    figures = sum(bool(FIGURE.fullmatch(word)) for word in words)
    return figures > 1 and 2 * figures >= len(words)
