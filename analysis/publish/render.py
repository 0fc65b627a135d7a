"""A chart's specification drawn as SVG, at the widths of a page."""

import re
import textwrap
from typing import Any

import vl_convert

from analysis.figures import theme
from analysis.publish.interactive import VEGA_LITE
from analysis.publish.svg import fit_part, for_page

COARSE = 12  # tenths of a px: the shortest step of a line in a small picture
WIDTH = re.compile(r'width="([\d.]+)"')
CHARACTER_WIDTH = 7.4  # of text at the chart's font size, in px


def title_text(spec: dict[str, Any]) -> str:
    """Return a chart's title and subtitle as one line of text."""
    title = spec["title"]
    return ". ".join([title["text"], *title["subtitle"]])


def draw_both_widths(spec: dict[str, Any], name: str) -> tuple[str, str, dict[str, Any]]:
    """Return a chart drawn for wide and for narrow pages, and for each the width of the plot
    and the lines of the title, by which a live chart takes the same room."""
    sides = {"wide": theme.WIDE, "narrow": theme.NARROW}
    drawn = {side: draw_svg(spec, width, f"{name}-{side}") for side, width in sides.items()}
    sizes = {
        side: {"width": drawn[side][1], "title": wrap_title(spec["title"], width)}
        for side, width in sides.items()
    }
    return drawn["wide"][0], drawn["narrow"][0], sizes


def draw_svg(spec: dict[str, Any], width: int, prefix: str) -> tuple[str, int]:
    """Return a specification drawn as SVG at a width in px, and the width of its plot.

    The plot shrinks until the drawing, axes and labels included, is as wide as asked. The
    drawing's ids start with the prefix.
    """
    drawn, plot, excess = "", width, 0.0
    for _ in range(4):
        plot = round(plot - excess)
        drawn = vl_convert.vegalite_to_svg(with_size(spec, plot, width), vl_version=VEGA_LITE)
        excess = float(next(WIDTH.finditer(drawn))[1]) - width
        if abs(excess) < 1:
            break
    return for_page(drawn, prefix), plot


def draw_fixed(spec: dict[str, Any], prefix: str) -> str:
    """Return a specification drawn as SVG at the width that its plot has."""
    drawn = vl_convert.vegalite_to_svg(with_size(spec, spec["width"], theme.NARROW), VEGA_LITE)
    return for_page(drawn, prefix, COARSE)


def with_size(spec: dict[str, Any], plot: int, width: int) -> dict[str, Any]:
    """Return a specification with a plot width, the theme, and a title wrapped to the width."""
    title = spec["title"] | wrap_title(spec["title"], width)
    sized_spec = spec | {"config": theme.config(), "title": title}
    sized_spec.pop("description", None)  # the page says it beside the drawing
    if "vconcat" in spec:
        return sized_spec | {"vconcat": [fit_part(part, plot) for part in spec["vconcat"]]}
    if "spec" in spec:
        return sized_spec | {"spec": spec["spec"] | {"width": plot}}
    return sized_spec | {"width": plot}


def wrap_title(title: dict[str, Any], width: int) -> dict[str, list[str]]:
    """Return a chart's title and subtitle in lines that fit a width in px."""
    wrap = int(width / CHARACTER_WIDTH)
    lines = [part for line in title["subtitle"] for part in textwrap.wrap(line, wrap)]
    return {"text": textwrap.wrap(title["text"], int(wrap * 0.8)), "subtitle": lines}
