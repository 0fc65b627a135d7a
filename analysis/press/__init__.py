"""The press: stage → run (papermill) → typeset (Jupyter Book) → dress → PDF, EPUB → finish."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis import citation
from analysis.press import depends, disk, lock, sign, standing
from analysis.press.how import How
from analysis.tables import ROOT


def build(
    parameters: dict[str, Any],
    root: Path = ROOT,
    only_site: bool = False,
    how: How | None = None,
    countries: str = "default",
) -> Path:
    """Build the site, the PDF and the EPUB, unless those that stand are current, and return the
    path of the site's first page.

    ``parameters`` go to every notebook; ``countries`` have a sheet; ``only_site`` leaves PDF and
    EPUB out. Nothing is replaced before all has succeeded. Raises UserError for unsound data,
    unknown countries or parameters, another build at work, a full disk, a failing chapter, a
    page that Jupyter Book complains of, or no Chromium.
    """
    home, tree, commit = root / "_build", depends.snapshot(root), sign.commit(root)
    key = depends.of_site(tree, [parameters, countries, only_site, commit, citation.published()])
    if standing.is_current(home, key):
        return home / "html" / "index.html"

    # charts, papermill and checks take seconds to import
    from analysis import claims, descriptors
    from analysis.press import browser, finish, run, sheets, stage

    descriptors.require_sound(root / "data", claims.problems)
    codes = sheets.ordered(countries, parameters, root / "data")
    if not only_site:
        browser.ensure()
    with (
        disk.writing(home),
        lock.alone(home),
        TemporaryDirectory(prefix=lock.SHOPS, dir=home, ignore_cleanup_errors=True) as shop,
    ):
        staged = stage.stage(root, Path(shop) / "stage", parameters["lang"], codes)
        run.run(staged, parameters, root, tree, how)
        site = pages(staged, parameters, root, commit, only_site)
        standing.forget(home)
        finish.publish(site, home)
        standing.stamp(home, key)
    return home / "html" / "index.html"


def pages(
    staged: Path, parameters: dict[str, Any], root: Path, commit: str | None, only_site: bool
) -> Path:
    """Return the site of a book that has been run, with PDF and EPUB unless ``only_site``."""
    from analysis.press import dress, forms, typeset

    site = dress.dress(typeset.typeset(staged), staged, root, commit)
    if only_site:
        forms.leave_out(site)
    else:
        forms.write(site, staged, parameters, root)
    return site
