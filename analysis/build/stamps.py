"""What need not be done again: data that were found sound, and a site that is current.

Beside the site is a stamp: a digest of all that entered it and one of the site itself. It goes
before the site is replaced and comes after, so that none speaks of another site.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.build.fingerprint import Facts, fingerprint
from analysis.build.module_graph import module_files

STAMP = "site.json"
ARCHIVE = "companion-site"
CHECKED = "sound"  # holds a digest of the data that were found sound


def site_is_current(home: Path, key: str) -> bool:
    """Return whether the site in ``_build`` was made from what ``key`` means, and is as it was
    then."""
    try:
        stamp = json.loads((home / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(stamp == {"key": key, "site": site_digest(home)})


@contextmanager
def renew_stamp(home: Path, key: str) -> Iterator[None]:
    """Remove the stamp, and note from what the new site was made once the block has put it in
    its place."""
    (home / STAMP).unlink(missing_ok=True)
    yield
    stamp = json.dumps({"key": key, "site": site_digest(home)})
    (home / STAMP).write_text(stamp + "\n", encoding="utf-8")


def site_digest(home: Path) -> str:
    """Return one digest of every file of a site and of its archive, by path and content."""
    found = hashlib.sha256()
    archives = home.glob(f"{ARCHIVE}.zip")
    for path in sorted([*archives, *(p for p in home.glob("html/**/*") if p.is_file())]):
        found.update(f"{path.relative_to(home).as_posix()}\n".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def data_digest(root: Path, tree: Facts) -> str:
    """Return one digest of ``data/``, of the modules that check it, and of the packages."""
    checks = module_files(root, (f"import {__name__}",))
    entering = {f"file {path}" for path in [*checks, "requirements.lock"]}
    kept = {key: tree[key] for key in tree if key in entering or key.startswith("file data/")}
    return fingerprint(kept)


def require_checked(root: Path, home: Path, found: str) -> None:
    """Raise UserError with every problem of the data, unless they are known to be sound."""
    with suppress(OSError, ValueError):
        if (home / CHECKED).read_text(encoding="utf-8") == found:
            return
    from analysis.claims import problems  # statsmodels takes a second
    from analysis.tables import require_sound

    require_sound(root / "data", problems)


def keep_digest(home: Path, found: str) -> None:
    """Note that data were found sound."""
    (home / CHECKED).write_text(found, encoding="utf-8")
