"""One country and Indonesia: what the tables hold on the two, and what they don't."""

import re

import pandas as pd

from analysis.questions.realism import HOME, MEASURES, distance_km, ratios_to_home
from analysis.tracing import trace

# Where a row of ``records`` can come from: the column of facts that counts its rows.
COUNTS = {
    "paper_list": "listed_count",
    "newer_list": "newer_count",
    "treaties": "treaty_count",
    "reports": "report_count",
    "paper_meetings": "meeting_listed_count",
    "meeting_hosts": "meeting_hosted_count",
}
RATIOS = [f"home_{ratio}" for ratio in MEASURES]  # of Indonesia to the country
TIES = ["land_neighbour", "sea_neighbour", "named_source"]
FACTS = ["listed_count", "newest_count", "treaty_count", "report_count"]
FACTS += ["land_neighbour", "sea_neighbour", "land_border_km", "asean_since", "named_source"]
FACTS += ["un_member_since_year", *RATIOS, "distance_km"]
FACTS += ["meeting_listed_count", "meeting_hosted_count"]
ADJECTIVE = "(?:n|an|ian|ese)?"  # Iran, Iranian


@trace
def facts(
    countries: pd.DataFrame,
    power: pd.DataFrame,
    named_sources: pd.DataFrame,
    newest: pd.DataFrame,
    records: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row for each country or territory but Indonesia, in order of its code.

    Columns: iso3, listed_count (agreements in the paper's list), newest_count (in the newest),
    treaty_count, report_count, land_neighbour, sea_neighbour, land_border_km, asean_since,
    named_source, un_member_since_year, the ratios of Indonesia to the country (RATIOS, missing
    where a value is missing or zero), distance_km (between capitals), meeting_listed_count and
    meeting_hosted_count (as the place of a listed meeting, as the host of an edition).
    """
    frame = countries.merge(power.drop(columns="sources"), on="iso3", how="left")
    of_newest = newest["partner_iso3"].value_counts()
    frame = frame.assign(
        newest_count=frame["iso3"].map(of_newest).fillna(0).astype("Int64"),
        named_source=frame["iso3"].isin(named_sources["country_iso3"].dropna()),
        distance_km=distance_km(frame),
        **{column: count_records(frame, records, name) for name, column in COUNTS.items()},
        **{f"home_{ratio}": values for ratio, values in ratios_to_home(frame).items()},
    )
    kept = frame.loc[frame["iso3"] != HOME, ["iso3", *FACTS]]
    return kept.sort_values("iso3", ignore_index=True)


def count_records(frame: pd.DataFrame, records: pd.DataFrame, found_in: str) -> pd.Series:
    """Return the number of records of one kind for each country of a frame."""
    of_kind = records.loc[records["found_in"] == found_in, "iso3"].value_counts()
    return frame["iso3"].map(of_kind).fillna(0).astype("Int64")


def related_codes(facts: pd.DataFrame) -> list[str]:
    """Return the codes of every partner, neighbour, member of ASEAN and named source country."""
    partner = facts[["listed_count", "newest_count"]].sum(axis=1) > 0
    tied = facts[TIES].fillna(False).any(axis=1) | facts["asean_since"].notna()
    return facts.loc[partner | tied, "iso3"].tolist()


def state_codes(facts: pd.DataFrame) -> list[str]:
    """Return the codes of every member of the United Nations and named source country."""
    member = facts["un_member_since_year"].notna()
    return facts.loc[member | facts["named_source"], "iso3"].tolist()


@trace
def own_facts(frame: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """Return the rows of a frame that are about one country; columns: those of the frame."""
    return frame[frame["iso3"] == iso3].reset_index(drop=True)


@trace
def gaps(
    facts: pd.DataFrame, records: pd.DataFrame, outlines: pd.DataFrame, iso3: str
) -> pd.DataFrame:
    """Return in one row what is missing on a country: found_in (the keys of COUNTS without a
    record), power_measure (the ratios and the distance without a value) and outline (whether
    there is one to draw)."""
    of_one = facts[facts["iso3"] == iso3].iloc[0]
    needed = {**dict(zip(MEASURES, RATIOS, strict=True)), "distance_km": "distance_km"}
    held = set(records.loc[records["iso3"] == iso3, "found_in"])
    return pd.DataFrame(
        {
            "found_in": [[name for name in COUNTS if name not in held]],
            "power_measure": [[name for name in needed if pd.isna(of_one[needed[name]])]],
            "outline": [bool((outlines["iso3"] == iso3).any())],
        }
    )


@trace
def selected_facts(facts: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Return the facts of the countries with these codes, in their order, or without any of
    those related to Indonesia; columns: those of facts."""
    wanted = pd.DataFrame({"iso3": pd.array(codes or related_codes(facts), dtype="string")})
    return wanted.merge(facts, on="iso3", how="left")


@trace
def page_facts(chosen: pd.DataFrame) -> pd.DataFrame:
    """Return in one row page_count, partner_count (with an agreement in the newest list),
    neighbour_count, source_count and incomplete_count (with a ratio missing)."""
    neighbour = chosen[["land_neighbour", "sea_neighbour"]].fillna(False).any(axis=1)
    return pd.DataFrame(
        {
            "page_count": [len(chosen)],
            "partner_count": [int((chosen["newest_count"] > 0).sum())],
            "neighbour_count": [int(neighbour.sum())],
            "source_count": [int(chosen["named_source"].sum())],
            "incomplete_count": [int(chosen[RATIOS].isna().any(axis=1).sum())],
        }
    )


@trace
def naming(
    claims: pd.DataFrame, countries: pd.DataFrame, agreements: pd.DataFrame, iso3: str
) -> pd.DataFrame:
    """Return the claims whose sentence names a country, by its name, the name that agreements
    print, or an adjective that begins with it."""
    names = pd.concat(
        [
            countries[["name_en", "iso3"]].set_axis(["name", "iso3"], axis=1),
            agreements[["partner", "partner_iso3"]].set_axis(["name", "iso3"], axis=1),
        ]
    )
    own = {short_name(name) for name in names.loc[names["iso3"] == iso3, "name"]}
    longest = sorted({short_name(name) for name in names["name"]}, key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest))}){ADJECTIVE}\b")
    return claims[[bool(own & set(pattern.findall(claim))) for claim in claims["claim"]]]


def short_name(name: str) -> str:
    """Return a country's name without what a list adds: Hong Kong, Myanmar."""
    return re.sub(r" (\(.*\)|SAR China)$", "", name)


@trace
def naming_facts(naming: pd.DataFrame) -> pd.DataFrame:
    """Return claim_count, the number of claims, in one row."""
    return pd.DataFrame({"claim_count": [len(naming)]})
