"""What a chart gains when it is live: tips, a legend that picks out, and room to look closer."""

import html
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import vl_convert

from analysis.figures import theme
from analysis.wording import Wording

VEGA_LITE = "6.4"
SILENT = ("text", "rule", "line", "geoshape")  # marks that carry no tip
PLACES = ("longitude", "latitude")  # channels that a tip leaves out
FADED = 0.15  # opacity of what is not picked out
CROWD = 60  # points from which zooming helps
FORMATS = {"quantitative": ",.2~f", "temporal": "%-d %B %Y"}


def add_interaction(spec: dict[str, Any], say: Wording) -> dict[str, Any]:
    """Return a specification with a tip on each mark, series that the legend picks out, and for
    a crowd of points a zoom by the wheel with the shift key and by dragging."""
    spec = json.loads(json.dumps(spec))
    views = list(mark_views(spec))
    for view in views:
        add_tooltip(view, say)
    add_legend_selection(views)
    rows = max((len(rows) for rows in spec.get("datasets", {}).values()), default=0)
    if rows > CROWD and all(is_scatter(view) for view in views):
        wheel = "wheel![event.shiftKey]"
        zoom = {"type": "interval", "zoom": wheel}
        views[0].setdefault("params", []).append({"name": "zoom", "select": zoom, "bind": "scales"})
    return spec


def mark_views(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the views of a specification that draw one kind of mark."""
    return (view for view in theme.views(spec) if "mark" in view)


def add_tooltip(view: dict[str, Any], say: Wording) -> None:
    """Give a view a tip with each encoded field, its heading and its value."""
    encoding = view.get("encoding", {})
    if view["mark"]["type"] in SILENT or "tooltip" in encoding:
        return
    told = {
        one["field"]: tooltip_field(one, say)
        for channel, one in theme.encodings(view)
        if channel not in PLACES
    }
    if told:
        encoding["tooltip"] = list(told.values())


def tooltip_field(encoded: dict[str, Any], say: Wording) -> dict[str, Any]:
    """Return how a tip tells an encoded field, by its kind."""
    kind = encoded.get("type", "nominal")
    whole = (encoded.get("axis") or {}).get("format") == "d"  # years are written without commas
    told = {"field": encoded["field"], "type": kind, "title": say.heading(encoded["field"])}
    return told | ({"format": "d" if whole else FORMATS[kind]} if kind in FORMATS else {})


def add_legend_selection(views: list[dict[str, Any]]) -> None:
    """Let the legend of the colours pick out series in all views that have them."""
    coloured = [view for view in views if legend_field(view)]
    if not coloured:
        return
    field = legend_field(coloured[0])
    select = {"type": "point", "fields": [field]}
    coloured[0].setdefault("params", []).append(
        {"name": "picked", "select": select, "bind": "legend"}
    )
    for view in coloured:
        if legend_field(view) == field:
            shown = {"condition": {"param": "picked", "value": 1}, "value": FADED}
            view["encoding"].setdefault("opacity", shown)


def legend_field(view: dict[str, Any]) -> str | None:
    """Return the field that a view colours by and names in a legend, if any."""
    colour = view.get("encoding", {}).get("color", {})
    return colour.get("field") if colour.get("legend", {}) is not None else None


def is_scatter(view: dict[str, Any]) -> bool:
    """Return whether a view places its marks by two quantities."""
    encoding = view.get("encoding", {})
    return all(encoding.get(axis, {}).get("type") == "quantitative" for axis in "xy")


@cache
def vega_script() -> str:
    """Return the script that gives a page ``vegaEmbed`` and nothing else of its names."""
    # its types ask for a snippet, which its documentation leaves out
    bundle = vl_convert.javascript_bundle(vl_version=VEGA_LITE)  # type: ignore[call-arg]
    return f"(() => {{\n{bundle}\n}})();\n"


def standalone_html(name: str, spec: dict[str, Any], told: str) -> str:
    """Return a live chart as HTML that needs nothing else, as JupyterLab and VS Code show it."""
    options = json.dumps({"actions": False, "ast": True, "renderer": "svg"})
    drawn = json.dumps(spec).replace("</", "<\\/")
    place = f"live-{html.escape(name, quote=True)}"
    return (
        f'<div id="{place}" role="img" aria-label="{html.escape(told, quote=True)}"></div>\n'
        f"<script>{vega_script()}\n"
        f'window.vegaEmbed("#{place}", {drawn}, {options});</script>'
    )
