"""The commit from which a site was made, written into what is beside its exhibits.

Chapters do not know it, so that a new commit runs none of them again.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from analysis.build import fingerprint


def head_commit(root: Path) -> str | None:
    """Return the commit of a tree, or None if it is no repository of its own, or has none yet."""
    return run_git(root, "rev-parse", "--verify", "--quiet", "HEAD") or None


def has_changes(root: Path) -> bool:
    """Return whether what enters the site is other than in the commit, as far as is known."""
    entering = (*fingerprint.ROOMS, *fingerprint.ENTERING)
    return run_git(root, "--no-optional-locks", "status", "--porcelain", "--", *entering) != ""


def run_git(root: Path, *words: str) -> str | None:
    """Return what git says of a tree; '' if it is no repository of its own, None after a warning
    if git can't say.

    Git takes no tree of another owner, whose settings may run programs; but whoever builds a
    tree runs its code anyway. What a hook says of its own repository does not count.
    """
    if not (root / ".git").exists():
        return ""
    trusted = f"safe.directory={root.resolve().as_posix()}"
    outer = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
    try:
        done = subprocess.run(
            ["git", "-c", trusted, *words],
            cwd=root,
            env={name: value for name, value in os.environ.items() if name not in outer},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        warn(root, "git is not installed")
        return None
    if done.returncode and done.stderr:
        warn(root, done.stderr.strip().splitlines()[0])
        return None
    return done.stdout.strip()


def warn(root: Path, reason: str) -> None:
    """Say on standard error that git can't tell what a tree was made from."""
    print(
        f"warning: {root}: the site can't name its commit, or what is not committed ({reason}); "
        "mend that and build again",
        file=sys.stderr,
    )


def write_commit(folder: Path, commit: str | None) -> None:
    """Write the commit into the metadata of every exhibit of a folder."""
    for path in folder.glob("*.metadata.json"):
        about = json.loads(path.read_text(encoding="utf-8")) | {"commit": commit}
        written = json.dumps(about, indent=1, ensure_ascii=False)
        path.write_text(written + "\n", encoding="utf-8")
