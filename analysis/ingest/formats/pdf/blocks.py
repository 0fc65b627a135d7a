"""The tables of one page of a PDF: ruled ones made whole, and those that only gaps part."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page

from analysis.ingest.formats.pdf.columns import (
    CLOSE,
    Spans,
    columns_of_rows,
    fit,
    header_rows,
)
from analysis.ingest.formats.pdf.lines import (
    Line,
    join_bands,
    lines_of,
    set_marks,
)
from analysis.ingest.formats.pdf.ruled import Block, ruled_block, ruled_tables, table_edges

NEAR = 2.5  # heights of a line between rows
NEAREST = 2  # heights between a table and its notes
TITLES = 3  # lines above a table without a caption
NOTES = 8  # lines below a table
SHORT = 70  # characters of a title
NOTE = re.compile(r"sumber|source|catatan|keterangan|ket\b|note|[*†‡¹²³]|\w\)", re.IGNORECASE)
CAPTION = re.compile(r"(?:tabel|table|gambar|bagan|grafik|figure|lampiran)\b", re.IGNORECASE)


def page_blocks(page: Page, before: Block | None) -> tuple[list[Block], list[Line]]:
    """Return the tables of a page from above, and the rows of figures that are in none of them;
    rows at its top may go on with a table before."""
    if not page.chars:
        return [], []
    set_marks(page.chars)
    lines = lines_of(page)
    rules = [edge for edge in page.edges if edge["orientation"] == "h"]
    tables = [table for table in ruled_tables(page, rules) if len(table_edges(table)) > 2]
    ruled = sorted((ruled_block(table, lines) for table in tables), key=lambda b: b.top)
    free = join_bands(free_of(lines, ruled), rules)
    blocks: list[Block] = []
    for block in ruled:
        between = [line for line in free if blocks and blocks[-1].bottom < line.middle < block.top]
        if not (blocks and join_pieces(blocks[-1], block, between)):
            blocks.append(block)
    for block in blocks:
        grow(block, free_of(free, blocks), rules)
    if before is not None:
        blocks += carry_on(before, free_of(free, blocks), blocks)
    blocks += open_blocks(free_of(free, blocks), blocks, rules)
    blocks.sort(key=lambda block: block.top)
    free = free_of(free, blocks)
    find_lost(free, blocks)
    for block in blocks:
        add_texts(block, free, blocks)
    return blocks, [line for line in free if line.is_row]


def is_within(line: Line, block: Block) -> bool:
    """Return whether a line lies beside a table or in it."""
    return block.top <= line.middle <= block.bottom and line.meets(*block.ends)


def free_of(lines: Sequence[Line], blocks: Sequence[Block]) -> list[Line]:
    """Return the lines that are in no table."""
    return [line for line in lines if not any(is_within(line, block) for block in blocks)]


def join_pieces(upper: Block, lower: Block, between: Sequence[Line]) -> bool:
    """Take the lower of two pieces of a table into the upper, with the rows between them that no
    lines part, and return whether they are one."""
    rows = [fit(line, upper.edges) for line in between if line.is_row]
    touching = bool(rows) or lower.top - upper.bottom < 2 * CLOSE
    if not (lower.follows(upper) and touching and len(rows) == len(between) and all(rows)):
        return False
    upper.rows += [row for row in rows if row] + lower.rows
    upper.bottom, upper.lost = lower.bottom, upper.lost or lower.lost
    return True


def grow(block: Block, free: Sequence[Line], rules: Sequence[dict[str, Any]]) -> None:
    """Take the rows directly below and above a table into it, and a header above its figures."""
    for line in [line for line in free if line.middle > block.bottom]:
        cells = fit(line, block.edges) if line.is_row else None
        if cells is None or line.top - block.bottom > NEAR * line.height:
            break
        block.rows.append(cells)
        block.bottom = line.bottom
    for line in reversed([line for line in free if line.middle < block.top]):
        cells = fit(line, block.edges) if line.is_row else None
        if cells is None or block.top - line.bottom > NEAR * line.height:
            break
        block.rows.insert(0, cells)
        block.top = line.top
    if block.headless:
        add_header(block, [*pairwise(block.edges)], chain_above(block, free, NEAR), rules)


def add_header(
    block: Block, within: Spans, above: Sequence[Line], rules: Sequence[dict[str, Any]]
) -> bool:
    """Take the header above some rows into them; return whether there is a sure one."""
    found = header_rows(above, block.edges, within, rules) if above else None
    if not found or not found[1]:
        return False
    block.rows[:0] = found[0]
    block.top = above[len(above) - found[1]].top
    return True


def chain_above(block: Block, free: Sequence[Line], near: float) -> list[Line]:
    """Return the lines above a table that follow each other closely, from above, down to it."""
    found: list[Line] = []
    top = block.top
    for line in reversed([line for line in free if line.middle < block.top]):
        if top - line.bottom > near * line.height or line.is_row:
            break
        found.insert(0, line)
        top = line.top
        if CAPTION.match(line.text):
            break
    return found


def carry_on(before: Block, free: Sequence[Line], blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the rows at the top of a page that go on with the last table of the page before; a
    row that lies in no column of it is noted as lost."""
    first = min((block.top for block in blocks), default=float("inf"))
    body: list[Line] = []
    for line in free:
        if line.middle > first or (body and line.top - body[-1].bottom > NEAR * line.height):
            break
        if line.is_row and fit(line, before.edges):
            body.append(line)
        elif line.figures > 1 and line.is_row and not blocks and line.meets(*before.ends):
            before.lost = before.lost or line.text
            break
        elif body or CAPTION.match(line.text) or len(line.segments) > 1:
            break
    if body:
        rows = [cells for line in body if (cells := fit(line, before.edges))]
        yield Block(before.edges, body[0].top, body[-1].bottom, rows)


