"""The look of every chart: sizes and titles; its colours are those of ``palette``."""

from collections.abc import Iterator
from typing import Any, TypeVar

import altair as alt
import pandas as pd

from analysis import tracing
from analysis.figures.palette import Colour
from analysis.wording import Wording

Chart = TypeVar("Chart", bound=alt.TopLevelMixin)
Layers = alt.LayerChart | alt.FacetChart  # what altair makes of charts on one another

WIDE = 640
NARROW = 330
FONT_SIZE = 13
UNTOLD = ("text", "order", "href", "description", "tooltip")  # channels that repeat others
NAMING = ("x", "y", "row", "detail")  # channels whose words say what a row is about


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration shared by all charts."""
    text = {"labelColor": Colour.INK, "titleColor": Colour.INK, "labelFontSize": FONT_SIZE}
    axis = text | {"titleFontSize": FONT_SIZE, "titleFontWeight": "normal"}
    return {
        "background": None,
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": axis
        | {"gridColor": Colour.GRID, "domainColor": Colour.MUTED, "tickColor": Colour.MUTED},
        "legend": text | {"orient": "top", "labelLimit": 0, "columns": 1},  # fits a narrow page
        "header": axis | {"labelFontWeight": "bold"},
        "title": {
            "anchor": "start",
            "color": Colour.INK,
            "fontSize": 16,
            "subtitleColor": Colour.MUTED,
            "subtitleFontSize": FONT_SIZE,
            "offset": 12,
        },
        "text": {"color": Colour.INK, "fontSize": FONT_SIZE},
        "point": {"filled": True, "size": 90, "opacity": 1},
        "rule": {"color": Colour.MUTED},
    }


def with_title(chart: Chart, say: Wording, name: str, frame: pd.DataFrame, told: str) -> Chart:
    """Return a chart with its title and, below, measure, unit, years and vintage.

    The words are the labels ``chart_<name>`` and ``chart_<name>_measure``; years are those
    of the column ``year``, if the frame has one; vintages are those the frame was made from.
    ``told`` is what the chart shows in words, from ``figures.alternative``.
    """
    measure = [say.label(f"chart_{name}_measure")]
    if "year" in frame:
        measure.append(f"{frame['year'].min()}–{frame['year'].max()}")
    vintages = tracing.unique(vintage for _, vintage in tracing.origin(frame)["inputs"])
    subtitle = [", ".join(measure), f"{say.label('vintage')}: {', '.join(vintages)}"]
    title = alt.TitleParams(say.label(f"chart_{name}"), subtitle=subtitle)
    return chart.properties(title=title, description=told)


def axis(say: Wording, label: str, **options: Any) -> alt.Axis:
    """Return an axis titled with a label of the edition."""
    return alt.Axis(title=say.label(label), **options)


def data(spec: dict[str, Any]) -> pd.DataFrame:
    """Return the rows that a specification draws, with the encoded fields: the year first, then
    the names along its axes.

    Of several datasets it takes that which has most of the fields, and those of its columns.
    """
    drawn = list(fields(spec))
    order = dict.fromkeys(field for _, field in drawn)
    datasets = [pd.DataFrame(rows) for rows in spec["datasets"].values() if rows]
    fullest = max(datasets, key=lambda rows: (len(order.keys() & set(rows)), len(rows)))
    alike = [rows for rows in datasets if list(rows) == list(fullest)]
    rows = pd.concat(alike, ignore_index=True)
    places = {field for channel, field in drawn if channel in NAMING}
    words = {name for name in places & set(rows) if all(isinstance(v, str) for v in rows[name])}
    days = [name for name in order if name in rows and name.startswith("date_")]
    named = [name for name in order if name in rows]
    named.sort(key=lambda name: (name != "year", name not in words - set(days)))
    return rows[named].assign(**{name: pd.to_datetime(rows[name]) for name in days})


def fields(spec: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the channels and fields that the views of a specification encode, texts beside
    marks left out."""
    for view in views(spec):
        for channel, one in encodings(view):
            yield channel, one["field"]


def encodings(view: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the channels of a view that tell a field, each with its definition."""
    for channel, given in view.get("encoding", {}).items():
        for one in given if isinstance(given, list) else [given]:
            if "field" in one and channel not in UNTOLD:
                yield channel, one


def views(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a specification and every view in it."""
    yield spec
    for view in [*spec.get("layer", []), *spec.get("vconcat", []), spec.get("spec", {})]:
        if view:
            yield from views(view)


def in_words(frame: pd.DataFrame, say: Wording, *columns: str) -> pd.DataFrame:
    """Return a frame in which the named columns hold the edition's words, as text."""
    said = {column: [say.value(column, value) for value in frame[column]] for column in columns}
    return frame.assign(**said)
