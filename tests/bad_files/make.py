"""Make the workbooks and PDFs of the folders anew: ``python tests/bad_files/make.py [folder]``.

Every file is the same small table of invented figures with one thing changed. Its name says
what. Dates of making are fixed, so that a file changes only when its recipe does.
"""

import re
import struct
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import xlwt
from fpdf import FPDF
from fpdf.enums import AccessPermission
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.utils.cell import coordinate_from_string

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "book" / "examples"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
SHEET = "Sheet1"

Grid = list[list]
Spans = dict[tuple[int, int], tuple[int, int]]
HEADER = ["TAHUN", "KASUS", "WNA", "WNI", "JUMLAH"]
ROWS = [
    [2024, 46111, 141, 54970, 55111],
    [2025, 46222, 152, 55070, 55222],
    [2026, 46333, 163, 55170, 55333],
]
TOTAL = ["JUMLAH", 138666, 456, 165210, 165666]
TITLES = ["CONTOH – ANGKA LATIHAN, BUKAN DATA", "EXAMPLE – PRACTICE FIGURES, NOT DATA"]
TWO_ROWS = [["TAHUN", "KASUS", "TERSANGKA", None, None], [None, None, "WNA", "WNI", "JUMLAH"]]
FOOTNOTE = "*) angka latihan / practice figures"
AGREEMENT = [
    [
        *["partner_iso3", "partner", "title", "instrument"],
        *["level", "place_and_date", "place_first", "date_first"],
    ],
    [
        *["THA", "Thailand", "Practice letter on nothing", "LoI"],
        *["agency", "Bangkok, 2014-08-21", "Bangkok", date(2014, 8, 21)],
    ],
]


def total_row(*values: object) -> dict[str, object]:
    """Cells that put a total row below the good table."""
    return {f"{column}5": value for column, value in zip("ABCDE", values, strict=True)}


# The good table with some cells changed, in the format of the file's suffix.
CHANGED = {
    "word-in-a-count.xlsx": {"B3": "banyak"},
    "word-in-a-count.xls": {"B3": "banyak"},
    "word-in-a-count.ods": {"B3": "banyak"},
    "number-as-text-with-a-decimal-comma.xlsx": {"B3": "46,22"},
    "number-stored-as-decimal.xlsx": {"B3": 46.222},
    "number-stored-as-decimal.ods": {"B3": 46.222},
    "number-stored-as-decimal.xls": {"B3": 46.222},
    "fraction-in-a-count.xlsx": {"C3": 152.5},
    "negative-count.xlsx": {"B3": -46222},
    "date-in-a-count.xlsx": {"B3": date(2025, 3, 4)},
    "true-in-a-count.xlsx": {"B3": True},
    "year-as-a-date.xlsx": {"A3": date(2025, 1, 1)},
    "fraction-of-a-year.xlsx": {"A3": 2025.5},
    "ref-error.xlsx": {"B3": "#REF!"},
    "na-error.xlsx": {"D3": "#N/A"},
    "division-error.xlsx": {"B3": "#DIV/0!"},
    "formula-never-computed.xlsx": {"B3": "=46111+111"},
    "parts-do-not-add-up.xlsx": {"E3": 55223},
    "parts-do-not-add-up.xls": {"E3": 55223},
    "parts-do-not-add-up.ods": {"E3": 55223},
    "duplicate-year.xlsx": {"A3": 2024},
    "duplicate-year.ods": {"A3": 2024},
    "numbers-without-a-year.xlsx": {"A3": None},
    "two-columns-of-cases.xlsx": {"F1": "JUMLAH KASUS", "F2": 46111, "F3": 46222, "F4": 46333},
    "total-row-wrong.xlsx": total_row(*TOTAL[:4], 165667),
    "total-row-wrong.ods": total_row(*TOTAL[:4], 165667),
    "header-without-rows.xlsx": {f"{c}{r}": None for c in "ABCDE" for r in (2, 3, 4)},
    "odd/text-numbers.xlsx": {"B3": "46.222", "D3": "55.070", "A3": "2025*"},
    "odd/whole-floats.xlsx": {"B3": 46222.0, "A3": 2025.0},
    "odd/total-row.xls": total_row(*TOTAL),
}


