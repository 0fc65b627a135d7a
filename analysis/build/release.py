"""Put the finished site in the place of the one of before, and pack it for taking along."""

import shutil
import zipfile
from pathlib import Path

from analysis.atomic import exchange_folders
from analysis.build import archive
from analysis.build.stamps import ARCHIVE


def release(site: Path, target: Path) -> Path:
    """Move a finished site to ``target/html`` and its archive beside it; return the first page."""
    packed = pack_site(site, site.parent / f"{ARCHIVE}.zip")
    page = replace_site(site, target / "html")
    packed.replace(target / packed.name)
    return page


def pack_site(site: Path, target: Path) -> Path:
    """Write a folder as a zip file that opens as one folder, the same bytes each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            name = f"{ARCHIVE}/{path.relative_to(site).as_posix()}"
            archive.add_file(pack, name, path.read_bytes())
    return target


def replace_site(site: Path, target: Path) -> Path:
    """Move a finished site to ``target`` in one step and return its first page.

    If that fails, the site of before stays.
    """
    if not target.exists():
        site.rename(target)
        return target / "index.html"
    exchange_folders(site, target)
    shutil.rmtree(site, ignore_errors=True)
    return target / "index.html"
