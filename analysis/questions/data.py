"""The data of the book: what the tables hold, from where, and which slips are known."""

import pandas as pd

from analysis.tracing import traced


@traced
def columns(dictionary: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the columns of one table: column, type, unit, description."""
    return dictionary.loc[dictionary["table"] == table, ["column", "type", "unit", "description"]]


@traced
def catalogue_facts(catalogue: pd.DataFrame, anomalies: pd.DataFrame) -> pd.DataFrame:
    """Return the catalogue in one row: table_count, row_count, paper_count (tables of the
    paper), anomaly_count."""
    return pd.DataFrame(
        {
            "table_count": [catalogue["table"].nunique()],
            "row_count": [catalogue["rows"].sum()],
            "paper_count": [catalogue["vintage"].str.startswith("nainggolan").sum()],
            "anomaly_count": [len(anomalies)],
        }
    )
