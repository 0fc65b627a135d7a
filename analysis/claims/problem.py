"""Checks of the claims on cases, suspects and seizures."""

import re
from typing import Any

import pandas as pd

from analysis.claims import verdicts
from analysis.claims.evidence import Read, numbers, report, where
from analysis.claims.verdicts import Report, Result
from analysis.questions import problem

BOTH = "BNN+Polri"


def last_number(text: str) -> int:
    """Return the last number of a locator such as ``Table 1, row 2019``."""
    return int(re.findall(r"\d+", text)[-1])


def row_of(frame: pd.DataFrame, column: str, value: Any) -> Any:
    """Return the one row of a frame with a value in a column."""
    (row,) = where(frame, **{column: value}).itertuples()
    return row


def reported_by(read: Read, body: str) -> pd.DataFrame:
    """Return whole-year reports of cases and suspects by one body."""
    return where(read("disclosures_reported"), body=body, coverage="year")


def suspects_of_year(claim: Any, read: Read) -> Result:
    """Suspects of a year against the totals that BNN and Polri together reported for it."""
    year = last_number(claim.exhibit)
    printed = row_of(problem.yearly(read("disclosures")), "year", year)
    rows = where(reported_by(read, BOTH), year=year)
    reports = numbers(rows, "suspects", printed.suspects_total, claim.tolerance)
    facts = (("suspects_total", printed.suspects_total), ("parts_sum", printed.parts_sum))
    return verdicts.reported(reports, *facts)


def cases_of_years(claim: Any, read: Read) -> Result:
    """The column of cases against the cases that BNN and Polri together reported."""
    reports: list[Report] = []
    for printed in read("disclosures").itertuples():
        rows = where(reported_by(read, BOTH), year=printed.year)
        reports += numbers(rows, "cases", printed.cases, claim.tolerance)
    scale = problem.scale(read("disclosures")).iloc[0]
    return verdicts.reported(reports, ("equal_count", scale.equal_count))


def foreign_suspects(claim: Any, read: Read) -> Result:
    """Foreign suspects by year against the count of the national police for the same year."""
    reports: list[Report] = []
    for printed in read("disclosures").itertuples():
        rows = where(reported_by(read, "Polri"), year=printed.year)
        reports += numbers(rows, "suspects_foreign", printed.suspects_foreign, claim.tolerance)
    return verdicts.reported(reports)


def title_years(claim: Any, read: Read) -> Result:
    """The years of a table's title against the years of its rows."""
    years = read("disclosures")["year"]
    found = f"{years.min()}-{years.max()}"
    return verdicts.recomputed(claim.value == found, ("years", found))


def origins_from_table(_: Any, read: Read) -> Result:
    """Whether the table of disclosures has a column that names a country."""
    named = [name for name in read("disclosures") if "country" in name or "iso3" in name]
    return verdicts.recomputed(bool(named), ("country_columns", len(named)))


def incident_date(claim: Any, read: Read) -> Result:
    """The day of a seizure against the days on which reports have it intercepted or found."""
    printed, rows = incident(claim, read)
    rows = rows[rows["what"].isin(["intercepted", "found"])]
    reports = [
        report(row, "date_from", row.date_from, within(printed, row)) for row in rows.itertuples()
    ]
    return verdicts.reported(reports, ("date", printed.date))


def within(printed: Any, row: Any) -> str:
    """Return whether the days of a report lie in those that the printed date allows."""
    if printed.date_from <= row.date_from and row.date_to <= printed.date_to:
        return "agrees"
    overlaps = printed.date_from <= row.date_to and row.date_from <= printed.date_to
    return "allows" if overlaps else "differs"


def incident_weight(claim: Any, read: Read) -> Result:
    """The weight of a seizure against the weights that reports give as exact."""
    printed, rows = incident(claim, read)
    reports = numbers(
        where(rows, weight_bound="exact"), "weight_kg", printed.weight_kg, claim.tolerance
    )
    return verdicts.reported(reports, ("weight_kg", printed.weight_kg))


def incident(claim: Any, read: Read) -> tuple[Any, pd.DataFrame]:
    """Return the seizure that a locator names and the reports on it."""
    number = last_number(claim.exhibit)
    rows = where(read("incidents_reported"), number=number)
    return row_of(read("incidents"), "number", number), rows


CHECKS = (
    suspects_of_year,
    cases_of_years,
    foreign_suspects,
    title_years,
    origins_from_table,
    incident_date,
    incident_weight,
)
