"""Maps: outlines of countries as layers, and symbols on top of them."""

import json
from collections.abc import Collection
from typing import Any

import altair as alt
import pandas as pd

from analysis.figures.palette import Colour

# The centre of the world. Indonesia lies near the middle, and the edge, at 30 degrees west,
# runs through the Atlantic: of all land it cuts only Greenland.
CENTRE = 150
ROW = "map-{}"  # the id of a country's row in the table beside a map
COUNTRY_PAGE = "countries/{}.html"
SYMBOL = 144  # area in square px of a symbol's box
LINE = 1.6
TARGET = 484  # area of the invisible disc that is pointed at: 22 px across


def address(iso3: str, country_pages: Collection[str] = ()) -> str:
    """Return where the link of a country on a map leads: to its page if it has one, else to
    its row in the table beside the map."""
    return COUNTRY_PAGE.format(iso3) if iso3 in country_pages else f"#{ROW.format(iso3)}"


def addresses(country_pages: Collection[str]) -> dict[str, str]:
    """Return where the country pages are, by the code of the country."""
    return {iso3: address(iso3, country_pages) for iso3 in country_pages}


def features(outlines: pd.DataFrame, *columns: str) -> alt.InlineData:
    """Return outlines as features of GeoJSON that carry the named columns as well."""
    rows: list[dict[Any, Any]] = outlines[[*columns]].to_dict("records")
    shapes = [multipolygon([geometry]) for geometry in outlines["geometry"]]
    return alt.InlineData([s | row for s, row in zip(shapes, rows, strict=True)])


def multipolygon(geometries: list[str]) -> dict[str, Any]:
    """Return geometries as one feature. Vega fills what lies right of a line, GeoJSON left."""
    found = [polygon for geometry in geometries for polygon in polygons(geometry)]
    turned = [[ring[::-1] for ring in polygon] for polygon in found]
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": turned}}


def polygons(geometry: str) -> list[Any]:
    """Return the polygons of a geometry, each a list of rings."""
    read = json.loads(geometry)
    return [read["coordinates"]] if read["type"] == "Polygon" else read["coordinates"]


def land(outlines: pd.DataFrame, fill: str = Colour.GRID) -> alt.Chart:
    """Return land of which nothing is said, as one shape with its coasts and borders."""
    ground = alt.InlineData([multipolygon(outlines["geometry"].tolist())])
    return alt.Chart(ground).mark_geoshape(
        fill=fill, stroke=Colour.MUTED, strokeWidth=0.5, aria=False
    )


def areas(outlines: pd.DataFrame, **style: Any) -> alt.Chart:
    """Return countries as areas that lead to an address; columns: address, statement."""
    return (
        alt.Chart(features(outlines, "address", "statement"))
        .mark_geoshape(strokeWidth=0.7, aria=False, **style)
        .encode(href="address:N", tooltip=alt.Tooltip("statement:N", title=None))
    )


def targets(places: pd.DataFrame) -> alt.Chart:
    """Return an invisible disc a country, large enough to be pointed at: a link with a name.

    Columns: address, statement, capital_longitude_deg, capital_latitude_deg.
    """
    return (
        alt.Chart(places)
        .mark_point(color=Colour.INK, opacity=0, size=TARGET)
        .encode(
            *position(),
            href="address:N",
            description="statement:N",
            tooltip=alt.Tooltip("statement:N", title=None),
        )
    )


def position() -> tuple[alt.Longitude, alt.Latitude]:
    """Return the place of a symbol: the capital."""
    return alt.Longitude("capital_longitude_deg:Q"), alt.Latitude("capital_latitude_deg:Q")


def frame(west: float, south: float, east: float, north: float) -> alt.Chart:
    """Return a dashed line round the part of a map that another map shows larger."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    line = pd.DataFrame(corners, columns=["longitude", "latitude"]).reset_index(names="corner")
    return (
        alt.Chart(line)
        .mark_line(stroke=Colour.MUTED, strokeWidth=1, strokeDash=[4, 3], aria=False)
        .encode(longitude="longitude:Q", latitude="latitude:Q", order="corner:O")
    )


def label(text: str, longitude: float, latitude: float) -> alt.Chart:
    """Return a name written on a map."""
    place = pd.DataFrame({"name": [text], "longitude": [longitude], "latitude": [latitude]})
    return (
        alt.Chart(place)
        .mark_text(aria=False)
        .encode(longitude="longitude:Q", latitude="latitude:Q", text="name:N")
    )
