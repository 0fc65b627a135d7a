"""Charts of the chapter on realism."""

from collections.abc import Collection
from typing import Any

import altair as alt
import pandas as pd

from analysis.figures import alt_text, maps, theme
from analysis.figures.palette import Colour
from analysis.questions.realism import HOME, RELUCTANT
from analysis.tracing import trace
from analysis.wording import Wording

ASIA = (62, -13, 152, 37)  # west, south, east, north of the outlines of extent asia
BELOW_JAVA = (104, -10.5)  # where no land is, for the name of Indonesia
CIRCLE = "M{0},0A{0},{0},0,1,1,-{0},0A{0},{0},0,1,1,{0},0Z"
# One inside the other, so that a country can have several: shape, fill, stroke.
SYMBOLS = {
    "agreement": (CIRCLE.format(0.35), Colour.AS_PUBLISHED, Colour.AS_PUBLISHED),
    "sea_neighbour": (CIRCLE.format(0.65), "transparent", Colour.INK),
    "land_neighbour": ("M-.85-.85H.85V.85H-.85Z", "transparent", Colour.INK),
    "named_source": ("M0-1.7L1.7,0L0,1.7L-1.7,0Z", "transparent", Colour.CONTRAST),
}


@trace
def coverage(coverage: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return, for each group of countries, those with an agreement and those without.

    Takes ``questions.realism.coverage``.
    """
    said = theme.in_words(coverage, say, "group").drop(columns="without_iso3")
    said = said.assign(label=of_words(coverage, say))
    names = [say.label("with_agreement"), say.label("without_agreement")]
    parts = {names[0]: said["with_count"], names[1]: said["of_count"] - said["with_count"]}
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
    palette = alt.Scale(domain=names, range=[Colour.AS_PUBLISHED, Colour.GRID])
    bars = base.mark_bar(stroke=Colour.MUTED).encode(
        alt.Color("agreement:N", scale=palette, title=None)
    )
    y = alt.Y("group:N", sort=said["group"].tolist())
    texts = alt.Chart(said).mark_text(align="left", dx=5).encode(y, x="of_count:Q", text="label:N")
    told = alt_text.as_sentence(", ".join(said["group"] + " " + said["label"]))
    layers = alt.layer(bars, texts, height=34 * len(said))
    return theme.with_title(layers, say, "coverage", coverage, told)


def of_words(coverage: pd.DataFrame, say: Wording) -> list[str]:
    """Return how many of how many, in words, for each row."""
    return [
        say.label("of_phrase").format(part=part, whole=whole)
        for part, whole in zip(coverage["with_count"], coverage["of_count"], strict=True)
    ]


@trace
def ratios(ratios: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return Indonesia's CINC over that of each partner and neighbour, on a logarithmic axis.

    Takes ``questions.realism.ratios``.
    """
    agreement = agreement_words(ratios, say)
    frame = theme.in_words(ratios, say, "iso3").assign(agreement=agreement)
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
    told = alt_text.amounts(named, "iso3", "cinc_ratio", say, by=["agreement"])
    layers = alt.layer(even, points, height=22 * len(frame))
    return theme.with_title(layers, say, "ratios", ratios, told)


@trace
def size(relations: pd.DataFrame, say: Wording) -> theme.Layers:
    """Return every member of the United Nations by distance and size of its economy.

    Takes ``questions.realism.relations``.
    """
    members = relations[relations["un_member"]].dropna(
        subset=["gdp_ppp_billion_usd", "distance_km"]
    )
    frame = theme.in_words(members, say, "iso3").assign(agreement=agreement_words(members, say))
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
    told = alt_text.spreads(long, "iso3", "value", say, by=["measure", "agreement"])
    return theme.with_title(alt.layer(points, texts, height=340), say, "size", relations, told)


def agreement_words(frame: pd.DataFrame, say: Wording) -> list[str]:
    """Return ``with an agreement`` or ``without`` for each row."""
    return [say.label("with_agreement" if x else "without_agreement") for x in frame["agreement"]]


def agreement_marks(say: Wording) -> tuple[alt.Color, alt.Shape]:
    """Return the colour and the shape that tell countries with an agreement from those without."""
    names = [say.label("with_agreement"), say.label("without_agreement")]
    colours = alt.Scale(domain=names, range=[Colour.AS_PUBLISHED, Colour.MISSING])
    shapes = alt.Scale(domain=names, range=["circle", "cross"])
    return (
        alt.Color("agreement:N", scale=colours, title=None),
        alt.Shape("agreement:N", scale=shapes, title=None),
    )


@trace
def world(
    facts: pd.DataFrame,
    countries: pd.DataFrame,
    outlines: pd.DataFrame,
    say: Wording,
    country_pages: Collection[str] = (),
) -> alt.VConcatChart:
    """Return a map of the world, and one of Asia, of agreements, neighbours and named sources.

    Takes ``questions.realism.map_facts``, the tables countries and outlines, and the codes of
    the countries that have a page.
    """
    capitals = countries[["iso3", "capital_longitude_deg", "capital_latitude_deg"]]
    places = facts.merge(capitals, on="iso3").assign(
        agreement=facts["agreement_count"] > 0,
        address=[maps.address(iso3, country_pages) for iso3 in facts["iso3"]],
        statement=[statement(row, say) for row in facts.to_dict("records")],
    )
    west, south, east, north = ASIA
    places["asia"] = places["capital_longitude_deg"].between(west, east) & places[
        "capital_latitude_deg"
    ].between(south, north)
    globe = alt.Projection(type="equalEarth", rotate=[-maps.CENTRE, 0, 0])
    flat = alt.Projection(type="identity", reflectY=True)
    whole = alt.layer(*panel(places, outlines, say, "world"), projection=globe)
    part = alt.layer(*panel(places, outlines, say, "asia"), projection=flat)
    name = alt.TitleParams(say.label("map_asia"), fontSize=theme.FONT_SIZE)
    views = (
        whole.properties(width=theme.WIDE, height=284),
        part.properties(width=theme.WIDE, height=356, title=name),
    )
    told = " ".join(
        alt_text.as_sentence(f"{say.label(f'map_{name}')}: {list_countries(places, name, say)}")
        for name in SYMBOLS
    )
    return theme.with_title(alt.vconcat(*views, spacing=8), say, "world", facts, told)


def list_countries(places: pd.DataFrame, relation: str, say: Wording) -> str:
    """Return the countries of a relation as a list in words, after their number."""
    held = places.loc[places[relation].fillna(False), "iso3"]
    return f"{len(held)}, {say.join_list([say.country(iso3) for iso3 in held])}"


def panel(
    places: pd.DataFrame, outlines: pd.DataFrame, say: Wording, extent: str
) -> list[alt.Chart]:
    """Return the layers of one map: land, countries with facts, symbols, links."""
    drawn = outlines[outlines["extent"] == extent]
    known = drawn.merge(places, on="iso3")
    rest = drawn[~drawn["iso3"].isin([*places["iso3"], HOME]).fillna(False)]
    blue = {"fill": Colour.AS_PUBLISHED, "stroke": Colour.AS_PUBLISHED, "fillOpacity": 0.3}
    layers = [
        maps.land(rest),
        maps.land(drawn[drawn["iso3"] == HOME], Colour.MISSING),
        maps.areas(known[~known["agreement"]], fill=Colour.GRID, stroke=Colour.MUTED),
        maps.areas(known[known["agreement"]], **blue),
        symbols(places, say, extent),
        maps.targets(places[places["asia"] == (extent == "asia")]),
    ]
    if extent == "world":
        return [*layers[:4], maps.frame(*ASIA), *layers[4:]]
    return [*layers, maps.label(say.country(HOME), *BELOW_JAVA)]


def symbols(places: pd.DataFrame, say: Wording, extent: str) -> alt.Chart:
    """Return a symbol for each relation of each country whose capital a map shows."""
    kept = ["iso3", "capital_longitude_deg", "capital_latitude_deg", "asia"]
    long = places.melt(kept, [*SYMBOLS], "relation", "holds").query("holds == True")
    long = long.assign(relation=[say.label(f"map_{name}") for name in long["relation"]])
    names = [say.label(f"map_{name}") for name in SYMBOLS]
    shapes, fills, strokes = (list(part) for part in zip(*SYMBOLS.values(), strict=True))
    key = alt.Legend(
        title=None, columns=2, symbolSize=maps.SYMBOL, symbolStrokeWidth=1.6, labelOffset=8
    )
    return (
        alt.Chart(theme.in_words(long, say, "iso3").drop(columns="holds"))
        .transform_filter(alt.datum.asia == (extent == "asia"))
        .mark_point(size=maps.SYMBOL, strokeWidth=maps.LINE, aria=False)
        .encode(
            alt.Detail("iso3:N"),
            alt.Shape("relation:N", scale=alt.Scale(domain=names, range=shapes), legend=key),
            alt.Fill("relation:N", scale=alt.Scale(domain=names, range=fills), legend=key),
            alt.Stroke("relation:N", scale=alt.Scale(domain=names, range=strokes), legend=key),
            *maps.position(),
        )
    )


def statement(row: dict[Any, Any], say: Wording) -> str:
    """Return a country and what is known of it: ``China: agreement 2012; named source``."""
    count, year = row["agreement_count"], row["first_agreement_year"]
    form = "map_one" if count == 1 else "map_several"
    signed = [say.label(form).format(count=count, year=year)] if count else []
    held = [name for name in (*SYMBOLS, "asean") if name in row and row[name] is True]
    words = "; ".join([*signed, *(say.label(f"map_{name}") for name in held)])
    return f"{say.country(row['iso3'])}: {words}"
