"""The press: stage → run (papermill) → typeset (Jupyter Book) → lean → values → finish."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis import claims, descriptors
from analysis.press import depends, finish, lean, run, stage, typeset, values, vega
from analysis.tables import ROOT


def build(parameters: dict[str, Any], root: Path = ROOT, how: run.How | None = None) -> Path:
    """Build the site and return the path of its first page.

    ``parameters`` go to every notebook (``vintage``, ``lang``). Nothing is replaced before
    everything has succeeded. Raises UserError for unsound data, unknown parameters, a
    failing chapter or a page that Jupyter Book complains of.
    """
    tree = depends.snapshot(root)
    descriptors.require_sound(root / "data", claims.problems)
    (root / "_build").mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="press-", dir=root / "_build") as shop:
        staged = stage.stage(root, Path(shop) / "stage", parameters["lang"])
        run.run(staged, parameters, root, tree, how)
        site = lean.lean(typeset.typeset(staged))
        (staged / run.FIGURES).rename(site / run.FIGURES)
        vega.write(site / "_static")
        values.write(staged, site / "values.json")
        return finish.swap(site, root / "_build" / "html")
