"""Give a typeset site its files, its own style sheet, scripts and heads."""

from pathlib import Path

from analysis.build import stage
from analysis.build.html import metadata, social_card, strip, stylesheet
from analysis.build.record import git
from analysis.build.run import schedule, values
from analysis.publish import site_address, vega_script
from analysis.tables import read_yaml


def postprocess(site: Path, staged: Path, root: Path, commit: str | None) -> Path:
    """Return a typeset site with its files, its own style sheet, scripts and heads."""
    strip.strip_site(site)
    stylesheet.join_stylesheets(site)
    (staged / schedule.FIGURES).rename(site / schedule.FIGURES)
    git.write_commit(site / schedule.FIGURES, commit)
    stage.restore_sources(root, site / "_sources")
    (site / "_static" / "vega.js").write_text(vega_script(), encoding="utf-8")
    found = values.write_values(staged, site / "values.json")
    title = read_yaml(root / "CITATION.cff")["title"]
    social_card.draw_card(found["claims"], title, site / metadata.PICTURE)
    metadata.write_metadata(site, site_address(root / "CITATION.cff"))
    return site
