"""Give a typeset site its files, its own style sheet, scripts and heads."""

from pathlib import Path

from analysis.build import stage
from analysis.build.html import metadata, social_card, strip, stylesheet
from analysis.build.record import git
from analysis.build.run import schedule, values
from analysis.publish import citation, interactive
from analysis.tables import read_yaml


def dressed(site: Path, staged: Path, root: Path, commit: str | None) -> Path:
    """Return a typeset site with its files, its own style sheet, scripts and heads."""
    strip.lean(site)
    stylesheet.join(site)
    (staged / schedule.FIGURES).rename(site / schedule.FIGURES)
    git.sign(site / schedule.FIGURES, commit)
    stage.sources(root, site / "_sources")
    (site / "_static" / "vega.js").write_text(interactive.library(), encoding="utf-8")
    found = values.write(staged, site / "values.json")
    title = read_yaml(root / "CITATION.cff")["title"]
    social_card.draw(found["claims"], title, site / metadata.PICTURE)
    metadata.complete(site, citation.address(root / "CITATION.cff"))
    return site
