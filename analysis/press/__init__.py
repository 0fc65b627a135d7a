"""The press: stage → run (papermill) → typeset (Jupyter Book) → lean, styles, head → finish."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis import citation, claims, descriptors, live
from analysis.press import finish, head, lean, run, social, stage, styles, typeset, values
from analysis.tables import ROOT, read_yaml


def build(parameters: dict[str, Any], root: Path = ROOT) -> Path:
    """Build the site and return the path of its first page.

    ``parameters`` go to every notebook (``vintage``, ``lang``). Nothing is replaced before
    everything has succeeded. Raises UserError for unsound data, unknown parameters, a
    failing chapter or a page that Jupyter Book complains of.
    """
    descriptors.require_sound(root / "data", claims.problems)
    (root / "_build").mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="press-", dir=root / "_build") as shop:
        staged = stage.stage(root, Path(shop) / "stage", parameters["lang"])
        run.run(staged, parameters, root)
        site = dressed(typeset.typeset(staged), staged, root)
        return finish.publish(site, root / "_build")


def dressed(site: Path, staged: Path, root: Path) -> Path:
    """Return a typeset site with its files, its own style sheet, scripts and heads."""
    lean.lean(site)
    styles.join(site)
    (staged / run.FIGURES).rename(site / run.FIGURES)
    stage.sources(root, site / "_sources")
    (site / "_static" / "vega.js").write_text(live.library(), encoding="utf-8")
    found = values.write(staged, site / "values.json")
    title = read_yaml(root / "CITATION.cff")["title"]
    social.draw(found["claims"], title, site / head.PICTURE)
    head.complete(site, citation.address(root / "CITATION.cff"))
    return site
