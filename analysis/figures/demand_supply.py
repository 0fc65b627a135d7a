"""Charts of the chapter on demand and supply reduction."""

import altair as alt
import pandas as pd

from analysis.figures import alt_text, theme
from analysis.figures.palette import Colour
from analysis.questions.demand_supply import SIDES
from analysis.tracing import trace
from analysis.wording import Wording


@trace
def sides(shares: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return the share of titles on each side with its exact interval.

    Takes ``questions.demand_supply.shares``.
    """
    frame = theme.in_words(shares, say, "side")
    base = alt.Chart(frame).encode(
        alt.Y("side:N", sort=frame["side"].tolist(), axis=alt.Axis(title=None))
    )
    scale = alt.Scale(domain=[0, 100])
    intervals = base.mark_rule(strokeWidth=2).encode(alt.X("low_percent:Q"), x2="high_percent:Q")
    points = base.mark_point(color=Colour.AS_PUBLISHED, size=120).encode(
        alt.X("share_percent:Q", scale=scale, axis=theme.axis(say, "titles"))
    )
    ends = ("low_percent", "high_percent")
    told = alt_text.intervals(shares, "side", "share_percent", ends, say)
    return theme.with_title(alt.layer(intervals, points, height=170), say, "sides", shares, told)


@trace
def activities(activities: pd.DataFrame, say: Wording) -> alt.Chart:
    """Return the activities by side under both filings of alternative development.

    Takes ``questions.demand_supply.activities``.
    """
    filings = {"side": say.label("in_codebook"), "moved_side": say.label("in_demand")}
    frame = activities.rename(columns=filings).melt(
        "name", list(filings.values()), "filing", "side"
    )
    counted = frame.value_counts(["filing", "side"]).rename("activities").reset_index()
    told = alt_text.amounts(counted, "side", "activities", say, by=["filing"])
    counted = theme.in_words(counted, say, "side")
    order = [say.label(name) for name in SIDES]
    palette = [Colour.AS_PUBLISHED, Colour.CONTRAST, Colour.RECOMPUTED, Colour.MISSING]
    bars = (
        alt.Chart(counted)
        .mark_bar()
        .encode(
            alt.X("activities:Q", axis=theme.axis(say, "activities", tickMinStep=1)),
            alt.Y("side:N", sort=order, axis=alt.Axis(title=None)),
            alt.Color("side:N", scale=alt.Scale(domain=order, range=palette), legend=None),
            alt.Row(
                "filing:N",
                title=None,
                header=alt.Header(labelOrient="top", labelAnchor="start"),
            ),
        )
    )
    return theme.with_title(bars.properties(height=100), say, "activities", activities, told)
