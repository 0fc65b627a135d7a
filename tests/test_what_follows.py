"""What follows: recommendations beside counts."""

import pandas as pd
import pytest

from analysis.questions import what_follows


@pytest.fixture
def relations():
    return pd.DataFrame(
        {
            "iso3": ["AAA", "BBB"],
            "agreement": [True, False],
            "neighbour": [True, False],
            "named_source": [True, True],
            "asean": [False, False],
            "distance_km": [1.0, 2.0],
        }
    )


def test_sources_stand_in_the_order_of_the_text_and_regions_are_counted_apart(relations):
    named = pd.DataFrame(
        {"country_iso3": ["BBB", "AAA", None], "kind": ["country", "country", "region"]}
    )
    assert what_follows.sources(named, relations)["iso3"].tolist() == ["BBB", "AAA"]
    facts = what_follows.source_facts(named, relations).iloc[0]
    assert (facts["without_iso3"], facts["region_count"]) == (["BBB"], 1)


def test_each_recommendation_has_a_count_that_bears_on_it(relations):
    recommended = pd.DataFrame(
        {
            "number": [1, 2, 3],
            "recommendation": ["x", "y", "z"],
            "subject": ["neighbours", "sources", "balance"],
        }
    )
    rows = what_follows.recommendations(
        recommended,
        relations,
        pd.DataFrame({"agreement": [False]}),
        pd.DataFrame({"scope": ["regional"]}),
        pd.DataFrame({"side": ["both", "supply", "demand"]}),
    )
    assert rows["with_count"].tolist() == [1, 1, 2]
    assert rows["of_count"].tolist() == [1, 2, 3]
