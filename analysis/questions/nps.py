"""New psychoactive substances: the cumulative count, its steps and its growth."""

import pandas as pd

from analysis.questions.problem import follows
from analysis.tracing import trace


@trace
def yearly(nps: pd.DataFrame) -> pd.DataFrame:
    """Return the count with its steps, one row a year.

    Columns: year, substances (cumulative), increment (substances more than the year
    before), growth_percent; the last two are missing after a gap of years and where the
    vintage changes, since a step between two vintages also holds what the later one revised.
    """
    frame = nps.sort_values("year", ignore_index=True)
    increment = frame["substances"].diff().where(follows(frame))
    return frame.assign(
        increment=increment,
        growth_percent=100 * increment / frame["substances"].shift(),
    )


@trace
def with_printings(reported: pd.DataFrame, printings: pd.DataFrame) -> pd.DataFrame:
    """Return the reports with the rows of later vintages of the count as reports on the world.

    Takes ``tables.printings("nps")``, whose counts are of the year's end. A row that only
    repeats the count of a report of that year is left out.
    """
    named = printings.rename(columns={"substances": "found", "released": "date"})
    rows = named.assign(as_of=named["year"].astype(str) + "-12", scope="world", bound="exact")
    kept = rows.reindex(columns=reported.columns).astype(reported.dtypes)
    counted = ["year", "scope", "found"]
    repeats = kept.merge(reported[counted].drop_duplicates(), how="left", indicator=True)
    new = kept[(repeats["_merge"] == "left_only").to_numpy()]
    return pd.concat([reported, new], ignore_index=True)


@trace
def growth(nps: pd.DataFrame) -> pd.DataFrame:
    """Return the growth over the whole series in one row.

    first_year, first_count, last_year, last_count, year_count, rise_count (substances
    more), rise_ratio (last over first), rise_percent (compound growth a year),
    fall_count (years in which the count falls), largest_count and largest_year,
    smallest_count and smallest_year (the largest and the smallest step), before_count
    and before_year (the step before the last), step_count (the last step). Needs two steps.
    """
    frame = yearly(nps)
    first, last = frame.iloc[0], frame.iloc[-1]
    steps = frame.dropna(subset="increment")
    largest, smallest = (
        steps.iloc[steps["increment"].argmax()],
        steps.iloc[steps["increment"].argmin()],
    )
    ratio = last["substances"] / first["substances"]
    return pd.DataFrame(
        {
            "first_year": [first["year"]],
            "first_count": [first["substances"]],
            "last_year": [last["year"]],
            "last_count": [last["substances"]],
            "year_count": [len(frame)],
            "rise_count": [last["substances"] - first["substances"]],
            "rise_ratio": [ratio],
            "rise_percent": [100 * (ratio ** (1 / (last["year"] - first["year"])) - 1)],
            "fall_count": [(steps["increment"] < 0).sum()],
            "largest_count": [largest["increment"]],
            "largest_year": [largest["year"]],
            "smallest_count": [smallest["increment"]],
            "smallest_year": [smallest["year"]],
            "before_count": [steps["increment"].iloc[-2]],
            "before_year": [steps["year"].iloc[-2]],
            "step_count": [steps["increment"].iloc[-1]],
        }
    )


@trace
def newest(nps: pd.DataFrame) -> pd.DataFrame:
    """Return the current series summed up in one row: first_year, last_year, last_count,
    year_count, revised_count (years whose count is lower than that of the year before, which
    a running total can only be if it was revised)."""
    frame = nps.sort_values("year", ignore_index=True)
    return pd.DataFrame(
        {
            "first_year": [frame["year"].iloc[0]],
            "last_year": [frame["year"].iloc[-1]],
            "last_count": [frame["substances"].iloc[-1]],
            "year_count": [len(frame)],
            "revised_count": [(frame["substances"].diff() < 0).sum()],
        }
    )


@trace
def coverage(nps_indonesia: pd.DataFrame) -> pd.DataFrame:
    """Return how many of the substances found in Indonesia are regulated, one row a date.

    Columns: as_of, found, regulated, unregulated (substances), regulated_percent.
    """
    frame = nps_indonesia.sort_values("as_of", ignore_index=True)
    return frame[["as_of", "found", "regulated"]].assign(
        unregulated=frame["found"] - frame["regulated"],
        regulated_percent=100 * frame["regulated"] / frame["found"],
    )
