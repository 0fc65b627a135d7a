"""Demand versus supply reduction: titles and activities coded by the codebook."""

import re
from typing import Any

import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa

from analysis.questions import statistics
from analysis.tracing import trace

SIDES = ["supply", "both", "demand", "unspecified"]
DEVELOPMENT = "alternative_development"


def codes(text: str, codebook: pd.DataFrame) -> list[str]:
    """Return the codes whose terms are in a text as whole words, in the codebook's order."""
    words = " ".join(text.lower().split())
    return [
        code
        for code, terms in zip(codebook["code"], codebook["terms"], strict=True)
        if any(has_term(term.strip(), words) for term in terms.split(";"))
    ]


def has_term(term: str, words: str) -> bool:
    """Return whether a term is in a text as whole words; an empty term is nowhere."""
    return bool(term and re.search(rf"\b{re.escape(term)}\b", words))


def subject(title: str) -> str:
    """Return the part of a title that says what it is on, without the names of the parties."""
    parts = re.split(r"\bon\b", title, maxsplit=1, flags=re.IGNORECASE)
    return parts[-1]


def side(found: list[str], sides: dict[str, str]) -> str:
    """Return the side that a list of codes speaks for: supply, demand, both or unspecified."""
    named = {sides[code] for code in found} - {"unspecified"}
    return "both" if len(named) == 2 else next(iter(named), "unspecified")


@trace
def titles(agreements: pd.DataFrame, codebook: pd.DataFrame) -> pd.DataFrame:
    """Return each agreement with the codes of its title: number, partner_iso3, codes, side."""
    sides = dict(zip(codebook["code"], codebook["side"], strict=True))
    coded = [codes(subject(title), codebook) for title in agreements["title"]]
    return agreements[["number", "partner_iso3"]].assign(
        codes=pd.Series(coded, agreements.index), side=[side(found, sides) for found in coded]
    )


