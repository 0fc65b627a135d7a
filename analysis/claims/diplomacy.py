"""Checks of the claims on meetings and agreements."""

from typing import Any

import pandas as pd

from analysis.claims import verdicts
from analysis.claims.evidence import Read, row_report, select_rows
from analysis.claims.problem import last_number, single_row
from analysis.claims.verdicts import Report, Result
from analysis.questions import diplomacy


def meeting_places(claim: Any, read: Read) -> Result:
    """The places of the listed meetings against those of the year that the list cites."""
    year = last_number(claim.value)
    held = select_rows(read("meeting_hosts"), year=year, status="held")
    return verdicts.by_reports(place_reports(read, held), ("meetings", len(read("meetings"))))


def place_reports(read: Read, held: pd.DataFrame) -> list[Report]:
    """Return a report for every meeting held of a listed forum."""
    reports = []
    for row in held.dropna(subset="host_iso3").itertuples():
        listed = read("meetings")[read("meetings")["forum"].isin(str(row.meeting).split("/"))]
        countries = set(listed["country_iso3"]) | set(listed["alternative_country_iso3"].dropna())
        if countries:
            bears = "agrees" if row.host_iso3 in countries else "differs"
            reports.append(row_report(row, "host_iso3", row.host_iso3, bears))
    return reports


def agreement_count(claim: Any, read: Read) -> Result:
    """The number of listed agreements and partners, recounted."""
    facts = diplomacy.agreement_facts(read("agreements")).iloc[0]
    agrees = float(claim.value) == facts.agreement_count
    counts = ("agreement_count", "partner_count")
    return verdicts.by_recomputation(agrees, *((name, facts[name]) for name in counts))


def agreement_date(claim: Any, read: Read) -> Result:
    """Place and day of a signature against reports on it.

    A report agrees if it names a printed day and, where it names a place, the place printed
    with it; in part if it names the day with another place. A report of a month or a year
    only allows the day.
    """
    printed, rows = agreement(claim, read)
    reports = [
        row_report(row, "date_from", row.date_from, signature_bearing(printed, row))
        for row in rows.itertuples()
    ]
    return verdicts.by_reports(reports, ("place_and_date", printed.place_and_date))


def agreement(claim: Any, read: Read) -> tuple[Any, pd.DataFrame]:
    """Return the agreement that a locator names and the reports on it."""
    number = last_number(claim.exhibit)
    rows = select_rows(read("agreement_reports"), number=number)
    return single_row(read("agreements"), "number", number), rows


def signature_bearing(printed: Any, row: Any) -> str:
    """Return how a report on a signature bears on the printed one."""
    known = "" if pd.isna(row.place) else row.place
    pairs = [(printed.date_first, printed.place_first)]
    if not pd.isna(printed.place_second):
        second = printed.date_first if pd.isna(printed.date_second) else printed.date_second
        pairs.append((second, printed.place_second))
    allowed = [place for day, place in pairs if row.date_from <= day <= row.date_to]
    if not allowed:
        return "differs"
    if not any(not known or place in known or known in place for place in allowed):
        return "partly"
    return "agrees" if row.date_from == row.date_to else "allows"


def agreement_partner(claim: Any, read: Read) -> Result:
    """Whether the title of an agreement names the partner of its row."""
    printed, _ = agreement(claim, read)
    country = single_row(read("countries"), "iso3", printed.partner_iso3).name_en
    return verdicts.by_recomputation(
        country.lower() in printed.title.lower(), ("title", printed.title)
    )


CHECKS = (meeting_places, agreement_count, agreement_date, agreement_partner)
