"""Realism: who has an agreement with Indonesia, against border, power and distance."""

import numpy as np
import pandas as pd

from analysis.questions import statistics
from analysis.tracing import trace

HOME = "IDN"
EARTH_RADIUS_KM = 6371.0088  # mean radius, GRS 80 (Moritz 2000)
RELUCTANT = ["MYS", "SGP"]  # the states whose reserve the paper explains
LAW = ["extradition", "mutual_legal_assistance"]
GROUPS = ["land_neighbour", "sea_neighbour", "asean", "named_source"]


@trace
def relations(
    countries: pd.DataFrame,
    power: pd.DataFrame,
    agreements: pd.DataFrame,
    named_sources: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row for each member of the United Nations and each named source country.

    Indonesia itself is left out. Columns: iso3, un_member, agreement, land_neighbour,
    sea_neighbour, neighbour (land or sea), asean (member at the end of the year of the
    last agreement), named_source, cow_contiguity, distance_km (between capitals), cinc,
    military_spending_million_usd, gdp_ppp_billion_usd, and for these three the ratio of
    Indonesia to the country: cinc_ratio, military_spending_ratio, gdp_ppp_ratio.
    """
    frame = countries.merge(power.drop(columns="sources"), on="iso3", how="left")
    frame = frame.assign(
        un_member=frame["un_member_since_year"].notna(),
        agreement=frame["iso3"].isin(agreements["partner_iso3"]),
        neighbour=frame["land_neighbour"] | frame["sea_neighbour"],
        asean=frame["iso3"].isin(asean(countries, year_end(agreements))),
        named_source=frame["iso3"].isin(named_sources["country_iso3"].dropna()),
        distance_km=distance_km(frame),
    )
    frame = frame.assign(**ratios_to_home(frame))
    kept = (frame["un_member"] | frame["named_source"]) & (frame["iso3"] != HOME)
    return frame.loc[kept, [*COLUMNS]].reset_index(drop=True)


MEASURES = {
    "cinc_ratio": "cinc",
    "military_spending_ratio": "military_spending_million_usd",
    "gdp_ppp_ratio": "gdp_ppp_billion_usd",
}
COLUMNS = [
    "iso3",
    "un_member",
    "agreement",
    *GROUPS,
    "neighbour",
    "cow_contiguity",
    "distance_km",
]
COLUMNS += [*MEASURES.values(), *MEASURES]


def year_end(agreements: pd.DataFrame) -> pd.Timestamp:
    """Return the last day of the year in which the last agreement was signed."""
    return pd.Timestamp(year=agreements["date_first"].max().year, month=12, day=31)


def asean(countries: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Return the ISO codes of the members of ASEAN on a day, Indonesia among them."""
    return countries.loc[countries["asean_since"] <= day, "iso3"]


def ratios_to_home(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return, for each measure of power, Indonesia's value over that of each country."""
    home = frame.set_index("iso3").loc[HOME]
    return {
        ratio: (home[measure] / frame[measure].replace(0, pd.NA)).astype("Float64")
        for ratio, measure in MEASURES.items()
    }


def distance_km(frame: pd.DataFrame) -> pd.Series:
    """Return the great-circle distance in km of each capital from Indonesia's.

    Haversine formula (Sinnott 1984) on a sphere of the Earth's mean radius.
    """
    degrees = frame[["capital_latitude_deg", "capital_longitude_deg"]].astype(float)
    latitude, longitude = np.radians(degrees.to_numpy()).T
    home = int(np.flatnonzero(frame["iso3"] == HOME)[0])
    half = (
        np.sin((latitude - latitude[home]) / 2) ** 2
        + np.cos(latitude) * np.cos(latitude[home]) * np.sin((longitude - longitude[home]) / 2) ** 2
    )
    return pd.Series(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)), index=frame.index)


