"""The paper beside other sources: series, suspects per case, trends, the last step."""

import pandas as pd
import pytest

from analysis.questions import reported


@pytest.fixture
def series():
    paper = pd.DataFrame(
        {
            "year": [2001, 2002, 2003, 2004],
            "cases": [100, 110, 121, 60],
            "suspects_foreign": [1, 1, 1, 1],
            "suspects_total": [100, 110, 121, 133],
        }
    ).convert_dtypes()
    others = pd.DataFrame(
        {
            "body": ["BNN+Polri", "BNN+Polri", "BNN+Polri", "Polri", "customs"],
            "coverage": ["year", "year", "part", "year", "year"],
            "year": [2003, 2003, 2003, 2002, 2002],
            "cases": [70, 80, 9, 90, 5],
            "suspects": [91, None, 9, 99, 5],
            "suspects_foreign": [None] * 5,
            "date": ["2004", "2005", "2004", "2003", "2003"],
            "source": ["a", "b", "c", "d", "e"],
        }
    ).convert_dtypes()
    return reported.series(paper, others)


def test_part_years_and_other_bodies_are_left_out(series):
    assert series["source"].dropna().tolist() == ["a", "b", "d"]


def test_of_several_reports_on_a_year_the_last_counts(series):
    last = reported.latest(series, "cases")
    assert last[last["reporter"] == "BNN+Polri"]["cases"].tolist() == [80]


def test_suspects_per_case_need_both_from_one_report(series):
    ratios = reported.per_case(series)
    assert ratios[ratios["reporter"] == "BNN+Polri"]["suspects_per_case_ratio"].tolist() == [1.3]
    assert reported.per_case_facts(series).loc[0, "paper_one_count"] == 3


def test_the_last_step_splits_into_another_count_and_a_rest(series):
    fall = reported.fall(series).iloc[0]
    assert (fall["total_count"], fall["scale_count"], fall["rest_count"]) == (-61, -41, -20)
    assert fall["rest_percent"] == -25


def test_without_a_report_on_the_year_before_the_split_is_missing(series):
    alone = series[series["reporter"] == "as_published"]
    assert pd.isna(reported.fall(alone).loc[0, "scale_count"])


def test_even_growth_of_a_tenth_is_found_as_such(series):
    trend = reported.trends(series).query("measure == 'suspects_total'").iloc[0]
    assert trend["change_percent"] == pytest.approx(10, abs=0.1)
    assert trend["low_percent"] < 10 < trend["high_percent"]
    assert trend["year_count"] == 4


def test_three_years_are_too_few_for_a_trend(series):
    assert len(reported.trends(series[series["year"] < 2004])) == 0
