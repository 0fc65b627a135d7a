"""What follows: the paper's recommendations beside what the tables can say of them."""

import pandas as pd

from analysis.tracing import trace


@trace
def sources(named_sources: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Return the named source countries with their relation to Indonesia, one row a country.

    Columns: iso3, agreement, neighbour, asean, distance_km; in the order of the text.
    """
    columns = ["iso3", "agreement", "neighbour", "asean", "distance_km"]
    named = named_sources["country_iso3"].dropna()
    return relations.set_index("iso3").loc[named].reset_index()[columns]


@trace
def source_facts(named_sources: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Return the named sources in one row: country_count, region_count, with_iso3,
    without_iso3, with_count, without_count, distant_iso3 (no neighbours), far_iso3 (of these,
    those without agreement)."""
    frame = sources(named_sources, relations)
    without = frame[~frame["agreement"]]
    distant = frame[~frame["neighbour"].fillna(False)]
    return pd.DataFrame(
        {
            "country_count": [len(frame)],
            "region_count": [(named_sources["kind"] == "region").sum()],
            "with_iso3": [frame.loc[frame["agreement"], "iso3"].tolist()],
            "without_iso3": [without["iso3"].tolist()],
            "with_count": [len(frame) - len(without)],
            "without_count": [len(without)],
            "distant_iso3": [distant["iso3"].tolist()],
            "far_iso3": [distant.loc[~distant["agreement"], "iso3"].tolist()],
        }
    )


@trace
def provinces(border_provinces: pd.DataFrame, agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the border provinces: province_id, neighbour_iso3, border, named_in_paper,
    agreement (the paper's table lists one with that neighbour)."""
    signed = border_provinces["neighbour_iso3"].isin(agreements["partner_iso3"])
    columns = ["province_id", "neighbour_iso3", "border", "named_in_paper"]
    return border_provinces[columns].assign(agreement=signed)


@trace
def province_facts(provinces: pd.DataFrame) -> pd.DataFrame:
    """Return the border provinces in one row: province_count, named_count, unnamed (names of
    those the paper leaves out), agreement_count (provinces whose neighbour has an agreement)."""
    return pd.DataFrame(
        {
            "province_count": [provinces["province_id"].nunique()],
            "named_count": [provinces["named_in_paper"].sum()],
            "unnamed": [", ".join(provinces.loc[~provinces["named_in_paper"], "province_id"])],
            "agreement_count": [provinces["agreement"].sum()],
        }
    )


@trace
def recommendations(
    recommendations: pd.DataFrame,
    relations: pd.DataFrame,
    provinces: pd.DataFrame,
    meetings: pd.DataFrame,
    titles: pd.DataFrame,
) -> pd.DataFrame:
    """Return each recommendation with the count in this book that bears on it.

    Columns: number, recommendation, bearing (what is counted), with_count, of_count.
    """
    neighbours = relations[relations["neighbour"].fillna(False)]
    sources = relations[relations["named_source"]]
    counts = {
        "neighbours": (neighbours["agreement"].sum(), len(neighbours)),
        "provinces": (provinces["agreement"].sum(), len(provinces)),
        "sources": (sources["agreement"].sum(), len(sources)),
        "forums": ((meetings["scope"] == "regional").sum(), len(meetings)),
        "balance": (titles["side"].isin(["demand", "both"]).sum(), len(titles)),
    }
    return recommendations[["number", "recommendation"]].assign(
        bearing=[f"bearing_{subject}" for subject in recommendations["subject"]],
        with_count=[int(counts[subject][0]) for subject in recommendations["subject"]],
        of_count=[counts[subject][1] for subject in recommendations["subject"]],
    )
