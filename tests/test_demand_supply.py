"""Demand versus supply: texts coded by a codebook."""

import pandas as pd
import pytest

from analysis.questions import demand_supply


@pytest.fixture
def codebook():
    return pd.DataFrame(
        {
            "code": ["demand_reduction", "trafficking", "alternative_development", "control"],
            "side": ["demand", "supply", "supply", "unspecified"],
            "terms": [
                "demand reduction; treatment",
                "trafficking",
                "alternative development",
                "control",
            ],
        }
    )


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("Combating Illicit TRAFFICKING in Drugs", "supply"),
        ("Demand  Reduction and Combating Trafficking", "both"),
        ("Treatment of Patients and Control", "demand"),
        ("Control of Precursors", "unspecified"),
        ("Friendship", "unspecified"),
        ("MoU with the Trafficking Police on Friendship", "unspecified"),
        ("MoU on Border Controlled Goods", "unspecified"),
    ],
)
def test_a_title_falls_on_the_side_that_its_words_name(codebook, title, side):
    agreements = pd.DataFrame({"number": [1], "partner_iso3": ["CHN"], "title": [title]})
    assert demand_supply.titles(agreements, codebook)["side"].tolist() == [side]


def test_alternative_development_changes_sides_with_the_paper_s_filing(codebook):
    activities = pd.DataFrame(
        {
            "id": ["gdad"],
            "name": ["GDAD"],
            "kind": ["programme"],
            "year_from": [2016],
            "filed_as": ["demand"],
            "subject": ["alternative development"],
        }
    )
    row = demand_supply.activities(activities, codebook).iloc[0]
    assert (row["side"], row["moved_side"]) == ("supply", "demand")


def test_shares_list_every_side_also_the_empty_ones():
    coded = pd.DataFrame({"side": ["supply", "supply", "both"]})
    shares = demand_supply.shares(coded).set_index("side")
    assert shares.loc["supply", "with_count"] == 2
    assert shares.loc["demand", "with_count"] == 0
    assert shares["of_count"].tolist() == [3, 3, 3, 3]


def test_an_agreement_without_a_known_title_is_counted_as_one_that_can_t_be_coded():
    frame = pd.DataFrame({"title": pd.array(["MoU on narcotics", None], dtype="string")})
    assert demand_supply.untitled_agreements(frame).iloc[0].tolist() == [2, 1]
