"""The ledger: one small function a claim or a family of claims, frames → value → verdict.

general, problem, nps, diplomacy, realism, demand_supply   the checks, by chapter
verdicts     the rules by which a claim gets its verdict
evidence     rows of evidence tables as reports
judge        claims, each check run
report       the ledger as text and as JSON
"""

from analysis.claims.judge import ledger, problems, remember_ledgers
from analysis.claims.report import as_json, as_object, as_rows, as_text, unexpected_verdicts

__all__ = [
    "as_json",
    "as_object",
    "as_rows",
    "as_text",
    "ledger",
    "problems",
    "remember_ledgers",
    "unexpected_verdicts",
]
