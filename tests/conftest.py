"""Shared ground: the frozen tables, copies of them and of the whole tree, one built site a run.

What tests read is the copy of ``data/`` in ``tests/data/``, so that new data turn no test red;
``test_live_data.py`` alone reads ``data/`` itself.
"""

import os
import shutil
from pathlib import Path

os.environ["COMPANION_DATA"] = str(Path(__file__).with_name("data"))

import pytest
import reproduce
from commands import build_few
from filelock import FileLock

from analysis import ingest
from analysis.build.export import browser
from analysis.tables import DATA, ELSEWHERE, ROOT

del os.environ[ELSEWHERE]  # what a test starts in a copy of the tree reads the data of that copy


@pytest.fixture
def data(tmp_path):
    """A copy of the frozen tables that a test may damage."""
    return shutil.copytree(DATA, tmp_path / "data")


@pytest.fixture(scope="session")
def copy_tree(tmp_path_factory):
    """A function that copies the tree, with the frozen tables as its data/, into a folder whose
    name has a space."""

    def copy() -> Path:
        target = tmp_path_factory.mktemp("a clone") / "the book"
        ignored = shutil.ignore_patterns(*reproduce.LEFT_OUT, ".git", "data")
        shutil.copytree(ROOT, target, ignore=ignored)
        shutil.copytree(DATA, target / "data")
        return target

    return copy


@pytest.fixture(scope="session")
def built(copy_tree, tmp_path_factory, worker_id):
    """A tree in which ``companion build`` has run, the same for all workers; its site, PDF and
    EPUB are for reading only."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    with FileLock(shared / "built.lock"):
        note = shared / "built.txt"
        if not note.exists():
            tree = copy_tree()
            done = build_few(tree)
            assert done.returncode == 0, done.stdout + done.stderr
            note.write_text(str(tree), encoding="utf-8")
    return Path(note.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def site(built):
    """The folder of the built site."""
    return built / "_build" / "html"


@pytest.fixture(scope="module")
def chromium():
    """A running Chromium, installed if there is none; while it runs, no other can be started."""
    with browser.launch() as started:
        yield started


@pytest.fixture
def copy_built(built, copy_tree):
    """A function that copies a built tree, site and kept runs included: what a test changes in
    it is all that the next build has to do."""

    def copy() -> Path:
        tree = copy_tree()
        shutil.copytree(built / "_build", tree / "_build")
        return tree

    return copy


@pytest.fixture
def unguarded(monkeypatch):
    """Files are read in this process; the limits of a process of their own have their own tests."""
    monkeypatch.setattr("analysis.ingest.reader.run_guarded", lambda work, *given: work(*given))


@pytest.fixture
def bring(tmp_path, unguarded):  # noqa: ARG001 (a fixture asked for what it does)
    """A function that writes a file as somebody may bring it and reads it."""

    def bring(text, name="bnn.csv", encoding="utf-8", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return ingest.read(path, ingest.Options(**options))

    return bring
