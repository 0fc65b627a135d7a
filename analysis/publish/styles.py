"""The colours of the palette in style sheets: as variables on the site, as values in print."""

import re
from pathlib import Path

from analysis.figures.palette import VERDICTS, Colour
from analysis.publish.html import template

GENERATED = ("palette.css", "favicon.svg")  # in ``book/assets``; both have a template
VARIABLE = re.compile(r"var\((--companion-[\w-]+)\)")


def write_colours(assets: Path) -> list[Path]:
    """Write the style sheet of variables and the icon of the site; return their paths."""
    for name in GENERATED:
        (assets / name).write_text(render_colours(name), encoding="utf-8")
    return [assets / name for name in GENERATED]


def render_colours(name: str) -> str:
    """Return the text of a generated file, or of the rules for verdicts, ``verdicts.css``."""
    return template(name).render(colours=list(Colour), Colour=Colour, verdicts=VERDICTS) + "\n"


def read_styles(assets: Path, *names: str) -> str:
    """Return style sheets of ``assets`` and the rules for verdicts as one text with the colours
    of light pages in place: margins of printed pages and many readers know no variables."""
    texts = [(assets / name).read_text(encoding="utf-8") for name in names]
    values = {colour.variable: colour.value for colour in Colour}
    joined = "\n".join([*texts, render_colours("verdicts.css")])
    return VARIABLE.sub(lambda found: values[found[1]], joined)
