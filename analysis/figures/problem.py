"""Charts of the chapter on the problem."""

import altair as alt
import pandas as pd

from analysis.figures import alt_text, theme
from analysis.figures.palette import SERIES, Colour
from analysis.tracing import trace
from analysis.wording import Wording


@trace
def scale(yearly: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return cases and suspects by year, with suspects per case above each year.

    Takes ``questions.problem.yearly``.
    """
    frame = theme.in_words(yearly, say, "suspects_per_case_ratio")
    return theme.with_title(pairs(frame, say), say, "scale", yearly, describe_courses(yearly, say))


@trace
def current(yearly: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return the same for the current series. Takes ``questions.problem.yearly``."""
    frame = theme.in_words(yearly, say, "suspects_per_case_ratio")
    chart, told = pairs(frame, say), describe_courses(yearly, say)
    return theme.with_title(chart, say, "current_disclosures", yearly, told)


def describe_courses(yearly: pd.DataFrame, say: Wording) -> str:
    """Return how cases and suspects go, in words."""
    long = yearly.melt("year", ["cases", "suspects_total"], "measure", "persons")
    return alt_text.courses(long, "year", "persons", say, by=["measure"])


def pairs(frame: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return cases and suspects of each year as two points on one rule, with their ratio."""
    base = alt.Chart(frame).encode(alt.X("year:O", axis=theme.axis(say, "year", labelAngle=0)))
    axis = theme.axis(say, "persons", tickCount=6)
    suspects = base.mark_point(shape="diamond", size=240, color=Colour.AS_PUBLISHED).encode(
        alt.Y("suspects_total:Q", axis=axis)
    )
    cases = base.mark_point(shape="circle", size=60, color=Colour.RECOMPUTED).encode(y="cases:Q")
    both = base.transform_filter("datum.cases !== null && datum.suspects_total !== null")
    gaps = both.mark_rule().encode(y="cases:Q", y2="suspects_total:Q")
    ratios = both.mark_text(dy=-18).encode(y="suspects_total:Q", text="suspects_per_case_ratio:N")
    return alt.layer(gaps, suspects, cases, ratios, *names(frame, say), height=300)


def names(frame: pd.DataFrame, say: Wording) -> list[alt.Chart]:
    """Return direct labels for the two series beside their last points."""
    series = {
        "suspects_total": (Colour.AS_PUBLISHED, -36),
        "cases": (Colour.RECOMPUTED, 18),
    }
    return [
        alt.Chart(frame.dropna(subset=column).tail(1))
        .encode(alt.X("year:O"))
        .mark_text(dy=dy, color=colour)
        .encode(y=f"{column}:Q", text=alt.value(say.label(column)))
        for column, (colour, dy) in series.items()
    ]


@trace
def seizures(seizures: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return the dated seizures on a time axis, by weight and drug.

    Takes ``questions.problem.seizures``.
    """
    frame = theme.in_words(seizures, say, "drug").assign(
        side=["above" if row % 2 else "below" for row in range(len(seizures))]
    )
    time = alt.X(
        "date_from:T",
        axis=theme.axis(say, "year", format="%Y", tickCount="year"),
        scale=alt.Scale(nice="year", padding=30),
    )
    weight = alt.Y(
        "weight_kg:Q",
        axis=theme.axis(say, "weight_kg", values=[1, 10, 100, 1000]),
        scale=alt.Scale(type="log", padding=20),
    )
    base = alt.Chart(frame).encode(time, weight)
    palette = alt.Scale(range=[*SERIES])
    points = base.mark_point().encode(
        alt.Shape("drug:N", title=None), alt.Color("drug:N", title=None, scale=palette)
    )
    spans = base.mark_rule(strokeWidth=3).encode(x2="date_to:T")
    texts = [
        base.transform_filter(f"datum.side == '{side}'").mark_text(dy=dy).encode(text="weight:N")
        for side, dy in (("above", -14), ("below", 16))
    ]
    layers = alt.layer(spans, points, *texts, height=260)
    told = alt_text.spreads(seizures, "date_from", "weight_kg", say, by=["drug"])
    return theme.with_title(layers, say, "seizures", seizures, told)
