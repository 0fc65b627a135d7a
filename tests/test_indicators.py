"""Indicators: what can be set side by side, and what can't."""

import pandas as pd
import pytest

from analysis.questions import indicators


@pytest.fixture
def surveys():
    return pd.DataFrame(
        {
            "year": [2014, 2015, 2015, 2018, 2019, 2019, 2021],
            "area": ["Indonesia"] * 5 + ["Bali", "Indonesia"],
            "substance": ["any"] * 7,
            "measure": ["past_year", "past_year", "past_year_household", *["past_year"] * 4],
            "percent": [2.2, 2.2, 0.6, 3.2, 1.8, 9.9, 1.95],
            "population_base": [
                None,
                None,
                "age 10-59",
                "students, 13 provinces",
                None,
                None,
                None,
            ],
            "institute": ["UI", "UI", "BNN", "BNN", "BNN and LIPI", "LIPI", "BNN"],
            "source": list("abcdefg"),
        }
    ).convert_dtypes()


def test_surveys_are_grouped_by_method_and_students_and_provinces_left_out(surveys):
    found = indicators.prevalence(surveys)
    assert found["source"].tolist() == ["a", "c", "b", "e", "g"]
    assert found["era"].tolist() == ["before", "household", "before", "since_2019", "since_2019"]


def test_only_comparable_surveys_are_summed_up(surveys):
    facts = indicators.prevalence_facts(indicators.prevalence(surveys)).iloc[0]
    assert (facts["survey_count"], facts["first_rate"], facts["last_rate"]) == (2, 1.8, 1.95)
    assert facts["overlap_count"] == 1


def test_rehabilitation_holds_whole_years_and_no_regional_office():
    frame = pd.DataFrame(
        {
            "year": [2020, 2020, 2020, 2021],
            "body": ["BNN", "BNNP Bali", "BNN", "BNN"],
            "scope": ["rehabilitation", "rehabilitation", "after_care", "rehabilitation"],
            "coverage": ["year", "year", "year", "part"],
            "people": [1, 2, 3, 4],
            "source": list("abcd"),
        }
    )
    assert indicators.rehabilitation(frame)["people"].tolist() == [1]


def test_rows_of_the_annex_for_one_year_are_added_up():
    frame = pd.DataFrame(
        {
            "year": [2023, 2023, 2023],
            "basis": ["annex", "annex", "national_report"],
            "drug": ["methamphetamine"] * 3,
            "amount": [9280.0, 5.5, 6.1],
        }
    )
    assert indicators.seizures(frame)["kg"].tolist() == [9285.5]


def test_panels_keep_each_indicator_s_basis(surveys):
    found = indicators.panels(
        indicators.prevalence(surveys),
        pd.DataFrame({"year": [2020], "body": ["BNN"], "people": [1]}),
        pd.DataFrame({"year": [2020], "reporter": ["BNN+Polri"], "cases": [2]}),
        pd.DataFrame({"year": [2020], "kg": [3.0]}),
    )
    assert set(found["indicator"]) == {"use_percent", "rehabilitated", "cases_both", "seized_kg"}
    assert set(found[found["side"] == "supply"]["basis"]) == {"BNN+Polri", "UNODC"}
