"""Years that run across the columns are turned to run down the rows."""

import re
from dataclasses import dataclass, replace
from typing import Any

from analysis.ingest.formats.grid import Grid, columns_of, is_blank
from analysis.ingest.header.find import SEARCHED, filled_rows
from analysis.ingest.header.normalize import GENERIC, normalize, words_for, year_of
from analysis.ingest.header.shape import header_text, is_numbering

YEAR_TEXT, FIGURES = "TAHUN", "JUMLAH"
YEAR_IN = re.compile(r"\b((?:19|20)[0-9]{2})\b")
LEAST = 2  # years that make columns of years
Place = tuple[int, int | None]


@dataclass(frozen=True)
class Block:
    """The columns of years: first row and number of rows of their header, and for each column
    its year and what it counts ('' if only the year is there)."""

    top: int
    depth: int
    years: dict[int, int]
    measures: dict[int, str]


def turn_years(grid: Grid) -> Grid:
    """Return a grid with one row a year in place of one column a year; addresses stay those of
    the file. A grid without columns of years is returned as it is."""
    block = find_block(grid)
    if block is None:
        return grid
    labels = label_column(grid, block)
    return by_year(grid, block) if labels is None else by_label(grid, block, labels)


def find_block(grid: Grid) -> Block | None:
    """Return where the columns of years are, or None."""
    rows = filled_rows(grid)
    for top in range(min(SEARCHED, grid.height)):
        found = {c: year_and_words(cell) for c, cell in enumerate(rows[top]) if not is_blank(cell)}
        years = {c: known[0] for c, known in found.items() if known}
        order = [*years.values()]
        if len({*order}) < LEAST or order != sorted(order):
            continue
        measures = {c: known[1] for c, known in found.items() if known}
        below = rows[top + 1] if top + 1 < len(rows) else []
        if is_second_row(below, years) and not any(measures.values()):
            return with_row_above(second_row(top, years, below, rows[top]), rows)
        return with_row_above(Block(top, 1, years, measures), rows)
    return None


def with_row_above(block: Block, rows: list[list[Any]]) -> Block:
    """Return a block with the row that says TAHUN over its years, if there is one."""
    above = rows[block.top - 1] if block.top else []
    words = {w for c in block.years if c < len(above) for w in normalize(above[c]).split()}
    if not words or not words <= {"tahun", "year"}:
        return block
    return replace(block, top=block.top - 1, depth=block.depth + 1)


def year_and_words(cell: Any) -> tuple[int, str] | None:
    """Return the year in a header and the words beside it: ``Kasus 2024``; None without one."""
    if year_of(cell):
        return year_of(cell) or 0, ""
    found = YEAR_IN.findall(cell) if isinstance(cell, str) else []
    if len(found) != 1 or len(cell) > 60:
        return None
    words = " ".join(re.sub(r"(?i)\b(tahun|year)\b|[()]", " ", YEAR_IN.sub(" ", cell)).split())
    return (int(found[0]), words) if words and not any(map(str.isdigit, words)) else None


def is_second_row(below: list[Any], years: dict[int, int]) -> bool:
    """Return whether the row under the years names what each of their columns counts."""
    cells = [below[c] for c in years if c < len(below) and not is_blank(below[c])]
    words = all(isinstance(cell, str) and not any(map(str.isdigit, cell)) for cell in cells)
    return len(cells) == len(years) and words


def second_row(top: int, years: dict[int, int], below: list[Any], row: list[Any]) -> Block:
    """Return a block of two rows: a year stands over its columns up to the next one."""
    spread, last = dict(years), None
    for column, cell in enumerate(below):
        if column in years:
            last = years[column]
        elif (
            last is not None
            and not is_blank(cell)
            and (column >= len(row) or is_blank(row[column]))
        ):
            spread[column] = last
    measures = {c: header_text(below[c]) for c in spread}
    return Block(top, 2, spread, measures)


def label_column(grid: Grid, block: Block) -> int | None:
    """Return the column that names what each row counts, if there is one."""
    others = [n for n in range(len(grid.columns)) if n not in block.years]
    for number in others if not any(block.measures.values()) else []:
        cells = [grid.columns[number].at(row) for row in data_rows(grid, block)]
        texts = [set(normalize(cell).split()) for cell in cells]
        named = [words & words_for("counted") for words in texts if not words <= GENERIC]
        if named and all(named):
            return number
    return None


