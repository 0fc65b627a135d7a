"""The ledger counted."""

import pandas as pd

from analysis.tracing import trace

VERDICTS = ("reproduced", "confirmed", "partly", "differs", "unverifiable", "normative")


@trace
def tally(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the number of claims by verdict, one row a verdict: verdict, claims."""
    counts = ledger["verdict"].value_counts()
    return pd.DataFrame(
        {"verdict": VERDICTS, "claims": [int(counts.get(verdict, 0)) for verdict in VERDICTS]}
    )


@trace
def tally_facts(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the tally in one row: claim_count and <verdict>_count, and checkable_count
    (neither normative nor unverifiable)."""
    counts = tally(ledger).set_index("verdict")["claims"]
    facts = {f"{verdict}_count": [counts[verdict]] for verdict in VERDICTS}
    open_ones = counts["normative"] + counts["unverifiable"]
    return pd.DataFrame(
        {"claim_count": [len(ledger)], "checkable_count": [len(ledger) - open_ones]} | facts
    )
