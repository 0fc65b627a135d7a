"""Checks that serve every chapter: arguments, and claims of words that sources decide."""

from typing import Any

from analysis.claims import verdicts
from analysis.claims.evidence import Read, row_report, select_rows
from analysis.claims.verdicts import Result


def normative(_: Any, __: Read) -> Result:
    """A recommendation, principle or theory."""
    return verdicts.normative()


def evidence(claim: Any, read: Read) -> Result:
    """A claim of words: the rows of ``claim_evidence`` say how each source bears on it."""
    return verdicts.by_reports(statements(claim, read))


def statements(claim: Any, read: Read) -> list[verdicts.Report]:
    """Return what the rows of ``claim_evidence`` say of a claim."""
    rows = select_rows(read("claim_evidence"), claim=claim.id)
    return [
        row_report(row, "statement", row.statement, str(row.bearing)) for row in rows.itertuples()
    ]


CHECKS = (normative, evidence)
