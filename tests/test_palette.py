"""Colours stand in the palette alone, reach every place from there, and can be read."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from commands import companion
from PIL import ImageColor

from analysis.figures.palette import SERIES, VERDICTS, Colour
from analysis.publish import styles
from analysis.tables import ROOT

ASSETS = ROOT / "book" / "assets"
DARK_PAGE = "#121212"  # as the theme of the site has it
TEXT, MARK = 4.5, 3  # the least contrast by WCAG 2.2, AA
STYLED = (".py", ".css", ".svg", ".js", ".html", ".xhtml", ".xml", ".md", ".yaml")
HEX = r"#(?:[0-9a-f]{3,4}){1,2}\b(?!-)|\b(?:rgb|hsl)a?\("
NAMED = rf"(?:color|fill|stroke|background)\W+(?:{'|'.join(ImageColor.colormap)})\b"
NEW = "#123456"
# Draws a chart and the picture of the book, and says which colours are in them.
DRAW = """
import json, sys
import pandas as pd
from analysis import figures, publish
from analysis.build.html import social_card
from analysis.figures import claims
from analysis.wording import Wording
tally = pd.DataFrame({"verdict": ["confirmed", "differs"], "claims": [1, 2]})
counts = {f"tally_facts.{verdict}_count": "1" for verdict in social_card.VERDICTS}
bars = [str(bar["colour"]) for bar in social_card.verdict_bars(counts)]
json.dump({"chart": claims.tally(tally, Wording()).to_dict(), "card": bars}, sys.stdout)
"""


def luminance(colour):
    """Relative luminance of a colour (WCAG 2.2)."""
    parts = [part / 255 for part in ImageColor.getrgb(colour)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    """Contrast ratio of two colours (WCAG 2.2)."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", styles.GENERATED)
def test_the_generated_files_are_those_of_the_palette(name):
    current = (ASSETS / name).read_text(encoding="utf-8")
    assert current == styles.render_colours(name), "found old colours, run: make colours"


def test_no_colour_stands_outside_the_palette():
    found = {}
    for room in ("analysis", "book"):
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in STYLED and path.name not in ("palette.py", *styles.GENERATED):
                text = path.read_text(encoding="utf-8")
                if colours := re.findall(f"{HEX}|{NAMED}", text, re.IGNORECASE):
                    found[str(path.relative_to(ROOT))] = colours
    assert found == {}


def test_every_variable_of_a_style_sheet_is_a_colour_of_the_palette():
    known = {colour.variable for colour in Colour}
    for path in ASSETS.glob("*.css"):
        assert set(re.findall(r"--companion-[\w-]+", path.read_text(encoding="utf-8"))) <= known


def test_a_style_sheet_for_print_has_every_colour_as_a_value():
    css = styles.read_styles(ASSETS, "export.css", "pdf.css")
    assert "var(" not in css
    assert f".verdict.confirmed {{ color: {Colour.REPORTED}; }}" in css
    assert f"@bottom-center {{ color: {Colour.MUTED};" in css


def test_text_can_be_read_on_light_and_on_dark_pages():
    for colour in {Colour.INK, Colour.MUTED, Colour.LINK, *VERDICTS.values()}:
        assert contrast(colour, Colour.PAGE) >= TEXT, colour.name
        if colour.dark:
            assert contrast(colour.dark, DARK_PAGE) >= TEXT, colour.name
    assert contrast(Colour.INK, Colour.SURFACE) >= TEXT


def test_marks_stand_out_from_light_and_from_dark_pages():
    for colour in SERIES:
        assert contrast(colour, Colour.PAGE) >= MARK, colour.name
        assert contrast(colour.dark, DARK_PAGE) >= MARK, colour.name


def test_a_symbol_stands_out_from_the_tint_of_an_agreement_and_from_plain_land():
    def tint(colour, page):
        pairs = zip(ImageColor.getrgb(colour), ImageColor.getrgb(page), strict=True)
        return "rgb({},{},{})".format(*(round(0.3 * over + 0.7 * under) for over, under in pairs))

    for shade, page in ((str, Colour.PAGE), (lambda colour: colour.dark, DARK_PAGE)):
        grounds = [tint(shade(Colour.AS_PUBLISHED), page), shade(Colour.GRID)]
        for symbol in (Colour.AS_PUBLISHED, Colour.INK, Colour.CONTRAST):
            assert min(contrast(shade(symbol), ground) for ground in grounds) >= MARK, symbol


@pytest.fixture
def recoloured(tmp_path):
    """A copy of package and assets in which one colour of the palette is another."""
    shutil.copytree(ROOT / "analysis", tmp_path / "analysis")
    shutil.copytree(ASSETS, tmp_path / "book" / "assets")
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    path = tmp_path / "analysis" / "figures" / "palette.py"
    old = path.read_text(encoding="utf-8")
    assert old.count(Colour.AS_PUBLISHED) == 1
    path.write_text(old.replace(Colour.AS_PUBLISHED, NEW), encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_one_colour_changed_in_the_palette_is_changed_everywhere(recoloured):
    assert companion(recoloured, "colours").returncode == 0
    command = [sys.executable, "-c", DRAW]
    done = subprocess.run(command, cwd=recoloured, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    drawn = json.loads(done.stdout)
    places = {name: (recoloured / "book/assets" / name).read_text() for name in styles.GENERATED}
    places |= {name: json.dumps(value) for name, value in drawn.items()}
    assert [name for name, text in places.items() if NEW not in text] == []
    assert [name for name, text in places.items() if Colour.AS_PUBLISHED in text] == []
