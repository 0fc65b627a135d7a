"""Charts of the chapter on what other sources report."""

import altair as alt
import pandas as pd

from analysis.figures import alt_text, theme
from analysis.figures.palette import Colour
from analysis.questions.reported import BODIES
from analysis.tracing import trace
from analysis.wording import Wording


@trace
def series(series: pd.DataFrame, say: Wording) -> alt.FacetChart:
    """Return cases and suspects by year, one mark a report, by body.

    Takes ``questions.reported.series``. BNN alone is left out: its hundreds would lie on
    the axis.
    """
    shown = series[series["reporter"] != "BNN"].rename(columns={"suspects": "suspects_total"})
    long = shown.melt(["reporter", "year"], ["cases", "suspects_total"], "measure", "persons")
    told = alt_text.spreads(long, "year", "persons", say, by=["measure", "reporter"])
    frame = theme.in_words(long.dropna(subset="persons"), say, "reporter", "measure")
    names = [say.label(body) for body in BODIES[:3]]
    palette = [Colour.AS_PUBLISHED, Colour.REPORTED, Colour.RECOMPUTED]
    legend = alt.Legend(title=None)
    marks = (
        alt.Chart(frame, height=200)
        .mark_point(opacity=0.9)
        .encode(
            alt.X("year:O", axis=theme.axis(say, "year", labelAngle=0, labelOverlap=True)),
            alt.Y("persons:Q", axis=theme.axis(say, "persons", tickCount=5)),
            alt.Color("reporter:N", scale=alt.Scale(domain=names, range=palette), legend=legend),
            alt.Shape("reporter:N", scale=alt.Scale(domain=names, range=SHAPES), legend=legend),
            alt.Row(
                "measure:N", title=None, header=alt.Header(labelOrient="top", labelAnchor="start")
            ),
        )
    )
    return theme.with_title(marks, say, "series", series, told)


SHAPES = ["diamond", "circle", "triangle-up"]


@trace
def per_case(per_case: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return suspects per case by year, one mark a report.

    Takes ``questions.reported.per_case``.
    """
    frame = theme.in_words(per_case, say, "reporter")
    names = [say.label(body) for body in BODIES[:3]]
    palette = [Colour.AS_PUBLISHED, Colour.REPORTED, Colour.RECOMPUTED]
    legend = alt.Legend(title=None)
    axis = theme.axis(say, "suspects_per_case_ratio", tickCount=5)
    marks = (
        alt.Chart(frame)
        .mark_point()
        .encode(
            alt.X("year:O", axis=theme.axis(say, "year", labelAngle=0, labelOverlap=True)),
            alt.Y("suspects_per_case_ratio:Q", axis=axis, scale=alt.Scale(zero=False)),
            alt.Color("reporter:N", scale=alt.Scale(domain=names, range=palette), legend=legend),
            alt.Shape("reporter:N", scale=alt.Scale(domain=names, range=SHAPES), legend=legend),
        )
    )
    one = alt.Chart(pd.DataFrame({"one": [1]})).mark_rule(strokeDash=[4, 3]).encode(y="one:Q")
    ratio = "suspects_per_case_ratio"
    told = alt_text.spreads(per_case, "year", ratio, say, by=["reporter"])
    return theme.with_title(alt.layer(one, marks, height=220), say, "per_case", per_case, told)
