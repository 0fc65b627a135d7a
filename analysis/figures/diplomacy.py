"""Charts of the chapter on diplomacy."""

import altair as alt
import pandas as pd

from analysis.figures import alt_text, theme
from analysis.figures.palette import Colour
from analysis.tracing import trace
from analysis.wording import Wording


@trace
def hosts(hosts: pd.DataFrame, say: Wording) -> alt.Chart:
    """Return meetings by country and scope. Takes ``questions.diplomacy.hosts``."""
    frame = theme.in_words(hosts, say, "country_iso3", "scope")
    colours = alt.Scale(range=[Colour.RECOMPUTED, Colour.AS_PUBLISHED])
    chart = alt.Chart(frame, height=26 * frame["country_iso3"].nunique())
    bars = chart.mark_bar().encode(
        alt.X("meetings:Q", axis=theme.axis(say, "meetings", tickMinStep=1, format="d")),
        alt.Y("country_iso3:N", sort="-x", axis=alt.Axis(title=None)),
        alt.Color("scope:N", title=None, scale=colours),
    )
    told = alt_text.amounts(hosts, "country_iso3", "meetings", say, by=["scope"])
    return theme.with_title(bars, say, "hosts", hosts, told)


@trace
def by_year(by_year: pd.DataFrame, say: Wording) -> alt.Chart:
    """Return agreements by year and level. Takes ``questions.diplomacy.by_year``."""
    frame = theme.in_words(by_year, say, "level")
    colours = alt.Scale(range=[Colour.RECOMPUTED, Colour.AS_PUBLISHED])
    bars = (
        alt.Chart(frame, height=180)
        .mark_bar()
        .encode(
            alt.X("year:O", axis=theme.axis(say, "year", labelAngle=0, labelOverlap=True)),
            alt.Y("agreements:Q", axis=theme.axis(say, "agreements", tickMinStep=1, format="d")),
            alt.Color("level:N", title=None, scale=colours),
        )
    )
    told = alt_text.spreads(by_year, "year", "agreements", say, by=["level"])
    return theme.with_title(bars, say, "by_year", by_year, told)


@trace
def timeline(timeline: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return each agreement at its date of signature, by instrument and level.

    Takes ``questions.diplomacy.timeline``.
    """
    said = theme.in_words(timeline, say, "partner_iso3", "instrument", "level")
    frame = said.assign(
        partner=said["partner_iso3"] + " (" + said["number"].astype("string") + ")",
        kind=said["instrument"] + ", " + said["level"],
    ).drop(columns="title")
    base = alt.Chart(frame).encode(
        years(say, "date_first"),
        alt.Y(
            "partner:N",
            sort=frame["partner"].tolist(),
            axis=alt.Axis(title=None, grid=True),
        ),
    )
    spans = base.mark_rule(strokeWidth=3).encode(x2="date_second:T")
    points = base.mark_point().encode(kind_colour(say), kind_shape(say))
    layers = alt.layer(spans.transform_filter("datum.date_second"), points)
    told = alt_text.dates(timeline, "date_first", say, by=["instrument", "level"])
    layers = layers.properties(height=24 * len(frame))
    return theme.with_title(layers, say, "timeline", timeline, told)


def years(say: Wording, label: str) -> alt.X:
    """Return a time axis of first dates, marked by year."""
    axis = theme.axis(say, label, format="%Y", tickCount="year", labelOverlap=True)
    return alt.X("date_first:T", axis=axis, scale=alt.Scale(nice="year"))


def kinds(say: Wording) -> list[str]:
    """Return every kind of agreement that the schema allows, in words."""
    return [
        f"{say.label(instrument)}, {say.label(level)}"
        for instrument in ("MoU", "LoI")
        for level in ("government", "agency")
    ]


def kind_colour(say: Wording) -> alt.Color:
    """Return the colours of the kinds of agreement, whichever of them occur."""
    palette = [Colour.AS_PUBLISHED, Colour.RECOMPUTED, Colour.CONTRAST, Colour.REPORTED]
    scale = alt.Scale(domain=kinds(say), range=palette)
    return alt.Color("kind:N", scale=scale, legend=kind_legend())


def kind_shape(say: Wording) -> alt.Shape:
    """Return the shapes of the kinds of agreement, whichever of them occur."""
    shapes = ["square", "circle", "triangle-up", "diamond"]
    scale = alt.Scale(domain=kinds(say), range=shapes)
    return alt.Shape("kind:N", scale=scale, legend=kind_legend())


def kind_legend() -> alt.Legend:
    """Return a legend in one column, which fits a narrow page."""
    return alt.Legend(title=None)


@trace
def running(cumulative: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return the running count of agreements by instrument and level.

    Takes ``questions.diplomacy.cumulative``.
    """
    said = theme.in_words(cumulative, say, "instrument", "level")
    frame = said.assign(kind=said["instrument"] + ", " + said["level"])
    base = alt.Chart(frame).encode(
        years(say, "year"),
        alt.Y(
            "agreements:Q",
            axis=theme.axis(say, "agreements", tickMinStep=1, format="d"),
        ),
        kind_colour(say),
    )
    steps = base.mark_line(interpolate="step-after")
    chart = alt.layer(steps, base.mark_point().encode(kind_shape(say)), height=260)
    kinds = ["instrument", "level"]
    dated = cumulative.assign(year=cumulative["date_first"].dt.year)
    by_year = dated.groupby([*kinds, "year"], sort=False, as_index=False)[["agreements"]].max()
    told = alt_text.courses(by_year, "year", "agreements", say, by=kinds)
    return theme.with_title(chart, say, "running", cumulative, told)
