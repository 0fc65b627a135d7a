"""Charts of the chapter on indicators."""

import altair as alt
import pandas as pd

from analysis.figures import alt_text, theme
from analysis.figures.palette import Colour
from analysis.questions.indicators import ERAS
from analysis.tracing import trace
from analysis.wording import Wording


@trace
def prevalence(prevalence: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return drug use by year; only surveys that can be compared are joined by a line.

    Takes ``questions.indicators.prevalence``.
    """
    frame = theme.in_words(prevalence, say, "era")
    palette = alt.Scale(range=[Colour.AS_PUBLISHED, Colour.RECOMPUTED, Colour.REPORTED])
    base = alt.Chart(frame).encode(
        alt.X(
            "year:Q",
            axis=theme.axis(say, "year", format="d", tickCount=6),
            scale=alt.Scale(nice=False, padding=12),
        ),
        alt.Y("rate:Q", axis=theme.axis(say, "rate"), scale=alt.Scale(zero=True)),
        alt.Color("era:N", scale=palette, legend=alt.Legend(title=None)),
    )
    recent = say.label("since_2019")
    line = base.transform_filter(alt.FieldEqualPredicate(recent, "era")).mark_line()
    shapes = alt.Shape("era:N", legend=alt.Legend(title=None))
    told = alt_text.courses(prevalence, "year", "rate", say, by=["era"])
    chart = alt.layer(line, base.mark_point().encode(shapes), height=240)
    return theme.with_title(chart, say, "prevalence", prevalence, told)


@trace
def panels(panels: pd.DataFrame, say: Wording) -> alt.VConcatChart:
    """Return the four indicators under each other, each on its own scale, never joined across
    a break. Takes ``questions.indicators.panels``."""
    names = [say.label(value) if value in ERAS else value for value in panels["basis"]]
    frame = panels.assign(basis=names)
    first, last = int(frame["year"].min()), int(frame["year"].max())
    views = [
        panel(frame[frame["indicator"] == name], say, name, [first, last])
        for name in frame["indicator"].unique()
    ]
    stacked = alt.vconcat(*views, spacing=14).resolve_scale(shape="independent")
    told = alt_text.spreads(panels, "year", "value", say, by=["indicator"])
    return theme.with_title(stacked, say, "panels", panels, told)


def panel(frame: pd.DataFrame, say: Wording, indicator: str, span: list[int]) -> alt.Chart:
    """Return one indicator as points, by basis."""
    side = frame["side"].iloc[0]
    colour = Colour.CONTRAST if side == "demand" else Colour.AS_PUBLISHED
    title = alt.TitleParams(
        f"{say.label(side)}: {say.label(indicator)}", fontSize=theme.FONT_SIZE, fontWeight="bold"
    )
    return (
        alt.Chart(theme.in_words(frame, say, "indicator"), height=110, title=title)
        .mark_point(color=colour)
        .encode(
            alt.X(
                "year:Q",
                axis=theme.axis(say, "year", format="d", tickCount=6),
                scale=alt.Scale(domain=span, padding=10),
            ),
            alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=3)),
            alt.Shape("basis:N", legend=alt.Legend(title=None)),
            detail="indicator:N",
        )
    )
