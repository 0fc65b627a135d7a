"""The data of the book: what the tables hold, from where, and which slips are known."""

import pandas as pd

from analysis.tracing import trace

PAPER = "nainggolan"


@trace
def columns(dictionary: pd.DataFrame, catalogue: pd.DataFrame, *, of_paper: bool) -> pd.DataFrame:
    """Return the columns of the paper's tables, or of all others, one row a column.

    Columns: table, column, type, unit, description.
    """
    paper = catalogue.loc[catalogue["vintage"].str.startswith(PAPER), "table"]
    return dictionary[dictionary["table"].isin(paper) == of_paper]


@trace
def catalogue_facts(catalogue: pd.DataFrame, anomalies: pd.DataFrame) -> pd.DataFrame:
    """Return the catalogue in one row: table_count, row_count, paper_count (tables of the
    paper), anomaly_count."""
    return pd.DataFrame(
        {
            "table_count": [catalogue["table"].nunique()],
            "row_count": [catalogue["rows"].sum()],
            "paper_count": [catalogue["vintage"].str.startswith(PAPER).sum()],
            "anomaly_count": [len(anomalies)],
        }
    )
