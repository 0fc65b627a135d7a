"""Every kind of file is read, or told in one message; none ends in a traceback."""

import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile

import openpyxl
import pytest
import xlwt
from fpdf import FPDF
from odf import opendocument, table, text

from analysis import cli, ingest
from analysis.errors import UserError
from analysis.ingest.formats import sandbox

HEAD = ["TAHUN", "KASUS", "WNA", "WNI", "JUMLAH"]
ROWS = [[2022, 59533, 31, 59502, 59533], [2023, 52858, 60, 52798, 52858]]
CSV = "\n".join(";".join(map(str, row)) for row in [HEAD, *ROWS]) + "\n"


def workbook(*rows, change=lambda _: None):
    """The bytes of an XLSX file with these rows, after a change."""
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in rows:
        book.active.append(row)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def pdf(*pages):
    """The bytes of a PDF with one ruled table a page."""
    document = FPDF()
    document.set_font("Helvetica", size=10)
    for rows in pages:
        document.add_page()
        with document.table(first_row_as_headings=False, num_heading_rows=0) as drawn:
            for row in rows:
                line = drawn.row()
                for cell in row:
                    line.cell(str(cell))
    return bytes(document.output())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_whatever_its_encoding_and_delimiter(bring, encoding, delimiter):
    draft = bring(CSV.replace(";", delimiter) + "Sumber: “é”\n", encoding=encoding)
    assert draft.problems == []
    assert draft.frame.to_numpy().tolist() == ROWS


def test_a_workbook_is_read_with_its_merged_header(bring):
    def merge(book):
        book.active.merge_cells("A1:A2")
        book.active.merge_cells("B1:B2")
        book.active.merge_cells("C1:E1")

    rows = (["TAHUN", "KASUS", "TERSANGKA"], [None, None, "WNA", "WNI", "JUMLAH"], *ROWS)
    draft = bring(workbook(*rows, change=merge), "bnn.xlsx")
    assert draft.frame.to_numpy().tolist() == ROWS
    assert draft.reading["columns"]["suspects_foreign"] == "C TERSANGKA / WNA"


def test_errors_formulas_percentages_and_hidden_rows_of_a_workbook_are_seen(bring):
    def change(book):
        sheet = book.active
        sheet["B2"], sheet["C2"], sheet["D2"] = "#REF!", "=1+1", 0.5
        sheet["D2"].number_format = "0%"
        sheet.row_dimensions[3].hidden = True

    draft = bring(workbook(HEAD, *ROWS, change=change), "bnn.xlsx")
    places = [problem.split(":")[0] for problem in draft.problems]
    assert places == [f"bnn.xlsx!Data!{cell}" for cell in ("B2 (cases)", *PLACES)]
    assert draft.warnings[0][0] == "hidden-rows"


PLACES = ("C2 (suspects_foreign)", "D2 (suspects_domestic)")


def test_merged_cells_among_the_rows_are_refused(bring):
    draft = bring(workbook(HEAD, *ROWS, change=lambda b: b.active.merge_cells("B2:B3")), "bnn.xlsx")
    assert "found cells merged from B2 to B3" in draft.problems[0]


def test_several_sheets_are_listed_and_one_can_be_named(bring):
    def second(book):
        sheet = book.create_sheet("Lain")
        sheet.append(["TAHUN", "NPS"])
        sheet.append([2023, 1230])

    content = workbook(HEAD, *ROWS, change=second)
    with pytest.raises(UserError, match=r"sheet Data \(disclosures\), sheet Lain \(nps\)"):
        bring(content, "bnn.xlsx")
    assert bring(content, "bnn.xlsx", sheet="Lain").table == "nps"


def test_an_old_workbook_is_read_with_its_errors(bring):
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for number, row in enumerate([HEAD, *ROWS]):
        for column, cell in enumerate(row):
            if (number, column) != (1, 1):
                sheet.write(number, column, cell)
    sheet.row(1).set_cell_error(1, 0x2A)
    stream = io.BytesIO()
    book.save(stream)
    draft = bring(stream.getvalue(), "bnn.xls")
    assert draft.problems[0].startswith("bnn.xls!S!B2 (cases): found '#N/A', expected a value;")


def test_an_open_document_is_read_with_its_errors_and_hidden_rows(bring):
    book, sheet = opendocument.OpenDocumentSpreadsheet(), table.Table(name="S")
    for number, cells in enumerate([["TAHUN", "KASUS"], [2022, "#REF!"], [2023, 5]]):
        row = table.TableRow(**({"visibility": "collapse"} if number == 2 else {}))
        for cell in cells:
            kind = {"valuetype": "string"} | ({"formula": "of:=#REF!"} if cell == "#REF!" else {})
            kind = kind if isinstance(cell, str) else {"valuetype": "float", "value": cell}
            node = table.TableCell(**kind)
            node.addElement(text.P(text=str(cell)))
            row.addElement(node)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    stream = io.BytesIO()
    book.write(stream)
    draft = bring(stream.getvalue(), "bnn.ods")
    assert draft.problems[0].startswith("bnn.ods!S!B2 (cases): found '#REF!', expected a value;")
    assert "found hidden rows 3 in sheet S" in draft.warnings[0][1]


