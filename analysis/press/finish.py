"""Put the finished site in the place of the one that stood."""

import shutil
from pathlib import Path

from analysis.swap import trade


def swap(site: Path, target: Path) -> Path:
    """Move a finished site to ``target`` in one step and return its first page.

    If that fails, the site that stood stays.
    """
    if not target.exists():
        site.rename(target)
        return target / "index.html"
    trade(site, target)
    shutil.rmtree(site, ignore_errors=True)
    return target / "index.html"
