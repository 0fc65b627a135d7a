"""The problem: disclosed cases and suspects by year, and the dated seizures."""

import pandas as pd

from analysis.tracing import trace


@trace
def yearly(disclosures: pd.DataFrame) -> pd.DataFrame:
    """Return the table of disclosures with what follows from it, one row a year.

    Adds: parts_sum (persons), parts_difference (parts minus printed total, persons),
    foreign_percent (of the parts), cases_change_percent and suspects_change_percent
    (on the year before), suspects_per_case_ratio.
    """
    frame = disclosures.sort_values("year", ignore_index=True)
    parts = frame["suspects_foreign"] + frame["suspects_domestic"]
    return frame.assign(
        parts_sum=parts,
        parts_difference=parts - frame["suspects_total"],
        foreign_percent=100 * frame["suspects_foreign"] / parts,
        cases_change_percent=change(frame, "cases"),
        suspects_change_percent=change(frame, "suspects_total"),
        suspects_per_case_ratio=frame["suspects_total"] / frame["cases"],
    )


def change(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return the change of a column on the year before, in percent, if that is in the same
    vintage: vintages count at different times."""
    before = frame[column].shift()
    return (100 * (frame[column] - before) / before).where(follows(frame))


def follows(frame: pd.DataFrame) -> pd.Series:
    """Return whether each row is of the year after the row before it, and of its vintage."""
    same = frame["vintage"] == frame["vintage"].shift() if "vintage" in frame else True
    return (frame["year"].diff() == 1) & same


@trace
def newest(disclosures: pd.DataFrame) -> pd.DataFrame:
    """Return the current series summed up in one row: first_year, last_year, year_count,
    last_cases and last_suspects (of the last year), equal_count (years in which cases equal
    suspects), low_ratio and high_ratio (suspects per case in the other years)."""
    frame = yearly(disclosures)
    last = frame.iloc[-1]
    equal = (frame["cases"] == frame["suspects_total"]).fillna(False)
    ratios = frame.loc[~equal, "suspects_per_case_ratio"]
    return pd.DataFrame(
        {
            "first_year": [frame["year"].min()],
            "last_year": [last["year"]],
            "year_count": [len(frame)],
            "last_cases": [last["cases"]],
            "last_suspects": [last["suspects_total"]],
            "equal_count": [equal.sum()],
            "low_ratio": [ratios.min()],
            "high_ratio": [ratios.max()],
        }
    )


@trace
def sums(disclosures: pd.DataFrame) -> pd.DataFrame:
    """Return the sums over all years, in one row: cases_sum, foreign_sum, domestic_sum,
    suspects_sum, parts_sum, and foreign_percent (of parts_sum)."""
    foreign, domestic = (disclosures[f"suspects_{who}"].sum() for who in ("foreign", "domestic"))
    return pd.DataFrame(
        {
            "cases_sum": [disclosures["cases"].sum()],
            "foreign_sum": [foreign],
            "domestic_sum": [domestic],
            "suspects_sum": [disclosures["suspects_total"].sum()],
            "parts_sum": [foreign + domestic],
            "foreign_percent": [100 * foreign / (foreign + domestic)],
        }
    )


@trace
def scale(disclosures: pd.DataFrame) -> pd.DataFrame:
    """Return what the column of cases holds, in one row.

    first_year, last_year, year_count; equal_count: years in which cases equal suspects,
    up to equal_last_year; apart_year: the last year in which they do not, with
    apart_cases, apart_suspects and apart_ratio (suspects per case); fall_percent: the
    change of the cases column into that year; fall_suspects_percent: that of suspects;
    before_year: the year before it.
    """
    frame = yearly(disclosures)
    equal = frame[frame["cases"] == frame["suspects_total"]]
    apart = frame[frame["cases"] != frame["suspects_total"]].tail(1)
    row = apart.iloc[0] if len(apart) else pd.Series(pd.NA, index=frame.columns)
    return pd.DataFrame(
        {
            "first_year": [frame["year"].min()],
            "last_year": [frame["year"].max()],
            "year_count": [len(frame)],
            "equal_count": [len(equal)],
            "equal_last_year": [equal["year"].max()],
            "apart_year": [row["year"]],
            "before_year": [row["year"] - 1],
            "apart_cases": [row["cases"]],
            "apart_suspects": [row["suspects_total"]],
            "apart_ratio": [row["suspects_per_case_ratio"]],
            "fall_percent": [row["cases_change_percent"]],
            "fall_suspects_percent": [row["suspects_change_percent"]],
        }
    )


@trace
def addition(disclosures: pd.DataFrame) -> pd.DataFrame:
    """Return where the parts do not add up to the printed total, in one row.

    off_count: years in which they do not; for the first of these off_year, off_parts,
    off_total and off_difference (parts less total), all in persons.
    """
    off = yearly(disclosures).query("parts_difference != 0")
    row = off.iloc[0] if len(off) else pd.Series(pd.NA, index=off.columns)
    return pd.DataFrame(
        {
            "off_count": [len(off)],
            "off_year": [row["year"]],
            "off_parts": [row["parts_sum"]],
            "off_total": [row["suspects_total"]],
            "off_difference": [row["parts_difference"]],
        }
    )


@trace
def foreign(disclosures: pd.DataFrame) -> pd.DataFrame:
    """Return the range of foreign suspects in one row: low_count and low_year, high_count
    and high_year, low_percent and high_percent of all suspects."""
    frame = yearly(disclosures)
    low, high = frame["suspects_foreign"].argmin(), frame["suspects_foreign"].argmax()
    return pd.DataFrame(
        {
            "low_count": [frame["suspects_foreign"].iloc[low]],
            "low_year": [frame["year"].iloc[low]],
            "high_count": [frame["suspects_foreign"].iloc[high]],
            "high_year": [frame["year"].iloc[high]],
            "low_percent": [frame["foreign_percent"].min()],
            "high_percent": [frame["foreign_percent"].max()],
        }
    )


@trace
def seizures(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the dated seizures in the order of their dates: date, date_from, date_to, place,
    drug, weight (as printed), weight_kg, origin_iso3, agencies."""
    columns = ["date", "date_from", "date_to", "place", "drug", "weight", "weight_kg"]
    ordered = incidents.sort_values("date_from", ignore_index=True)
    return ordered[[*columns, "origin_iso3", "agencies"]]


@trace
def seizure_facts(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the seizures summed up in one row: seizure_count, first_date, last_date,
    total_kg, largest_kg, origin_count (seizures for which an origin is named)."""
    return pd.DataFrame(
        {
            "seizure_count": [len(incidents)],
            "first_date": [incidents["date_from"].min()],
            "last_date": [incidents["date_to"].max()],
            "total_kg": [incidents["weight_kg"].sum()],
            "largest_kg": [incidents["weight_kg"].max()],
            "origin_count": [incidents["origin_iso3"].notna().sum()],
        }
    )
