"""A file is read by what it holds: forms for programs and archives as well as spreadsheets."""

import io
import itertools
import json
import zipfile

import fastparquet
import openpyxl
import pandas as pd
import pytest

from analysis.errors import UserError

HEAD = ["TAHUN", "KASUS", "WNA", "WNI", "JUMLAH"]
ROWS = [[2022, 59533, 31, 59502, 59533], [2023, 52858, 60, 52798, 52858]]
CSV = "\n".join(";".join(map(str, row)) for row in [HEAD, *ROWS]) + "\n"
RECORDS = [dict(zip(["tahun", "jumlah_kasus"], row[:2], strict=True)) for row in ROWS]
PAIRS = [row[:2] for row in ROWS]
URN = "urn:schemas-microsoft-com:office:spreadsheet"
FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:mimetype="application/vnd.oasis.opendocument.{kind}">
<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table>
</office:spreadsheet></office:body></office:document>"""


def xml_cell(value, attributes=""):
    """A cell of a workbook of Excel 2003."""
    kind = "String" if isinstance(value, str) else "Number"
    return f'<Cell {attributes}><Data ss:Type="{kind}">{value}</Data></Cell>'


def xml_row(cells, attributes=""):
    """A row of a workbook of Excel 2003, of values or of cells."""
    cells = (c if str(c).startswith("<") else xml_cell(c) for c in cells)
    return f"<Row {attributes}>{''.join(cells)}</Row>"


def xml_workbook(*rows, styles="", more="", declared=""):
    """A workbook of Excel 2003 with these rows."""
    body = "".join(row if isinstance(row, str) else xml_row(row) for row in rows)
    return (
        f'<?xml version="1.0"?>{declared}<?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{URN}" xmlns:ss="{URN}" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f"<Styles>{styles}</Styles>"
        f'<Worksheet ss:Name="S"><Table>{body}</Table>{more}</Worksheet></Workbook>'
    )


def flat(kind="spreadsheet", rows=(HEAD, *ROWS)):
    """A flat OpenDocument file with these rows."""

    def cell(value):
        number = "" if isinstance(value, str) else f' office:value="{value}"'
        form = "string" if isinstance(value, str) else "float"
        shown = f"<text:p>{value}</text:p>"
        return f'<table:table-cell office:value-type="{form}"{number}>{shown}</table:table-cell>'

    drawn = "".join(f"<table:table-row>{''.join(map(cell, r))}</table:table-row>" for r in rows)
    return FLAT.format(kind=kind, rows=drawn)


def archive(**members):
    """The bytes of a ZIP with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def xlsx():
    """The bytes of an XLSX workbook."""
    book = openpyxl.Workbook()
    for row in [HEAD, *ROWS]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refusal(bring, *given, **options):
    """The one message with which a file is refused."""
    with pytest.raises(UserError) as refused:
        bring(*given, **options)
    assert "\n" not in str(refused.value)
    return str(refused.value)


CONTENTS = {
    "text": CSV.encode(),
    "xlsx": xlsx(),
    "spreadsheetml": xml_workbook(HEAD, *ROWS).encode(),
    "flat ods": flat().encode(),
    "json": json.dumps([dict(zip(HEAD, row, strict=True)) for row in ROWS]).encode(),
    "zip": archive(**{"folder/bnn.csv": CSV}),
}
NAMES = ("bnn.csv", "bnn.xls", "bnn.xlsx", "bnn.xlsm", "bnn.ods", "bnn.json", "bnn")


@pytest.mark.parametrize(("kind", "name"), [*itertools.product(CONTENTS, NAMES)])
def test_every_form_is_read_under_every_name(bring, kind, name):
    draft = bring(CONTENTS[kind], name)
    assert draft.problems == []
    assert draft.frame.to_numpy().tolist() == ROWS
    assert draft.reading["format"] == {"zip": "text"}.get(kind, kind)


def test_parquet_is_read_with_its_types_and_a_cell_told_by_its_row(bring, tmp_path):
    rows = {"Tahun": [2022, 2023], "Kasus": [43211, 44322], "Tersangka": ["55.123", "x"]}
    fastparquet.write(str(tmp_path / "table"), pd.DataFrame(rows))
    draft = bring((tmp_path / "table").read_bytes(), "bnn.csv")
    assert draft.reading["format"] == "parquet"
    assert draft.frame["cases"].tolist() == [43211, 44322]
    assert draft.frame["suspects_total"][0] == 55123
    (problem,) = draft.problems
    assert problem.startswith("bnn.csv:row 2:Tersangka (suspects_total): found 'x'")


