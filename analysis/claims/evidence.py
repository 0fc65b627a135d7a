"""Rows of evidence tables as reports, and the tables that a check may read."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.claims.verdicts import Report, bearing
from analysis.questions import nps, reported
from analysis.tables import CURRENT, DATA

Read = Callable[[str], pd.DataFrame]


# Tables of reports, with the table of the paper whose later vintages are reports as well.
REPORTING = {
    "disclosures_reported": ("disclosures", reported.with_printings),
    "nps_reported": ("nps", nps.with_printings),
}


def evidence_reader(vintage: str = CURRENT, data: Path = DATA) -> Read:
    """Return a function from a table's name to its frame, read once.

    The tables of the paper are read in the vintage of the ledger, for its claims are about
    them; all others in the vintage named, or as current series. Later vintages of a table
    of the paper are read as reports.
    """
    own = tables.newest_vintage("claims", data)

    @cache
    def read(table: str) -> pd.DataFrame:
        of_paper = own in tables.vintages(table, data)
        frame = tables.load(table, own if of_paper else vintage, data)
        if table not in REPORTING:
            return frame
        printed, with_printings = REPORTING[table]
        later = tables.printings(printed, vintage, data)
        return with_printings(frame, later[later["vintage"] != own])

    return read


def select_rows(frame: pd.DataFrame, **values: Any) -> pd.DataFrame:
    """Return the rows of a frame that have the given values in the columns so named."""
    for column, value in values.items():
        frame = frame[frame[column] == value]
    return frame


def row_report(row: Any, column: str, value: Any, bears: str) -> Report:
    """Return a row of an evidence table as a report on one of its columns."""
    date = "" if pd.isna(row.date) else str(row.date)
    return Report((column, value), bears, row.source, row.address, date)


def number_reports(
    frame: pd.DataFrame, column: str, published: float, tolerance: float
) -> Iterator[Report]:
    """Yield a report for every row with a number in a column, set against the published one.

    A missing tolerance asks for an exact match.
    """
    allowed = 0.0 if pd.isna(tolerance) else tolerance
    for row in frame.dropna(subset=column).itertuples():
        value = getattr(row, column)
        bears = bearing(published, float(value), allowed, getattr(row, "bound", "exact"))
        yield row_report(row, column, value, bears)
