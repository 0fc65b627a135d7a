"""The press: stage → run (papermill) → typeset (Jupyter Book) → dress → PDF, EPUB → finish."""

from pathlib import Path
from typing import Any

from analysis.build import disk, fingerprint, sound, stamps, workspace
from analysis.build.options import NAME, How
from analysis.build.record import git
from analysis.build.run import fork_client
from analysis.tables import ROOT, published

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
    home, tree, commit = root / "_build", fingerprint.snapshot(root), git.commit(root)
    key = fingerprint.of_site(tree, [parameters, countries, only_site, commit, published()])
    if stamps.is_current(home, key):
        return home / "html" / "index.html"

    with disk.writing(home), fork_client.begun(root, how) as forks:
        # charts and papermill take a second to import
        from analysis.build import country_pages, metrics, site
        from analysis.build.export import browser

        times = metrics.Meter()
        with times.step("checks"):
            checked = sound.digest(root, tree)
            sound.require(root, home, checked)
            codes = country_pages.ordered(countries, parameters, root / "data")
            if not only_site:
                browser.ensure()
        order = site.Order(parameters, root, only_site, how, tree, commit, codes, forks)
        with workspace.alone(home):
            sound.keep(home, checked)
            site.renew(order, home, key, times)
    return home / "html" / "index.html"
