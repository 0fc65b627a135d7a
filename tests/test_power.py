"""Material power: who counts as a partner, and the specification curve."""

import numpy as np
import pandas as pd
import pytest

from analysis.questions import power


@pytest.fixture
def partners():
    agreements = pd.DataFrame(
        {
            "partner_iso3": ["AAA", "BBB", "CCC"],
            "instrument": ["MoU", "LoI", "MoU"],
            "date_first": pd.to_datetime(["2012-01-01", "2017-01-01", "2022-01-01"]),
        }
    )
    reported = pd.DataFrame(
        {
            "country_iso3": ["DDD", "EEE", "FFF"],
            "instrument": ["MoU", "meeting", "MoU"],
            "status": ["signed", "met", "ended"],
            "signed": ["2015", "2015", "2015"],
        }
    )
    treaties = pd.DataFrame(
        {
            "country_iso3": ["GGG", "HHH", None],
            "kind": ["extradition", "narcotics_mou", "extradition"],
            "signed": ["2016-05-01", "2011", "2004"],
            "ended": [None, "2021", None],
        }
    )
    return power.partners(agreements, reported, treaties)


def counted(partners, name, year):
    rows = partners[(partners["counted_as"] == name) & (partners["year"] == year)]
    return "".join(iso3[0] for iso3 in rows["iso3"])


def test_a_partner_counts_from_the_year_of_signature_and_by_instrument(partners):
    assert counted(partners, "listed", 2018) == "AB"
    assert counted(partners, "listed_mou", 2018) == "A"
    assert counted(partners, "listed", 2023) == "ABC"


def test_reported_agreements_count_unless_ended_and_meetings_never(partners):
    assert counted(partners, "listed_or_reported", 2018) == "ABDH"
    assert counted(partners, "listed_or_reported", 2023) == "ABCD"


def test_treaties_on_justice_count_only_where_they_are_asked_for(partners):
    assert counted(partners, "with_treaties", 2018) == "ABDGH"


def test_the_estimate_is_the_odds_ratio_for_ten_times_the_power():
    power_log = pd.Series(np.repeat([0.0, 1.0], 50))
    outcome = np.array([1] * 10 + [0] * 40 + [1] * 25 + [0] * 25)
    found = power.estimate(power_log, outcome)
    exact = (25.5 / 25.5) / (10.5 / 40.5)  # Firth's penalty adds one half to every cell
    assert found["odds_ratio"] == pytest.approx(exact, rel=1e-3)
    assert found["low_ratio"] < exact < found["high_ratio"]


def test_separated_groups_still_have_a_finite_estimate():
    found = power.estimate(pd.Series([0.0, 0, 0, 1, 1, 1]), np.array([0, 0, 0, 1, 1, 1]))
    assert np.isfinite(found["odds_ratio"])


@pytest.fixture
def curve():
    rng = np.random.default_rng(0)
    names = [f"A{n:02d}" for n in range(40)]
    measured = pd.DataFrame(
        {
            "iso3": names,
            "un_member": True,
            "neighbour": [n < 5 for n in range(40)],
            "asean": False,
            "named_source": False,
            "gdp_ppp": rng.lognormal(size=40),
            "gdp_official": rng.lognormal(size=40),
            "military_spending": [1.0] * 20 + [None] * 20,
            "cinc": [None] * 40,
        }
    ).astype({"military_spending": "Float64", "cinc": "Float64"})
    rows = [
        [name, year, iso3]
        for name in power.DEFINITIONS
        for year in power.YEARS
        for iso3 in names[::4]
    ]
    return power.curve(measured, pd.DataFrame(rows, columns=["counted_as", "year", "iso3"]))


def test_a_measure_that_is_known_for_too_few_states_is_left_out(curve):
    known = curve[curve["states"] == "all_members"]["power_measure"].unique()
    assert set(known) == {"gdp_ppp", "gdp_official"}


def test_combinations_with_the_same_states_and_partners_count_once(curve):
    assert set(curve["counted_as"]) == {"listed"}


def test_estimates_are_ranked_and_judged_by_their_intervals(curve):
    assert curve["odds_ratio"].is_monotonic_increasing
    assert curve["rank"].tolist() == list(range(1, len(curve) + 1))
    facts = power.curve_facts(curve).iloc[0]
    parts = facts["above_count"] + facts["across_count"] + facts["below_count"]
    assert parts == facts["specification_count"] == len(curve)
