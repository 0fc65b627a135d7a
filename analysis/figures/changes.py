"""Charts of the chapter on what changed."""

import altair as alt
import pandas as pd

from analysis.figures import alt_text, theme
from analysis.figures.palette import Colour
from analysis.tracing import trace
from analysis.wording import Wording

SHAPES = ["circle", "diamond", "triangle-up", "square", "cross"]


@trace
def vintages(printed: pd.DataFrame, say: Wording) -> alt.FacetChart:
    """Return every vintage of a yearly table, one panel a measure, one mark a value.

    Takes ``questions.changes.printed``. Marks are not joined: a vintage may lack years.
    """
    frame = theme.in_words(printed, say, "measure")
    palette = [Colour.REPORTED, Colour.AS_PUBLISHED, Colour.CONTRAST, Colour.RECOMPUTED, Colour.INK]
    legend = alt.Legend(title=None)
    marks = (
        alt.Chart(frame, height=190)
        .mark_point()
        .encode(
            alt.X("year:O", axis=theme.axis(say, "year", labelAngle=0, labelOverlap=True)),
            alt.Y("value:Q", axis=theme.axis(say, "value", tickCount=5)),
            alt.Color("vintage:N", scale=alt.Scale(range=palette), legend=legend),
            alt.Shape("vintage:N", scale=alt.Scale(range=SHAPES), legend=legend),
            alt.Row(
                "measure:N", title=None, header=alt.Header(labelOrient="top", labelAnchor="start")
            ),
        )
    )
    told = alt_text.spreads(printed, "year", "value", say, by=["measure", "vintage"])
    return theme.with_title(marks, say, "vintages", printed, told)
