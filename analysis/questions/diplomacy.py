"""Diplomacy: the meetings and the agreements that the paper lists."""

import pandas as pd

from analysis.tracing import trace


@trace
def meetings(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return the table of meetings as printed: scope, number, meeting, place."""
    return meetings[["scope", "number", "meeting", "place"]]


@trace
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


@trace
def hosts(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return how often each country is printed as a place, one row a country and scope.

    Columns: country_iso3, scope, meetings (rows, a choice of two counts for both).
    """
    first = meetings[["country_iso3", "scope"]]
    second = meetings[["alternative_country_iso3", "scope"]].dropna()
    second = second.rename(columns={"alternative_country_iso3": "country_iso3"})
    counted = pd.concat([first, second]).value_counts().rename("meetings").reset_index()
    return counted.sort_values(["meetings", "country_iso3"], ascending=[False, True])


@trace
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


@trace
def cumulative(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the running count of agreements, one row an agreement.

    Columns: date_first, instrument, level, agreements (up to that date, of the same
    instrument and level).
    """
    ordered = agreements.sort_values("date_first", ignore_index=True)
    kinds = ordered.groupby(["instrument", "level"])
    return ordered[["date_first", "instrument", "level"]].assign(agreements=kinds.cumcount() + 1)


@trace
def kinds(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the number of agreements by instrument and level, one row a kind."""
    counted = agreements.value_counts(["instrument", "level"]).rename("agreements")
    return counted.reset_index().sort_values(["instrument", "level"], ignore_index=True)


@trace
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


@trace
def by_year(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the number of agreements by year of first signature and level, one row a year and
    level: year, level, agreements. Years without an agreement are there with zero."""
    years = agreements["date_first"].dt.year
    counted = pd.crosstab(years, agreements["level"])
    counted = counted.reindex(range(years.min(), years.max() + 1), fill_value=0)
    return counted.rename_axis("year").reset_index().melt("year", value_name="agreements")


@trace
def roles(agreements: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Return the partners by role, one row a partner: iso3, agreements (listed), neighbour,
    named_source, asean."""
    counted = agreements["partner_iso3"].value_counts().rename("agreements")
    frame = relations.merge(counted, left_on="iso3", right_index=True)
    return frame[["iso3", "agreements", "neighbour", "named_source", "asean"]].fillna(False)


@trace
def role_facts(agreements: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Return the roles in one row: neighbour_count, source_count, both_count (neighbour and
    named source), neither_count and neither_iso3 (partners)."""
    frame = roles(agreements, relations)
    near, source = frame["neighbour"].astype(bool), frame["named_source"].astype(bool)
    return pd.DataFrame(
        {
            "neighbour_count": [near.sum()],
            "source_count": [source.sum()],
            "both_count": [(near & source).sum()],
            "neither_count": [(~near & ~source).sum()],
            "neither_iso3": [sorted(frame.loc[~near & ~source, "iso3"])],
        }
    )


@trace
def elsewhere(agreements: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """Return agreements that other sources report and the paper's table does not list.

    One row a report of a signed or ended instrument whose partner the table lacks in that
    year: country_iso3, form, counterpart, signed, status, source.
    """
    rows = reported[reported["instrument"].isin(["MoU", "LoI", "agreement"])]
    rows = rows[rows["signed"].notna() & rows["status"].isin(["signed", "ended", "replaced"])]
    listed = set(zip(agreements["partner_iso3"], agreements["date_first"].dt.year, strict=True))
    pairs = zip(rows["country_iso3"], rows["signed"].str[:4].astype(int), strict=True)
    kept = rows[[pair not in listed for pair in pairs]].drop_duplicates(
        ["country_iso3", "instrument", "signed"]
    )
    columns = ["country_iso3", "form", "counterpart", "signed", "status", "source"]
    return kept.rename(columns={"instrument": "form"}).sort_values("signed")[columns]


@trace
def later(agreements: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    """Return the agreements of a newer list that are in other vintages than the first, in the
    order of their dates: partner_iso3, instrument, place_first, date_first, vintage."""
    rows = newer[~newer["vintage"].isin(agreements["vintage"])].sort_values("date_first")
    return rows[["partner_iso3", "instrument", "place_first", "date_first", "vintage"]]


@trace
def later_facts(agreements: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    """Return the newer list in one row: agreement_count, partner_count, later_count (rows of
    newer vintages), new_iso3 (their partners that the first list lacks)."""
    rows = later(agreements, newer)
    new = sorted(set(rows["partner_iso3"]) - set(agreements["partner_iso3"]))
    return pd.DataFrame(
        {
            "agreement_count": [len(newer)],
            "partner_count": [newer["partner_iso3"].nunique()],
            "later_count": [len(rows)],
            "new_iso3": [new],
        }
    )


@trace
def agreement_facts(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the agreements summed up in one row: agreement_count, partner_count, repeat_iso3
    (partners with more than one), mou_count, loi_count, government_count, agency_count,
    first_date, last_date, two_place_count, two_date_count, busiest_year and busiest_count
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
