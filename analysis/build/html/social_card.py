"""The picture that a link to the book shows: its title and the tally of its claims."""

from pathlib import Path
from typing import Any

import jinja2
import vl_convert

from analysis.figures import theme

WIDTH_PX = 860  # of the longest bar


def draw_card(values: dict[str, str], title: str, target: Path) -> None:
    """Write the picture as PNG, 1200 by 630 px; ``values`` are those of the chapter on claims."""
    loader = jinja2.PackageLoader("analysis.publish")
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("social.svg")
    name, _, subtitle = title.partition(": ")
    drawing = template.render(title=name, subtitle=subtitle, bars=verdict_bars(values), theme=theme)
    target.write_bytes(vl_convert.svg_to_png(drawing))


def verdict_bars(values: dict[str, str]) -> list[dict[str, Any]]:
    """Return a bar for each verdict: word, count, colour and width in px."""
    counts = {
        verdict: int(values[f"tally_facts.{verdict}_count"].replace(",", ""))
        for verdict in theme.VERDICTS
    }
    most = max(counts.values())
    return [
        {"word": verdict, "count": count, "colour": colour, "width": WIDTH_PX * count / most}
        for (verdict, count), colour in zip(counts.items(), theme.VERDICTS.values(), strict=True)
    ]
