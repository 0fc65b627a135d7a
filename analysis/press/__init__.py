"""The press: stage → run (papermill) → typeset (Jupyter Book) → lean → values → finish."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.press import depends, disk, lock, sign, standing
from analysis.press.how import How
from analysis.tables import ROOT


def build(parameters: dict[str, Any], root: Path = ROOT, how: How | None = None) -> Path:
    """Build the site, unless the one that stands is current, and return its first page.

    ``parameters`` go to every notebook (``vintage``, ``lang``). Nothing is replaced before
    everything has succeeded. Raises UserError for unsound data, another build at work, a
    full disk, unknown parameters, a failing chapter or a page that Jupyter Book complains of.
    """
    home = root / "_build"
    tree, commit = depends.snapshot(root), sign.commit(root)
    key = depends.of_site(tree, [parameters, commit])
    if standing.is_current(home, key):
        return home / "html" / "index.html"

    # charts, papermill and checks take seconds to import
    from analysis import claims, descriptors
    from analysis.press import finish, lean, run, stage, typeset, values, vega

    descriptors.require_sound(root / "data", claims.problems)
    with (
        disk.writing(home),
        lock.alone(home),
        TemporaryDirectory(prefix=lock.SHOPS, dir=home, ignore_cleanup_errors=True) as shop,
    ):
        staged = stage.stage(root, Path(shop) / "stage", parameters["lang"])
        run.run(staged, parameters, root, tree, how)
        site = lean.lean(typeset.typeset(staged))
        (staged / run.FIGURES).rename(site / run.FIGURES)
        sign.sign(site / run.FIGURES, commit)
        vega.write(site / "_static")
        values.write(staged, site / "values.json")
        standing.forget(home)
        page = finish.swap(site, home / "html")
        standing.stamp(home, key)
        return page
