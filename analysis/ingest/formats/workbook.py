"""Sheets of XLSX, XLSM, XLS and ODS files become grids."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine
from xlrd.biffh import XLRDError

from analysis.ingest.formats.grid import Grid, columns_of, letters
from analysis.ingest.formats.marks import Marks
from analysis.ingest.formats.marks_ods import ods_marks
from analysis.ingest.formats.marks_xls import xls_marks
from analysis.ingest.formats.marks_xlsx import xlsx_marks
from analysis.ingest.messages import failure, join_words

Cell = str | float | dt.date
SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xls": (".xls",), "ods": (".ods",)}


def read_sheets(path: Path, kind: str, sheet: str | None) -> list[Grid]:
    """Return the sheets of a workbook as grids: those that are shown, or the one named.

    Raises UserError for a workbook that can't be opened, and for a sheet that it lacks.
    """
    try:
        workbook = open_workbook(path, kind)
        chosen, hidden = sheet_names(workbook, path.name, sheet)
        grids = [grid_of(workbook, path, kind, name) for name in chosen]
    except calamine.PasswordError:
        raise failure("encrypted", file=path.name) from None
    except calamine.CalamineError as error:
        raise failure("broken-workbook", file=path.name, format=kind.upper(), error=error) from None
    for grid in grids:
        grid.about["hidden_sheets"] = hidden
    return grids


def open_workbook(path: Path, kind: str) -> calamine.CalamineWorkbook:
    """Return a workbook, opened by what it is; calamine goes by a name if it is given one."""
    if path.suffix.lower() in SUFFIXES[kind]:
        return calamine.CalamineWorkbook.from_path(str(path))
    return calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def sheet_names(
    workbook: calamine.CalamineWorkbook, file: str, sheet: str | None
) -> tuple[list[str], list[str]]:
    """Return the names of the sheets to read, and of hidden ones that are passed over."""
    shown = calamine.SheetVisibleEnum.Visible
    worksheet = calamine.SheetTypeEnum.WorkSheet
    sheets = [m for m in workbook.sheets_metadata if m.typ == worksheet]
    hidden = [m.name for m in sheets if m.visible != shown]
    return choose_sheets([m.name for m in sheets], hidden, file, sheet)


def choose_sheets(
    names: list[str], hidden: list[str], file: str, sheet: str | None
) -> tuple[list[str], list[str]]:
    """Return the sheet that is named, or those that are shown, and hidden ones passed over."""
    if sheet is not None:
        if sheet not in names:
            raise failure("no-sheet", file=file, found=sheet, known=join_words(names))
        return [sheet], []
    visible = [name for name in names if name not in hidden]
    if not visible:
        raise failure("only-hidden", file=file, known=join_words(names))
    return visible, hidden


def grid_of(workbook: calamine.CalamineWorkbook, path: Path, kind: str, name: str) -> Grid:
    """Return one sheet as a grid, with the errors and percentages that calamine passes over."""
    sheet = workbook.get_sheet_by_name(name)
    rows = [[plain_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    marks = marks_of(path, kind, name)
    put_marks(rows, marks)
    about = {"format": kind, "sheet": name, "part": f"sheet {name}", "option": "--sheet"}
    return Grid(
        path.name,
        about,
        columns_of(rows),
        range(1, len(rows) + 1),
        cell_address,
        merged=sheet.merged_cell_ranges or marks.merged,
        hidden=[row + 1 for row in marks.hidden],
    )


def marks_of(path: Path, kind: str, sheet: str) -> Marks:
    """Return the marks of a sheet; raises UserError if they can't be found out."""
    reader = {"xlsx": xlsx_marks, "ods": ods_marks, "xls": xls_marks}[kind]
    try:
        return reader(path, sheet)
    except (zipfile.BadZipFile, ElementTree.ParseError, XLRDError, StopIteration, KeyError):
        error = "its parts do not fit together"
        raise failure("broken-workbook", file=path.name, format=kind.upper(), error=error) from None


def put_marks(rows: list[list[Any]], marks: Marks) -> None:
    """Put what a reader of values passes over back into the rows."""
    for (row, column), cell in marks.cells.items():
        if row < len(rows):
            rows[row].extend([""] * (column + 1 - len(rows[row])))
            rows[row][column] = cell(rows[row][column]) if callable(cell) else cell


def plain_cell(cell: Any) -> Cell:
    """Return a cell of calamine as a text, a number or a date; TRUE is shown as such."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return float(cell) if abs(cell) < 2**53 else str(cell)
    if isinstance(cell, str | float | dt.date):
        return cell
    return str(cell)


def cell_address(grid: Grid, row: int, column: int | None, name: str) -> str:
    """Return ``idr-2024.xlsx!Sheet1!D7``, or the row."""
    where = f"{grid.file}!{grid.about['sheet']}"
    if column is None:
        return f"{where}!row {grid.rows[row]}"
    return f"{where}!{letters(column)}{grid.rows[row]}" + (f" ({name})" if name else "")
