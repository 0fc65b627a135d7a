"""However a good file is damaged, it is refused or read as a careful person would read it.

The careful person is `careful`: a short reading of counts and years of its own, which knows
the damaged cells. It returns every value that one may take from a cell, so none means that
the cell must be refused.
"""

import csv
import io
import re
import tempfile
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from analysis import ingest
from analysis.errors import UserError
from analysis.ingest import reader
from analysis.tables import ROOT

FIELDS = {
    "TAHUN": "year",
    "KASUS": "cases",
    "WNA": "suspects_foreign",
    "WNI": "suspects_domestic",
    "JUMLAH": "suspects_total",
}
COLUMNS = list(FIELDS.values())
HEADER = list(FIELDS)
DOTTED = [
    ["2023", "45.999", "130", "54.870", "55.000"],
    ["2024", "46.111", "141", "54.970", "55.111"],
    ["2025", "46.222", "152", "55.070", "55.222"],
    ["2026", "46.333", "163", "55.170", "55.333"],
]
PLAIN = [[cell.replace(".", "") for cell in row] for row in DOTTED]
TITLE = ["CONTOH – ANGKA LATIHAN, BUKAN DATA", "", "", "", ""]
TOTAL = ["JUMLAH", "184.665", "586", "220.080", "220.666"]
GRIDS = [
    [HEADER, *DOTTED],
    [HEADER, *PLAIN],
    [TITLE, HEADER, *DOTTED, TOTAL],
]
PARTS = ["0", "7", ".", ",", "-", "*", "¹", "%", "E", "O", "(", ")", " 1)", " ", "\xa0", "'", "\0"]
PARTS += ["+", "/", "<b>", " kasus", "Rp", "=", "@", "\t", "\n", '"', ";"]
WORDS = [
    "",
    "-",
    "n/a",
    "banyak",
    "=A1+1",
    "#REF!",
    "#N/A",
    "2024",
    "12",
    "1,37",
    "TAHUN",
    "JUMLAH",
]
MISSING = {"", "-", "–", "—", "n/a", "na", "...", "…", "t.a.d", "tidak ada data", "null"}
MARKS = re.compile(r"(?:[¹²³⁰⁴-⁹]+|\*+\)?|\s+\d{1,2}\))\s*$")
SHORT = {"KSUS": "KASUS", "KSS": "KASUS", "THN": "TAHUN", "TH": "TAHUN", "JUM": "JUMLAH"}
SPACES = " \xa0\u202f\u2009\t\r\n"


# ---- the careful person ----


def count_of(cell):
    """The values that a cell of a count may be read as; none if it must be refused."""
    if isinstance(cell, int | float):
        return {int(cell)} if cell == int(cell) and cell >= 0 else set()
    text = cell.strip(SPACES)
    if text.lower() in MISSING:
        return {None}
    text = MARKS.sub("", text).strip(SPACES)
    text = re.sub(r"^\+", "", text)
    if re.fullmatch(r"\d+(?:[.,]0{1,2})?", text, re.A):
        return {int(re.split("[.,]", text)[0])}
    grouped = re.fullmatch(r"([1-9]\d{0,2})(?:([., \t\xa0\u202f])\d{3})(?:\2\d{3})*", text, re.A)
    decimals = re.fullmatch(r"([1-9]\d{0,2}(?:([.,])\d{3})+)(?!\2)[.,]0+", text, re.A)
    if grouped or decimals:
        return {int(re.sub(r"\D", "", decimals[1] if decimals else text))}
    return set()


def year_of(cell):
    """The year that a cell may be read as, in a set; empty if it must be refused."""
    if isinstance(cell, str):
        text = MARKS.sub("", cell.strip(SPACES)).strip(SPACES)
        found = re.fullmatch(r"(?:tahun\s+)?(\d{4})(?:\.0+)?", text, re.A | re.I)
        cell = int(found[1]) if found else -1
    return {int(cell)} if cell == int(cell) and 1900 <= cell <= 2027 else set()


def label(cell):
    """The letters of a header cell, a word said twice once; an abbreviation is its word."""
    letters = re.sub(r"[^A-Z]", "", re.sub(r"\b(\w+)(?:\W+\1\b)+", r"\1", str(cell).upper()))
    return SHORT.get(letters, letters)


def blank(cell):
    return str(cell).strip(SPACES) == ""


def careful(grid, unread=()):
    """The rows that may be read, each a list of sets of values; None if it must be refused.

    Headers that are unread count as unknown ones.
    """
    at = next((i for i, row in enumerate(grid) if heads(row)), None)
    if at is None:
        return None
    labels = ["?" if cell in unread else cell for cell in labels_of(grid[at])]
    if any(labels.count(name) > 1 for name in HEADER) or "TAHUN" not in labels:
        return None
    below = grid[at + 1 :]
    kept = [row for row in below if not left_out(row, labels_of(grid[at]), labels)]
    rows = [row_of(row, labels) for row in kept]
    if None in rows or not rows or headless(kept, grid[at]) or not sums_hold(below, labels, rows):
        return None
    years = [min(row[0]) for row in rows]
    return rows if len(set(years)) == len(years) else None


