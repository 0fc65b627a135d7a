"""The picture that a link to the book shows: its title and the tally of its claims."""

from pathlib import Path
from typing import Any

import vl_convert

from analysis.figures.palette import VERDICTS, Colour
from analysis.publish import template

WIDTH_PX = 860  # of the longest bar


def draw_card(values: dict[str, str], title: str, target: Path) -> None:
    """Write the picture as PNG, 1200 by 630 px; ``values`` are those of the chapter on claims."""
    name, _, subtitle = title.partition(": ")
    words = {"title": name, "subtitle": subtitle, "bars": verdict_bars(values), "Colour": Colour}
    drawing = template("social.svg").render(words)
    target.write_bytes(vl_convert.svg_to_png(drawing))


def verdict_bars(values: dict[str, str]) -> list[dict[str, Any]]:
    """Return a bar for each verdict: word, count, colour and width in px."""
    counts = {
        verdict: int(values[f"tally_facts.{verdict}_count"].replace(",", ""))
        for verdict in VERDICTS
    }
    most = max(counts.values())
    return [
        {"word": verdict, "count": count, "colour": colour, "width": WIDTH_PX * count / most}
        for (verdict, count), colour in zip(counts.items(), VERDICTS.values(), strict=True)
    ]