def changed(changes: dict[str, object]) -> Grid:
    """The good table with some cells changed; an address outside it makes room for itself."""
    grid = [list(row) for row in (HEADER, *ROWS)]
    for address, value in changes.items():
        letters, row = coordinate_from_string(address)
        column = sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(letters)))
        grid += [[None] * len(HEADER) for _ in range(row - len(grid))]
        for line in grid:
            line += [None] * (column - len(line))
        grid[row - 1][column - 1] = value
    return grid


def xlsx(path: Path, grid: Grid, change: Callable[[Workbook], object] | None = None) -> None:
    """Write a workbook of one sheet, after whatever else is to be done to it."""
    book = Workbook()
    book.active.title = SHEET
    for row in grid:
        book.active.append(row)
    if change:
        change(book)
    book.properties.created = MOMENT.replace(tzinfo=None)
    book.save(path)
    settle(path)


def xls(path: Path, grid: Grid) -> None:
    """Write a workbook in the old binary form."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(SHEET)
    for row, line in enumerate(grid):
        for column, value in enumerate(line):
            if value is not None:
                sheet.write(row, column, value)
    book.save(str(path))


def ods(path: Path, grid: Grid, spans: Spans | None = None) -> None:
    """Write an OpenDocument sheet; spans give rows and columns of a merged cell."""
    spans = spans or {}
    book = OpenDocumentSpreadsheet()
    table = Table(name=SHEET)
    for number, line in enumerate(grid):
        row = TableRow()
        for column, value in enumerate(line):
            row.addElement(ods_cell(value, covered(number, column, spans), spans, number, column))
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    settle(path)


def covered(row: int, column: int, spans: Spans) -> bool:
    """Whether a cell lies under a merged one."""
    return any(
        r <= row < r + high and c <= column < c + wide and (row, column) != (r, c)
        for (r, c), (high, wide) in spans.items()
    )


def ods_cell(value: object, hidden: bool, spans: Spans, row: int, column: int) -> object:
    """One cell of an OpenDocument sheet."""
    if hidden:
        return CoveredTableCell()
    high, wide = spans.get((row, column), (1, 1))
    extent = (
        {"numberrowsspanned": high, "numbercolumnsspanned": wide} if (high, wide) != (1, 1) else {}
    )
    if value is None:
        return TableCell(**extent)
    kind = {"valuetype": "string"}
    if not isinstance(value, str):
        kind = {"valuetype": "float", "value": str(value)}
    cell = TableCell(**kind, **extent)
    cell.addElement(P(text=str(value)))
    return cell


def settle(path: Path) -> None:
    """Write a zip anew with one fixed date, so that the same recipe gives the same bytes."""
    with zipfile.ZipFile(path) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    moment = MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, content)
            stored = name == "mimetype"
            kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, kind)


def pdf(path: Path, pages: list[list], password: str | None = None) -> None:
    """Write a PDF whose pages are lists of sentences and grids; a grid is ruled."""
    document = FPDF()
    document.set_creation_date(MOMENT)
    document.core_fonts_encoding = "windows-1252"
    document.set_font("helvetica", size=11)
    if password:
        document.set_encryption(password, password, permissions=AccessPermission.none())
    for page in pages:
        document.add_page()
        for part in page:
            sentence(document, part) if isinstance(part, str) else ruled(document, part)
    document.output(str(path))


def sentence(document: FPDF, text: str) -> None:
    """Print a line of text."""
    document.multi_cell(0, 7, text, new_x="LMARGIN", new_y="NEXT")


def ruled(document: FPDF, grid: Grid) -> None:
    """Print a table with lines round every cell and thousands dots in its counts."""
    with document.table(text_align="RIGHT", first_row_as_headings=False) as table:
        for line in grid:
            row = table.row()
            for column, value in enumerate(line):
                row.cell(printed(value, column))
    document.ln(5)


def printed(value: object, column: int) -> str:
    """A cell as a report prints it."""
    if isinstance(value, int) and column:
        return f"{value:,}".replace(",", ".")
    return "" if value is None else str(value)


WRITERS = {".xlsx": xlsx, ".xls": xls, ".ods": ods, ".pdf": lambda path, grid: pdf(path, [[grid]])}


# ---- files that need more than changed cells ----


def titled(rows: Grid) -> Grid:
    """Two title rows, a header of two rows, rows, a total row and a footnote."""
    blank = [None] * len(HEADER)
    titles = [[title, *blank[1:]] for title in TITLES]
    return [*titles, blank, *TWO_ROWS, *rows, TOTAL, [FOOTNOTE, *blank[1:]]]


def merge(*ranges: str) -> Callable[[Workbook], object]:
    """A change that merges ranges of the first sheet."""
    return lambda book: [book.active.merge_cells(r) for r in ranges]


MERGED = merge("A1:E1", "A2:E2", "A4:A5", "B4:B5", "C4:E4")


def second_sheet(title: str, state: str = "visible") -> Callable[[Workbook], None]:
    """A change that adds the same table on another sheet."""

    def change(book: Workbook) -> None:
        sheet = book.create_sheet(title)
        for row in (HEADER, *ROWS):
            sheet.append(row)
        sheet.sheet_state = state

    return change


def hide_table(book: Workbook) -> None:
    """Leave a note on the sheet that is seen and the table on one that is not."""
    second_sheet("Data", "hidden")(book)
    book.active.delete_rows(1, 9)
    book.active["A1"] = "Catatan: lihat lampiran"


def hide_row(book: Workbook) -> None:
    """Hide the row of 2025."""
    book.active.row_dimensions[3].hidden = True


def hide_column(book: Workbook) -> None:
    """Hide the column of WNA."""
    book.active.column_dimensions["C"].hidden = True


def sexes(jumlah: int) -> Grid:
    """A header of three rows: suspects by nationality, foreign ones by sex with their sum."""
    return [
        ["TAHUN", "KASUS", "TERSANGKA", None, None, None, None],
        [None, None, "WNA", None, None, "WNI", "JUMLAH"],
        [None, None, "LK", "PR", "JML", None, None],
        [2024, 46111, 100, 41, 141, 54970, 55111],
        [2025, 46222, 100, 52, jumlah, 55070, 55222],
        [2026, 46333, 100, 63, 163, 55170, 55333],
    ]


SEXES = merge("A1:A3", "B1:B3", "C1:G1", "C2:E2", "F2:F3", "G2:G3")


def summed() -> Grid:
    """Both nationalities by sex, without a column for their sums."""
    return [
        ["TAHUN", "KASUS", "WNA", None, "WNI", None, "JUMLAH"],
        [None, None, "LK", "PR", "LK", "PR", None],
        [2024, 46111, 100, 41, 54000, 970, 55111],
        [2025, 46222, 100, 52, 54000, 1070, 55222],
        [2026, 46333, 100, 63, 54000, 1170, 55333],
    ]


SUMMED = merge("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2")
PAGES = [["Laporan tahunan", "Halaman ini tidak memuat tabel."], [*TITLES, [HEADER, *ROWS]]]
PROSE = [["Laporan tahunan", "Halaman ini tidak memuat tabel."] * 8]


def word_document(path: Path) -> None:
    """A zip that is a text document, not a workbook."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    settle(path)


