"""Put the finished site in the place of the one that stood."""

import shutil
from pathlib import Path


def swap(site: Path, target: Path) -> Path:
    """Move a finished site to ``target`` and return its first page.

    If that fails, the site that stood is put back.
    """
    old = target.with_name(f"{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        site.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return target / "index.html"