def test_what_a_workbook_of_excel_2003_passes_over_is_where_it_says(bring):
    merged = [xml_cell("TAHUN", 'ss:MergeDown="1"'), xml_cell("KASUS", 'ss:MergeDown="1"')]
    lower = [xml_cell("WNA", 'ss:Index="3"'), "WNI", "JUMLAH"]
    book = xml_workbook(
        ["Kasus narkotika"],
        xml_row([*merged, xml_cell("TERSANGKA", 'ss:MergeAcross="2"')], 'ss:Index="4"'),
        lower,
        ROWS[0],
        xml_row(ROWS[1], 'ss:Hidden="1"'),
    )
    draft = bring(book, "bnn.xls")
    assert draft.frame.to_numpy().tolist() == ROWS
    assert draft.reading["header_rows"] == [4, 5]
    assert draft.reading["columns"]["suspects_foreign"] == "C TERSANGKA / WNA"
    assert "found hidden rows 7 in sheet S" in draft.warnings[0][1]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ('<Cell><Data ss:Type="Error">#REF!</Data></Cell>', "found '#REF!'"),
        ('<Cell ss:Formula="=SUM(R1C1)"/>', "found the formula '=SUM(R1C1)'"),
        ('<Cell ss:StyleID="heir"><Data ss:Type="Number">0.5</Data></Cell>', "found '50%'"),
        ('<Cell><Data ss:Type="Boolean">1</Data></Cell>', "found 'TRUE'"),
        ('<Cell><Data ss:Type="DateTime">2024-03-01T00:00:00.000</Data></Cell>', "found '2024-03"),
        ('<Cell><Data ss:Type="Number">46.111</Data></Cell>', "found '46.111'"),
    ],
)
def test_a_cell_of_excel_2003_that_is_no_count_is_told_with_its_place(bring, cell, found):
    styles = '<Style ss:ID="share"><NumberFormat ss:Format="0.0%"/></Style>'
    styles += '<Style ss:ID="heir" ss:Parent="share"/>'
    book = xml_workbook(["TAHUN", "KASUS"], ["2024", cell], styles=styles)
    (problem,) = bring(book, "bnn.xls").problems
    assert problem.startswith(f"bnn.xls!S!B2 (cases): {found}")


def test_rich_text_and_comments_of_excel_2003_are_told_apart(bring):
    rich = '<Cell><ss:Data ss:Type="String"><B>46</B>.111</ss:Data>'
    rich += '<Comment><ss:Data ss:Type="String">12</ss:Data></Comment></Cell>'
    draft = bring(xml_workbook(["TAHUN", "KASUS"], ["2024", rich]), "bnn.xls")
    assert draft.frame["cases"].tolist() == [46111]


def test_a_hidden_sheet_of_excel_2003_is_read_only_if_it_is_named(bring):
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    book = xml_workbook(HEAD, *ROWS, more=options)
    assert "found hidden sheets only (S)" in refusal(bring, book, "bnn.xls")
    assert len(bring(book, "bnn.xls", sheet="S").frame) == 2


@pytest.mark.parametrize("place", ['ss:Index="99999999999"', 'ss:Index="0"', 'ss:Index="x"'])
def test_a_place_that_no_sheet_has_is_told(bring, place):
    book = xml_workbook(HEAD, xml_row(ROWS[0], place))
    assert "found a damaged file (XML:" in refusal(bring, book, "bnn.xls")


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("book", [xml_workbook(HEAD, ["&b;"], declared=BOMB), flat()])
def test_declarations_are_refused_before_anything_is_expanded(bring, book):
    book = book if "DOCTYPE" in book else book.replace("?>", f"?>{BOMB}", 1)
    assert "it declares a document type" in refusal(bring, book, "bnn.xml")


@pytest.mark.parametrize("book", [xml_workbook(HEAD, *ROWS), flat()])
def test_xml_that_is_cut_off_is_told(bring, book):
    assert "found a damaged file (XML:" in refusal(bring, book[:-80], "bnn.xml")