def declare_huge(path: Path) -> None:
    """Let a workbook's directory declare three gigabytes for its sheet."""
    xlsx(path, [HEADER, *ROWS])
    content = bytearray(path.read_bytes())
    name = b"xl/worksheets/sheet1.xml"
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    struct.pack_into("<I", content, entry + 24, 3 * 1024**3)
    path.write_bytes(bytes(content))


def compound(path: Path, streams: list[str]) -> None:
    """An OLE compound file with streams of 4 KiB, as an encrypted workbook is stored."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    table = [0xFFFFFFFD, end]  # sector 0 is the table itself, sector 1 the directory
    entries = [("Root Entry", 5, 1, end, 0)]
    for number, name in enumerate(streams):
        start = len(table)
        table += [*range(start + 1, start + 8), end]
        right = number + 2 if number + 1 < len(streams) else free
        entries.append((name, 2, right, start, 4096))
    directory = b"".join(directory_entry(*entry, free) for entry in entries)
    directory += b"\0" * (sector - len(directory))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIII4xIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 4096, end, 0, end, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    fat = struct.pack(f"<{len(table)}I", *table).ljust(sector, b"\xff")
    path.write_bytes(head + fat + directory + b"\x5a" * 4096 * len(streams))


def directory_entry(name: str, kind: int, link: int, start: int, size: int, free: int) -> bytes:
    """One entry of a compound file's directory; the root links to a child, others to the right."""
    raw = (name + "\0").encode("utf-16-le")
    right, child = (free, link) if kind == 5 else (link, free)
    line = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, free, right, child)
    return line + b"\0" * 36 + struct.pack("<IQ", start, size)


