"""The press: stage → run (papermill) → typeset (Jupyter Book) → dress → PDF, EPUB → finish."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis import citation, claims, descriptors, live
from analysis.press import (
    browser,
    finish,
    forms,
    head,
    lean,
    run,
    social,
    stage,
    styles,
    typeset,
    values,
)
from analysis.tables import ROOT, read_yaml


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
        site = dressed(typeset.typeset(staged), staged, root)
        if only_site:
            forms.leave_out(site)
        else:
            forms.write(site, staged, parameters, root)
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
