"""Put the finished site in the place of the one that stood."""

import shutil
from pathlib import Path


def swap(site: Path, target: Path) -> Path:
    """Move a finished site to ``target`` and return its first page."""
    old = target.with_name(f"{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    site.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return target / "index.html"
