"""Checks of the claims on cases, suspects and seizures."""

import re
from typing import Any

import pandas as pd

from analysis.claims import verdicts
from analysis.claims.evidence import Read, number_reports, row_report, select_rows
from analysis.claims.verdicts import Report, Result
from analysis.questions import problem

BOTH = "BNN+Polri"


def last_number(text: str) -> int:
    """Return the last number of a locator such as ``Table 1, row 2019``."""
    return int(re.findall(r"\d+", text)[-1])


def single_row(frame: pd.DataFrame, column: str, value: Any) -> Any:
    """Return the one row of a frame with a value in a column."""
    (row,) = select_rows(frame, **{column: value}).itertuples()
    return row


def body_reports(read: Read, body: str) -> pd.DataFrame:
    """Return whole-year reports of cases and suspects by one body."""
    return select_rows(read("disclosures_reported"), body=body, coverage="year")


def suspects_of_year(claim: Any, read: Read) -> Result:
    """Suspects of a year against the totals that BNN and Polri together reported for it."""
    year = last_number(claim.exhibit)
    printed = single_row(problem.yearly(read("disclosures")), "year", year)
    rows = select_rows(body_reports(read, BOTH), year=year)
    reports = number_reports(rows, "suspects", printed.suspects_total, claim.tolerance)
    facts = (("suspects_total", printed.suspects_total), ("parts_sum", printed.parts_sum))
    return verdicts.by_reports(reports, *facts)


def cases_of_years(claim: Any, read: Read) -> Result:
    """The column of cases against the cases that BNN and Polri together reported."""
    reports: list[Report] = []
    printed = read("disclosures")
    for year, cases in zip(printed["year"], printed["cases"], strict=True):
        rows = select_rows(body_reports(read, BOTH), year=year)
        reports += number_reports(rows, "cases", cases, claim.tolerance)
    scale = problem.scale(printed).iloc[0]
    return verdicts.by_reports(reports, ("equal_count", scale.equal_count))


def foreign_suspects(claim: Any, read: Read) -> Result:
    """Foreign suspects by year against the count of the national police for the same year."""
    reports: list[Report] = []
    printed = read("disclosures")
    for year, suspects in zip(printed["year"], printed["suspects_foreign"], strict=True):
        rows = select_rows(body_reports(read, "Polri"), year=year)
        reports += number_reports(rows, "suspects_foreign", suspects, claim.tolerance)
    return verdicts.by_reports(reports)


def title_years(claim: Any, read: Read) -> Result:
    """The years of a table's title against the years of its rows."""
    years = read("disclosures")["year"]
    found = f"{years.min()}-{years.max()}"
    return verdicts.by_recomputation(claim.value == found, ("years", found))


def origins_from_table(_: Any, read: Read) -> Result:
    """Whether the table of disclosures has a column that names a country."""
    named = [name for name in read("disclosures").columns if "country" in name or "iso3" in name]
    return verdicts.by_recomputation(bool(named), ("country_columns", len(named)))


def incident_date(claim: Any, read: Read) -> Result:
    """The day of a seizure against the days on which reports have it intercepted or found."""
    printed, rows = incident(claim, read)
    rows = rows[rows["what"].isin(["intercepted", "found"])]
    reports = [
        row_report(row, "date_from", row.date_from, is_within(printed, row))
        for row in rows.itertuples()
    ]
    return verdicts.by_reports(reports, ("date", printed.date))


def is_within(printed: Any, row: Any) -> str:
    """Return whether the days of a report lie in those that the printed date allows."""
    if printed.date_from <= row.date_from and row.date_to <= printed.date_to:
        return "agrees"
    overlaps = printed.date_from <= row.date_to and row.date_from <= printed.date_to
    return "allows" if overlaps else "differs"


def incident_weight(claim: Any, read: Read) -> Result:
    """The weight of a seizure against the weights that reports give as exact."""
    printed, rows = incident(claim, read)
    reports = number_reports(
        select_rows(rows, weight_bound="exact"), "weight_kg", printed.weight_kg, claim.tolerance
    )
    return verdicts.by_reports(reports, ("weight_kg", printed.weight_kg))


def incident(claim: Any, read: Read) -> tuple[Any, pd.DataFrame]:
    """Return the seizure that a locator names and the reports on it."""
    number = last_number(claim.exhibit)
    rows = select_rows(read("incidents_reported"), number=number)
    return single_row(read("incidents"), "number", number), rows


CHECKS = (
    suspects_of_year,
    cases_of_years,
    foreign_suspects,
    title_years,
    origins_from_table,
    incident_date,
    incident_weight,
)
