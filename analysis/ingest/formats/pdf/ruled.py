"""A table as rows between two heights of a page, and how one with lines becomes that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table

from analysis.ingest.formats.pdf.columns import CLOSE, NARROW, Edges, Rows, fit, snap
from analysis.ingest.formats.pdf.lines import FIGURE, Line, joined_text


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
