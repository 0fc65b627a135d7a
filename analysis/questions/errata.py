"""Where the paper differs from itself or from another source."""

import pandas as pd

from analysis.tracing import trace


@trace
def errata(errata: pd.DataFrame, *, kind: str) -> pd.DataFrame:
    """Return the differences of one kind (internal or other_source), one row a place.

    Columns: number, section, exhibit, line, stands, finding, claims, exhibits, source,
    address.
    """
    return errata[errata["kind"] == kind].drop(columns="kind")


@trace
def errata_facts(errata: pd.DataFrame) -> pd.DataFrame:
    """Return the list in one row: row_count, internal_count, other_count, claim_count (claims
    touched)."""
    claims = {claim for row in errata["claims"].dropna() for claim in row.split()}
    return pd.DataFrame(
        {
            "row_count": [len(errata)],
            "internal_count": [(errata["kind"] == "internal").sum()],
            "other_count": [(errata["kind"] == "other_source").sum()],
            "claim_count": [len(claims)],
        }
    )
