"""The command of the book, as a user runs it, and what it leaves running."""

import os
import re
import subprocess
import sys
from pathlib import Path


def companion(tree: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run ``python -m analysis`` in a tree, as a user would, and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "analysis", *arguments],
        cwd=tree,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


# A page of each kind of country: a partner, no member of the United Nations, one with a claim of
# its own, a neighbour, the one whose agreement is newest, a city. To build all finds the same.
FEW = ("CHN", "HKG", "IRN", "MYS", "PAK", "SGP")


def build_few(tree: Path, *options: str) -> subprocess.CompletedProcess:
    """Run ``companion build`` in a tree, with pages of a few countries."""
    return companion(tree, "build", "--countries", ",".join(FEW), *options)


def ran(done: subprocess.CompletedProcess) -> dict[str, str]:
    """The notebooks that a build says it ran, country pages included, with its reasons."""
    assert done.returncode == 0, done.stderr
    return dict(re.findall(r"^([\w/]+) +[\d.]+ s +\d+ MB  (.+)$", done.stdout, re.MULTILINE))


def running(pid: int) -> bool:
    """Whether a process runs; one that waits to be taken leave of does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
