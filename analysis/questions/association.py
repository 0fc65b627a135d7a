"""Who has a listed agreement: tests of border, group, size and distance."""

import pandas as pd

from analysis.questions import statistics
from analysis.questions.realism import GROUPS
from analysis.tracing import trace


@trace
def border_table(relations: pd.DataFrame) -> pd.DataFrame:
    """Return members of the United Nations by border and agreement, two rows.

    Columns: neighbour, with_count, without_count (countries).
    """
    members = relations[relations["un_member"]]
    rows = []
    for neighbour in (True, False):
        chosen = members[members["neighbour"].fillna(False) == neighbour]
        signed = int(chosen["agreement"].sum())
        rows.append([neighbour, signed, len(chosen) - signed])
    return pd.DataFrame(rows, columns=["neighbour", "with_count", "without_count"])


@trace
def border_test(relations: pd.DataFrame) -> pd.DataFrame:
    """Return Fisher's exact test of border against agreement in one row.

    Columns: member_count, confidence_percent and those of ``statistics.fisher``.
    """
    table = border_table(relations)[["with_count", "without_count"]]
    test = statistics.fisher(table.astype(int).to_numpy().tolist())
    counts = {"member_count": int(table.to_numpy().sum())}
    confidence = {"confidence_percent": statistics.CONFIDENCE_PERCENT}
    return pd.DataFrame([counts | confidence | test])


@trace
def group_tests(relations: pd.DataFrame) -> pd.DataFrame:
    """Return Fisher's exact test of each group against a listed agreement, one row a group.

    Columns: group (``group_<column>``), with_count, of_count (members of the United Nations
    in the group), odds_ratio, low_ratio, high_ratio, fisher_p.
    """
    members = relations[relations["un_member"]]
    rows = []
    for group in GROUPS:
        inside = members[group].fillna(False).astype(bool)
        table = pd.crosstab(~inside, ~members["agreement"]).to_numpy().tolist()
        counts = {"with_count": table[0][0], "of_count": int(inside.sum())}
        rows.append({"group": f"group_{group}"} | counts | statistics.fisher(table))
    return pd.DataFrame(rows)


@trace
def ranks(relations: pd.DataFrame) -> pd.DataFrame:
    """Return whether partners are larger or farther than other members of the United Nations.

    First among all members, then among those that are no neighbours. One row a group and
    measure: among (all or no_neighbours), measure (a column of ``relations``),
    partner_count, other_count, partner_median and other_median (in the unit of the
    measure), larger_percent (how often a partner exceeds another country), low_percent,
    high_percent, rank_p.
    """
    members = relations[relations["un_member"]]
    groups = {"all": members, "no_neighbours": members[~members["neighbour"].fillna(False)]}
    rows = [
        {"among": among, "measure": measure} | compare(group, measure)
        for among, group in groups.items()
        for measure in ("gdp_ppp_billion_usd", "distance_km")
    ]
    return pd.DataFrame(rows)


def compare(members: pd.DataFrame, measure: str) -> dict[str, float]:
    """Return counts, medians and comparison of partners and others by one measure."""
    partners = members.loc[members["agreement"], measure].dropna()
    others = members.loc[~members["agreement"], measure].dropna()
    counts = {"partner_count": len(partners), "other_count": len(others)}
    medians = {"partner_median": partners.median(), "other_median": others.median()}
    return counts | medians | statistics.larger(partners, others)


@trace
def rank_facts(relations: pd.DataFrame) -> pd.DataFrame:
    """Return ``ranks`` in one row: size_<column> and distance_<column> among all members,
    far_size_<column> and far_distance_<column> among those that are no neighbours."""
    names = ("size", "distance", "far_size", "far_distance")
    rows = zip(names, ranks(relations).to_dict("records"), strict=True)
    return pd.DataFrame([{f"{name}_{key}": row[key] for name, row in rows for key in row}])
