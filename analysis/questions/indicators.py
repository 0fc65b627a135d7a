"""Indicators of demand and of supply in Indonesia, with every break of method marked."""

from typing import Any

import pandas as pd

from analysis.tracing import trace

ERAS = ["before", "household", "since_2019"]


@trace
def prevalence(prevalence: pd.DataFrame) -> pd.DataFrame:
    """Return drug use in the past year in Indonesia, one row a survey report; surveys of students
    are left out.

    Columns: year, rate (percent), era, institute, population_base, source. The era says which
    reports can be set side by side: before (university surveys), household (one household
    survey), since_2019 (surveys of LIPI, BRIN and BPS, of ages 15 to 64).
    """
    frame = prevalence[(prevalence["area"] == "Indonesia") & (prevalence["substance"] == "any")]
    frame = frame[frame["measure"].isin(["past_year", "past_year_household"])]
    whole = ~frame["population_base"].str.contains("student").fillna(False)
    frame = frame[whole].dropna(subset="percent").sort_values(["year", "percent"])
    frame = frame.assign(era=[era(row) for row in frame.itertuples()])
    columns = ["year", "rate", "era", "institute", "population_base", "source"]
    named = frame.rename(columns={"percent": "rate"})
    return named[columns].drop_duplicates(["year", "rate", "era"])


def era(row: Any) -> str:
    """Return the era of a survey by its measure and institute."""
    if row.measure == "past_year_household":
        return "household"
    institute = "" if pd.isna(row.institute) else row.institute
    recent = row.year >= 2019 or any(name in institute for name in ("LIPI", "BRIN"))
    return "since_2019" if recent else "before"


@trace
def prevalence_facts(prevalence: pd.DataFrame) -> pd.DataFrame:
    """Return the comparable surveys in one row: survey_count, first_year, first_rate,
    last_year, last_rate, low_rate and high_rate (range), era_count, and
    overlap_count (years for which two eras give different figures)."""
    recent = prevalence[prevalence["era"] == "since_2019"].sort_values("year")
    eras = prevalence.groupby("year")["era"].nunique()
    return pd.DataFrame(
        {
            "survey_count": [len(recent)],
            "first_year": [recent["year"].iloc[0]],
            "first_rate": [recent["rate"].iloc[0]],
            "last_year": [recent["year"].iloc[-1]],
            "last_rate": [recent["rate"].iloc[-1]],
            "low_rate": [recent["rate"].min()],
            "high_rate": [recent["rate"].max()],
            "era_count": [prevalence["era"].nunique()],
            "overlap_count": [(eras > 1).sum()],
        }
    )


@trace
def rehabilitation(rehabilitation: pd.DataFrame) -> pd.DataFrame:
    """Return persons rehabilitated in a whole year, one row a report: year, body, people,
    source. Regional offices are left out."""
    frame = rehabilitation[
        (rehabilitation["scope"] == "rehabilitation") & (rehabilitation["coverage"] == "year")
    ]
    frame = frame[~frame["body"].str.startswith("BNNP")]
    return frame.sort_values(["year", "people"])[["year", "body", "people", "source"]]


@trace
def seizures(seizures: pd.DataFrame) -> pd.DataFrame:
    """Return methamphetamine seized in Indonesia as reported to UNODC, one row a year.

    Columns: year, kg (all rows of the annex for the year added up).
    """
    frame = seizures[(seizures["basis"] == "annex") & (seizures["drug"] == "methamphetamine")]
    return frame.groupby("year", as_index=False)[["amount"]].sum().rename(columns={"amount": "kg"})


@trace
def panels(
    prevalence: pd.DataFrame,
    rehabilitation: pd.DataFrame,
    cases: pd.DataFrame,
    seizures: pd.DataFrame,
) -> pd.DataFrame:
    """Return the four indicators in one long frame, one row a report.

    Columns: indicator (use_percent, rehabilitated, cases_both or seized_kg), side (demand or
    supply), year, value, basis (what can be set side by side: era, body or source).
    """
    parts = [
        ("use_percent", "demand", prevalence, "rate", "era"),
        ("rehabilitated", "demand", rehabilitation, "people", "body"),
        ("cases_both", "supply", cases, "cases", "reporter"),
        ("seized_kg", "supply", seizures.assign(source="UNODC"), "kg", "source"),
    ]
    long = [
        frame[["year"]].assign(
            value=frame[value], basis=frame[basis], indicator=indicator, side=side
        )
        for indicator, side, frame, value, basis in parts
    ]
    return pd.concat(long, ignore_index=True).dropna(subset="value")
