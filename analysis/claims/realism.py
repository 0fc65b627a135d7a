"""Checks of the claims on neighbours, power, treaties and regimes."""

from typing import Any

import pandas as pd

from analysis.claims import verdicts
from analysis.claims.evidence import Read, number_reports, row_report
from analysis.claims.general import statements
from analysis.claims.verdicts import Report, Result
from analysis.questions import association, realism
from analysis.questions.realism import LAW, RELUCTANT

SPREAD = 0.1


def relations(read: Read) -> pd.DataFrame:
    """Return ``questions.realism.relations`` of the tables at hand."""
    names = ("countries", "power", "agreements", "named_sources")
    return realism.relations(*(read(table) for table in names))


def neighbour_count(_: Any, read: Read) -> Result:
    """Several neighbours by land and by sea, in the sources of the table of countries."""
    countries = read("countries")
    land, sea = countries["land_neighbour"].sum(), countries["sea_neighbour"].sum()
    bears = "agrees" if land > 1 and sea > 1 else "differs"
    about = countries.attrs["sources"]["neighbours"]
    source = Report(("sea_neighbours", sea), bears, about["title"], about["address"])
    return verdicts.by_reports([source], ("land_neighbours", land), ("sea_neighbours", sea))


def power_and_agreements(_: Any, read: Read) -> Result:
    """Whether partners have larger economies than other states more often than not.

    The interval of ``questions.association.ranks`` must lie above one half.
    """
    facts = association.rank_facts(relations(read)).iloc[0]
    named = ("size_larger_percent", "size_low_percent", "size_high_percent")
    return verdicts.in_part(facts.size_low_percent > 50, *((name, facts[name]) for name in named))


def influence_and_agreements(_: Any, read: Read) -> Result:
    """Whether there are weaker neighbours by CINC both with and without an agreement."""
    frame = relations(read)
    weaker = frame[frame["neighbour"].fillna(False) & (frame["cinc_ratio"] > 1)]
    counts = (
        ("weaker_with_count", weaker["agreement"].sum()),
        ("weaker_without_count", (~weaker["agreement"]).sum()),
    )
    return verdicts.in_part(all(count > 0 for _, count in counts), *counts)


def neighbour_coverage(_: Any, read: Read) -> Result:
    """How many neighbours have a listed agreement; what more of them would bring is open."""
    facts = realism.coverage_facts(relations(read)).iloc[0]
    names = ("sea_neighbour_with_count", "sea_neighbour_of_count")
    return verdicts.normative(*((name, facts[name]) for name in names))


def partners_not_neighbours(_: Any, read: Read) -> Result:
    """How many partners have no common border; how well the exchange works has no source."""
    partners = relations(read).query("agreement")
    far = (~partners["neighbour"].fillna(False)).sum()
    return verdicts.by_reports([], ("far_count", far), ("partner_count", len(partners)))


def treaties_with_neighbours(claim: Any, read: Read) -> Result:
    """Whether Singapore and Malaysia signed nothing on justice: each treaty differs from that;
    what agencies said is beside it."""
    signed = treaties(read).dropna(subset="signed")
    return verdicts.by_reports([*as_reports(signed), *statements(claim, read)])


def binding_treaties(claim: Any, read: Read) -> Result:
    """Whether no binding instrument ties Singapore and Malaysia: each that is in force or was
    enacted by a law differs from that."""
    frame = treaties(read)
    binding = frame[frame["in_force"].notna() | frame["law"].notna()].dropna(subset="signed")
    return verdicts.by_reports([*as_reports(binding), *conventions(read), *statements(claim, read)])


def treaties(read: Read) -> pd.DataFrame:
    """Return the treaties on extradition and legal assistance with Singapore and Malaysia."""
    frame = read("treaties")
    return frame[frame["country_iso3"].isin(RELUCTANT) & frame["kind"].isin(LAW)]


def as_reports(rows: pd.DataFrame) -> list[Report]:
    """Return treaties as reports that differ from a claim that there is none."""
    return [
        row_report(row, "statement", describe_instrument(row), "differs")
        for row in rows.itertuples()
    ]


def describe_instrument(row: Any) -> str:
    """Return an instrument with the day of its signature."""
    return f"{row.instrument} ({row.country_iso3}), {row.signed}"


def conventions(read: Read) -> list[Report]:
    """Return how Singapore and Malaysia became parties to the convention of 1988."""
    frame = read("conventions")
    rows = frame[frame["country_iso3"].isin(RELUCTANT) & (frame["convention"] == "1988")]
    rows = rows[rows["action"] != "signature"]
    return [
        row_report(row, "statement", f"1988 convention ({row.country_iso3}), {row.done}", "differs")
        for row in rows.itertuples()
    ]


def power_ratios(_: Any, read: Read) -> Result:
    """Whether Indonesia is stronger than Singapore and Malaysia, by CINC and by spending.

    Each of the four ratios above one bears the claim out, each below does not.
    """
    facts = realism.ratio_facts(relations(read)).iloc[0]
    ratios = [
        (f"{name}_{ratio}", facts[f"{name}_{ratio}"])
        for name in ("malaysia", "singapore")
        for ratio in ("cinc_ratio", "military_spending_ratio")
    ]
    return verdicts.by_measures((bool(value > 1) for _, value in ratios), *ratios)


def disputes(claim: Any, read: Read) -> Result:
    """Conflict is unlikely: onsets of disputes with Singapore and Malaysia, few by tolerance."""
    frame = read("disputes")
    rows = frame[frame["other_country_iso3"].isin(RELUCTANT)]
    reports = [*number_reports(rows, "onsets", 0, claim.tolerance)]
    few = all(found.bearing == "agrees" for found in reports)
    return verdicts.in_part(few, ("onsets", int(rows["onsets"].max())), reports=reports)


def regimes(_: Any, read: Read) -> Result:
    """ASEAN is not of one kind: electoral democracy differs among its members by a tenth of the
    scale or more, a threshold set here, in the year of the last agreement."""
    end = realism.year_end(read("agreements"))
    members = realism.asean(read("countries"), end)
    frame = read("regimes")
    frame = frame[frame["measure"].str.contains("polyarchy") & (frame["year"] == end.year)]
    frame = frame[frame["country_iso3"].isin(members)].sort_values("value")
    ends = [*frame.head(1).itertuples(), *frame.tail(1).itertuples()]
    reports = [
        row_report(row, "statement", f"{row.country_iso3}: {row.value}", "agrees") for row in ends
    ]
    apart = frame["value"].iloc[-1] - frame["value"].iloc[0]
    return verdicts.in_part(apart >= SPREAD, reports=reports)


CHECKS = (
    neighbour_count,
    power_and_agreements,
    influence_and_agreements,
    neighbour_coverage,
    partners_not_neighbours,
    treaties_with_neighbours,
    binding_treaties,
    power_ratios,
    disputes,
    regimes,
)
