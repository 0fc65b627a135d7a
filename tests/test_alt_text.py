"""Words tell of a chart what its rows say, and no more."""

import pandas as pd
import pytest

from analysis.figures import alt_text
from analysis.wording import Wording

UP, DOWN = "rising at every step", "falling at every step"


def frame(values, start=2019):
    years = range(start, start + len(values))
    return pd.DataFrame({"year": years, "cases": values, "scope": "regional"})


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            [1, 2, 9],
            f"From 1 in 2019 to 9 in 2021, {UP}, most between 2020 and 2021.",
        ),
        (
            [9, 2, 1],
            f"From 9 in 2019 to 1 in 2021, {DOWN}, most between 2019 and 2020.",
        ),
        ([3, 9, 1, 4], "From 3 in 2019 to 4 in 2022, highest 9 in 2020, lowest 1 in 2021."),
        ([3, 3, 3], "From 3 in 2019 to 3 in 2021."),
        ([3, 1200], "From 3 in 2019 to 1,200 in 2020."),
        ([3], "3 in 2019."),
        ([None, 4], "4 in 2020."),
        ([], ""),
    ],
)
def test_a_course_tells_its_ends_and_whether_it_turns(values, told):
    assert alt_text.courses(frame(values), "year", "cases", Wording()) == told


def test_years_that_stand_out_of_order_are_told_in_theirs():
    mixed = frame([1, 2, 9]).iloc[::-1]
    told = alt_text.courses(mixed, "year", "cases", Wording())
    assert told == alt_text.courses(frame([1, 2, 9]), "year", "cases", Wording())


def test_each_group_has_a_sentence_of_its_own():
    other = frame([5, 4]).assign(scope="international")
    both = pd.concat([frame([1, 2]), other])
    assert alt_text.courses(both, "year", "cases", Wording(), by=["scope"]) == (
        "Regional: from 1 in 2019 to 2 in 2020. International: from 5 in 2019 to 4 in 2020."
    )


def test_a_spread_tells_how_many_values_lie_between_which_two():
    told = alt_text.spreads(frame([3, 9, 1, None]), "year", "cases", Wording())
    assert told == "3 values between 1 (2021) and 9 (2020)."


def test_of_many_amounts_the_largest_and_the_smallest_are_told():
    told = alt_text.amounts(frame(list(range(1, 10)), 2001), "year", "cases", Wording())
    assert told == "2009 9, 2008 8, 2007 7, and 6 more, down to 2001 1."
    few = alt_text.amounts(frame([1, 2], 2001), "year", "cases", Wording())
    assert few == "2001 1, 2002 2."


def test_an_estimate_is_told_with_its_interval():
    rows = pd.DataFrame({"year": [2019], "cases": [2], "low": [1], "high": [3]})
    told = alt_text.intervals(rows, "year", "cases", ("low", "high"), Wording())
    assert told == "2019 2 (1 to 3)."


def test_words_are_those_of_the_edition():
    told = alt_text.courses(frame([1, 2, 9]), "year", "cases", Wording("id"))
    assert told.startswith("Dari 1 pada 2019 menjadi 9 pada 2021, naik")
