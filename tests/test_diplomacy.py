"""Diplomacy: meetings and agreements counted."""

import pandas as pd
import pytest

from analysis.questions import diplomacy


@pytest.fixture
def agreements():
    return pd.DataFrame(
        {
            "number": [1, 2, 3],
            "partner_iso3": ["AUS", "CHN", "AUS"],
            "title": ["a", "b", "c"],
            "instrument": ["MoU", "LoI", "MoU"],
            "level": ["agency", "government", "agency"],
            "place_and_date": ["p", "q", "r"],
            "place_first": ["p", "q", "r"],
            "date_first": pd.to_datetime(["2020-03-01", "2019-01-01", "2020-06-01"]),
            "place_second": [None, None, "s"],
            "date_second": pd.to_datetime([None, None, "2020-06-10"]),
        }
    )


def test_the_running_count_is_kept_apart_by_instrument_and_level(agreements):
    assert diplomacy.cumulative(agreements)["agreements"].tolist() == [1, 1, 2]


def test_kinds_count_every_agreement_once(agreements):
    kinds = diplomacy.kinds(agreements).set_index(["instrument", "level"])["agreements"]
    assert kinds.to_dict() == {("LoI", "government"): 1, ("MoU", "agency"): 2}


def test_the_timeline_is_in_the_order_of_signature(agreements):
    assert diplomacy.timeline(agreements)["number"].tolist() == [2, 1, 3]


def test_years_without_an_agreement_count_zero(agreements):
    agreements.loc[1, "date_first"] = pd.Timestamp("2017-01-01")
    counted = diplomacy.by_year(agreements).groupby("year")["agreements"].sum()
    assert counted.to_dict() == {2017: 1, 2018: 0, 2019: 0, 2020: 2}


def test_what_others_report_is_set_against_partner_and_year(agreements):
    reported = pd.DataFrame(
        {
            "country_iso3": ["AUS", "AUS", "THA", "IRN"],
            "instrument": ["MoU", "MoU", "meeting", "MoU"],
            "counterpart": ["x"] * 4,
            "signed": ["2020-03", "2011", "2012", None],
            "status": ["signed", "ended", "met", "signed"],
            "source": ["s"] * 4,
        }
    )
    assert diplomacy.elsewhere(agreements, reported)["signed"].tolist() == ["2011"]


def test_days_are_counted_only_between_two_printed_dates(agreements):
    gaps = diplomacy.gaps(agreements)
    assert gaps["number"].tolist() == [3]
    assert gaps["gap_days"].tolist() == [9]


def test_a_partner_with_two_agreements_is_one_partner_and_named(agreements):
    facts = diplomacy.agreement_facts(agreements).iloc[0]
    assert (facts["agreement_count"], facts["partner_count"]) == (3, 2)
    assert facts["repeat_iso3"] == ["AUS"]


def test_the_last_date_may_be_a_second_signature(agreements):
    assert diplomacy.agreement_facts(agreements).loc[0, "last_date"] == pd.Timestamp("2020-06-10")


def test_a_choice_of_two_countries_counts_for_both():
    meetings = pd.DataFrame(
        {
            "scope": ["regional", "international"],
            "forum": ["A", "B"],
            "country_iso3": ["THA", "THA"],
            "alternative_country_iso3": [None, "KOR"],
            "remarks": [None, None],
        }
    )
    hosts = diplomacy.hosts(meetings).set_index(["country_iso3", "scope"])["meetings"]
    assert hosts["KOR", "international"] == 1
    facts = diplomacy.meeting_facts(meetings).iloc[0]
    assert (facts["meeting_count"], facts["country_count"], facts["choice_count"]) == (2, 2, 1)
