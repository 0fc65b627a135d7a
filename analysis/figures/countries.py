"""The map of a country's page: the country, Indonesia, and the land between them."""

import json
import math
from typing import Any

import altair as alt
import pandas as pd

from analysis.figures import alt_text, maps, theme
from analysis.figures.palette import Colour
from analysis.questions.realism import HOME, distance_km
from analysis.tracing import trace
from analysis.wording import Wording

WIDTH = theme.NARROW - 10  # px; a drawing has a border of 5
MARGIN = 8  # degrees round what is shown
LOWEST, HIGHEST = 0.45, 1  # height of the map over its width
FARTHEST = 85  # degrees of latitude that are drawn
SEEN = 2  # px: land that is smaller both ways is not drawn, but for the two countries
DEGREES = math.degrees(1)  # in a radian

Box = tuple[float, float, float, float]  # west, south, east, north; longitude from the centre


@trace
def locator(
    countries: pd.DataFrame, outlines: pd.DataFrame, iso3: str, say: Wording
) -> theme.Layers:
    """Return a map no larger than it must be to show a country and Indonesia.

    Takes the tables countries and outlines. A country has its capital marked, so that one
    without an outline is on the map too.
    """
    pair = countries[countries["iso3"].isin([iso3, HOME])]
    drawn = outlines[outlines["extent"] == "world"]
    box = box_around(pair, drawn)
    scale = WIDTH / (box[2] - box[0]) * DEGREES
    height = round((box[3] - box[1]) * scale / DEGREES)
    view = alt.Projection(
        type="equirectangular",
        rotate=[-maps.CENTRE, 0, 0],
        scale=scale,
        translate=[-box[0] * scale / DEGREES, box[3] * scale / DEGREES],
        clipExtent=[[0, 0], [WIDTH, height]],
    )
    own = drawn["iso3"].isin(pair["iso3"]).fillna(False)
    land = polygons_within(drawn[~own], box, SEEN / scale * DEGREES)
    layers = [
        *([maps.land(land)] if len(land) else []),
        shapes(polygons_within(drawn[own], box, 0), iso3, say),
        capital(pair[pair["iso3"] == iso3]),
    ]
    chart = alt.layer(*layers, projection=view).properties(width=WIDTH, height=height)
    return theme.with_title(chart, say, "locator", pair, describe_pair(pair, iso3, say))


def describe_pair(pair: pd.DataFrame, iso3: str, say: Wording) -> str:
    """Return the two countries and the distance of their capitals in words."""
    both = say.join_list([say.country(iso3), say.country(HOME)])
    apart = say.value("distance_km", distance_km(pair).max())
    return alt_text.as_sentence(f"{both}; {say.label('distance_km')}: {apart}")


def shapes(outlines: pd.DataFrame, iso3: str, say: Wording) -> alt.Chart:
    """Return the two countries as areas that a legend names."""
    names = [say.country(iso3), say.country(HOME)]
    named = outlines.assign(name=[say.country(code) for code in outlines["iso3"]])
    colours = alt.Scale(domain=names, range=[Colour.AS_PUBLISHED, Colour.MISSING])
    key = alt.Legend(title=None, columns=2, symbolType="square", symbolStrokeWidth=0)
    return (
        alt.Chart(maps.features(named, "name"))
        .mark_geoshape(stroke=Colour.INK, strokeWidth=0.5, aria=False)
        .encode(fill=alt.Fill("name:N", scale=colours, legend=key))
    )


def capital(row: pd.DataFrame) -> alt.Chart:
    """Return a ring round the capital of a country."""
    place = row[["capital_longitude_deg", "capital_latitude_deg"]].dropna()
    ring: dict[str, Any] = {"stroke": Colour.INK, "strokeWidth": maps.LINE, "size": maps.SYMBOL}
    return alt.Chart(place).mark_point(aria=False, filled=False, **ring).encode(*maps.position())


def box_around(pair: pd.DataFrame, outlines: pd.DataFrame) -> Box:
    """Return the box of two countries with a margin, not too flat and not too high."""
    shown = outlines[outlines["iso3"].isin(pair["iso3"]).fillna(False)]
    points = [point for ring in outer_rings(shown) for point in ring]
    place = pair[["capital_longitude_deg", "capital_latitude_deg"]].dropna().astype(float)
    points += [(from_centre(x), y) for x, y in place.itertuples(index=False)]
    wests, souths = zip(*points, strict=True)
    west, east = max(min(wests) - MARGIN, -180), min(max(wests) + MARGIN, 180)
    south, north = max(min(souths) - MARGIN, -FARTHEST), min(max(souths) + MARGIN, FARTHEST)
    high = max(north - south, (east - west) * LOWEST)
    wide = max(east - west, high / HIGHEST)
    return (
        (west + east - wide) / 2,
        (south + north - high) / 2,
        (west + east + wide) / 2,
        (south + north + high) / 2,
    )


def from_centre(longitude: float) -> float:
    """Return a longitude in degrees east of the centre of the maps, from -180 to 180."""
    return (longitude - maps.CENTRE + 180) % 360 - 180


def outer_rings(outlines: pd.DataFrame) -> list[list[tuple[float, float]]]:
    """Return the outer rings of outlines, with longitudes from the centre."""
    found = [polygon for geometry in outlines["geometry"] for polygon in maps.polygons(geometry)]
    return [[(from_centre(x), y) for x, y in polygon[0]] for polygon in found]


def polygons_within(outlines: pd.DataFrame, box: Box, least: float) -> pd.DataFrame:
    """Return outlines with those of their polygons alone that reach into a box and are as large
    as so many degrees."""
    kept: list[Any] = []
    for geometry in outlines["geometry"]:
        held = [part for part in maps.polygons(geometry) if is_visible(part[0], box, least)]
        kept.append(json.dumps({"type": "MultiPolygon", "coordinates": held}) if held else None)
    return outlines.assign(geometry=kept).dropna(subset="geometry")


def is_visible(ring: list[list[float]], box: Box, least: float) -> bool:
    """Return whether a ring reaches into a box and is as large as so many degrees."""
    xs, ys = zip(*[(from_centre(x), y) for x, y in ring], strict=True)
    reaches = min(xs) < box[2] and max(xs) > box[0] and min(ys) < box[3] and max(ys) > box[1]
    return reaches and max(max(xs) - min(xs), max(ys) - min(ys)) >= least
