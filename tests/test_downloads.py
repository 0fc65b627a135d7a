"""Beside each exhibit stand its rows, its drawing, and what it is made of."""

import hashlib
import json
import time

import openpyxl
import pandas as pd
import pytest

from analysis import publish
from analysis.figures import nps as figures
from analysis.publish import citation, downloads, page
from analysis.questions import nps as questions
from analysis.tables import DATA, ROOT, load
from analysis.wording import Wording


@pytest.fixture
def shop(monkeypatch, tmp_path):
    """A folder in which the build would gather files."""
    monkeypatch.setenv(downloads.FOLDER, str(tmp_path / "figures"))
    monkeypatch.setattr(page, "glue", lambda *_, **__: None)
    return tmp_path / "figures"


@pytest.fixture
def counted():
    return questions.yearly(load("nps", "nainggolan-2024"))


def test_outside_the_press_nothing_is_written(monkeypatch, tmp_path, counted):
    monkeypatch.delenv(downloads.FOLDER, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(page, "glue", lambda *_, **__: None)
    publish.Page("en").table("x", counted)
    assert list(tmp_path.iterdir()) == []


def test_a_table_leaves_its_rows_as_csv_and_json(shop, counted):
    publish.Page("en").table("x", counted)
    assert pd.read_csv(shop / "x.csv")["substances"].tolist() == counted["substances"].tolist()
    rows = json.loads((shop / "x.json").read_text(encoding="utf-8"))
    assert [row["year"] for row in rows] == counted["year"].tolist()


def test_a_chart_leaves_drawing_picture_specification_and_the_rows_it_draws(shop, counted):
    publish.Page("en").figure("x", figures.cumulative(counted, Wording()))
    assert {path.name.split(".", 1)[1] for path in shop.iterdir()} == {
        "csv",
        "xlsx",
        "json",
        "metadata.json",
        "svg",
        "png",
        "vl.json",
    }
    assert pd.read_csv(shop / "x.csv")["substances"].tolist() == counted["substances"].tolist()
    assert (shop / "x.png").read_bytes().startswith(b"\x89PNG")


def test_metadata_name_columns_inputs_with_hash_and_functions_with_line(shop, counted):
    publish.Page("en").table("x", counted)
    about = json.loads((shop / "x.metadata.json").read_text(encoding="utf-8"))
    units = {column["name"]: column.get("unit") for column in about["columns"]}
    assert units["substances"] == "substances"
    (used,) = about["inputs"]
    csv = DATA.parent / used["path"]
    assert used["sha256"] == hashlib.sha256(csv.read_bytes()).hexdigest()
    (made,) = about["made_by"]
    lines = (ROOT / made["file"]).read_text(encoding="utf-8").splitlines()
    assert "def yearly" in "".join(lines[made["line"] - 1 : made["line"] + 1])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_text_of_a_download_is_a_formula(text):
    frame = pd.DataFrame({"a": [text, "plain"], "b": [-1.5, 2.0]})
    found = downloads.escape_formulas(frame)
    assert found["a"].tolist() == [f"'{text}", "plain"]
    assert found["b"].tolist() == [-1.5, 2.0]


def test_a_workbook_holds_the_rows_as_values_and_nothing_that_a_spreadsheet_runs(tmp_path):
    frame = pd.DataFrame(
        {
            "year": [2020, None],
            "text": ["=HYPERLINK(1)", "@x"],
            "day": [pd.Timestamp("2020-01-02"), pd.NaT],
        }
    )
    about = {"title": "x", "columns": [{"name": "year"}], "inputs": []}
    downloads.write_workbook(tmp_path / "x.xlsx", frame, about)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["data"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["year", "text", "day"]
    assert rows[1][:2] == [2020, "=HYPERLINK(1)"]
    assert rows[1][2].date() == frame["day"][0].date()
    assert rows[2] == [None, "@x", None]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_a_workbook_has_the_same_bytes_each_time(tmp_path, counted):
    about = {"title": "x", "columns": [], "inputs": []}
    for name in ("a.xlsx", "b.xlsx"):
        downloads.write_workbook(tmp_path / name, counted, about)
        time.sleep(1.1)  # a clock in the file would show
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_exhibit_is_cited_by_its_title_in_three_forms():
    found = citation.cite_exhibit("nps-growth", "Growth")
    assert found["APA"].startswith("The companion's contributors. (")
    assert "Growth" in found["APA"]
    assert "@incollection{companion-nps-growth" in found["BibTeX"]
    assert {line.split("  - ")[0] for line in found["RIS"].splitlines()} >= {"TY", "AU", "TI", "ER"}
