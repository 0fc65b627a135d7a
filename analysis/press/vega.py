"""The library that brings charts to life, as one file of the site."""

from pathlib import Path

import vl_convert

from analysis.publish import VEGA_LITE


def write(static: Path) -> None:
    """Write ``vega.js``, which gives the page ``vegaEmbed`` and nothing else of its names."""
    bundle = vl_convert.javascript_bundle(vl_version=VEGA_LITE)
    (static / "vega.js").write_text(f"(() => {{\n{bundle}\n}})();\n", encoding="utf-8")
