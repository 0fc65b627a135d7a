"""The files for practice can be read, say that they are no data, and hold the same rows."""

import pytest
import yaml

from analysis import cli, ingest
from analysis.tables import DATA, ROOT, load, table_names, vintages

EXAMPLES = ROOT / "book" / "examples"
PRACTICE = sorted(EXAMPLES.glob("disclosures-example.*"))
UNUSUAL = EXAMPLES / "disclosures-unusual.csv"
MAPPING = EXAMPLES / "mapping-example.yaml"
NOTICE = "ANGKA LATIHAN, BUKAN DATA"


def read(path):
    mapping = MAPPING if path == UNUSUAL else None
    return ingest.read(path, ingest.Options(mapping=mapping)).frame


def test_there_is_one_example_of_each_format():
    assert [path.suffix for path in PRACTICE] == [".csv", ".ods", ".pdf", ".xlsx"]


@pytest.mark.parametrize("path", [*PRACTICE, UNUSUAL], ids=lambda path: path.name)
def test_every_example_holds_the_same_rows(path):
    assert read(path).equals(read(EXAMPLES / "disclosures-example.csv"))
    assert len(read(path)) == 3


@pytest.mark.parametrize("path", PRACTICE, ids=lambda path: path.name)
def test_an_example_is_sound(path, capsys):
    assert cli.main(["check", str(path)]) == 0
    assert "sound: 3 rows, 2024 to 2026; nothing was written" in capsys.readouterr().out


def test_unusual_headers_are_refused_without_their_mapping_and_read_with_it(capsys):
    assert cli.main(["check", str(UNUSUAL)]) == 1
    assert cli.main(["check", str(UNUSUAL), "--mapping", str(MAPPING)]) == 0
    capsys.readouterr()


def test_an_example_says_that_its_figures_are_for_practice():
    for path in EXAMPLES.glob("*.csv"):
        assert NOTICE in path.read_text(encoding="utf-8").splitlines()[0]
    assert "LATIHAN" in MAPPING.read_text(encoding="utf-8").splitlines()[0]
    for path in PRACTICE[1:]:
        assert NOTICE in text_of(path)


def text_of(path):
    """All text of a workbook's first sheet or of the last page of a PDF."""
    if path.suffix == ".pdf":
        import pdfplumber

        with pdfplumber.open(path) as document:
            return document.pages[-1].extract_text()
    from python_calamine import load_workbook

    rows = load_workbook(path).get_sheet_by_index(0).to_python()
    return "\n".join(str(cell) for row in rows for cell in row)


def test_no_figure_of_the_examples_stands_in_the_data():
    frame = read(EXAMPLES / "disclosures-example.csv")
    practice = {int(v) for column in frame.columns[1:] for v in frame[column]} - set(range(1000))
    for table in table_names():
        for vintage in vintages(table):
            numbers = (
                load(table, vintage).select_dtypes("Int64").drop(columns="year", errors="ignore")
            )
            for column in numbers:
                assert not practice & set(numbers[column].dropna().astype(int)), (table, column)


def test_the_mapping_names_fields_of_its_table():
    mapping = yaml.safe_load(MAPPING.read_text(encoding="utf-8"))
    schema = yaml.safe_load((DATA / "schemas" / f"{mapping['table']}.yaml").read_text("utf-8"))
    assert set(mapping["columns"]) == {field["name"] for field in schema["fields"]}
