"""The tables of one page of a PDF: ruled ones made whole, and those that only gaps part."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table

from analysis.ingest.formats.pdf_columns import (
    CLOSE,
    NARROW,
    Edges,
    Rows,
    Spans,
    columns_of_rows,
    fit,
    header_rows,
    snap,
)
from analysis.ingest.formats.pdf_lines import (
    FIGURE,
    Line,
    join_bands,
    joined_text,
    lines_of,
    set_marks,
)

NEAR = 2.5  # heights of a line between rows
NEAREST = 2  # heights between a table and its notes
TITLES = 3  # lines above a table without a caption
NOTES = 8  # lines below a table
SHORT = 70  # characters of a title
NOTE = re.compile(r"sumber|source|catatan|keterangan|ket\b|note|[*†‡¹²³]|\w\)", re.IGNORECASE)
CAPTION = re.compile(r"(?:tabel|table|gambar|bagan|grafik|figure|lampiran)\b", re.IGNORECASE)


@dataclass
class Block:
    """Rows of a table between two heights of a page, with the lines of text around it.

    ``lost`` is a text that belongs to it and is in none of its rows.
    """

    edges: Edges
    top: float
    bottom: float
    rows: Rows
    above: Rows = field(default_factory=list)
    below: Rows = field(default_factory=list)
    lost: str | None = None

    @property
    def headless(self) -> bool:
        """Return whether its first row is one of figures."""
        cells = [cell for cell in self.rows[0] if cell] if self.rows else []
        return 2 * sum(bool(FIGURE.fullmatch(cell)) for cell in cells) > len(cells)

    @property
    def ends(self) -> tuple[float, float]:
        """Return its left and its right edge."""
        return self.edges[0], self.edges[-1]

    def resembles(self, line: Line) -> bool:
        """Return whether a line has a segment for each of its columns."""
        return line.is_row and len(line.segments) == len(self.edges) - 1

    def follows(self, other: "Block") -> bool:
        """Return whether its columns are those of another."""
        pairs = zip(self.edges, other.edges, strict=False)
        return len(self.edges) == len(other.edges) and all(abs(a - b) <= CLOSE for a, b in pairs)


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
        if not (blocks and joined(blocks[-1], block, between)):
            blocks.append(block)
    for block in blocks:
        grow(block, free_of(free, blocks), rules)
    if before is not None:
        blocks += carried(before, free_of(free, blocks), blocks)
    blocks += open_blocks(free_of(free, blocks), blocks, rules)
    blocks.sort(key=lambda block: block.top)
    free = free_of(free, blocks)
    find_lost(free, blocks)
    for block in blocks:
        add_texts(block, free, blocks)
    return blocks, [line for line in free if line.is_row]


def ruled_tables(page: Page, rules: Sequence[dict[str, Any]]) -> list[Table]:
    """Return the tables between lines that have several rows; where rules go on beyond the last
    upright line, their ends are the edges of a column too."""
    tables = page.find_tables()
    ends: Edges = []
    for left, top, right, bottom in (table.bbox for table in tables):
        held = [r for r in rules if top - CLOSE < r["top"] < bottom + CLOSE]
        x0, x1 = min(r["x0"] for r in held), max(r["x1"] for r in held)
        ends += [x for x, beyond in ((x0, left - x0), (x1, x1 - right)) if beyond > NARROW]
    if ends:
        tables = page.find_tables({"explicit_vertical_lines": snap(ends)})
    return [table for table in tables if len(table.rows) > 1]


def is_within(line: Line, block: Block) -> bool:
    """Return whether a line lies beside a table or in it."""
    return block.top <= line.middle <= block.bottom and line.meets(*block.ends)


def free_of(lines: Sequence[Line], blocks: Sequence[Block]) -> list[Line]:
    """Return the lines that are in no table."""
    return [line for line in lines if not any(is_within(line, block) for block in blocks)]


def table_edges(table: Table) -> Edges:
    """Return the edges of the columns of a ruled table."""
    return snap([x for cell in table.cells for x in (cell[0], cell[2])])


def ruled_block(table: Table, lines: Sequence[Line]) -> Block:
    """Return a table between lines; a row of it that holds several is parted into these."""
    left, top, right, bottom = table.bbox
    edges, rows = table_edges(table), []
    for row, cells in zip(table.rows, table.extract(), strict=True):
        inside = [x for x in lines if row.bbox[1] < x.middle < row.bbox[3] and x.meets(left, right)]
        parted = [fit(line, edges) for line in inside]
        if sum(line.is_row for line in inside) > 1 and all(parted):
            rows += [cells for cells in parted if cells]
        else:
            rows.append([cell_text(cell or "") for cell in cells])
    words = [w for x in lines if top < x.middle < bottom for s in x.segments for w in s.words]
    words = [word for word in words if word["x0"] < right and word["x1"] > left]
    outside = next((word["text"] for word in words if not is_held(word, table)), None)
    return Block(edges, top, bottom, rows, lost=outside)


def cell_text(cell: str) -> str:
    """Return the text of a cell; two figures in one can't be taken for one."""
    parts = cell.split("\n")
    several = sum(bool(FIGURE.fullmatch(part)) for part in parts) > 1
    return " | ".join(parts) if several else "\n".join(joined_text([part]) for part in parts)


def is_held(word: dict[str, Any], table: Table) -> bool:
    """Return whether a cell of a table holds the middle of a word and, if it has a digit, all of
    it; words of two cells may touch each other."""
    middle = (word["top"] + word["bottom"]) / 2
    cells = [cell for cell in table.cells if cell[1] <= middle <= cell[3]]
    centre = (word["x0"] + word["x1"]) / 2
    if not any(char.isdigit() for char in word["text"]):
        return any(left <= centre <= right for left, _, right, _ in cells)
    return any(a - CLOSE <= word["x0"] and word["x1"] <= b + CLOSE for a, _, b, _ in cells)


def joined(upper: Block, lower: Block, between: Sequence[Line]) -> bool:
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


def carried(before: Block, free: Sequence[Line], blocks: Sequence[Block]) -> Iterator[Block]:
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