@trace
def coverage(relations: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each group of countries has an agreement, one row a group.

    Columns: group (``group_<column>``), with_count, of_count (countries), share_percent,
    low_percent and high_percent (exact interval), without_iso3 (those without one).
    """
    rows = []
    for group in GROUPS:
        members = relations[relations[group].fillna(False)]
        part = int(members["agreement"].sum())
        without = members.loc[~members["agreement"], "iso3"].tolist()
        counts = {"group": f"group_{group}", "with_count": part, "of_count": len(members)}
        rows.append(counts | statistics.share(part, len(members)) | {"without_iso3": without})
    return pd.DataFrame(rows)


@trace
def coverage_facts(relations: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage in one row: <group>_with_count, <group>_of_count and
    <group>_without_iso3 for each group."""
    groups = coverage(relations).assign(group=GROUPS).set_index("group")
    return pd.DataFrame(
        {
            f"{group}_{column}": [groups.loc[group, column]]
            for group in GROUPS
            for column in ("with_count", "of_count", "without_iso3")
        }
    )


@trace
def map_facts(relations: pd.DataFrame, agreements: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each country of which something is known here, in order of its code.

    Columns: iso3, agreement_count (listed agreements), first_agreement_year (missing without
    one), land_neighbour, sea_neighbour, named_source, asean.
    """
    signed = agreements.groupby("partner_iso3")["date_first"]
    listed = pd.DataFrame(
        {"agreement_count": signed.size(), "first_agreement_year": signed.min().dt.year}
    )
    frame = relations.merge(listed, left_on="iso3", right_index=True, how="left")
    known = frame[["agreement", *GROUPS]].fillna(False).any(axis=1)
    frame["agreement_count"] = frame["agreement_count"].fillna(0).astype("Int64")
    frame["first_agreement_year"] = frame["first_agreement_year"].astype("Int64")
    columns = ["iso3", *listed, "land_neighbour", "sea_neighbour", "named_source", "asean"]
    return frame.loc[known, columns].sort_values("iso3", ignore_index=True)


@trace
def law_treaties(treaties: pd.DataFrame) -> pd.DataFrame:
    """Return treaties on extradition and legal assistance with the states that the argument is
    about, and those of ASEAN: treaty, country_iso3 (empty for ASEAN), signed, in_force."""
    law = treaties["kind"].isin(LAW)
    near = treaties["country_iso3"].isin(RELUCTANT) | (treaties["scope"] == "ASEAN")
    columns = ["treaty", "country_iso3", "signed", "in_force"]
    named = treaties.rename(columns={"instrument": "treaty"})
    return named[law & near].sort_values("signed")[columns]


@trace
def ratios(relations: pd.DataFrame) -> pd.DataFrame:
    """Return Indonesia's power over that of each partner, land or sea neighbour.

    Columns: iso3, agreement, neighbour, cinc_ratio, military_spending_ratio, gdp_ppp_ratio;
    sorted by cinc_ratio, the strongest country first.
    """
    chosen = relations["agreement"] | relations["neighbour"].fillna(False)
    columns = ["iso3", "agreement", "neighbour", *MEASURES]
    return relations.loc[chosen, columns].sort_values("cinc_ratio", ignore_index=True)


@trace
def ratio_facts(relations: pd.DataFrame) -> pd.DataFrame:
    """Return the ratios that the argument turns on, in one row.

    malaysia_ and singapore_ cinc_ratio, military_spending_ratio, gdp_ppp_ratio;
    partner_count, weaker_count (partners whose CINC is below Indonesia's), stronger_iso3
    (partners whose CINC is above it), neighbour_iso3 (partners that are neighbours and
    weaker by CINC) and unequal_iso3 (partners over which Indonesia's CINC has a larger
    ratio than over Singapore).
    """
    frame = relations.set_index("iso3")
    named = {
        f"{name}_{ratio}": [frame.loc[iso3, ratio]]
        for name, iso3 in (("malaysia", "MYS"), ("singapore", "SGP"))
        for ratio in MEASURES
    }
    partners = frame[frame["agreement"]]
    stronger = partners[partners["cinc_ratio"] < 1].sort_values("cinc_ratio")
    unequal = partners[partners["cinc_ratio"] > frame.loc["SGP", "cinc_ratio"]]
    neighbours = partners[partners["neighbour"].fillna(False) & (partners["cinc_ratio"] > 1)]
    return pd.DataFrame(
        named
        | {
            "partner_count": [len(partners)],
            "weaker_count": [(partners["cinc_ratio"] > 1).sum()],
            "stronger_iso3": [stronger.index.tolist()],
            "neighbour_iso3": [neighbours.sort_values("cinc_ratio").index.tolist()],
            "unequal_iso3": [unequal.sort_values("cinc_ratio").index.tolist()],
        }
    )