def open_blocks(
    free: Sequence[Line], blocks: Sequence[Block], rules: Sequence[dict[str, Any]]
) -> Iterator[Block]:
    """Yield the tables that no upright lines part: rows of figures close to each other whose
    columns, and header if there is one, are sure."""
    for run in runs_of(free, blocks):
        found = columns_of_rows(run, rules)
        if found is None:
            continue
        edges, within = found
        rows = [fit(line, edges) for line in run]
        block = Block(edges, run[0].top, run[-1].bottom, [row for row in rows if row])
        if add_header(block, within, chain_above(block, free, NEAR), rules):
            yield block


def runs_of(free: Sequence[Line], blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """Yield rows of figures that follow each other closely."""
    run: list[Line] = []
    for line in free:
        parted = run and any(run[-1].middle < block.top < line.middle for block in blocks)
        if not line.is_row or parted or (run and line.top - run[-1].bottom > NEAR * line.height):
            if run:
                yield run
            run = []
        if line.is_row:
            run.append(line)
    if run:
        yield run


def find_lost(free: Sequence[Line], blocks: Sequence[Block]) -> None:
    """Note with the nearest table the first row of figures that is in none of those it is above,
    between or below."""
    for line in free:
        beside = [b for b in blocks if line.is_row and line.meets(*b.ends)]
        far = [max(b.top - line.bottom, line.top - b.bottom) for b in beside]
        nearest = beside[far.index(min(far))] if beside else None
        near = nearest and nearest.resembles(line) and min(far) < NEAR * line.height
        if nearest and (line.figures > 1 or near):
            nearest.lost = nearest.lost or line.text


def add_texts(block: Block, free: Sequence[Line], blocks: Sequence[Block]) -> None:
    """Add the title above a table and the notes below it."""
    floor = max((b.bottom for b in blocks if b.bottom < block.top), default=0)
    above = chain_above(block, [line for line in free if line.middle > floor], NEAR)
    if not (above and CAPTION.match(above[0].text)):
        above = [line for line in above[-TITLES:] if len(line.text) <= SHORT]
    block.above = [[line.text] for line in above]
    ceiling = min((b.top for b in blocks if b.top > block.bottom), default=float("inf"))
    bottom = block.bottom
    for line in [line for line in free if block.bottom < line.middle < ceiling][:NOTES]:
        if CAPTION.match(line.text) or line.top - bottom > NEAREST * line.height:
            break
        cells = fit(line, block.edges) if len(line.segments) > 1 else None
        block.below.append(cells if cells and not NOTE.match(line.text) else [line.text])
        bottom = line.bottom
