"""The table of a Parquet file becomes a grid."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.ingest.formats.grid import Grid, columns_of
from analysis.ingest.messages import failure

EXACT = 2**53  # the largest whole number that a cell holds exactly


def read_parquet(path: Path) -> Grid:
    """Return a Parquet file as a grid, with its columns' names as the header in row 0.

    Raises UserError for a file that is damaged or holds more than plain values.
    """
    from fastparquet import ParquetFile  # takes a third of a second to import

    try:
        frame = ParquetFile(str(path)).to_pandas()
    except Exception as error:  # its reader raises whatever a damaged file brings about
        told = {"format": "Parquet", "error": " ".join(str(error).split()) or "it can't be read"}
        raise failure("broken-workbook", file=path.name, **told) from None
    rows = [[str(name) for name in frame], *frame.astype(object).to_numpy().tolist()]
    cells = [[plain_cell(cell) for cell in row] for row in rows]
    about = {"format": "parquet", "part": "the table", "option": "--sheet"}
    return Grid(path.name, about, columns_of(cells), range(len(cells)), cell_address)


def plain_cell(cell: Any) -> Any:
    """Return a value as a text, a number or a date; what is missing is blank."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if cell is None or cell is pd.NaT or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, int):
        return float(cell) if abs(cell) < EXACT else str(cell)
    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime()
    return cell if isinstance(cell, str | float | dt.date) else str(cell)


def cell_address(grid: Grid, row: int, column: int | None, name: str) -> str:
    """Return ``file.parquet:row 7:kasus (cases)``; rows are counted from 1."""
    where = f"{grid.file}:row {grid.rows[row]}"
    if column is None:
        return where
    header = grid.names.get(column) or f"column {column + 1}"
    return f"{where}:{header}" + (f" ({name})" if name and name != header else "")