def data_rows(grid: Grid, block: Block) -> list[int]:
    """Return the rows below the header that have a figure under a year."""
    first = block.top + block.depth
    columns = [grid.columns[c] for c in block.years]
    filled = [r for r in range(first, grid.height) if any(not is_blank(c.at(r)) for c in columns)]
    return [row for row in filled if not is_numbering(grid.row(row))]


def other_rows(grid: Grid, block: Block) -> list[int]:
    """Return the rows below the header that have no figure under a year and do not number the
    columns."""
    figures, below = {*data_rows(grid, block)}, range(block.top + block.depth, grid.height)
    return [r for r in below if r not in figures and not is_numbering(grid.row(r))]


def by_year(grid: Grid, block: Block) -> Grid:
    """Return a row for each row and year, with the other columns beside it."""
    others = [n for n in range(len(grid.columns)) if n not in block.years]
    names = list(dict.fromkeys(block.measures[c] or FIGURES for c in block.years))
    header = filled_rows(grid)[block.top : block.top + block.depth]
    heads = [next((row[n] for row in header if not is_blank(row[n])), "") for n in others]
    lines: list[list[tuple[Any, Place]]] = kept_rows(grid, range(block.top))
    top = block.top
    line: list[tuple[Any, Place]] = []
    line += [(text, (top, n)) for text, n in zip(heads, others, strict=True)]
    lines.append([*line, *((text, (top, None)) for text in (YEAR_TEXT, *names))])
    rows = data_rows(grid, block)
    for year in dict.fromkeys(block.years.values()):
        places = {block.measures[c] or FIGURES: c for c, y in block.years.items() if y == year}
        for row in rows:
            line = [cell_at(grid, row, n) for n in others]
            line.append((str(year), (top, min(places.values()))))
            lines.append(line + [cell_at(grid, row, places.get(name)) for name in names])
    return grid_of_lines(grid, lines + kept_rows(grid, other_rows(grid, block)))


def by_label(grid: Grid, block: Block, labels: int) -> Grid:
    """Return a row for each year, with a column for each row that names what it counts."""
    rows = data_rows(grid, block)
    lines: list[list[tuple[Any, Place]]] = kept_rows(grid, range(block.top))
    at_years = block.top + block.depth - 1
    lines.append([(YEAR_TEXT, (at_years, None))])
    lines[-1] += [(grid.columns[labels].at(row), (row, labels)) for row in rows]
    for column, year in block.years.items():
        lines.append([(str(year), (at_years, column)), *(cell_at(grid, r, column) for r in rows)])
    return grid_of_lines(grid, lines + kept_rows(grid, other_rows(grid, block)))


def cell_at(grid: Grid, row: int, column: int | None) -> tuple[Any, Place]:
    """Return a cell with its place in the file, '' for a column that there is not."""
    return ("" if column is None else grid.columns[column].at(row)), (row, column)


def kept_rows(grid: Grid, rows: Any) -> list[list[tuple[Any, Place]]]:
    """Return rows as they are, cell by cell with their places."""
    return [[(c.at(row), (row, n)) for n, c in enumerate(grid.columns)] for row in rows]


def grid_of_lines(grid: Grid, lines: list[list[tuple[Any, Place]]]) -> Grid:
    """Return a grid of cells whose addresses are those that they have in the file."""
    width = max(len(line) for line in lines)
    cells = [[cell for cell, _ in line] + [""] * (width - len(line)) for line in lines]
    places = [[place for _, place in line] for line in lines]
    file_rows = [grid.rows[line[0][0]] for line in places]

    def place(_: Grid, row: int, column: int | None, name: str) -> str:
        known = column is not None and column < len(places[row])
        at, where = (
            places[row][column] if known and column is not None else (places[row][0][0], None)
        )
        return grid.place(grid, at, where, name)

    return replace(
        grid,
        columns=columns_of(cells),
        rows=file_rows,
        place=place,
        merged=None,
        hidden=[],
        names={},
        ragged=False,
    )
