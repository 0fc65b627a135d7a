"""What changed between two printings is told cell by cell, number by number, claim by claim."""

import json

import pandas as pd
import pytest

from analysis import cli, diff
from analysis.questions import changes
from analysis.tables import load
from analysis.wording import Wording

OLD = pd.DataFrame({"year": [2018, 2019], "cases": [10, 20], "suspects": [12, 24]})


def test_a_changed_cell_is_told_with_difference_and_percent():
    new = OLD.assign(cases=[10, 30])
    (row,) = changes.cells(OLD, new, "t", ["year"]).to_dict("records")
    assert (row["row"], row["column"], row["change"]) == ("2019", "cases", "changed")
    assert (row["old"], row["new"], row["difference"], row["change_percent"]) == (20, 30, 10, 50)


def test_a_new_row_is_told_by_its_quantities_and_a_gone_one_too():
    new = pd.DataFrame({"year": [2019, 2020], "cases": [20, 40], "suspects": [24, None]})
    found = changes.cells(OLD, new, "t", ["year"])
    told = found[["row", "column", "change"]].itertuples(index=False, name=None)
    assert list(told) == [
        ("2018", "cases", "gone"),
        ("2018", "suspects", "gone"),
        ("2020", "cases", "added"),
    ]


def test_a_new_entry_of_a_list_without_quantities_is_one_row():
    old = pd.DataFrame({"partner": ["A"], "title": ["x"], "number": [1]})
    new = pd.DataFrame({"partner": ["A", "B"], "title": ["x", "y"], "number": [1, 2]})
    found = changes.cells(old, new, "t", ["partner"])
    assert found[["row", "change"]].values.tolist() == [["B", "added"]]


def test_a_value_that_a_newer_printing_leaves_out_is_no_zero():
    (row,) = changes.cells(OLD, OLD.assign(cases=[10, None]), "t", ["year"]).to_dict("records")
    assert row["new"] is None or pd.isna(row["new"])
    assert pd.isna(row["difference"])


def test_years_are_told_as_spans():
    assert changes.year_spans(pd.Series([2023, 2018, 2019, 2020])) == "2018–2020, 2023"


def test_a_series_says_which_vintage_gives_which_year():
    frame = pd.DataFrame({"year": [2018, 2019], "vintage": ["b-2025", "a-2024"]})
    assert changes.vintages_used(frame)["used"][0] == "a-2024 (2019), b-2025 (2018)"


def test_a_printed_number_that_moved_is_told_by_chapter_and_name():
    old, new = {"nps": {"a.b": "1", "a.c": "2"}}, {"nps": {"a.b": "1", "a.c": "3", "a.d": "4"}}
    found = changes.numbers(old, new)
    assert found["published_as"].tolist() == ["a.c", "a.d"]
    assert found["old"].fillna("").tolist() == ["2", ""]
    assert found["new"].tolist() == ["3", "4"]


def test_a_claim_whose_verdict_moved_is_told():
    old = pd.DataFrame({"id": ["C1", "C2"], "verdict": ["partly", "differs"]})
    new = old.assign(claim="x", chapter="nps", verdict=["confirmed", "differs"])
    found = changes.verdicts(old, new)
    assert found[["id", "old_verdict", "verdict"]].values.tolist() == [
        ["C1", "partly", "confirmed"]
    ]


@pytest.fixture(scope="module")
def found():
    return diff.between("nainggolan-2024", "companion-2026")


@pytest.mark.slow
def test_the_compiled_vintage_corrects_the_column_of_cases(found):
    cells = found.cells.set_index(["table", "row", "column"])
    assert cells.loc[("disclosures", "2018", "cases"), ["old", "new"]].tolist() == [59533, 40553]
    assert cells.loc[("disclosures", "2018", "cases"), "difference"] == -18980


@pytest.mark.slow
def test_the_numbers_as_published_do_not_move(found):
    assert not found.numbers["published_as"].str.match(r"(scale|addition|growth)\.").any()


@pytest.mark.slow
def test_a_vintage_beside_itself_has_changed_nothing():
    same = diff.between("nainggolan-2024", "nainggolan-2024")
    assert (len(same.cells), len(same.numbers), len(same.verdicts)) == (0, 0, 0)
    facts = changes.change_facts(same.cells, same.numbers, same.verdicts)
    assert Wording().value("state", facts["state"][0]).startswith("Only the paper's own figures")


@pytest.mark.slow
def test_a_difference_is_printed_as_text_markdown_and_json(found):
    assert "disclosures 2018 Cases: 59,533 → 40,553 (-18980, -31.9%)" in diff.as_text(
        found, Wording()
    )
    assert "- disclosures 2018 Cases: 59,533" in diff.as_text(found, Wording(), "- ")
    told = json.loads(diff.as_json(found))
    assert (told["from"], told["to"]) == ("nainggolan-2024", "companion-2026")
    assert {"table", "row", "old", "new"} <= set(told["cells"][0])


def test_an_unknown_vintage_is_refused_with_one_message(capsys):
    assert cli.main(["diff", "nainggolan-2024", "idr-1999"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("--vintage: found 'idr-1999', expected current or one of")


def test_all_vintages_of_a_series_are_drawn():
    frame = load("disclosures", "nainggolan-2024")
    values = changes.values_by_vintage(frame, ["cases"])
    assert values[["year", "value"]].values.tolist() == frame[["year", "cases"]].values.tolist()
