"""The problem: what a table of cases and suspects holds."""

import pandas as pd
import pytest

from analysis.questions import problem


@pytest.fixture
def disclosures():
    return pd.DataFrame(
        {
            "year": [2001, 2002, 2004],
            "cases": [10, 20, 15],
            "suspects_foreign": [1, 2, 5],
            "suspects_domestic": [9, 19, 25],
            "suspects_total": [10, 20, 30],
        }
    ).convert_dtypes()


def test_change_is_on_the_year_before_and_missing_after_a_gap(disclosures):
    change = problem.yearly(disclosures)["cases_change_percent"]
    assert change.isna().tolist() == [True, False, True]
    assert change[1] == 100


def test_suspects_per_case_and_foreign_share_are_computed_by_year(disclosures):
    last = problem.yearly(disclosures).iloc[-1]
    assert last["suspects_per_case_ratio"] == 2
    assert last["foreign_percent"] == pytest.approx(100 / 6)


def test_the_foreign_share_is_of_the_parts_where_they_differ_from_the_printed_total(disclosures):
    shares = problem.yearly(disclosures)["foreign_percent"]
    assert shares.tolist() == pytest.approx([10, 100 * 2 / 21, 100 * 5 / 30])
    assert problem.sums(disclosures).loc[0, "foreign_percent"] == pytest.approx(100 * 8 / 61)


def test_years_may_come_in_any_order(disclosures):
    shuffled = problem.yearly(disclosures.iloc[[2, 0, 1]])
    pd.testing.assert_frame_equal(shuffled, problem.yearly(disclosures))


def test_of_several_years_apart_the_last_is_named(disclosures):
    disclosures.loc[0, "cases"] = 7
    assert problem.scale(disclosures).loc[0, "apart_year"] == 2004


def test_sums_take_parts_and_printed_totals_apart(disclosures):
    sums = problem.sums(disclosures).iloc[0]
    assert (sums["suspects_sum"], sums["parts_sum"]) == (60, 61)


def test_the_row_whose_cases_are_not_its_suspects_is_found(disclosures):
    scale = problem.scale(disclosures).iloc[0]
    assert scale["equal_count"] == 2
    assert scale["apart_year"] == 2004
    assert scale["apart_ratio"] == 2


def test_a_table_in_which_no_year_is_apart_leaves_those_values_missing(disclosures):
    scale = problem.scale(disclosures.head(2)).iloc[0]
    assert scale["equal_count"] == 2
    assert pd.isna(scale["apart_year"])


def test_the_first_year_that_does_not_add_up_is_named(disclosures):
    addition = problem.addition(disclosures).iloc[0]
    assert (addition["off_count"], addition["off_year"], addition["off_difference"]) == (1, 2002, 1)


def test_foreign_suspects_are_given_with_their_years(disclosures):
    foreign = problem.foreign(disclosures).iloc[0]
    assert (foreign["low_year"], foreign["high_year"]) == (2001, 2004)


def test_seizures_are_set_in_the_order_of_their_dates():
    incidents = pd.DataFrame(
        {
            "date": ["b", "a"],
            "date_from": pd.to_datetime(["2020-05-01", "2019-01-01"]),
            "date_to": pd.to_datetime(["2020-05-31", "2019-01-01"]),
            "place": ["x", "y"],
            "drug": ["sabu", "sabu"],
            "weight": ["1", "2"],
            "weight_kg": [1.0, 2.0],
            "origin_iso3": [None, "IRN"],
            "agencies": ["p", "q"],
        }
    )
    assert problem.seizures(incidents)["date"].tolist() == ["a", "b"]
    assert problem.seizure_facts(incidents).loc[0, "origin_count"] == 1
