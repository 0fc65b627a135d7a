"""Marks of XLS, the old format: hidden rows, errors, percentages."""

import io
from pathlib import Path

import xlrd

from analysis.ingest.formats.marks import Marks, share


def xls_marks(path: Path, sheet: str) -> Marks:
    """Return hidden rows, errors and percentages of a sheet of the old format."""
    marks = Marks()
    log = io.StringIO()  # in which it complains of what it can't read
    book = xlrd.open_workbook(str(path), formatting_info=True, logfile=log)
    page = book.sheet_by_name(sheet)
    marks.hidden = [row for row, about in page.rowinfo_map.items() if about.hidden]
    for row in range(page.nrows):
        for column, kind in enumerate(page.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                code = int(page.cell_value(row, column))
                marks.cells[row, column] = xlrd.error_text_from_code.get(code, "#N/A")
            elif kind == xlrd.XL_CELL_NUMBER:
                style = book.xf_list[page.cell_xf_index(row, column)]
                if "%" in book.format_map[style.format_key].format_str:
                    marks.cells[row, column] = share
    return marks