def picture(path: Path) -> None:
    """A drawing of the table without any text."""
    document = FPDF()
    document.set_creation_date(MOMENT)
    document.add_page()
    for row in range(4):
        for column in range(5):
            document.rect(20 + 30 * column, 20 + 10 * row, 30, 10)
    document.output(str(path))


def png(path: Path) -> None:
    """The first bytes of a picture."""
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU")


def made(grid: Grid, change: Callable[[Workbook], object] | None = None) -> Callable[[Path], None]:
    """A recipe for a workbook."""
    return lambda path: xlsx(path, grid, change)


def paged(*pages: list, password: str | None = None) -> Callable[[Path], None]:
    """A recipe for a PDF."""
    return lambda path: pdf(path, list(pages), password)


def without_all_lines(
    edges: Callable[[int], tuple[int | str, bool]], last: float = 1
) -> Callable[[Path], None]:
    """A recipe for a PDF of one table; ``edges`` gives the border and the shade of each row, and
    ``last`` is how wide the last row is."""

    def write(path: Path) -> None:
        document = FPDF()
        document.set_creation_date(MOMENT)
        document.set_font("helvetica", size=11)
        document.set_fill_color(225)
        document.add_page()
        for number, line in enumerate(GOOD):
            border, shaded = edges(number)
            for column, value in enumerate(line):
                text = printed(value, column)
                wide = document.epw / len(line) * (last if number == len(ROWS) else 1)
                document.cell(wide, 8, text, border, align="R", fill=shaded)
            document.ln(8)
        document.output(str(path))

    return write


def cut(recipe: Callable[[Path], None], share: float = 0.6) -> Callable[[Path], None]:
    """A recipe for the first part of a file."""

    def recipe_of_part(path: Path) -> None:
        recipe(path)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])

    return recipe_of_part


def ods_example(path: Path) -> None:
    """The example as an OpenDocument sheet with merged cells."""
    ods(
        path,
        titled(ROWS),
        {(0, 0): (1, 5), (1, 0): (1, 5), (3, 0): (2, 1), (3, 1): (2, 1), (3, 2): (1, 3)},
    )


def with_cell(address: str, value: object) -> Grid:
    """The good table with one cell changed."""
    return changed({address: value})


