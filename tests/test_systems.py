"""Systems other than Linux: the commands that build nothing need no module and no call that
Windows lacks. What Windows lacks is hidden here from a Python of its own."""

import os
import subprocess
import sys

import pytest

from analysis import atomic
from analysis.build import Options
from analysis.build.run import fork_client
from analysis.tables import ROOT

# Python runs a module of this name at its start, in children as well.
HIDING = """
import multiprocessing.context, os, signal, sys
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "geteuid", "getuid", "killpg"):
    delattr(os, name)
for name in ("SIGALRM", "SIGHUP", "SIGUSR1"):  # multiprocessing needs SIGKILL here
    delattr(signal, name)
multiprocessing.set_start_method("spawn")
for name in ("fork", "forkserver"):
    del multiprocessing.context._concrete_contexts[name]
multiprocessing.get_all_start_methods = lambda: ["spawn"]
"""
UPDATE = [
    *("update", "book/examples/disclosures-example.xlsx", "--vintage", "example-2026"),
    *("--source", "Practice figures", "--released", "2026-06-26", "--yes"),
]


@pytest.fixture(scope="module")
def bare(copy_tree, tmp_path_factory):
    """A function that runs a command of Python in a copy of the tree, without what Windows
    lacks; what is printed goes to a pipe in the encoding of Windows."""
    tree, hiding = copy_tree(), tmp_path_factory.mktemp("hiding")
    (hiding / "sitecustomize.py").write_text(HIDING, encoding="utf-8")
    more = {"PYTHONPATH": str(hiding), "PYTHONIOENCODING": "cp1252"}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tree,
            env=os.environ | more,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["check"], "data/ is sound"),
        (["check", "book/examples/disclosures-example.xlsx"], "nothing was written"),
        (["claims"], "C01 "),
        (UPDATE, "example-2026.csv and its descriptor: 3 rows"),
        pytest.param(["diff", "nainggolan-2024"], " → "),
    ],
    ids=["check", "check a file", "claims", "update", "diff"],
)
def test_a_command_runs_where_processes_cannot_be_forked_or_limited(bare, command, told):
    done = bare("-m", "analysis", *command)
    assert done.returncode == 0, done.stderr
    assert told in done.stdout


@pytest.mark.parametrize("name", ["fcntl", "resource"])
def test_what_windows_lacks_is_hidden_from_the_commands(bare, name):
    assert "ModuleNotFoundError" in bare("-c", f"import {name}").stderr


def test_folders_trade_places_where_no_library_can_be_asked(tmp_path, monkeypatch):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    with monkeypatch.context() as patch:
        patch.setattr(atomic.sys, "platform", "win32")
        patch.delattr(atomic.ctypes, "CDLL")
        atomic.exchange_folders(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").exists()
    assert (tmp_path / "other" / "one").exists()


def test_a_build_uses_ordinary_kernels_where_no_process_can_be_forked(monkeypatch):
    monkeypatch.setattr(fork_client, "LINUX", False)
    with fork_client.start_fork_server(ROOT, Options()) as server:
        assert server is None