@pytest.mark.parametrize(
    "content",
    [
        RECORDS,
        {"status": "success", "data": RECORDS},
        {"success": True, "result": {"records": RECORDS, "total": 2, "fields": [{"id": "tahun"}]}},
        {"data": [{"page": 1, "pages": 1, "total": 2}, RECORDS]},
        {"count": 2, "next": None, "results": RECORDS},
        {"fields": [{"id": "tahun"}, {"id": "jumlah_kasus"}], "records": [*map(list, PAIRS)]},
        {"columns": ["tahun", "jumlah_kasus"], "data": [*map(list, PAIRS)], "total": 2},
        {"rows": [["tahun", "jumlah_kasus"], *([r["tahun"], r["jumlah_kasus"]] for r in RECORDS)]},
    ],
)
def test_the_list_of_records_is_found_wherever_an_interface_puts_it(bring, content):
    draft = bring(json.dumps(content), "api.json")
    assert draft.problems == []
    assert draft.frame[["year", "cases"]].to_numpy().tolist() == [[2022, 59533], [2023, 52858]]


def test_a_record_a_line_is_a_list_of_records(bring):
    draft = bring("\n".join(map(json.dumps, RECORDS)) + "\n", "api.jsonl")
    assert draft.frame["cases"].tolist() == [59533, 52858]


def test_a_value_of_a_record_is_told_by_its_number_and_key(bring):
    (problem,) = bring(json.dumps([*RECORDS, {"tahun": 2024, "jumlah_kasus": "x"}])).problems
    assert problem.startswith("bnn.csv:record 3:jumlah_kasus (cases): found 'x'")


@pytest.mark.parametrize(
    "beside",
    [{"total": 3}, {"meta": {"total_record": 250}}, {"count": 9}, {"last_page": 2}, {"pages": 2}],
)
def test_one_page_of_an_answer_is_never_taken_for_all_of_it(bring, beside):
    said = refusal(bring, json.dumps({"data": RECORDS} | beside), "api.json")
    assert said.startswith("api.json: found ")
    assert "expected all of them; ask the interface for more at a time" in said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"data": [{"tahun": 2022, "tahun": 2023}]}', "one record says 'tahun' twice"),
        ('{"data": [{"tahun": 2022}', "found JSON that can't be read"),
        ("[" * 100000 + '{"a":1}', "found JSON that can't be read"),
        ('{"status": "Error", "message": "no key"}', "found JSON without a list of records"),
        ("[]", "found JSON without a list of records"),
        ("{}", "found JSON without a list of records"),
        ('{"data": {"table": "<table></table>"}}', "found JSON without a list of records"),
    ],
)
def test_json_without_a_table_is_one_message(bring, content, told):
    assert told in refusal(bring, content, "api.json")


def test_of_two_lists_that_fit_one_is_named(bring):
    content = json.dumps({"old": RECORDS[:1], "new": RECORDS})
    assert "list old (disclosures), list new (disclosures)" in refusal(bring, content, "api.json")
    assert len(bring(content, "api.json", sheet="new").frame) == 2


def bps(values, **sides):
    """A dynamic table of BPS as its interface answers."""
    whole = {
        "vervar": [{"val": 9999, "label": "INDONESIA"}],
        "var": [{"val": 411, "label": "Jumlah Kasus Narkotika", "unit": "Kasus", "note": ""}],
        "turvar": [{"val": 0, "label": "Tidak ada"}],
        "tahun": [{"val": 122, "label": "2022"}, {"val": 123, "label": "2023"}],
        "turtahun": [{"val": 0, "label": "Tahun"}],
    }
    content = {"status": "OK", "labelvervar": "Wilayah", **whole, **sides}
    return json.dumps(content | {"datacontent": values})


def test_a_dynamic_table_of_bps_is_put_together_from_its_labels(bring):
    draft = bring(bps({"999941101220": 59533, "999941101230": 52858}), "bps.json")
    assert draft.problems == []
    assert draft.frame[["year", "cases"]].to_numpy().tolist() == [[2022, 59533], [2023, 52858]]
    assert draft.reading["columns"]["cases"] == "C Jumlah Kasus Narkotika (Kasus)"


def test_the_parts_of_a_variable_of_bps_are_columns_under_it(bring):
    var = [{"val": 7, "label": "Tersangka", "unit": "Orang"}]
    parts = [{"val": 1, "label": "WNA"}, {"val": 2, "label": "WNI"}, {"val": 3, "label": "Jumlah"}]
    values = {f"9999{7}{p}{y}0": p * y for p, y in itertools.product((1, 2, 3), (122, 123))}
    draft = bring(bps(values, var=var, turvar=parts), "bps.json")
    assert draft.frame["suspects_foreign"].tolist() == [122, 123]
    assert draft.frame["suspects_total"].tolist() == [366, 369]


