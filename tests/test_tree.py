"""The tree is formatted, linted and spelled as ``make lint`` has it."""

import subprocess
import sys

import pytest

from analysis.tables import ROOT

SPELLED = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "analysis",
    "book",
    "tests",
    "data/README.md",
    "data/schemas",
    "docs",
]


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["codespell_lib", *SPELLED],
    ],
    ids=["lint", "format", "spelling"],
)
def test_the_tree_passes(command):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
