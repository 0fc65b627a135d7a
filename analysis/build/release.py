"""Put the finished site in the place of the one that stood, and pack it for taking along."""

import shutil
import zipfile
from pathlib import Path

from analysis.atomic import trade
from analysis.build import archive as packing
from analysis.build.stamps import ARCHIVE


def publish(site: Path, target: Path) -> Path:
    """Move a finished site to ``target/html`` and its archive beside it; return the first page."""
    packed = pack(site, site.parent / f"{ARCHIVE}.zip")
    page = swap(site, target / "html")
    packed.replace(target / packed.name)
    return page


def pack(site: Path, target: Path) -> Path:
    """Write a folder as a zip file that opens as one folder, the same bytes each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            name = f"{ARCHIVE}/{path.relative_to(site).as_posix()}"
            packing.add(archive, name, path.read_bytes())
    return target


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
