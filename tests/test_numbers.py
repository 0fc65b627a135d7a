"""Every number that the book prints for the paper's vintage is the one that was agreed on."""

import json

import accept
import pytest

from analysis.tables import DATA, ROOT

AGREED = json.loads((ROOT / "tests" / "values.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def printed():
    return accept.printed_numbers(ROOT, DATA)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", AGREED)
def test_a_chapter_publishes_the_numbers_agreed_on(chapter, printed):
    """When a change of a number is meant, ``make accept`` shows it and agrees on it."""
    assert printed[chapter] == AGREED[chapter]


@pytest.mark.slow
def test_every_chapter_that_prints_numbers_is_agreed_on(printed):
    assert set(printed) == set(AGREED)