def alternatives(grid, not_read):
    """The careful readings: a header with a flaw may be known or not, as what is not read says."""
    header = next(filter(heads, grid), [])
    open_ = {label(cell) for cell in header if label(cell) != cell}
    open_ |= {name for name in HEADER if any(name in text for text in not_read)}
    choices = chain.from_iterable(combinations(open_, n) for n in range(len(open_) + 1))
    found = [careful(grid, unread) for unread in choices]
    return [reading for reading in found if reading is not None]


def headless(rows, header):
    """Whether a number stands in a column that has no header: a header may have slipped."""
    pairs = [pair for row in rows for pair in zip(row, header, strict=False)]
    return any(blank(name) and re.search(r"\d", str(cell)) for cell, name in pairs)


def heads(row):
    """Whether a row is the header: it names the year and something that is counted."""
    found = {label(cell) for cell in row} & set(FIELDS)
    return "TAHUN" in found and len(found) > 1


def labels_of(row):
    """The labels of a header; one with a flaw is none if another has no flaw."""
    return ["" if label(c) in row and label(c) != c else label(c) for c in row]


def is_total(row, labels):
    key = labels.index("TAHUN")
    return key < len(row) and label(row[key]) in ("JUMLAH", "TOTAL")


def left_out(row, header, labels):
    """Whether a row is empty, a header again, a note or a total."""
    key = labels.index("TAHUN")
    rest = [cell for i, cell in enumerate(row) if i != key]
    note = all(map(blank, rest)) and (key >= len(row) or not year_of(row[key]))
    return note or is_remark(row) or labels_of(row) == header or is_total(row, labels)


def is_remark(row):
    """Whether a row holds one text alone that is not made of digits."""
    filled = [str(cell).strip(SPACES) for cell in row if not blank(cell)]
    return len(filled) == 1 and sum(map(str.isdigit, filled[0])) * 2 <= len(filled[0])


def row_of(row, labels):
    """The values of a row, or None if it must be refused."""
    if len(row) < len(labels) and sum(not blank(cell) for cell in row) > 1:
        return None
    if any(not blank(cell) for cell in row[len(labels) :]):
        return None
    row = [*row, *[""] * len(labels)]
    values = []
    for name in HEADER:
        cell = row[labels.index(name)] if name in labels else ""
        values.append(year_of(cell) if name == "TAHUN" else count_of(cell))
    return values if all(values) and adds_up(values) else None


def adds_up(values):
    """Whether some reading of both parts gives some reading of their sum."""
    *_, foreign, domestic, total = values
    if None in foreign | domestic | total:
        return True
    return any(a + b in total for a in foreign for b in domestic)


def sums_hold(grid, labels, rows):
    """Whether every total row is the sum of the rows."""
    for row in filter(lambda row: is_total(row, labels), grid):
        for place, name in enumerate(HEADER[1:], 1):
            if name not in labels or labels.index(name) >= len(row):
                continue
            told = count_of(row[labels.index(name)])
            found = [next(iter(values[place])) for values in rows]
            if not told or (None not in told and sum(v or 0 for v in found) not in told):
                return False
    return True


# ---- the damage ----


@st.composite
def damaged(draw):
    """A grid of texts after one to three accidents."""
    grid = [list(row) for row in draw(st.sampled_from(GRIDS))]
    for _ in range(draw(st.integers(1, 3))):
        accident = draw(st.sampled_from(ACCIDENTS))
        row = draw(st.integers(0, len(grid) - 1))
        column = draw(st.integers(0, max(len(grid[row]) - 1, 0)))
        if grid[row]:
            accident(draw, grid, row, column)
        if not grid:
            break
    return grid


def swap_cells(draw, grid, row, column):
    other = draw(st.sampled_from(grid))
    place = draw(st.integers(0, max(len(other) - 1, 0)))
    if other:
        grid[row][column], other[place] = other[place], grid[row][column]


def swap_neighbours(_, grid, row, column):
    if column + 1 < len(grid[row]):
        cells = grid[row]
        cells[column], cells[column + 1] = cells[column + 1], cells[column]


def delete_row(_, grid, row, column):  # noqa: ARG001
    del grid[row]


def delete_column(_, grid, row, column):  # noqa: ARG001
    for cells in grid:
        del cells[column : column + 1]


def delete_cell(_, grid, row, column):
    del grid[row][column]


def repeat_row(draw, grid, row, column):  # noqa: ARG001
    grid.insert(draw(st.integers(0, len(grid))), list(grid[row]))


def repeat_column(_, grid, row, column):  # noqa: ARG001
    for cells in grid:
        cells[column:column] = cells[column : column + 1]


def insert_part(draw, grid, row, column):
    text = grid[row][column]
    place = draw(st.integers(0, len(text)))
    grid[row][column] = text[:place] + draw(st.sampled_from(PARTS)) + text[place:]


def delete_character(draw, grid, row, column):
    text = grid[row][column]
    place = draw(st.integers(0, len(text)))
    grid[row][column] = text[:place] + text[place + 1 :]


