"""Errata: every row leads to claims and exhibits that exist, every other source has an address."""

import re

from analysis.questions import errata
from analysis.tables import ROOT, load

ERRATA = load("errata", "nainggolan-2024")


def words(column):
    return {word for row in ERRATA[column].dropna() for word in row.split()}


def test_every_claim_and_every_exhibit_that_a_row_names_exists():
    assert words("claims") <= set(load("claims", "nainggolan-2024")["id"])
    exhibits = {
        f"{path.stem}#{name}"
        for path in (ROOT / "book").glob("*.ipynb")
        for name in re.findall(r"\{glue:figure\} ([\w-]+)", path.read_text(encoding="utf-8"))
    }
    assert words("exhibits") <= exhibits


def test_a_difference_from_another_source_names_it_and_one_within_the_paper_does_not():
    other = ERRATA["kind"] == "other_source"
    assert ERRATA.loc[other, ["source", "address"]].notna().all(axis=None)
    assert ERRATA.loc[~other, ["source", "address"]].isna().all(axis=None)


def test_the_two_kinds_make_up_the_list():
    parts = [errata.errata(ERRATA, kind=kind) for kind in ("internal", "other_source")]
    facts = errata.errata_facts(ERRATA).iloc[0]
    assert [len(part) for part in parts] == [facts["internal_count"], facts["other_count"]]
    assert sum(map(len, parts)) == facts["row_count"] == len(ERRATA)
