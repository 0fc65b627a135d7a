"""Build the site from the chapters, with PDF and EPUB, and do no more than is needed.

site            a site in a folder of its own: stage → run → typeset → postprocess → export
options         how notebooks are run
stage           what Jupyter Book shall read: one language, no stored outputs
country_pages   one page a country, from one template
sphinx_sidebar  the contents beside each page, without the pages of countries
typeset         Jupyter Book, every warning an error
stamps          what need not be done again
workspace       one build at a time, and errors of the disk
release         the finished site in the place of the one before, and its archive
archive         files in a zip of the same bytes each time
metrics         seconds and memory of each step
fingerprint     the state of a tree by content
watch           what of a tree changed while it was read
module_graph    which modules a piece of code uses
run/            notebooks: which must run, where, in which kernel, and what is kept
html/           what is done to the pages that Jupyter Book has made
export/         the book as one PDF and one EPUB
record/         what a site says of how it was made
"""

from pathlib import Path
from typing import Any

from analysis.build import fingerprint, stamps, watch, workspace
from analysis.build.options import NAME, Options
from analysis.build.record import git
from analysis.build.run import fork_client
from analysis.tables import ROOT, site_environment

__all__ = ["NAME", "Options", "build", "collect_values", "verify"]


def build(
    parameters: dict[str, Any],
    root: Path = ROOT,
    only_site: bool = False,
    options: Options | None = None,
    countries: str = "default",
) -> Path:
    """Build the site, the PDF and the EPUB, unless those of before are current, and return the
    path of the site's first page.

    ``parameters`` go to every notebook; ``countries`` have a page of their own. Nothing is
    replaced before everything has succeeded. Raises UserError with whatever a person can mend.
    """
    chosen = options or Options()
    return watch.repeat_until_quiet(
        lambda: build_once(parameters, root, only_site, chosen, countries)
    )


def build_once(
    parameters: dict[str, Any], root: Path, only_site: bool, options: Options, countries: str
) -> Path:
    """Build as ``build`` does. Raises TreeChanged if the tree changed meanwhile."""
    home, commit, watched = root / "_build", git.head_commit(root), watch.watch_tree(root)
    tree = watched.facts
    entering = [parameters, countries, only_site, commit, site_environment()]
    key = fingerprint.site_fingerprint(tree, entering)
    if stamps.site_is_current(home, key):
        return home / "html" / "index.html"

    watch.require_loaded_code(watched)
    with (
        watch.blame_changes(watched),
        workspace.report_disk_errors(home),
        fork_client.start_fork_server(root, options) as forks,
    ):
        # charts and papermill take a second to import
        from analysis.build import country_pages, metrics, site
        from analysis.build.export import browser
        from analysis.tables import read_yaml

        read_yaml.cache_clear()  # of an attempt before

        times = metrics.Meter()
        with times.step("checks"):
            checked = stamps.data_digest(root, tree)
            stamps.require_checked(root, home, checked)
            codes = country_pages.sorted_codes(countries, parameters, root / "data")
            if not only_site:
                browser.ensure_browser()
        order = site.Order(parameters, root, only_site, options, watched, commit, codes, forks)
        with workspace.lock_workspace(home):
            watch.require_unchanged(watched)
            stamps.keep_digest(home, checked)
            site.rebuild_site(order, home, key, times)
    return home / "html" / "index.html"


def verify(site: Path) -> str:
    """Return a sentence that says that a site agrees with its manifest; raises UserError with
    each file that doesn't."""
    from analysis.build.record import manifest

    return manifest.verify(site)


def collect_values(root: Path, vintage: str, lang: str = "en") -> dict[str, dict[str, str]]:
    """Return the numbers that each chapter publishes for a vintage: chapter, name, words."""
    from analysis.build.run import values

    return values.collect_values(root, vintage, lang)