GOOD = [HEADER, *ROWS]
RECIPES: dict[str, Callable[[Path], None]] = {
    "truncated.xlsx": cut(made(GOOD)),
    "truncated.ods": cut(lambda path: ods(path, GOOD)),
    "truncated.xls": cut(lambda path: xls(path, GOOD), 0.2),
    "truncated.pdf": cut(paged(*PAGES)),
    "encrypted.xlsx": lambda path: compound(path, ["EncryptionInfo", "EncryptedPackage"]),
    "encrypted.pdf": paged(*PAGES, password="latihan"),
    "zip-bomb.xlsx": declare_huge,
    "word-document-named-xlsx.xlsx": word_document,
    "picture-named-csv.csv": png,
    "picture-named-xlsx.xlsx": png,
    "empty-sheet.xlsx": made([]),
    "two-tables-on-two-sheets.xlsx": made(GOOD, second_sheet("Sheet2")),
    "table-on-a-hidden-sheet.xlsx": made(GOOD, hide_table),
    "strict-hidden-row.xlsx": made(GOOD, hide_row),
    "sum-of-sexes-wrong.xlsx": made(sexes(153), SEXES),
    "date-as-a-number.xlsx": made([AGREEMENT[0], [*AGREEMENT[1][:7], 41872]]),
    "picture-of-a-table.pdf": picture,
    "pdf-without-tables.pdf": paged(*PROSE),
    "odd/rows-told-apart-by-shade.pdf": without_all_lines(lambda row: (0, row % 2 == 0)),
    "odd/row-below-the-last-line.pdf": without_all_lines(lambda row: (row < len(ROWS), False)),
    "row-beside-its-columns.pdf": without_all_lines(lambda row: (row < len(ROWS), False), 0.8),
    "word-in-a-count.pdf": paged(PAGES[0], [*TITLES, with_cell("B3", "banyak")]),
    "decimal-comma-in-a-count.pdf": paged(PAGES[0], [*TITLES, with_cell("B3", "46,22")]),
    "parts-do-not-add-up.pdf": paged([*TITLES, with_cell("E3", 55223)]),
    "duplicate-year-over-pages.pdf": paged([*TITLES, [HEADER, *ROWS]], [[HEADER, ROWS[1]]]),
    "odd/xlsx-named-xls.xls": made(GOOD),
    "odd/hidden-column.xlsx": made(GOOD, hide_column),
    "odd/hidden-sheet-beside.xlsx": made(GOOD, second_sheet("Sheet2", "hidden")),
    "odd/men-and-women-summed.xlsx": made(summed(), SUMMED),
    "odd/three-row-header.xlsx": made(sexes(152), SEXES),
    "odd/titles-total-and-footnote.xlsx": made(titled(ROWS), MERGED),
    "odd/dates-as-dates.xlsx": made(AGREEMENT),
    "odd/columns-in-another-order.ods": lambda path: ods(path, [row[::-1] for row in GOOD]),
    "odd/repeated-header-over-pages.pdf": paged(
        [*TITLES, [HEADER, *ROWS[:2]]], [[HEADER, ROWS[2]], "Sumber: latihan"]
    ),
}
EXAMPLE_RECIPES: dict[str, Callable[[Path], None]] = {
    "disclosures-example.xlsx": made(titled(ROWS), MERGED),
    "disclosures-example.ods": ods_example,
    "disclosures-example.pdf": paged(*PAGES),
}


def make(folder: Path, examples: Path) -> list[Path]:
    """Write every file and return their paths."""
    for name, changes in CHANGED.items():
        RECIPES.setdefault(name, lambda p, c=changes: WRITERS[p.suffix](p, changed(c)))
    wanted = {folder / name: recipe for name, recipe in RECIPES.items()}
    wanted |= {examples / name: recipe for name, recipe in EXAMPLE_RECIPES.items()}
    for path, recipe in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        recipe(path)
    return sorted(wanted)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if sys.argv[1:] else None
    make(*([target, target / "examples"] if target else [HERE, EXAMPLES]))
