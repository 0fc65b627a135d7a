"""Charts of the chapter on the claims."""

import altair as alt
import pandas as pd

from analysis.figures import alt_text, theme
from analysis.figures.palette import VERDICTS
from analysis.tracing import trace
from analysis.wording import Wording


@trace
def tally(tally: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return the number of claims by verdict. Takes ``questions.claims.tally``."""
    frame = theme.in_words(tally, say, "verdict").assign(code=tally["verdict"])
    base = alt.Chart(frame).encode(
        alt.Y("verdict:N", sort=frame["verdict"].tolist(), axis=alt.Axis(title=None)),
        alt.X("claims:Q", axis=theme.axis(say, "claims", tickMinStep=1)),
    )
    palette = alt.Scale(domain=list(VERDICTS), range=list(VERDICTS.values()))
    bars = base.mark_bar().encode(alt.Color("code:N", scale=palette, legend=None))
    texts = base.mark_text(align="left", dx=4).encode(text="claims:Q")
    told = alt_text.amounts(tally, "verdict", "claims", say)
    return theme.with_title(
        alt.layer(bars, texts, height=28 * len(frame)), say, "tally", tally, told
    )
