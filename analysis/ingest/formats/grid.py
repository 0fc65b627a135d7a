"""A grid of cells with their addresses: what every format of file is turned into first."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd

SHEET_ERROR = re.compile(
    r"#(REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|###+)|Err:[0-9]+"
)

Merged = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Share:
    """A number that a spreadsheet shows as a percentage: 0.0173 is shown as 1.73%."""

    value: float

    def __str__(self) -> str:
        return f"{self.value * 100:.12g}%"


@dataclass(frozen=True)
class Column:
    """A column by its distinct cells: ``values[codes[row]]`` is the cell of a row.

    A blank cell is '', a cell that the row is too short to have is None.
    """

    codes: np.ndarray
    values: list[Any]

    def at(self, row: int) -> Any:
        """Return the cell of a row."""
        return self.values[self.codes[row]]

    def mask(self, test: Callable[..., bool], rows: np.ndarray | None = None) -> np.ndarray:
        """Return for every row (or these) whether its cell passes a test; each distinct cell is
        tested once."""
        if rows is None:
            return np.array([bool(test(value)) for value in self.values] or [False])[self.codes]
        codes = self.codes[rows]
        used = distinct_codes(codes)
        found = np.zeros(len(self.values), dtype=bool)
        found[used] = [bool(test(self.values[code])) for code in used]
        return found[codes]

    @cached_property
    def blank(self) -> np.ndarray:
        """Return for every row whether its cell is blank."""
        return self.mask(is_blank)


@dataclass
class Grid:
    """The cells of one sheet, one text file or one table of a PDF.

    ``rows`` holds the number of each row as a person sees it; ``place`` turns a row, a column
    and a name into an address; ``about`` says how the grid was read.
    """

    file: str
    about: dict[str, Any]
    columns: list[Column]
    rows: Sequence[Any]
    place: Callable[["Grid", int, int | None, str], str]
    merged: list[Merged] | None = None
    hidden: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    ragged: bool = False
    asked: dict[str, tuple[int, int | None]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def row(self, number: int) -> list[Any]:
        """Return the cells of a row, None turned into ''."""
        return [column.at(number) or "" for column in self.columns]

    def at(self, row: int, column: int | None = None, name: str = "") -> str:
        """Return the address of a cell, or of a row, for a message; ``asked`` keeps its place."""
        address = self.place(self, row, column, name)
        self.asked[address] = (int(row), column)
        return address


def distinct_codes(codes: np.ndarray) -> np.ndarray:
    """Return the codes that occur, in order; faster than sorting them."""
    return np.flatnonzero(np.bincount(codes)) if len(codes) else codes


def letters(column: int) -> str:
    """Return the letters of a spreadsheet column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def is_blank(cell: Any) -> bool:
    """Return whether a cell holds nothing but white space."""
    return cell is None or (
        isinstance(cell, str) and not cell.strip("\ufeff\u200b \t\r\n\f\v\u00a0")
    )


def columns_of(rows: Iterable[Sequence[Any]]) -> list[Column]:
    """Return rows of cells, which may differ in length, as columns."""
    return [factorize(cells) for cells in zip_longest(*rows)]


def factorize(cells: Sequence[Any]) -> Column:
    """Return cells as a column of codes and distinct values."""
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    codes, values = pd.factorize(array, use_na_sentinel=False)
    return Column(codes.astype(np.int32), [None if is_nan(value) else value for value in values])


def is_nan(value: Any) -> bool:
    """Return whether a value is the float NaN, into which pandas turns None."""
    return isinstance(value, float) and value != value


def is_sheet_error(cell: Any) -> bool:
    """Return whether a cell holds an error of a spreadsheet, such as ``#REF!``."""
    return isinstance(cell, str) and bool(SHEET_ERROR.fullmatch(cell.strip()))
