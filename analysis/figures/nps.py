"""Charts of the chapter on new psychoactive substances."""

import altair as alt
import pandas as pd

from analysis.figures import alt_text, theme
from analysis.figures.palette import Colour
from analysis.tracing import trace
from analysis.wording import Wording


@trace
def cumulative(yearly: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return the cumulative count by year, every bar with its value.

    Takes ``questions.nps.yearly``.
    """
    return bars(yearly, say, "substances", "cumulative")


@trace
def increments(yearly: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return the step from each year to the next. Takes ``questions.nps.yearly``."""
    return bars(yearly.dropna(subset="increment"), say, "increment", "increments")


@trace
def current(nps: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return the current series by year, coloured by vintage, every bar with its value.

    Takes the table ``nps`` with its column vintage.
    """
    palette = alt.Scale(range=[Colour.REPORTED, Colour.AS_PUBLISHED, Colour.CONTRAST])
    chart = bars(nps, say, "substances", "current_nps")
    chart.layer[0].encoding.color = alt.Color(
        "vintage:N", title=say.label("vintage"), scale=palette
    )
    return chart


def bars(frame: pd.DataFrame, say: Wording, column: str, name: str) -> theme.Layers:
    """Return one horizontal bar a year from zero, labelled with its value."""
    said = frame.assign(label=[say.value(column, value) for value in frame[column]])
    base = alt.Chart(said).encode(
        alt.Y("year:O", axis=theme.axis(say, "year")),
        alt.X(f"{column}:Q", axis=theme.axis(say, column, tickCount=5)),
    )
    drawn = base.mark_bar(color=Colour.AS_PUBLISHED)
    texts = base.mark_text(align="left", dx=4).encode(text="label:N")
    told = alt_text.courses(frame, "year", column, say)
    return theme.with_title(alt.layer(drawn, texts, height=24 * len(said)), say, name, frame, told)