def test_a_table_that_goes_on_over_pages_of_a_pdf_is_one(bring):
    draft = bring(pdf([HEAD, ROWS[0]], [HEAD, ROWS[1]]), "bnn.pdf")
    assert draft.problems == []
    assert draft.frame.to_numpy().tolist() == ROWS
    assert draft.reading["pages"] == "1-2"


def test_a_cell_of_a_pdf_is_told_by_page_table_row_and_column(bring):
    (problem,) = bring(pdf([HEAD, [2022, 59533, "1,37", 59502, 59533]]), "bnn.pdf").problems
    assert problem.startswith(
        "bnn.pdf:page 1, table 1, row 2, column 'WNA' (suspects_foreign): found '1,37', expected"
    )


def test_pages_of_a_pdf_can_be_named_and_must_be_there(bring):
    content = pdf([HEAD, ROWS[0]], [HEAD, ROWS[1]])
    assert bring(content, "bnn.pdf", pages="2").frame["year"].tolist() == [2023]
    with pytest.raises(UserError, match="found --pages 2-3, expected pages from 1 to 2"):
        bring(content, "bnn.pdf", pages="2-3")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "found an empty file"),
        ("a.csv", b" \n\n", "found an empty file"),
        ("a.xlsx", b"<html><table></table></html>", "found a web page"),
        ("a.xlsx", workbook(HEAD, *ROWS)[:-900], "found a damaged file"),
        ("a.pdf", pdf([HEAD])[:700], "found a damaged file"),
        ("a.pdf", pdf([[""]]), "found pages without text"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "found a file of another kind"),
        ("a.csv", b"TAHUN;KASUS\n20\x0023;1\n", "a.csv:2: found a NUL character"),
        ("a.csv", b'TAHUN;KASUS\n2023;"1\n', "a.csv:2: found a quotation mark that is not closed"),
        ("a.csv", b"TAHUN;KASUS\n" + b";" * 2000, "found a row of 2001 cells"),
        ("a.csv", b"TAHUN;KASUS\n", "found no rows below the header in row 1"),
    ],
)
def test_a_file_that_is_no_table_is_one_message(bring, name, content, told):
    with pytest.raises(UserError) as refused:
        bring(content, name)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_a_file_is_called_does_not_matter(bring):
    assert bring(CSV, "bnn.xlsx").reading["format"] == "text"
    assert bring(workbook(HEAD, *ROWS), "bnn.csv").reading["format"] == "xlsx"


def test_a_folder_is_told(tmp_path):
    with pytest.raises(UserError, match="found a folder, expected a file"):
        ingest.read(tmp_path)


def test_an_archive_that_would_fill_the_memory_is_told_before_it_is_unpacked(bring):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2**26)
    with pytest.raises(UserError, match="found a file that unpacks to"):
        bring(stream.getvalue(), "bomb.xlsx")


@pytest.mark.skipif(not sandbox.FORKS, reason="held to its limits where a child is forked")
def test_what_hangs_fills_the_memory_dies_or_fails_becomes_a_message(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 0.5)
    path = tmp_path / "a.csv"
    for function, told in (
        (lambda _: time.sleep(60), "found no end after 0.5 seconds"),
        (lambda _: bytearray(2**33), "more than 2 GB of memory"),
        (lambda _: os._exit(3), "more than 2 GB of memory"),
        (lambda _: 1 / 0, "that can't be read (ZeroDivisionError: division by zero)"),
    ):
        with pytest.raises(UserError) as refused:
            sandbox.run_guarded(function, path)
        assert told in str(refused.value)


@pytest.mark.skipif(not sandbox.FORKS, reason="held to its limits where a child is forked")
def test_what_a_reading_unpacks_is_gone_even_if_it_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 0.5)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UserError):
        sandbox.run_guarded(lambda _: (tempfile.mkdtemp(), time.sleep(60)), tmp_path / "a.zip")
    assert [*tmp_path.iterdir()] == []


def test_a_warning_fails_the_command_only_if_it_is_strict(bring, capsys, tmp_path):
    bring("TAHUN;KASUS\n2020;55000\n2023;55001\n")
    assert cli.main(["check", str(tmp_path / "bnn.csv")]) == 0
    assert "warning: bnn.csv:3:TAHUN (year): found 2023 as the next year" in capsys.readouterr().out
    assert cli.main(["check", str(tmp_path / "bnn.csv"), "--strict"]) == 1
    assert "expected each year" in capsys.readouterr().err


@pytest.mark.slow
def test_a_million_rows_are_checked_within_a_minute(bring):
    rows = (f"{1950 + n % 70};{n % 90000:,};1;2;3" for n in range(10**6))
    lines = "\n".join(rows).replace(",", ".").replace(";89.999;", ";1,37;")
    start = time.monotonic()
    problems = bring(f"{';'.join(HEAD)}\n{lines}\n").problems
    assert time.monotonic() - start < 60
    assert any("found '1,37', expected a whole number" in problem for problem in problems)


def test_a_file_is_checked_without_what_builds_the_book_which_takes_longer_to_import(tmp_path):
    path = tmp_path / "bnn.csv"
    path.write_text(CSV)
    program = (
        "import sys; from analysis import cli; code = cli.main(['check', sys.argv[1]]);"
        "print(code, {'altair', 'frictionless', 'scipy', 'statsmodels'} & {*sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True)
    assert run.stdout.splitlines()[-1] == "0 set()"
