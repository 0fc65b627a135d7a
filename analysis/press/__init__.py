"""The press: stage → run (papermill) → typeset (Jupyter Book) → lean → values → forms → finish."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis import claims, descriptors
from analysis.press import browser, finish, forms, lean, run, stage, typeset, values, vega
from analysis.tables import ROOT


def build(parameters: dict[str, Any], root: Path = ROOT, only_site: bool = False) -> Path:
    """Build the site, the PDF and the EPUB, and return the path of the site's first page.

    ``parameters`` go to every notebook (``vintage``, ``lang``); ``only_site`` leaves PDF and
    EPUB out. Nothing is replaced before everything has succeeded. Raises UserError for
    unsound data, unknown parameters, a failing chapter, a page that Jupyter Book complains
    of, or a Chromium that is neither there nor can be installed.
    """
    descriptors.require_sound(root / "data", claims.problems)
    if not only_site:
        browser.ensure()
    (root / "_build").mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="press-", dir=root / "_build") as shop:
        staged = stage.stage(root, Path(shop) / "stage", parameters["lang"])
        run.run(staged, parameters, root)
        site = lean.lean(typeset.typeset(staged))
        (staged / run.FIGURES).rename(site / run.FIGURES)
        vega.write(site / "_static")
        values.write(staged, site / "values.json")
        if only_site:
            forms.leave_out(site)
        else:
            forms.write(site, staged, parameters, root)
        return finish.swap(site, root / "_build" / "html")
