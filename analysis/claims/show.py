"""The ledger as text for a terminal and as JSON for a program."""

import json
from collections import Counter
from typing import Any

import pandas as pd

from analysis import claims
from analysis.claims.rules import VERDICTS, Fact, Report
from analysis.wording import Wording

COLOURS = {
    "reproduced": "32",
    "confirmed": "32",
    "partly": "33",
    "differs": "31",
    "unverifiable": "90",
    "normative": "90",
}


def text(ledger: pd.DataFrame, colour: bool) -> str:
    """Return one line a claim, and the tally."""
    lines = [line(claim, colour) for claim in ledger.itertuples()]
    counted = Counter(ledger["verdict"])
    tally = ", ".join(f"{counted[verdict]} {verdict}" for verdict in VERDICTS)
    return "\n".join([*lines, f"{len(ledger)} claims: {tally}"])


def line(claim: Any, colour: bool) -> str:
    """Return a claim with its verdict, padded so that the columns stand under each other."""
    verdict = f"{claim.verdict:<12}"
    if colour:
        verdict = f"\x1b[{COLOURS[claim.verdict]}m{verdict}\x1b[0m"
    return f"{claim.id:<5}{verdict}  {claim.claim}"


def surprises(ledger: pd.DataFrame) -> list[str]:
    """Return one line a claim whose verdict is not the one that the ledger expects."""
    return [
        f"{claim.id}: found {claim.verdict}, expected {claim.expected}"
        for claim in ledger[ledger["surprise"]].itertuples()
    ]


def as_json(ledger: pd.DataFrame) -> str:
    """Return the ledger as a JSON list, one object a claim."""
    return json.dumps([as_object(claim) for claim in ledger.itertuples()], indent=2)


def as_object(claim: Any) -> dict[str, Any]:
    """Return a claim with what was published, recomputed and reported, and its verdict."""
    return {
        "id": claim.id,
        "chapter": claim.chapter,
        "kind": claim.kind,
        "claim": claim.claim,
        "locator": {
            "section": claim.section,
            "exhibit": known(claim.exhibit),
            "line": int(claim.line),
        },
        "published": {"value": known(claim.value), "unit": known(claim.unit)},
        "recomputed": [fact(item) for item in claim.result.recomputed],
        "reported": [told(report) for report in claim.result.reported],
        "verdict": claim.verdict,
        "expected": claim.expected,
        "rule": claim.result.rule,
        "function": function(claim.check),
    }


def known(value: Any) -> Any:
    """Return a value, or None where it is missing."""
    return None if pd.isna(value) else value


def fact(item: Fact) -> dict[str, str]:
    """Return a fact with its column and its value in English words."""
    column, value = item
    return {"column": column, "value": Wording().value(column, value)}


def told(report: Report) -> dict[str, Any]:
    """Return what a source says and where it stands."""
    source = {"source": report.source, "address": report.address, "date": report.date}
    return fact(report.said) | {"bearing": report.bearing} | source


def function(check: str) -> str:
    """Return the full name of the function behind a check."""
    return f"{claims.CHECKS[check].__module__}.{check}"
