"""The commit from which a site was made, written into what is beside its exhibits.

Chapters do not know it, so that a new commit runs none of them again.
"""

import json
import subprocess
from pathlib import Path

from analysis.build import fingerprint


def head_commit(root: Path) -> str | None:
    """Return the commit of a tree, or None if it is no repository of its own."""
    return run_git(root, "rev-parse", "HEAD") or None


def has_changes(root: Path) -> bool:
    """Return whether what enters the site is other than in the commit."""
    entering = (*fingerprint.ROOMS, *fingerprint.ENTERING)
    return bool(run_git(root, "--no-optional-locks", "status", "--porcelain", "--", *entering))


def run_git(root: Path, *words: str) -> str:
    """Return what git says of a tree; '' if it is no repository of its own."""
    if not (root / ".git").exists():
        return ""
    try:
        done = subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


def write_commit(folder: Path, commit: str | None) -> None:
    """Write the commit into the metadata of every exhibit of a folder."""
    for path in folder.glob("*.metadata.json"):
        about = json.loads(path.read_text(encoding="utf-8")) | {"commit": commit}
        written = json.dumps(about, indent=1, ensure_ascii=False)
        path.write_text(written + "\n", encoding="utf-8")
