"""Whether the site that stands is the one that a build would make.

Beside the site stands a stamp: a digest of all that entered it and one of the site itself.
The stamp goes before the site is replaced and comes after, so that none speaks of another site.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STAMP = "site.json"
ARCHIVE = "companion-site"


def is_current(home: Path, key: str) -> bool:
    """Return whether the site in ``_build`` was made from what ``key`` stands for, and is as
    it was then."""
    try:
        told = json.loads((home / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return told == {"key": key, "site": digest(home)}


@contextmanager
def renewed(home: Path, key: str) -> Iterator[None]:
    """Remove the stamp, and note from what the new site was made once the block has put it in
    its place."""
    (home / STAMP).unlink(missing_ok=True)
    yield
    told = json.dumps({"key": key, "site": digest(home)})
    (home / STAMP).write_text(told + "\n", encoding="utf-8")


def digest(home: Path) -> str:
    """Return one digest of every file of a site and of its archive, by path and content."""
    found = hashlib.sha256()
    archives = home.glob(f"{ARCHIVE}.zip")
    for path in sorted([*archives, *(p for p in home.glob("html/**/*") if p.is_file())]):
        found.update(f"{path.relative_to(home).as_posix()}\n".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
