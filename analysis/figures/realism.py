"""Charts of the chapter on realism."""

import altair as alt
import pandas as pd

from analysis.figures import alternative, theme
from analysis.questions.realism import RELUCTANT
from analysis.tracing import traced
from analysis.wording import Wording


@traced
def coverage(coverage: pd.DataFrame, say: Wording) -> alt.LayerChart:
    """Return, for each group of countries, those with an agreement and those without.

    Takes ``questions.realism.coverage``.
    """
    said = theme.words(coverage, say, "group").drop(columns="without_iso3")
    said = said.assign(label=of_words(coverage, say))
    names = [say.label("with_agreement"), say.label("without_agreement")]
    parts = {
        names[0]: said["with_count"],
        names[1]: said["of_count"] - said["with_count"],
    }
    frame = said[["group"]].assign(**parts).melt("group", names, "agreement", "countries")
    base = alt.Chart(frame[frame["countries"] > 0]).encode(
        alt.Y(
            "group:N",
            sort=said["group"].tolist(),
            axis=alt.Axis(title=None, labelLimit=150),
        ),
        alt.X("countries:Q", axis=theme.axis(say, "countries", tickMinStep=1), stack=True),
        order=alt.Order("agreement:N", sort="ascending"),
    )
    palette = alt.Scale(domain=names, range=[theme.AS_PUBLISHED, theme.GRID])
    bars = base.mark_bar(stroke=theme.MUTED).encode(
        alt.Color("agreement:N", scale=palette, title=None)
    )
    y = alt.Y("group:N", sort=said["group"].tolist())
    texts = alt.Chart(said).mark_text(align="left", dx=5).encode(y, x="of_count:Q", text="label:N")
    told = alternative.sentence(", ".join(said["group"] + " " + said["label"]))
    layers = alt.layer(bars, texts, height=34 * len(said))
    return theme.titled(layers, say, "coverage", coverage, told)


def of_words(coverage: pd.DataFrame, say: Wording) -> list[str]:
    """Return how many of how many, in words, for each row."""
    return [
        say.label("of_phrase").format(part=part, whole=whole)
        for part, whole in zip(coverage["with_count"], coverage["of_count"], strict=True)
    ]


@traced
def ratios(ratios: pd.DataFrame, say: Wording) -> alt.LayerChart:
    """Return Indonesia's CINC over that of each partner and neighbour, on a logarithmic axis.

    Takes ``questions.realism.ratios``.
    """
    agreement = agreement_words(ratios, say)
    frame = theme.words(ratios, say, "iso3").assign(agreement=agreement)
    base = alt.Chart(frame).encode(
        alt.Y("iso3:N", sort=frame["iso3"].tolist(), axis=alt.Axis(title=None, grid=True))
    )
    scale = alt.Scale(type="log", domainMin=0.05)
    axis = theme.axis(
        say,
        "ratio",
        values=[0.1, 1, 10, 100, 1000, 10000],
        format="~g",
        labelOverlap=True,
    )
    points = base.mark_point().encode(
        alt.X("cinc_ratio:Q", scale=scale, axis=axis), *agreement_marks(say)
    )
    even = alt.Chart(pd.DataFrame({"even": [1]})).mark_rule(strokeDash=[4, 3]).encode(x="even:Q")
    named = ratios.assign(agreement=agreement)
    told = alternative.amounts(named, "iso3", "cinc_ratio", say, by=["agreement"])
    layers = alt.layer(even, points, height=22 * len(frame))
    return theme.titled(layers, say, "ratios", ratios, told)


@traced
def size(relations: pd.DataFrame, say: Wording) -> alt.LayerChart:
    """Return every member of the United Nations by distance and size of its economy.

    Takes ``questions.realism.relations``.
    """
    members = relations[relations["un_member"]].dropna(
        subset=["gdp_ppp_billion_usd", "distance_km"]
    )
    frame = theme.words(members, say, "iso3").assign(agreement=agreement_words(members, say))
    kept = frame[["iso3", "agreement", "distance_km", "gdp_ppp_billion_usd"]].assign(
        code=members["iso3"]
    )
    base = alt.Chart(kept).encode(
        alt.X(
            "distance_km:Q",
            scale=alt.Scale(type="log", domain=[700, 22000]),
            axis=theme.axis(say, "distance_km", values=[1000, 2000, 5000, 10000, 20000]),
        ),
        alt.Y(
            "gdp_ppp_billion_usd:Q",
            scale=alt.Scale(type="log"),
            axis=theme.axis(
                say,
                "gdp_ppp_billion_usd",
                values=[0.1, 1, 10, 100, 1000, 10000],
                format="~g",
            ),
        ),
    )
    points = base.mark_point(opacity=0.85).encode(*agreement_marks(say), detail="iso3:N")
    named = base.transform_filter(alt.FieldOneOfPredicate("code", RELUCTANT))
    texts = named.mark_text(align="left", dx=8).encode(text="iso3:N")
    long = members.assign(agreement=agreement_words(members, say)).melt(
        ["iso3", "agreement"], ["gdp_ppp_billion_usd", "distance_km"], "measure"
    )
    told = alternative.spreads(long, "iso3", "value", say, by=["measure", "agreement"])
    return theme.titled(alt.layer(points, texts, height=340), say, "size", relations, told)


def agreement_words(frame: pd.DataFrame, say: Wording) -> list[str]:
    """Return ``with an agreement`` or ``without`` for each row."""
    return [say.label("with_agreement" if x else "without_agreement") for x in frame["agreement"]]


def agreement_marks(say: Wording) -> tuple[alt.Color, alt.Shape]:
    """Return the colour and the shape that tell countries with an agreement from those without."""
    names = [say.label("with_agreement"), say.label("without_agreement")]
    colours = alt.Scale(domain=names, range=[theme.AS_PUBLISHED, theme.MISSING])
    shapes = alt.Scale(domain=names, range=["circle", "cross"])
    return (
        alt.Color("agreement:N", scale=colours, title=None),
        alt.Shape("agreement:N", scale=shapes, title=None),
    )
