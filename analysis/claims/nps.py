"""Checks of the claims on new psychoactive substances."""

from typing import Any

import pandas as pd

from analysis.claims import verdicts
from analysis.claims.evidence import Read, number_reports, row_report, select_rows
from analysis.claims.problem import last_number, single_row
from analysis.claims.verdicts import Report, Result, bearing
from analysis.questions import nps

REGULATION = "30/2023"


def nps_found(_: Any, read: Read) -> Result:
    """Substances found in Indonesia against the last report before and all reports after.

    The count is cumulative: a lower one before, or a higher one after, allows it.
    """
    printed = indonesia(read)
    rows = select_rows(read("nps_reported"), scope="Indonesia").dropna(subset="found")
    last = rows[rows["as_of"] < printed["as_of"]]["as_of"].max()
    reports = [
        row_report(row, "found", row.found, cumulative(printed, row))
        for row in rows[rows["as_of"] >= last].itertuples()
    ]
    return verdicts.by_reports(reports, ("found", printed["found"]))


def cumulative(printed: Any, row: Any) -> str:
    """Return how a count of another month bears on a printed cumulative one."""
    before = row.as_of < printed["as_of"] and row.found < printed["found"]
    after = row.as_of > printed["as_of"] and row.found > printed["found"]
    bears = bearing(printed["found"], row.found, 0, row.bound)
    return "allows" if bears == "differs" and (before or after) else bears


def nps_regulated(claim: Any, read: Read) -> Result:
    """Substances regulated in Indonesia against the reports that name the same regulation."""
    printed = indonesia(read)
    rows = select_rows(read("nps_reported"), scope="Indonesia")
    named = rows[rows["regulation"].str.contains(REGULATION).fillna(False)]
    reports = number_reports(named, "regulated", printed["regulated"], claim.tolerance)
    return verdicts.by_reports(reports, ("regulated", printed["regulated"]))


def indonesia(read: Read) -> pd.Series:
    """Return the last row of the paper's counts for Indonesia."""
    return read("nps_indonesia").sort_values("as_of").iloc[-1]


def nps_world(_: Any, read: Read) -> Result:
    """The last count for the world against what is reported for that year and the next."""
    printed = read("nps").sort_values("year").iloc[-1]
    years = [printed["year"], printed["year"] + 1]
    rows = world_reports(read)[world_reports(read)["year"].isin(years)].dropna(subset="found")
    reports = [
        row_report(row, "found", row.found, world_bearing(printed, row))
        for row in rows.itertuples()
    ]
    return verdicts.by_reports(reports, ("substances", printed["substances"]))


def world_bearing(printed: Any, row: Any) -> str:
    """Return how a count bears on the last bar; a higher one of a later year allows it."""
    bears = bearing(printed["substances"], row.found, 0, row.bound)
    later = row.year > printed["year"] and row.found > printed["substances"]
    return "allows" if bears == "differs" and later else bears


def nps_bar(claim: Any, read: Read) -> Result:
    """One bar of the chart against the cumulative counts reported for that year."""
    year = last_number(claim.exhibit)
    printed = single_row(read("nps"), "year", year)
    return verdicts.by_reports(year_reports(printed, read), ("substances", printed.substances))


def nps_chart(_: Any, read: Read) -> Result:
    """All bars of the chart against the cumulative counts reported for their years."""
    reports: list[Report] = []
    for printed in read("nps").itertuples():
        reports += year_reports(printed, read)
    return verdicts.by_reports(reports, ("bars", len(read("nps"))))


def nps_growth(_: Any, read: Read) -> Result:
    """Almost tenfold growth: no bar falls, and the last is nine to ten times the first."""
    growth = nps.growth(read("nps")).iloc[0]
    agrees = growth.fall_count == 0 and 9 <= growth.rise_ratio < 10
    return verdicts.by_recomputation(agrees, ("rise_ratio", growth.rise_ratio))


def year_reports(printed: Any, read: Read) -> list[Report]:
    """Return the reports for the year of a bar. A lower count from before the year's end
    allows the bar, since the count is cumulative."""
    rows = select_rows(world_reports(read), year=printed.year).dropna(subset="found")
    return [
        row_report(row, "found", row.found, bar_bearing(printed.substances, row))
        for row in rows.itertuples()
    ]


def bar_bearing(substances: int, row: Any) -> str:
    """Return how a count of some month bears on the bar of its year."""
    bears = bearing(substances, row.found, 0, row.bound)
    dated = "-" in row.as_of and not row.as_of.endswith("-12")
    early = (dated or row.bound == "before_year_end") and row.found < substances
    return "allows" if bears == "differs" and early else bears


def world_reports(read: Read) -> pd.DataFrame:
    """Return the reports on the whole world."""
    return select_rows(read("nps_reported"), scope="world")


CHECKS = (nps_found, nps_regulated, nps_world, nps_bar, nps_chart, nps_growth)
