"""Whether the site that stands is the one that a build would make.

Beside the site stands a stamp: a digest of all that entered it and one of the site itself.
The stamp goes before the site is replaced and comes after, so that none speaks of another site.
"""

import hashlib
import json
from pathlib import Path

STAMP = "site.json"


def is_current(home: Path, key: str) -> bool:
    """Return whether the site in ``_build`` was made from what ``key`` stands for, and is as
    it was then."""
    try:
        told = json.loads((home / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return told == {"key": key, "site": digest(home)}


def forget(home: Path) -> None:
    """Remove the stamp."""
    (home / STAMP).unlink(missing_ok=True)


def stamp(home: Path, key: str) -> None:
    """Note from what the site that now stands was made."""
    told = json.dumps({"key": key, "site": digest(home)})
    (home / STAMP).write_text(told + "\n", encoding="utf-8")


def digest(home: Path) -> str:
    """Return one digest of every file of the site and of its archive, by path and content."""
    found = hashlib.sha256()
    stand = [*(home / "html").rglob("*"), *home.glob("*.zip")]
    for path in sorted(path for path in stand if path.is_file()):
        found.update(f"{path.relative_to(home).as_posix()}\n".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
