"""Checks of the claims on new psychoactive substances."""

from typing import Any

import pandas as pd

from analysis.claims import rules
from analysis.claims.problem import last_number, row_of
from analysis.claims.reports import Read, numbers, report, where
from analysis.claims.rules import Report, Result, bearing
from analysis.questions import nps


def nps_found(claim: Any, read: Read) -> Result:
    """Substances found in Indonesia against the reports nearest in time."""
    return indonesia(claim, read, "found")


def nps_regulated(claim: Any, read: Read) -> Result:
    """Substances regulated in Indonesia against the reports nearest in time."""
    return indonesia(claim, read, "regulated")


def indonesia(claim: Any, read: Read, column: str) -> Result:
    """Return a count for Indonesia against the last report before its date and all of the
    first month reported after it."""
    printed = read("nps_indonesia").sort_values("as_of").iloc[-1]
    rows = where(read("nps_reported"), scope="Indonesia").dropna(subset=column)
    before = rows[rows["as_of"] < printed["as_of"]]["as_of"].max()
    after = rows[rows["as_of"] >= printed["as_of"]]["as_of"].min()
    nearest = rows[rows["as_of"].isin([before, after])]
    reports = numbers(nearest, column, printed[column], claim.tolerance)
    return rules.reported(reports, (column, printed[column]))


def nps_world(_: Any, read: Read) -> Result:
    """The last count for the world against what is reported for that year and the next."""
    printed = read("nps").sort_values("year").iloc[-1]
    years = [printed["year"], printed["year"] + 1]
    rows = worldwide(read)[worldwide(read)["year"].isin(years)].dropna(subset="found")
    reports = [
        report(row, "found", row.found, world_bearing(printed, row)) for row in rows.itertuples()
    ]
    return rules.reported(reports, ("substances", printed["substances"]))


def world_bearing(printed: Any, row: Any) -> str:
    """Return how a count bears on the last bar; a higher one of a later year allows it."""
    bears = bearing(printed["substances"], row.found, 0, row.bound)
    later = row.year > printed["year"] and row.found > printed["substances"]
    return "allows" if bears == "differs" and later else bears


def nps_bar(claim: Any, read: Read) -> Result:
    """One bar of the chart against the cumulative counts reported for that year."""
    year = last_number(claim.exhibit)
    printed = row_of(read("nps"), "year", year)
    return rules.reported(year_reports(printed, read), ("substances", printed.substances))


def nps_chart(_: Any, read: Read) -> Result:
    """All bars of the chart against the cumulative counts reported for their years."""
    reports: list[Report] = []
    for printed in read("nps").itertuples():
        reports += year_reports(printed, read)
    return rules.reported(reports, ("bars", len(read("nps"))))


def nps_growth(_: Any, read: Read) -> Result:
    """The growth of the chart from its first to its last bar, recomputed."""
    growth = nps.growth(read("nps")).iloc[0]
    agrees = growth.fall_count == 0 and growth.rise_ratio > 1
    return rules.recomputed(agrees, ("rise_ratio", growth.rise_ratio))


def year_reports(printed: Any, read: Read) -> list[Report]:
    """Return the reports for the year of a bar. A lower count from before the year's end
    allows the bar, since the count is cumulative."""
    rows = where(worldwide(read), year=printed.year).dropna(subset="found")
    return [
        report(row, "found", row.found, bar_bearing(printed.substances, row))
        for row in rows.itertuples()
    ]


def bar_bearing(substances: int, row: Any) -> str:
    """Return how a count of some month bears on the bar of its year."""
    bears = bearing(substances, row.found, 0, row.bound)
    early = not row.as_of.endswith("-12") and row.found < substances and "-" in row.as_of
    return "allows" if bears == "differs" and early else bears


def worldwide(read: Read) -> pd.DataFrame:
    """Return the reports on the whole world."""
    return where(read("nps_reported"), scope="world")


CHECKS = (nps_found, nps_regulated, nps_world, nps_bar, nps_chart, nps_growth)
