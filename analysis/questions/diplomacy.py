"""Diplomacy: the meetings and the agreements that the paper lists."""

import pandas as pd

from analysis.tracing import traced


@traced
def meetings(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return the table of meetings as printed: scope, number, meeting, place."""
    return meetings[["scope", "number", "meeting", "place"]]


@traced
def meeting_facts(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings summed up in one row: meeting_count, regional_count,
    international_count, forum_count, country_count (host countries printed, choices
    included), choice_count (rows with a choice of two), remark_count (rows with a remark)."""
    hosts = pd.concat([meetings["country_iso3"], meetings["alternative_country_iso3"]])
    return pd.DataFrame(
        {
            "meeting_count": [len(meetings)],
            "regional_count": [(meetings["scope"] == "regional").sum()],
            "international_count": [(meetings["scope"] == "international").sum()],
            "forum_count": [meetings["forum"].nunique()],
            "country_count": [hosts.nunique()],
            "choice_count": [meetings["alternative_country_iso3"].notna().sum()],
            "remark_count": [meetings["remarks"].notna().sum()],
        }
    )


@traced
def hosts(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return how often each country is printed as a place, one row a country and scope.

    Columns: country_iso3, scope, meetings (rows, a choice of two counts for both).
    """
    first = meetings[["country_iso3", "scope"]]
    second = meetings[["alternative_country_iso3", "scope"]].dropna()
    second = second.rename(columns={"alternative_country_iso3": "country_iso3"})
    counted = pd.concat([first, second]).value_counts().rename("meetings").reset_index()
    return counted.sort_values(["meetings", "country_iso3"], ascending=[False, True])


@traced
def timeline(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the agreements in the order of their first dates: number, partner_iso3, title,
    instrument, level, place_and_date, date_first, date_second."""
    columns = [
        "number",
        "partner_iso3",
        "title",
        "instrument",
        "level",
        "place_and_date",
    ]
    ordered = agreements.sort_values("date_first", ignore_index=True)
    return ordered[[*columns, "date_first", "date_second"]]


@traced
def cumulative(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the running count of agreements, one row an agreement.

    Columns: date_first, instrument, level, agreements (up to that date, of the same
    instrument and level), agreements_all (of every kind).
    """
    ordered = agreements.sort_values("date_first", ignore_index=True)
    kinds = ordered.groupby(["instrument", "level"])
    return ordered[["date_first", "instrument", "level"]].assign(
        agreements=kinds.cumcount() + 1, agreements_all=range(1, len(ordered) + 1)
    )


@traced
def kinds(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the number of agreements by instrument and level, one row a kind."""
    counted = agreements.value_counts(["instrument", "level"]).rename("agreements")
    return counted.reset_index().sort_values(["instrument", "level"], ignore_index=True)


@traced
def gaps(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the agreements with two dates: number, partner_iso3, place_first, date_first,
    place_second, date_second, gap_days."""
    frame = agreements.dropna(subset="date_second")
    columns = [
        "number",
        "partner_iso3",
        "place_first",
        "date_first",
        "place_second",
        "date_second",
    ]
    return frame[columns].assign(gap_days=(frame["date_second"] - frame["date_first"]).dt.days)


@traced
def agreement_facts(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the agreements summed up in one row: agreement_count, partner_count, repeat_iso3
    (partners with more than one), mou_count, loi_count, government_count, agency_count,
    first_date, last_date, two_place_count, two_date_count, year_max and year_max_count
    (the year with most first dates)."""
    partners = agreements["partner_iso3"].value_counts()
    years = agreements["date_first"].dt.year.value_counts().sort_index()
    return pd.DataFrame(
        {
            "agreement_count": [len(agreements)],
            "partner_count": [len(partners)],
            "repeat_iso3": [sorted(partners[partners > 1].index)],
            "mou_count": [(agreements["instrument"] == "MoU").sum()],
            "loi_count": [(agreements["instrument"] == "LoI").sum()],
            "government_count": [(agreements["level"] == "government").sum()],
            "agency_count": [(agreements["level"] == "agency").sum()],
            "first_date": [agreements["date_first"].min()],
            "last_date": [agreements[["date_first", "date_second"]].max().max()],
            "two_place_count": [agreements["place_second"].notna().sum()],
            "two_date_count": [agreements["date_second"].notna().sum()],
            "busiest_year": [years.idxmax()],
            "busiest_count": [years.max()],
        }
    )
