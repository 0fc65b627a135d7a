"""Tables load typed, by vintage, and say what they are."""

import json

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
    with pytest.raises(UserError, match="found 'idr-1999', expected current or one of compan"):
        tables.load("nps", "idr-1999")


def test_an_unknown_table_is_refused_with_the_ones_there_are():
    with pytest.raises(UserError, match="found no table 'weather', expected one of activities"):
        tables.load("weather")


def test_the_newest_vintage_is_the_one_released_last(data):
    for suffix in ("csv", "yaml"):
        old = (data / "nps" / f"nainggolan-2024.{suffix}").read_text()
        (data / "nps" / f"a-2027.{suffix}").write_text(old.replace("'2024'", "'2027'"))
    assert tables.newest_vintage("nps", data) == "a-2027"


def test_the_paper_s_table_one_stands_as_printed():
    frame = tables.load("disclosures", "nainggolan-2024")
    assert frame["cases"].tolist() == [59533, 52858, 58746, 53422, 55489, 42755]
    assert frame["suspects_total"].tolist() == [59533, 52858, 58746, 53422, 55489, 55798]
    assert frame["suspects_foreign"].tolist() == [31, 60, 73, 17, 37, 178]


def add(data, table, vintage, released, rows, body=None):
    """Add a vintage of a table to a copy of data/ and return nothing."""
    header = (data / table / "nainggolan-2024.csv").read_text(encoding="utf-8").splitlines()[0]
    (data / table / f"{vintage}.csv").write_text("\n".join([header, *rows]) + "\n")
    about = (data / table / "nainggolan-2024.yaml").read_text(encoding="utf-8")
    about = about.replace("released: '2024'", f"released: '{released}'")
    if body:
        about = about.replace("body: BNN+Polri", f"body: {body}")
    (data / table / f"{vintage}.yaml").write_text(about, encoding="utf-8")


def test_a_release_with_one_new_year_extends_the_current_series(data):
    before = tables.load("disclosures", data=data)
    add(data, "disclosures", "x-2030", "2030", ["2029,5,1,5,6"])
    after = tables.load("disclosures", data=data)
    assert after["year"].tolist() == [*before["year"], 2029]
    assert after["vintage"].tolist() == [*before["vintage"], "x-2030"]


def test_a_release_with_an_old_year_revises_that_year_alone(data):
    before = tables.load("disclosures", data=data).set_index("year")
    add(data, "disclosures", "x-2030", "2030", ["2018,5,1,5,6"])
    after = tables.load("disclosures", data=data).set_index("year")
    assert after.loc[2018, ["cases", "vintage"]].tolist() == [5, "x-2030"]
    assert after.drop(2018).equals(before.drop(2018))


def test_a_year_without_any_value_reports_nothing(data):
    before = tables.load("disclosures", data=data)
    add(data, "disclosures", "x-2030", "2030", ["2018,,,,"])
    assert tables.load("disclosures", data=data).equals(before)


def test_another_body_never_joins_the_current_series(data):
    before = tables.load("disclosures", data=data)
    add(data, "disclosures", "x-2030", "2030", ["2029,5,1,5,6"], body="BNN")
    assert tables.load("disclosures", data=data).equals(before)
    assert tables.load("disclosures", "x-2030", data)["cases"].tolist() == [5]


def test_a_list_grows_by_a_newer_vintage_and_is_numbered_through(data):
    frame = tables.load("agreements", data=data)
    assert frame["number"].tolist() == list(range(1, len(frame) + 1))
    assert {"nainggolan-2024", "companion-2026"} <= set(frame["vintage"])


def test_later_printings_are_told_with_their_source_and_release():
    found = tables.printings("disclosures")
    paper = found[found["vintage"] == "nainggolan-2024"].iloc[0]
    assert paper["source"].startswith("Nainggolan")
    assert paper["released"] == "2024"


def test_every_compiled_figure_of_the_disclosures_is_one_that_was_reported():
    compiled = tables.load("disclosures", "companion-2026")
    reports = tables.load("disclosures_reported", "companion-2026")
    reports = reports[(reports["body"] == "BNN+Polri") & (reports["coverage"] == "year")]
    for ours, theirs in (("cases", "cases"), ("suspects_total", "suspects")):
        pairs = compiled.dropna(subset=ours)[["year", ours]].itertuples(index=False, name=None)
        assert set(pairs) <= set(zip(reports["year"], reports[theirs], strict=True))


def test_every_compiled_count_of_substances_is_one_that_was_reported():
    compiled = tables.load("nps", "companion-2026")
    reports = tables.load("nps_reported", "companion-2026").query("scope == 'world'")
    pairs = compiled[["year", "substances"]].itertuples(index=False, name=None)
    assert set(pairs) <= set(zip(reports["year"], reports["found"], strict=True))


def test_every_outline_is_a_closed_polygon_on_the_earth_or_in_its_part_of_it():
    limits = {"world": (-180, -90, 180, 90), "asia": (62, -13, 152, 37)}
    for row in tables.load("outlines").itertuples():
        west, south, east, north = limits[row.extent]
        shape = json.loads(row.geometry)
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for ring in (ring for part in parts for ring in part):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(west <= x <= east and south <= y <= north for x, y in ring)


def test_states_that_the_argument_is_about_have_an_outline_however_small():
    outlines = tables.load("outlines")
    small = {"SGP", "HKG", "PLW", "TLS", "BRN"}
    assert small <= set(outlines.loc[outlines["extent"] == "asia", "iso3"].dropna())
    assert {*small, "FJI"} <= set(outlines.loc[outlines["extent"] == "world", "iso3"].dropna())


def test_a_territory_without_a_number_of_iso_3166_has_an_outline_and_no_code():
    outlines = tables.load("outlines")
    unnumbered = outlines.loc[outlines["iso3"].isna(), "name"]
    assert {"Kosovo", "Somaliland", "N. Cyprus"} <= set(unnumbered)
