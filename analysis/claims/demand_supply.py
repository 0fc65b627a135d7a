"""Checks of the claims on demand, supply, exchange of information and the death penalty."""

from typing import Any

import pandas as pd

from analysis.claims import verdicts
from analysis.claims.evidence import Read, number_reports, row_report
from analysis.claims.general import statements
from analysis.claims.verdicts import Result
from analysis.questions import realism


def information_exchange(_: Any, read: Read) -> Result:
    """Whether instruments exchange information: by published contents, and by title.

    Only the instruments with published contents can be counted: most of them must exchange it.
    """
    contents = read("instrument_contents")
    reports = [
        row_report(row, "statement", f"{row.country_iso3}: {row.instrument}", agreement(row))
        for row in contents.itertuples()
    ]
    titles = read("agreements")["title"].str.lower()
    named = titles.str.contains("information").sum()
    most = bool(contents["exchanges_information"].mean() > 1 / 2)
    facts = (("titles_naming_it", named), ("title_count", len(titles)))
    return verdicts.in_part(most, *facts, reports=reports)


def agreement(row: Any) -> str:
    """Return whether an instrument's published contents include the exchange of information."""
    return "agrees" if row.exchanges_information else "differs"


def death_penalty_asean(_: Any, read: Read) -> Result:
    """Whether every member of ASEAN keeps the death penalty in law: each abolition differs."""
    members = realism.asean(read("countries"), realism.year_end(read("agreements")))
    rows = read("capital_punishment")
    rows = rows[rows["country_iso3"].isin(members) & (rows["status"] == "abolished")]
    kept = len(members) - rows["country_iso3"].nunique()
    reports = [
        row_report(row, "country_iso3", row.country_iso3, "differs") for row in rows.itertuples()
    ]
    return verdicts.by_reports(reports, ("kept_count", kept), ("member_count", len(members)))


def death_penalty_world(claim: Any, read: Read) -> Result:
    """Many states have given up the death penalty: a source agrees if it counts more states
    that abolished it in law than states that keep it."""
    counts = read("capital_punishment_world").set_index("measure")
    abolished, kept = (
        counts.loc[f"states_{name}"] for name in ("abolished_all_crimes", "retaining")
    )
    bears = "agrees" if abolished["count"] > kept["count"] else "differs"
    reports = [row_report(row, "count", row["count"], bears) for row in (abolished, kept)]
    return verdicts.by_reports([*reports, *statements(claim, read)])


def methamphetamine_record(claim: Any, read: Read) -> Result:
    """A record seizure against regional reports for the year, and against earlier years."""
    rows = regional(read)
    year = rows[rows["year"] == 2021]
    reports = [*number_reports(year, "tonnes", float(claim.value), claim.tolerance)]
    earlier = rows[(rows["year"] < 2021) & (rows["tonnes"] > float(claim.value))]
    reports += [row_report(row, "tonnes", row.tonnes, "differs") for row in earlier.itertuples()]
    return verdicts.by_reports(reports)


def regional(read: Read) -> pd.DataFrame:
    """Return regional reports on East and Southeast Asia as a whole, all forms together."""
    frame = read("methamphetamine_seized")
    whole = (frame["area"] == "East and Southeast Asia") & (frame["form"] == "all")
    return frame[(frame["basis"] == "regional_report") & whole]


CHECKS = (
    information_exchange,
    death_penalty_asean,
    death_penalty_world,
    methamphetamine_record,
)
