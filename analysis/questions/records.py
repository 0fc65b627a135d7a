"""Rows of tables that are about one country and Indonesia, in one frame."""

import pandas as pd

from analysis.tracing import trace

RECORD = ["iso3", "found_in", "when", "what", "kind", "standing", "place"]
RECORD += ["in_force", "ended", "note", "source"]


@trace
def records(
    listed: pd.DataFrame,
    newest: pd.DataFrame,
    treaties: pd.DataFrame,
    reported: pd.DataFrame,
    meetings: pd.DataFrame,
    hosts: pd.DataFrame,
) -> pd.DataFrame:
    """Return every row of six tables that is about one country and Indonesia, oldest first.

    Columns: iso3, found_in (a key of ``countries.COUNTS``), when (day, month or year, the
    first of a meeting; two days if two are printed), what, kind (of instrument or meeting),
    standing (level of an agreement, status of what is reported), place, in_force, ended,
    note, source. Of the newest list only what is not of the first list's vintage is newer.
    """
    newer = newest[~newest["vintage"].isin(listed["vintage"])]
    parts = [
        agreement_records(listed, "paper_list"),
        agreement_records(newer, "newer_list"),
        treaty_records(treaties),
        contact_records(reported),
        meeting_records(meetings),
        hosted_records(hosts),
    ]
    frame = pd.concat([part.reindex(columns=RECORD) for part in parts])
    return frame.sort_values(["iso3", "when"], kind="stable", ignore_index=True)


def agreement_records(agreements: pd.DataFrame, found_in: str) -> pd.DataFrame:
    """Return agreements as records; their source is the vintage."""
    days = [agreements[name].dt.strftime("%Y-%m-%d") for name in ("date_first", "date_second")]
    return pd.DataFrame(
        {
            "iso3": agreements["partner_iso3"],
            "found_in": found_in,
            "when": join_values(*days),
            "what": agreements["title"],
            "kind": agreements["instrument"],
            "standing": agreements["level"],
            "place": join_values(agreements["place_first"], agreements["place_second"]),
            "source": agreements["vintage"],
        }
    )


def join_values(first: pd.Series, second: pd.Series) -> pd.Series:
    """Return the first of two values, with the second behind a semicolon if there is one."""
    return first.astype("string") + ("; " + second.astype("string")).fillna("")


def treaty_records(treaties: pd.DataFrame) -> pd.DataFrame:
    """Return treaties of one partner as records; those of all ASEAN have none."""
    one = treaties[treaties["country_iso3"].notna()]
    names = {"country_iso3": "iso3", "instrument": "what", "signed": "when"}
    return one.rename(columns=names).assign(found_in="treaties")


def contact_records(reported: pd.DataFrame) -> pd.DataFrame:
    """Return agreements and contacts that other sources report as records."""
    names = {"country_iso3": "iso3", "instrument": "kind", "signed": "when"}
    names |= {"counterpart": "what", "status": "standing"}
    return reported.rename(columns=names).assign(found_in="reports")


def meeting_records(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings of an undated list as records; a choice of two countries gives two."""
    columns = ["country_iso3", "alternative_country_iso3"]
    parts = [meetings.dropna(subset=column).assign(iso3=meetings[column]) for column in columns]
    names = {"meeting": "what", "scope": "kind", "remarks": "note"}
    frame = pd.concat(parts).rename(columns=names)
    return frame.assign(found_in="paper_meetings", source=meetings.attrs["inputs"][0][1])


def hosted_records(hosts: pd.DataFrame) -> pd.DataFrame:
    """Return meetings by edition as records of their hosts."""
    one = hosts[hosts["host_iso3"].notna()]
    edition = (" " + one["edition"].astype("string")).fillna("")
    names = {"host_iso3": "iso3", "status": "standing", "mode": "kind", "held_from": "when"}
    return one.rename(columns=names).assign(
        found_in="meeting_hosts",
        what=one["meeting"] + edition,
    )


@trace
def own_records(records: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """Return the records of one country; columns: those of records, without iso3."""
    return records[records["iso3"] == iso3].drop(columns="iso3").reset_index(drop=True)