@trace
def untitled_agreements(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return how many agreements of a list can't be coded, in one row: agreement_count,
    untitled_count (their titles are not known)."""
    return pd.DataFrame(
        {
            "agreement_count": [len(agreements)],
            "untitled_count": [agreements["title"].isna().sum()],
        }
    )


@trace
def activities(activities: pd.DataFrame, codebook: pd.DataFrame) -> pd.DataFrame:
    """Return each activity with the codes of its subject, coded in two ways.

    Columns: id, name, kind, year_from, codes, side (as the codebook has it), moved_side (with
    alternative development on the demand side, where the paper files it) and filed_as (the
    side under which the paper itself files the activity, or none).
    """
    sides = dict(zip(codebook["code"], codebook["side"], strict=True))
    coded = [codes(subject, codebook) for subject in activities["subject"]]
    return activities[["id", "name", "kind", "year_from", "filed_as"]].assign(
        codes=pd.Series(coded, activities.index),
        side=[side(found, sides) for found in coded],
        moved_side=[side(found, sides | {DEVELOPMENT: "demand"}) for found in coded],
    )


@trace
def agreement(titles: pd.DataFrame, activities: pd.DataFrame, hand: pd.DataFrame) -> pd.DataFrame:
    """Return how far the coding by rule and an independent coding by hand agree.

    One row a kind of text: text (title or activity), text_count, same_count, same_percent,
    kappa (Cohen 1960), low_kappa and high_kappa (its approximate interval), apart (the
    texts coded differently).
    """
    rows: list[dict[str, Any]] = []
    for kind, frame, key in (("title", titles, "number"), ("activity", activities, "id")):
        byhand = hand[hand["text"] == kind].set_index("key")["side"]
        ruled = frame.set_index(frame[key].astype("string"))["side"]
        pairs = pd.DataFrame({"rule": ruled, "hand": byhand})
        same = pairs["rule"] == pairs["hand"]
        counts = {"text_count": len(pairs), "same_count": int(same.sum())}
        share = {"same_percent": 100 * same.mean()}
        apart = {"apart": ", ".join(pairs.index[~same]) or None}
        rows.append({"text": kind} | counts | share | kappa(pairs) | apart)
    return pd.DataFrame(rows)


def kappa(pairs: pd.DataFrame) -> dict[str, float]:
    """Return Cohen's kappa of two codings with its approximate interval, cut at one."""
    table = pd.crosstab(pairs["rule"], pairs["hand"]).reindex(SIDES, axis=0, fill_value=0)
    found = cohens_kappa(table.reindex(SIDES, axis=1, fill_value=0).to_numpy())
    values = {
        "kappa": found.kappa,
        "low_kappa": found.kappa_low,
        "high_kappa": min(found.kappa_upp, 1),
    }
    return {name: round(float(value), statistics.DECIMALS) for name, value in values.items()}


@trace
def agreement_facts(
    titles: pd.DataFrame, activities: pd.DataFrame, hand: pd.DataFrame
) -> pd.DataFrame:
    """Return ``agreement`` in one row: title_<column> and activity_<column>."""
    rows = agreement(titles, activities, hand).to_dict("records")
    return pd.DataFrame([{f"{row['text']}_{key}": row[key] for row in rows for key in row}])


@trace
def contents(instruments: pd.DataFrame) -> pd.DataFrame:
    """Return the instruments whose contents are known in one row: described_count,
    exchange_count (that exchange information), listed_count (in the paper's list)."""
    return pd.DataFrame(
        {
            "described_count": [len(instruments)],
            "exchange_count": [instruments["exchanges_information"].sum()],
            "listed_count": [instruments["agreement"].notna().sum()],
        }
    )


@trace
def shares(coded: pd.DataFrame, column: str = "side") -> pd.DataFrame:
    """Return how many coded texts fall on each side, one row a side.

    Columns: side, with_count, of_count, share_percent, low_percent, high_percent
    (exact interval).
    """
    counts = coded[column].value_counts()
    rows = [
        {"side": name, "with_count": int(counts.get(name, 0)), "of_count": len(coded)}
        | statistics.share(int(counts.get(name, 0)), len(coded))
        for name in SIDES
    ]
    return pd.DataFrame(rows)


@trace
def title_facts(titles: pd.DataFrame) -> pd.DataFrame:
    """Return the coded titles in one row: title_count, confidence_percent, and for
    each side <side>_count, <side>_percent, <side>_low_percent, <side>_high_percent and
    <side>_iso3 (the partners)."""
    facts: dict[str, list[object]] = {
        "title_count": [len(titles)],
        "confidence_percent": [statistics.CONFIDENCE_PERCENT],
    }
    for row in shares(titles).to_dict("records"):
        name = row["side"]
        partners = titles.loc[titles["side"] == name, "partner_iso3"].tolist()
        facts |= {
            f"{name}_count": [row["with_count"]],
            f"{name}_percent": [row["share_percent"]],
            f"{name}_low_percent": [row["low_percent"]],
            f"{name}_high_percent": [row["high_percent"]],
            f"{name}_iso3": [partners],
        }
    return pd.DataFrame(facts)


@trace
def activity_facts(activities: pd.DataFrame) -> pd.DataFrame:
    """Return the coded activities in one row: activity_count, dated_count, <side>_count as the
    codebook has it, moved_<side>_count with alternative development under demand, moved_count
    (activities that change sides), filed_demand_count, filed_supply_count and
    filed_none_count (as the paper itself files them)."""
    facts = {
        "activity_count": [len(activities)],
        "dated_count": [activities["year_from"].notna().sum()],
        "moved_count": [(activities["side"] != activities["moved_side"]).sum()],
    }
    for name in SIDES:
        facts[f"{name}_count"] = [(activities["side"] == name).sum()]
        facts[f"moved_{name}_count"] = [(activities["moved_side"] == name).sum()]
    for name in ("demand", "supply", "none"):
        facts[f"filed_{name}_count"] = [(activities["filed_as"] == name).sum()]
    return pd.DataFrame(facts)
