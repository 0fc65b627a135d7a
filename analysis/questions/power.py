"""Material power and agreements under every combination of choices: a specification curve."""

import itertools
from functools import cache

import numpy as np
import pandas as pd
from firthmodels import FirthLogisticRegression

from analysis.questions.realism import LAW
from analysis.questions.statistics import CONFIDENCE, CONFIDENCE_PERCENT, DECIMALS
from analysis.tracing import trace

MEASURES = ["gdp_ppp", "gdp_official", "military_spending", "cinc"]
STATES = ["all_members", "no_neighbours", "discussed"]
DEFINITIONS = ["listed", "listed_mou", "listed_or_reported", "with_treaties"]
YEARS = [2018, 2023]
KNOWN = 0.9
SAME = ["power_measure", "states", "year", "partner_count", "odds_ratio"]
NARCOTICS = ["narcotics_mou", "narcotics_loi", "police_agreement"]


@trace
def power_measures(relations: pd.DataFrame, power: pd.DataFrame) -> pd.DataFrame:
    """Return the relations of the members of the United Nations with four measures of power.

    Adds gdp_ppp and gdp_official (billion US dollars), military_spending (billion US
    dollars: its share of gross domestic product times gdp_official) and cinc.
    """
    members = relations[relations["un_member"]].drop(columns=["cinc"])
    measures = power.assign(
        gdp_ppp=power["gdp_ppp_billion_usd"],
        gdp_official=power["gdp_official_billion_usd"],
        military_spending=power["military_spending_percent_of_gdp"]
        * power["gdp_official_billion_usd"]
        / 100,
    )
    return members.merge(measures[["iso3", *MEASURES]], on="iso3", how="left")


@trace
def partners(
    agreements: pd.DataFrame, reported: pd.DataFrame, treaties: pd.DataFrame
) -> pd.DataFrame:
    """Return who counts as a partner, one row a definition (counted_as), year and country.

    Columns: counted_as, year (partner by the end of it), iso3. ``listed``: the paper's
    table; ``listed_mou``: its memoranda only; ``listed_or_reported``: also agreements on
    narcotics that other sources report as in force, and those of the table of treaties
    that had not ended; ``with_treaties``: also bilateral treaties on extradition and legal
    assistance.
    """
    rows = []
    for year in YEARS:
        listed = agreements[agreements["date_first"].dt.year <= year]
        mou = listed[listed["instrument"] == "MoU"]
        names = {"listed": set(listed["partner_iso3"]), "listed_mou": set(mou["partner_iso3"])}
        names["listed_or_reported"] = names["listed"] | elsewhere(reported, treaties, year)
        law = treaties_in_force(treaties[treaties["kind"].isin(LAW)], year)
        names["with_treaties"] = names["listed_or_reported"] | set(law["country_iso3"].dropna())
        rows += [[name, year, iso3] for name, found in names.items() for iso3 in sorted(found)]
    return pd.DataFrame(rows, columns=["counted_as", "year", "iso3"])


def elsewhere(reported: pd.DataFrame, treaties: pd.DataFrame, year: int) -> set[str]:
    """Return countries with an agreement on narcotics reported outside the paper's table."""
    signed = reported["status"] == "signed"  # those that ended are, with dates, in treaties
    kinds = reported["instrument"].isin(["MoU", "LoI", "agreement"])
    first = reported[signed & kinds & (years(reported["signed"]) <= year)]
    second = treaties_in_force(treaties[treaties["kind"].isin(NARCOTICS)], year)
    return set(first["country_iso3"]) | set(second["country_iso3"].dropna())


