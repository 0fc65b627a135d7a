"""The tree is formatted, linted, typed and spelled as ``make lint`` has it."""

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


def run_tool(*command):
    """Run a tool of the environment in the tree and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["mypy"],
        ["codespell_lib", *SPELLED],
    ],
    ids=["lint", "format", "types", "spelling"],
)
def test_the_tree_passes(command):
    done = run_tool(*command)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("from analysis.build import ROOT", 'does not explicitly export attribute "ROOT"'),
        ("from analysis.tables import lode", 'has no attribute "lode"'),
        ("from analysis.tables import load; load(1)", 'expected "str"'),
    ],
    ids=["a name that a face imports", "a name that a lazy face lacks", "a wrong type"],
)
def test_code_that_uses_a_face_wrongly_has_the_wrong_type(code, told, tmp_path):
    (tmp_path / "wrong.py").write_text(f"{code}\n", encoding="utf-8")
    done = run_tool("mypy", str(tmp_path / "wrong.py"))
    assert done.returncode == 1
    assert told in done.stdout
