"""The ledger as text for a terminal and as JSON for a program."""

import inspect
import json
from collections import Counter
from typing import Any

import pandas as pd

from analysis.claims import judge
from analysis.claims.verdicts import Fact, Report
from analysis.questions.claims import VERDICTS
from analysis.wording import Wording

COLOURS = {
    "reproduced": "32",
    "confirmed": "32",
    "partly": "33",
    "differs": "31",
    "unverifiable": "90",
    "normative": "90",
}


def as_text(ledger: pd.DataFrame, colour: bool) -> str:
    """Return one line a claim, and the tally."""
    lines = [claim_line(claim, colour) for claim in ledger.itertuples()]
    counted = Counter(ledger["verdict"])
    tally = ", ".join(f"{counted[verdict]} {verdict}" for verdict in VERDICTS)
    return "\n".join([*lines, f"{len(ledger)} claims: {tally}"])


def claim_line(claim: Any, colour: bool) -> str:
    """Return a claim with its verdict, padded so that the columns are under each other."""
    verdict = f"{claim.verdict:<12}"
    if colour:
        verdict = f"\x1b[{COLOURS[claim.verdict]}m{verdict}\x1b[0m"
    return f"{claim.id:<5}{verdict}  {claim.claim}"


def unexpected_verdicts(ledger: pd.DataFrame) -> list[str]:
    """Return one line a claim whose verdict is not the one that the ledger expects."""
    return [
        f"{claim.id}: found {claim.verdict}, expected {claim.expected}"
        for claim in ledger[ledger["surprise"]].itertuples()
    ]


def as_rows(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger as plain rows: what is in ``data/claims``, the verdict and the rule
    that gave it."""
    rules = [result.rule for result in ledger["result"]]
    kept = ledger.drop(columns=["result", "tolerance", "expected", "surprise"])
    return kept.assign(rule=rules)


def as_json(ledger: pd.DataFrame) -> str:
    """Return the ledger as a JSON list, one object a claim."""
    say = Wording("en")
    return json.dumps([as_object(claim, say) for claim in ledger.itertuples()], indent=2)


def as_object(claim: Any, say: Wording) -> dict[str, Any]:
    """Return a claim with what was published, recomputed and reported, and its verdict.

    Values are in the words of one edition.
    """
    return {
        "id": claim.id,
        "chapter": claim.chapter,
        "kind": claim.kind,
        "claim": claim.claim,
        "locator": {
            "section": claim.section,
            "exhibit": value_or_none(claim.exhibit),
            "line": int(claim.line),
        },
        "published": {"value": value_or_none(claim.value), "unit": value_or_none(claim.unit)},
        "recomputed": [fact_as_object(item, say) for item in claim.result.recomputed],
        "reported": [report_as_object(report, say) for report in claim.result.reported],
        "verdict": claim.verdict,
        "expected": claim.expected,
        "rule": claim.result.rule,
        "note": value_or_none(claim.note),
        "function": check_name(claim.check),
        "file": check_location(claim.check),
    }


def value_or_none(value: Any) -> Any:
    """Return a value, or None where it is missing."""
    return None if pd.isna(value) else value


def fact_as_object(item: Fact, say: Wording) -> dict[str, str]:
    """Return a fact with its column and its value in words."""
    column, value = item
    return {"column": column, "value": say.value(column, value)}


def report_as_object(report: Report, say: Wording) -> dict[str, Any]:
    """Return what a source says and where it is."""
    source = {"source": report.source, "address": report.address, "date": report.date}
    return fact_as_object(report.said, say) | {"bearing": report.bearing} | source


def check_location(check: str) -> str:
    """Return the file of a check and the line on which it begins."""
    _, line = inspect.getsourcelines(judge.CHECKS[check])
    return f"{judge.CHECKS[check].__module__.replace('.', '/')}.py:{line}"


def check_name(check: str) -> str:
    """Return the full name of the function behind a check."""
    return f"{judge.CHECKS[check].__module__}.{check}"
