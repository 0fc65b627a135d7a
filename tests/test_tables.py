"""Tables load typed, by vintage, and say what they are."""

import pandas as pd
import pytest

from analysis import tables
from analysis.errors import UserError


def test_a_table_has_the_types_of_its_schema():
    frame = tables.load("agreements", "nainggolan-2024")
    assert frame["number"].dtype == "Int64"
    assert frame["date_first"].dtype.kind == "M"
    assert frame["title"].dtype == "string"


def test_a_missing_fact_is_missing_and_not_zero_or_empty_text():
    frame = tables.load("power").set_index("iso3")
    assert pd.isna(frame.loc["LAO", "military_spending_million_usd"])
    assert tables.load("meetings", "nainggolan-2024")["remarks"].isna().all()


def test_the_code_na_of_namibia_is_no_missing_value():
    assert tables.load("countries").set_index("iso3").loc["NAM", "iso2"] == "NA"


def test_a_frame_knows_the_table_and_vintage_it_came_from():
    assert tables.load("nps", "nainggolan-2024").attrs["inputs"] == [["nps", "nainggolan-2024"]]


def test_an_unknown_vintage_is_refused_with_the_ones_there_are():
    with pytest.raises(UserError, match="found no vintage 'idr-1999', expected one of compan"):
        tables.load("nps", "idr-1999")


def test_an_unknown_table_is_refused_with_the_ones_there_are():
    with pytest.raises(UserError, match="found no table 'weather', expected one of activities"):
        tables.load("weather")


def test_without_a_vintage_the_newest_by_release_is_read(data):
    for suffix in ("csv", "yaml"):
        old = (data / "nps" / f"nainggolan-2024.{suffix}").read_text()
        (data / "nps" / f"a-2025.{suffix}").write_text(old.replace("'2024'", "'2025'"))
    assert tables.newest("nps", data) == "a-2025"


def test_the_paper_s_table_one_stands_as_printed():
    frame = tables.load("disclosures", "nainggolan-2024")
    assert frame["cases"].tolist() == [59533, 52858, 58746, 53422, 55489, 42755]
    assert frame["suspects_total"].tolist() == [59533, 52858, 58746, 53422, 55489, 55798]
    assert frame["suspects_foreign"].tolist() == [31, 60, 73, 17, 37, 178]