def treaties_in_force(treaties: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return treaties signed by the end of a year and not ended by then."""
    ended = years(treaties["ended"]) <= year
    return treaties[(years(treaties["signed"]) <= year) & ~ended.fillna(False)]


def years(dates: pd.Series) -> pd.Series:
    """Return the years of partial dates such as 2012 or 2012-03-23."""
    return pd.to_numeric(dates.str[:4]).astype("Int64")


@trace
def curve(measured: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return one row a specification, sorted by estimate.

    Columns: rank, power_measure, states, counted_as, year, state_count, partner_count,
    odds_ratio (of an agreement, for ten times the power), low_ratio, high_ratio, and
    support (above, across or below even odds, by the interval). Left out: a measure known
    for less than nine tenths of the states, and a specification whose states and partners
    another one has. Logistic regression with Firth's penalty (1993)
    and profile-likelihood intervals, since partners are few.
    """
    choices = itertools.product(MEASURES, STATES, DEFINITIONS, YEARS)
    rows = [specification(measured, partners, *choice) for choice in choices]
    frame = pd.DataFrame([row for row in rows if row]).drop_duplicates(SAME)
    frame = frame.sort_values("odds_ratio", kind="stable")
    support = np.select(
        [frame["low_ratio"] > 1, frame["high_ratio"] < 1], ["above", "below"], "across"
    )
    return frame.assign(support=support, rank=range(1, len(frame) + 1)).reset_index(drop=True)


def specification(
    measured: pd.DataFrame, partners: pd.DataFrame, measure: str, states: str, name: str, year: int
) -> dict[str, object] | None:
    """Return the estimate of one specification, or None where the measure is too little known
    or there is nothing to compare."""
    chosen = measured[member_of(measured, states)]
    known = chosen[chosen[measure] > 0]
    if len(known) < KNOWN * len(chosen):
        return None
    signed = partners[(partners["counted_as"] == name) & (partners["year"] == year)]["iso3"]
    outcome = known["iso3"].isin(signed).to_numpy().astype(int)
    if known[measure].nunique() < 2 or len(set(outcome)) < 2:
        return None
    choices = {"power_measure": measure, "states": states, "counted_as": name, "year": year}
    counts = {"state_count": len(known), "partner_count": int(outcome.sum())}
    return choices | counts | estimate(np.log10(known[measure].to_numpy(dtype=float)), outcome)


def member_of(measured: pd.DataFrame, states: str) -> pd.Series:
    """Return which states belong to a set. ``discussed``: neighbours, members of ASEAN and
    named source countries, whether or not they have an agreement."""
    neighbour = measured["neighbour"].fillna(False)
    sets = {
        "all_members": measured["un_member"],
        "no_neighbours": ~neighbour,
        "discussed": neighbour | measured["asean"].fillna(False) | measured["named_source"],
    }
    return sets[states]


def estimate(power: np.ndarray, outcome: np.ndarray) -> dict[str, float]:
    """Return the odds ratio for ten times the power, with its interval."""
    return dict(fitted_estimate(tuple(power), tuple(outcome)))


@cache
def fitted_estimate(power: tuple[float, ...], outcome: tuple[int, ...]) -> dict[str, float]:
    """Return an estimate; a page that is computed for two vintages asks for most of them twice."""
    model = FirthLogisticRegression(backend="numpy", max_iter=200)
    model.fit(np.array(power).reshape(-1, 1), np.array(outcome))
    low, high = model.conf_int(alpha=1 - CONFIDENCE, method="pl", max_iter=200)[0]
    ratios = np.exp([model.coef_[0], low, high])
    named = zip(("odds_ratio", "low_ratio", "high_ratio"), ratios, strict=True)
    return {name: round(float(ratio), DECIMALS) for name, ratio in named}


@trace
def curve_facts(curve: pd.DataFrame) -> pd.DataFrame:
    """Return the curve summed up in one row: specification_count, above_one_count (estimates
    above even odds), above_count, across_count and below_count (by interval), low_ratio,
    high_ratio and median_ratio (of the estimates), confidence_percent."""
    support = curve["support"].value_counts()
    return pd.DataFrame(
        {
            "specification_count": [len(curve)],
            "above_one_count": [(curve["odds_ratio"] > 1).sum()],
            **{f"{s}_count": [int(support.get(s, 0))] for s in ("above", "across", "below")},
            "low_ratio": [curve["odds_ratio"].min()],
            "high_ratio": [curve["odds_ratio"].max()],
            "median_ratio": [curve["odds_ratio"].median()],
            "confidence_percent": [CONFIDENCE_PERCENT],
        }
    )


@trace
def choices(curve: pd.DataFrame) -> pd.DataFrame:
    """Return what each choice does, one row a choice: dimension, choice, specification_count,
    above_count (intervals above even odds), median_ratio."""
    rows = []
    for dimension in ("power_measure", "states", "counted_as", "year"):
        for choice, group in curve.groupby(dimension, sort=False):
            name = f"by_{choice}" if dimension == "year" else choice
            counts = {"specification_count": len(group)}
            counts["above_count"] = int((group["support"] == "above").sum())
            median = {"median_ratio": group["odds_ratio"].median()}
            rows.append({"dimension": dimension, "choice": name} | counts | median)
    return pd.DataFrame(rows)
