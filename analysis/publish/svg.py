"""A drawing as a page needs it: short paths, ids of its own, links that a keyboard reaches."""

import re
from itertools import pairwise
from typing import Any

BASE = "https://vega.github.io/vega-datasets/"  # vl-convert completes every address by this
LINK = re.compile(
    r'<a xlink:href="([^"]*)"><path'
    r'(?:( aria-label="[^"]*") role="graphics-symbol" aria-roledescription="\w+")?'
)
ANCHOR = re.compile(r"</?a\b[^>]*>")
LINE = re.compile(r"M[\d.e,-]+(?:L[\d.e,-]+){3,}")
# Groups have room for a ground that no chart here has, and words for each mark, which are not
# heard where the drawing is behind a text.
GROUND = re.compile(r'<path class="(?:back|fore)ground"(?![^>]*(?:fill|stroke)=)[^>]*/>')
SPOKEN = re.compile(r'\s(?:role|aria-[a-z]+|pointer-events)="[^"]*"')
FINEST = 5  # tenths of a px: a shorter step of a line is not seen


def fit_part(part: dict[str, Any], plot: int) -> dict[str, Any]:
    """Return one part of a chart with a plot width; a map keeps its proportions."""
    if "projection" in part:
        return part | {"width": plot, "height": round(plot * part["height"] / part["width"])}
    return part | {"width": plot}


def for_page(drawing: str, prefix: str, finest: int = FINEST) -> str:
    """Return a drawing whose ids start with a prefix. Only one with links is told to a screen
    reader; any other is in an image that has a text."""
    own = re.sub(
        r'\b(id="|url\(#)', rf"\1{prefix}-", GROUND.sub("", shorten_lines(drawing, finest))
    )
    if "<a " in own:
        return LINK.sub(name_link, own)
    silent = SPOKEN.sub("", own)
    return re.sub(r"<svg ", '<svg aria-hidden="true" focusable="false" ', silent, count=1)


def for_file(drawing: str) -> str:
    """Return a drawing for a file of its own: its links would lead nowhere."""
    return ANCHOR.sub("", shorten_lines(drawing))


def name_link(found: re.Match[str]) -> str:
    """Return a link that has the name of its mark; one without a name only serves a pointer."""
    address = found[1].removeprefix(BASE)
    named = found[2] or ' tabindex="-1"'
    return f'<a href="{address}"{named}><path'


def shorten_lines(drawing: str, finest: int = FINEST) -> str:
    """Return a drawing whose lines are written in steps of tenths of a px, none of them shorter
    than so many tenths."""
    return LINE.sub(lambda line: relative_path(line[0], finest), drawing)


def relative_path(line: str, finest: int) -> str:
    """Return a line of absolute points as a start and the steps from it; the end is kept."""
    points = [
        tuple(round(float(number) * 10) for number in point.split(","))
        for point in re.split("[ML]", line)[1:]
    ]
    kept = points[:1]
    for point in points[1:-1]:
        if max(abs(a - b) for a, b in zip(point, kept[-1], strict=True)) >= finest:
            kept.append(point)
    kept.append(points[-1])
    moves = [
        format_tenths(b - a)
        for before, point in pairwise(kept)
        for a, b in zip(before, point, strict=True)
    ]
    start = ",".join(map(format_tenths, kept[0]))
    return f"M{start}l{' '.join(moves).replace(' -', '-')}"


def format_tenths(number: int) -> str:
    """Return a number of tenths as a decimal, as short as SVG allows."""
    return re.sub(r"^(-?)0\.", r"\1.", f"{number / 10:.6g}")
