"""A file with a fault is refused with its place and its cure; a file that looks odd is read."""

import importlib.util
import os
import struct
import zipfile
from pathlib import Path

import pytest
import yaml

from analysis import cli, ingest
from analysis.tables import DATA, ROOT

BAD = ROOT / "tests" / "bad_files"
ODD = BAD / "odd"
EXAMPLES = ROOT / "book" / "examples"
TEXTS = (".csv", ".txt", ".xls")  # written by hand; html-named-xls.xls is one of them


def listing(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


FAULTS = listing(BAD / "faults.yaml")
CASES = {name: {"file": name, **case} for name, case in FAULTS["files"].items()}
CASES |= FAULTS["options"]
ROWS = listing(ODD / "rows.yaml")["files"]


def files(folder):
    """The names of the tables of a folder: all but its recipe, its list and mapping files."""
    left_out = (".yaml", ".py", ".pyc")
    return {p.name for p in folder.iterdir() if p.is_file() and p.suffix not in left_out}


def mapped(options):
    """Options whose mapping file has its whole path."""
    return {k: BAD / v if k == "mapping" else v for k, v in options.items()}


def words(options):
    """Options as one types them."""
    for name, value in mapped(options).items():
        if name == "strict":
            yield "--strict"
        elif name == "accept":
            for rule, because in value.items():
                yield from ("--accept", rule, *(["--because", because] if because else []))
        else:
            yield from (f"--{name}", str(value))


def state(*folders):
    """Every file of some folders with its size and the moment it was last changed."""
    paths = [path for folder in folders for path in folder.rglob("*")]
    return {
        p: (p.stat().st_size, p.stat().st_mtime_ns) for p in paths if "__pycache__" not in p.parts
    }


@pytest.fixture
def check(capsys, monkeypatch, tmp_path):
    """A function that runs ``companion check`` in an empty folder: exit code and what it said."""
    monkeypatch.chdir(tmp_path)

    def run(path, **options):
        before = state(DATA, BAD, tmp_path)
        code = cli.main(["check", os.path.relpath(path), *words(options)])
        assert state(DATA, BAD, tmp_path) == before
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_told_with_its_place_and_nothing_is_written(check, name):
    case = CASES[name]
    code, said = check(BAD / case["file"], **case.get("options", {}))
    assert code == 1, said
    assert "Traceback" not in said
    assert [text for text in case["says"] if text not in said] == [], said


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", ROWS)
def test_a_file_that_looks_odd_is_sound(check, name):
    code, said = check(ODD / name, **ROWS[name].get("options", {}))
    assert code == 0, said
    assert f"sound: {len(ROWS[name]['rows'])} rows" in said or len(ROWS[name]["rows"]) == 1


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", ROWS)
def test_a_file_that_looks_odd_gives_the_rows_that_a_person_reads(name):
    draft = ingest.read(ODD / name, ingest.Options(**mapped(ROWS[name].get("options", {}))))
    assert draft.problems == []
    wanted = ROWS[name]["rows"]
    frame = draft.frame[list(wanted[0])]
    for column in frame.select_dtypes("datetime"):
        frame = frame.assign(**{column: frame[column].dt.strftime("%Y-%m-%d")})
    frame = frame.astype(object).where(frame.notna(), None)
    assert frame.to_dict("records") == wanted


def test_every_file_is_listed_and_every_listed_file_is_there():
    assert files(BAD) == set(FAULTS["files"])
    assert files(ODD) == set(ROWS)
    used = {case["options"].get("mapping") for case in CASES.values() if "options" in case}
    there = {path.name for path in BAD.glob("mapping-*.yaml")}
    assert there <= used


def test_the_recipes_make_every_workbook_and_pdf_and_no_other(tmp_path):
    script = importlib.util.spec_from_file_location("make", BAD / "make.py")
    make = importlib.util.module_from_spec(script)
    script.loader.exec_module(make)
    made = make.make(tmp_path / "bad", tmp_path / "examples")
    found = {str(path.relative_to(tmp_path)) for path in made}
    by_hand = {"empty.xlsx", "html-named-xls.xls", "csv-named-xlsx.xlsx"}
    by_hand |= {"xml-of-excel-2003.xls", "~$opened.xlsx"}
    binary = {".xlsx", ".xls", ".ods", ".pdf"}
    for folder, copy in ((BAD, "bad"), (ODD, "bad/odd"), (EXAMPLES, "examples")):
        names = {p.name for p in folder.iterdir() if p.suffix in binary} - by_hand
        assert {Path(copy, name).as_posix() for name in names} == {
            name for name in found if Path(name).parent.as_posix() == copy
        } - {f"{copy}/picture-named-csv.csv"}


@pytest.mark.slow
def test_a_long_pdf_without_tables_is_told_within_a_minute(check, tmp_path):
    from fpdf import FPDF

    document = FPDF()
    document.set_font("helvetica", size=10)
    for _ in range(600):
        document.add_page()
        document.multi_cell(0, 5, "Halaman ini tidak memuat tabel. " * 60)
    document.output(str(tmp_path / "long-pdf-without-tables.pdf"))
    code, said = check(tmp_path / "long-pdf-without-tables.pdf")
    assert code == 1
    assert "long-pdf-without-tables.pdf" in said
    assert "--pages" in said


@pytest.mark.slow
@pytest.mark.parametrize("declared", [None, 4000], ids=["declared", "undeclared"])
def test_a_workbook_that_swells_to_a_gigabyte_is_told(check, tmp_path, declared):
    path = tmp_path / "swelling.xlsx"
    sheet = "xl/worksheets/sheet1.xml"
    with (
        zipfile.ZipFile(ODD / "hidden-column.xlsx") as good,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bad,
    ):
        for name in set(good.namelist()) - {sheet}:
            bad.writestr(name, good.read(name))
        before, after = good.read(sheet).split(b"</sheetData>")
        with bad.open(sheet, "w") as swelling:
            swelling.write(before)
            for _ in range(1100):
                swelling.write(b" " * 2**20)
            swelling.write(b"</sheetData>" + after)
    if declared:
        content = bytearray(path.read_bytes())
        entry = content.rindex(b"PK\x01\x02", 0, content.rindex(sheet.encode()))
        struct.pack_into("<I", content, entry + 24, declared)
        path.write_bytes(content)
    code, said = check(path)
    assert code == 1
    assert "swelling.xlsx" in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_file_of_more_than_500_megabytes_is_told_unread(check, tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write((ODD / "tabs.txt").read_bytes())
        file.truncate(600 * 10**6)
    code, said = check(path)
    assert code == 1
    assert "huge.csv" in said
    assert "500 MB" in said
