"""The specification curve."""

import altair as alt
import pandas as pd

from analysis.figures import alt_text, theme
from analysis.figures.palette import Colour
from analysis.questions.power import DEFINITIONS, MEASURES, STATES, YEARS
from analysis.tracing import trace
from analysis.wording import Wording

CHOICES = ["power_measure", "states", "counted_as"]


@trace
def curve(curve: pd.DataFrame, say: Wording) -> alt.VConcatChart:
    """Return every estimate with its interval, and below it the choices behind it.

    Takes ``questions.power.curve``.
    """
    stacked = alt.vconcat(estimates(curve, say), choices(curve, say), spacing=6)
    stacked = stacked.resolve_scale(color="shared")
    told = alt_text.spreads(curve, "power_measure", "odds_ratio", say, by=["support"])
    return theme.with_title(stacked, say, "curve", curve.drop(columns="year"), told)


def estimates(curve: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return the odds ratios with their intervals, in order of size, on a logarithmic axis."""
    frame = theme.in_words(curve, say, "support", *CHOICES)
    names = [say.label("above"), say.label("across")]
    palette = alt.Scale(domain=names, range=[Colour.AS_PUBLISHED, Colour.MISSING])
    axis = theme.axis(say, "odds_ratio", values=[0.5, 1, 2, 5, 10, 50], format="~g")
    base = alt.Chart(frame).encode(
        alt.X("rank:Q", axis=None, scale=alt.Scale(domain=[0, len(curve) + 1])),
        alt.Color("support:N", scale=palette, legend=alt.Legend(title=None)),
    )
    scale = alt.Scale(type="log")
    rules = base.mark_rule().encode(alt.Y("low_ratio:Q", scale=scale, axis=axis), y2="high_ratio:Q")
    points = base.mark_point(size=30).encode(
        alt.Y("odds_ratio:Q", scale=scale, axis=axis),
        detail=[f"{choice}:N" for choice in (*CHOICES, "year")],
    )
    even = alt.Chart(pd.DataFrame({"even": [1]})).mark_rule(strokeDash=[4, 3]).encode(y="even:Q")
    return alt.layer(even, rules, points, height=200)


def choices(curve: pd.DataFrame, say: Wording) -> alt.Chart:
    """Return a mark for each choice of each specification."""
    long = curve.assign(year="by_" + curve["year"].astype(str)).melt(
        ["rank", "support"], [*CHOICES, "year"], value_name="choice"
    )
    frame = theme.in_words(long, say, "choice", "support")
    order = [*MEASURES, *STATES, *DEFINITIONS, *(f"by_{year}" for year in YEARS)]
    return (
        alt.Chart(frame, height=17 * len(order))
        .mark_tick(thickness=3, bandSize=12)
        .encode(
            alt.X("rank:Q", axis=None, scale=alt.Scale(domain=[0, len(curve) + 1])),
            alt.Y(
                "choice:N",
                sort=[say.label(name) for name in order],
                axis=alt.Axis(title=None, labelLimit=140),
            ),
            alt.Color("support:N"),
        )
    )