def test_a_value_of_bps_that_no_label_is_for_is_told(bring):
    said = refusal(bring, bps({"999941101220": 1, "777741101220": 2}), "bps.json")
    assert "1 values of datacontent that none of its labels is for" in said


def test_the_one_table_of_an_archive_is_read_and_the_rest_is_named(bring):
    content = archive(**{"a/bnn.csv": CSV, "a/README.txt": "x", "__MACOSX/a/._bnn.csv": "x"})
    draft = bring(content, "bnn.zip")
    assert draft.frame.to_numpy().tolist() == ROWS
    assert draft.reading["file"] == "bnn.zip!bnn.csv"
    assert "the archive also holds a_README.txt, which was not read" in draft.reading["notes"][0]


def test_a_fault_in_an_archive_is_told_with_its_place(bring):
    (problem,) = bring(archive(**{"bnn.csv": CSV.replace("52858;60", "x;60")}), "a.zip").problems
    assert problem.startswith("a.zip!bnn.csv:3:KASUS (cases): found 'x'")


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"2022.csv": CSV, "2023.xlsx": b"x"}, "can be a table: 2022.csv, 2023.xlsx; expected one"),
        ({"a.zip": archive(**{"bnn.csv": CSV})}, "found an archive inside the archive"),
        ({"folder/": ""}, "found an archive without a file that can be a table"),
        ({"Index/Document.iwa": b"x", "preview.jpg": b"x"}, "bring the table itself, saved as"),
        ({"bnn.png": b"\x89PNG\r\n"}, "a.zip!bnn.png: found a file of another kind"),
        ({"bnn.csv": b" " * 2**26}, "found a file that unpacks to"),
    ],
)
def test_an_archive_without_one_table_is_one_message(bring, members, told):
    assert told in refusal(bring, archive(**members), "a.zip")


def test_an_archive_writes_nothing_outside_of_where_it_is_unpacked(bring, tmp_path):
    draft = bring(archive(**{"../../\x1b[31m..evil.csv": CSV}), "a.zip")
    assert draft.reading["file"] == "a.zip!__31m..evil.csv"
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.parquet", b"PAR1\x15\x04\x15PAR1", "found a damaged file (Parquet"),
        ("a.xml", '<?xml version="1.0"?><data><row/></data>', "found XML that is no workbook"),
        ("a.fodt", flat("text"), "found a file of another kind"),
        ("a.xls", "<!-- made by a site --><table><tr><td>1</td></tr></table>", "found a web page"),
        ("a.xls", "<center><b>Rekap</b></center><table></table>", "found a web page"),
        ("a.xls", "MIME-Version: 1.0\nContent-Type: multipart/related", "found a web page"),
        ("a.xls", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "a web page"),
        ("~$a.xlsx", b"\x05user", "name a.xlsx"),
        (".~lock.a.ods#", ",user,host,25.11.2026 10:00,file:///x;", "name a.ods"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(bring, name, content, told):
    assert told in refusal(bring, content, name)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_form_is_known_whatever_its_encoding(bring, encoding):
    book = xml_workbook(HEAD, *ROWS)
    assert len(bring(book, "bnn.xls", encoding=encoding).frame) == 2
    assert "a web page" in refusal(bring, "<html><table/></html>", "a.xls", encoding=encoding)
    assert len(bring(json.dumps(RECORDS), "a.json", encoding=encoding).frame) == 2


def test_the_cure_that_a_refusal_names_works(bring):
    both = archive(**{"2022.csv": CSV, "2023.xlsx": xlsx()})
    assert "unpack the archive and bring the one" in refusal(bring, both, "a.zip")
    assert bring(CSV, "2022.csv").problems == bring(xlsx(), "2023.xlsx").problems == []
    packed_twice = archive(**{"a.zip": archive(**{"bnn.csv": CSV})})
    assert "unpack it and bring the table" in refusal(bring, packed_twice, "b.zip")
    page = {"data": RECORDS[:1], "total": 2}
    assert "ask the interface for more at a time" in refusal(bring, json.dumps(page), "a.json")
    assert bring(json.dumps(page | {"data": RECORDS}), "a.json").problems == []
