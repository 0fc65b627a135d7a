"""Realism: relations, coverage, tests and ratios."""

import pandas as pd
import pytest

from analysis.questions import association, realism, statistics


@pytest.fixture
def relations():
    countries = pd.DataFrame(
        {
            "iso3": ["IDN", "AAA", "BBB", "CCC", "DDD"],
            "un_member_since_year": [1950, 1945, 1945, None, 1945],
            "capital_latitude_deg": [0.0, 0.0, 0.0, 0.0, None],
            "capital_longitude_deg": [0.0, 90.0, 180.0, 1.0, None],
            "land_neighbour": [None, True, False, False, False],
            "sea_neighbour": [None, True, True, False, False],
            "cow_contiguity": [None, 1, 4, None, None],
            "asean_since": pd.to_datetime(["1967-08-08", "1967-08-08", "2025-10-26", None, None]),
        }
    ).convert_dtypes()
    power = pd.DataFrame(
        {
            "iso3": ["IDN", "AAA", "BBB"],
            "cinc": [0.02, 0.01, 0.04],
            "military_spending_million_usd": [10.0, 0.0, 5.0],
            "gdp_ppp_billion_usd": [100.0, 50.0, 25.0],
            "sources": ["x", "x", "x"],
        }
    ).convert_dtypes()
    agreements = pd.DataFrame(
        {"partner_iso3": ["BBB"], "date_first": pd.to_datetime(["2023-05-23"])}
    )
    sources = pd.DataFrame({"country_iso3": ["CCC", None]})
    return realism.relations(countries, power, agreements, sources)


def test_indonesia_is_left_out_and_a_named_source_outside_the_un_is_kept(relations):
    assert relations["iso3"].tolist() == ["AAA", "BBB", "CCC", "DDD"]


def test_a_member_that_joined_asean_after_the_last_agreement_is_no_member_yet(relations):
    assert relations.set_index("iso3")["asean"].fillna(False).tolist() == [
        True,
        False,
        False,
        False,
    ]


def test_distance_is_along_the_great_circle(relations):
    distance = relations.set_index("iso3")["distance_km"]
    assert distance["AAA"] == pytest.approx(6371.0088 * 3.14159265 / 2, rel=1e-6)
    assert pd.isna(distance["DDD"])


def test_a_ratio_is_indonesia_over_the_country_and_missing_over_nothing(relations):
    frame = relations.set_index("iso3")
    assert frame.loc["AAA", "cinc_ratio"] == 2
    assert pd.isna(frame.loc["AAA", "military_spending_ratio"])


def test_the_map_knows_of_each_country_with_a_relation_and_when_it_first_signed(relations):
    days = pd.to_datetime(["2023-05-23", "2019-01-01"])
    facts = realism.map_facts(
        relations, pd.DataFrame({"partner_iso3": ["BBB", "BBB"], "date_first": days})
    )
    assert facts["iso3"].tolist() == ["AAA", "BBB", "CCC"]
    assert facts["agreement_count"].tolist() == [0, 2, 0]
    assert facts["first_agreement_year"].fillna(0).tolist() == [0, 2019, 0]


def test_ratios_are_those_of_partners_and_of_neighbours_the_strongest_first(relations):
    ratios = realism.ratios(relations)
    assert ratios["iso3"].tolist() == ["BBB", "AAA"]
    assert ratios["cinc_ratio"].tolist() == [0.5, 2]


def test_coverage_counts_members_and_names_those_without(relations):
    coverage = realism.coverage(relations).set_index("group")
    sea = coverage.loc["group_sea_neighbour"]
    assert (sea["with_count"], sea["of_count"], sea["without_iso3"]) == (1, 2, ["AAA"])


def test_the_border_table_holds_members_of_the_united_nations_only(relations):
    table = association.border_table(relations)
    assert table[["with_count", "without_count"]].to_numpy().tolist() == [[1, 1], [0, 1]]


def test_an_exact_share_of_none_of_three_reaches_from_nothing_to_seventy_percent():
    share = statistics.share(0, 3)
    assert share["low_percent"] == 0
    assert share["high_percent"] == pytest.approx(100 * (1 - 0.025 ** (1 / 3)))


def test_a_share_of_nothing_is_missing():
    assert pd.isna(statistics.share(0, 0)["share_percent"])


def test_fisher_s_tea_tasting_gives_his_own_p_value():
    assert statistics.fisher([[3, 1], [1, 3]])["fisher_p"] == pytest.approx(34 / 70)


def test_superiority_counts_pairs_and_ties_half():
    result = statistics.larger(pd.Series([1.0, 2, 3]), pd.Series([0.0, 2, 2]))
    assert result["larger_percent"] == pytest.approx(100 * (1 + 2 * 0.5 + 1 + 3 - 0) / 9)
