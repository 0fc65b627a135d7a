"""Every number that the book prints for the paper's vintage is the one that was agreed on."""

import json

import agree
import pytest

from analysis.tables import ROOT

AGREED = json.loads((ROOT / "tests" / "values.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def printed():
    return agree.numbers()


@pytest.mark.parametrize("chapter", AGREED)
def test_a_chapter_publishes_the_numbers_agreed_on(chapter, printed):
    """When a change of a number is meant, CONTRIBUTING.md says how to agree on the new one."""
    assert printed[chapter] == AGREED[chapter]


def test_every_chapter_that_prints_numbers_is_agreed_on(printed):
    assert set(printed) == set(AGREED)
