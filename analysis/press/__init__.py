"""The press: stage → run (papermill) → typeset (Jupyter Book) → dress → PDF, EPUB → finish."""

from pathlib import Path
from typing import Any

from analysis.press import depends, disk, lock, server, sign, sound, standing
from analysis.press.how import NAME, How
from analysis.tree import ROOT, published

__all__ = ["NAME", "How", "build"]


def build(
    parameters: dict[str, Any],
    root: Path = ROOT,
    only_site: bool = False,
    how: How | None = None,
    countries: str = "default",
) -> Path:
    """Build the site, the PDF and the EPUB, unless those that stand are current, and return
    the path of the site's first page.

    ``parameters`` go to every notebook; ``countries`` have a sheet. Nothing is replaced before
    everything has succeeded. Raises UserError with whatever a person can mend.
    """
    how = how or How()
    home, tree, commit = root / "_build", depends.snapshot(root), sign.commit(root)
    key = depends.of_site(tree, [parameters, countries, only_site, commit, published()])
    if standing.is_current(home, key):
        return home / "html" / "index.html"

    with disk.writing(home), server.begun(root, how) as forks:
        # charts and papermill take a second to import
        from analysis.press import browser, making, meter, sheets

        times = meter.Meter()
        with times.step("checks"):
            checked = sound.digest(root, tree)
            sound.require(root, home, checked)
            codes = sheets.ordered(countries, parameters, root / "data")
            if not only_site:
                browser.ensure()
        order = making.Order(parameters, root, only_site, how, tree, commit, codes, forks)
        with lock.alone(home):
            sound.keep(home, checked)
            making.renew(order, home, key, times)
    return home / "html" / "index.html"
