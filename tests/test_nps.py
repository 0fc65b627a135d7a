"""New psychoactive substances: steps and growth of a running total."""

import pandas as pd
import pytest

from analysis.questions import nps


@pytest.fixture
def counts():
    return pd.DataFrame(
        {"year": [2001, 2002, 2003], "substances": [100, 150, 400]}
    ).convert_dtypes()


def test_a_step_is_the_count_less_that_of_the_year_before(counts):
    assert nps.yearly(counts)["increment"].tolist()[1:] == [50, 250]


def test_growth_is_on_the_year_before_and_missing_after_a_gap(counts):
    growth = nps.yearly(counts)["growth_percent"]
    assert growth.tolist()[1:] == pytest.approx([50, 100 * 250 / 150])
    gap = nps.yearly(counts.assign(year=[2001, 2002, 2005]))
    assert gap["increment"].isna().tolist() == [True, False, True]


def test_growth_over_the_series_is_compound(counts):
    growth = nps.growth(counts).iloc[0]
    assert growth["rise_ratio"] == 4
    assert growth["rise_percent"] == pytest.approx(100)


def test_the_years_in_which_the_count_falls_are_counted(counts):
    counts.loc[2, "substances"] = 120
    assert nps.growth(counts).loc[0, "fall_count"] == 1


def test_coverage_is_regulated_of_found():
    frame = pd.DataFrame(
        {"as_of": ["2020-01"], "found": [8], "regulated": [6], "regulation": ["x"]}
    )
    row = nps.coverage(frame).iloc[0]
    assert (row["unregulated"], row["regulated_percent"]) == (2, 75)