def change_digit(draw, grid, row, column):
    digits = [i for i, character in enumerate(grid[row][column]) if character.isdigit()]
    if digits:
        place = draw(st.sampled_from(digits))
        text = grid[row][column]
        grid[row][column] = text[:place] + draw(st.sampled_from("0123456789")) + text[place + 1 :]


def change_separators(draw, grid, row, column):
    new = draw(st.sampled_from([",", " ", "\xa0", "", "'", ".."]))
    grid[row][column] = grid[row][column].replace(".", new)


def replace_cell(draw, grid, row, column):
    grid[row][column] = draw(st.sampled_from(WORDS))


def shift_column(draw, grid, row, column):  # noqa: ARG001
    wide = [cells for cells in grid if column < len(cells)]
    values = [cells[column] for cells in wide]
    values = ["", *values[:-1]] if draw(st.booleans()) else [*values[1:], ""]
    for cells, value in zip(wide, values, strict=True):
        cells[column] = value


ACCIDENTS = [
    *[swap_cells, swap_neighbours, delete_row, delete_column, delete_cell, repeat_row],
    *[repeat_column, insert_part, insert_part, delete_character, change_digit, change_digit],
    *[change_separators, replace_cell, shift_column],
]


# ---- the property ----


@pytest.fixture(autouse=True, scope="module")
def in_this_process():
    """Files are read without the process of its own that turns every exception into a message."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "run_guarded", lambda function, *arguments: function(*arguments))
        yield


def attempt(content, name, table):
    """The draft of a file of these bytes, or the message that refuses it; nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        try:
            return ingest.read(path, ingest.Options(table=table))
        except UserError as error:
            return str(error)
        finally:
            assert [p.name for p in Path(folder).iterdir()] == [name]
            assert path.read_bytes() == content


def judge(content, name, grid, table):
    """Hold what comes back of a file against the careful reading of its cells."""
    draft = attempt(content, name, table)
    told = [draft] if isinstance(draft, str) else draft.problems
    assert [message for message in told if name not in message] == []
    if told:
        return
    assert draft.table == "disclosures"
    frame = draft.frame[COLUMNS].astype(object)
    found = frame.where(frame.notna(), None).values.tolist()
    readings = alternatives(grid, [str(text) for text in draft.reading["not_read"]])
    assert any(fits(found, reading) for reading in readings), (found, readings)


def fits(found, reading):
    """Whether every value is one that may be read."""
    if len(found) != len(reading):
        return False
    pairs = [
        p for row, sets in zip(found, reading, strict=True) for p in zip(row, sets, strict=True)
    ]
    return all(value in values for value, values in pairs)


def typed(cell, numbers):
    """A cell as a spreadsheet stores what was typed."""
    if numbers and re.fullmatch(r"\d{1,15}", cell, re.A):
        return int(cell)
    if numbers and re.fullmatch(r"\d{1,9}\.\d{1,6}", cell, re.A):
        return float(cell)
    return re.sub(r"[\x00-\x08\x0b-\x1f]", "", cell)


def unread(cell):
    """A formula has no value before a spreadsheet has computed it."""
    return "?" if isinstance(cell, str) and cell.startswith("=") and len(cell) > 1 else cell


CHECKED = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
TABLES = st.sampled_from(["disclosures", None])


@pytest.mark.slow
@settings(max_examples=300, **CHECKED)
@given(damaged(), st.sampled_from(";,\t"), TABLES)
def test_a_damaged_csv_is_refused_or_read_as_a_careful_person_would(grid, delimiter, table):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(grid)
    judge(text.getvalue().encode(), "damaged.csv", grid, table)


@pytest.mark.slow
@settings(max_examples=100, **CHECKED)
@given(st.sampled_from(GRIDS), st.sampled_from(";,\t"), st.data())
def test_a_csv_cut_anywhere_is_refused_or_read_as_a_careful_person_would(grid, delimiter, data):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(grid)
    content = text.getvalue().encode()
    content = content[: data.draw(st.integers(0, len(content)))]
    left = csv.reader(io.StringIO(content.decode(errors="replace")), delimiter=delimiter)
    judge(content, "cut.csv", list(left), data.draw(TABLES))


@pytest.mark.slow
@settings(max_examples=150, **CHECKED)
@given(damaged(), st.booleans(), TABLES)
def test_a_damaged_workbook_is_refused_or_read_as_a_careful_person_would(grid, numbers, table):
    book = Workbook()
    cells = [[typed(cell, numbers) for cell in row] for row in grid]
    for row in cells:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    wide = max((len(row) for row in cells), default=0)
    square = [[*map(unread, row), *[""] * (wide - len(row))] for row in cells]
    judge(content.getvalue(), "damaged.xlsx", square, table)


@pytest.mark.slow
@settings(max_examples=50, **CHECKED)
@given(st.data())
def test_a_workbook_cut_anywhere_is_refused_or_read_whole(data):
    content = (ROOT / "tests" / "bad_files" / "odd" / "hidden-column.xlsx").read_bytes()
    cut = content[: data.draw(st.integers(0, len(content)))]
    judge(cut, "cut.xlsx", [HEADER, *PLAIN[1:]], "disclosures")
