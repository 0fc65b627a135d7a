"""Give a typeset site its files, its own style sheet, scripts and heads."""

from pathlib import Path

from analysis import citation, live
from analysis.press import head, lean, run, sign, social, stage, styles, values
from analysis.tables import read_yaml


def dressed(site: Path, staged: Path, root: Path, commit: str | None) -> Path:
    """Return a typeset site with its files, its own style sheet, scripts and heads."""
    lean.lean(site)
    styles.join(site)
    (staged / run.FIGURES).rename(site / run.FIGURES)
    sign.sign(site / run.FIGURES, commit)
    stage.sources(root, site / "_sources")
    (site / "_static" / "vega.js").write_text(live.library(), encoding="utf-8")
    found = values.write(staged, site / "values.json")
    title = read_yaml(root / "CITATION.cff")["title"]
    social.draw(found["claims"], title, site / head.PICTURE)
    head.complete(site, citation.address(root / "CITATION.cff"))
    return site
