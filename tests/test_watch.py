"""What was built is what was read, whatever happens to the tree while a build runs.

A small book of chapters that only copy what they read is built by the code that decides which
chapters run, keeps their runs and notes their inputs; between two reads something happens.
``test_interleaving.py`` has sequences of what can happen.
"""

import json
import time
from concurrent.futures import Future
from contextlib import contextmanager

import pytest

from analysis.build import site, watch
from analysis.build.options import Options
from analysis.build.record import git, provenance
from analysis.build.run import dependencies, executors, schedule
from analysis.build.run.cache import entry_path, save_run
from analysis.build.run.execute import Job, Run
from analysis.errors import UserError

CHAPTERS = ("one", "two", "three")
TABLES = ("cases", "nps")


def notebook(*tables):
    """A chapter that reads the newest vintage of some tables."""
    cells = [{"cell_type": "code", "metadata": {}, "source": [" ".join(tables)]}]
    return json.dumps({"cells": cells})


@pytest.fixture
def small_book(tmp_path):
    tree = tmp_path / "tree"
    for stem, tables in zip(CHAPTERS, (TABLES, ("nps",), ("cases",)), strict=True):
        write(tree / f"book/{stem}.ipynb", notebook(*tables))
    for table in TABLES:
        write(tree / f"data/{table}/a-2020.csv", f"{table} 1")
    write(tree / "requirements.lock", "pinned")
    write(tree / "analysis/__init__.py", "")
    return tree


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class Runner:
    """Runs chapters in this process: each reads the newest vintage of its tables. ``meanwhile``
    is done once between two reads."""

    def __init__(self, tree):
        self.tree, self.meanwhile, self.ran = tree, None, []

    @contextmanager
    def open_pool(self, *_):
        yield self.submit

    def submit(self, job):
        self.ran.append(job.stem)
        future = Future()
        try:
            future.set_result(self.run(job))
        except Exception as error:  # as a chapter may fail
            future.set_exception(error)
        return future

    def run(self, job):
        found, reads = [], []
        for table in json.loads(job.notebook)["cells"][0]["source"][0].split():
            folder = self.tree / "data" / table
            newest = max(path.name for path in folder.iterdir())
            found.append((folder / newest).read_text(encoding="utf-8"))
            reads += [["folder", f"data/{table}"], ["file", f"data/{table}/{newest}"]]
            if self.meanwhile:
                act, self.meanwhile = self.meanwhile, None
                act()
        return Run([{"outputs": found}], {}, reads, 0.0)


def build(tree, cache):
    """What a build of the small book gives: the text and the inputs of each chapter."""

    def attempt():
        watched = watch.watch_tree(tree)
        todo = [
            Job(path.stem, path.read_text(encoding="utf-8"), {})
            for path in sorted((tree / "book").glob("*.ipynb"))
        ]
        plans = {job.stem: schedule.make_plan(job, cache, tree, watched.facts) for job in todo}
        runs = {stem: plan for stem, plan in plans.items() if isinstance(plan, Run)}
        due = [plan for plan in plans.values() if not isinstance(plan, Run)]
        runs |= schedule.run_due(due, watched, cache.parent, Options(), None)
        watch.require_unchanged(watched)
        found = provenance.find_provenance(tree, None, {}, runs, watched.facts)
        return {stem: run.cells[0]["outputs"] for stem, run in runs.items()}, found.inputs

    return watch.repeat_until_quiet(attempt)


@pytest.fixture
def runner(small_book, monkeypatch):
    one = Runner(small_book)
    monkeypatch.setattr(executors, "open_pool", one.open_pool)
    return one


def test_data_changed_and_put_back_while_a_chapter_reads_leave_nothing_behind(
    small_book, runner, capsys
):
    path = small_book / "data/nps/a-2020.csv"

    def change():
        write(path, "nps 2")
        runner.meanwhile = lambda: write(path, "nps 1")  # after it was read

    runner.meanwhile = change
    found, _ = build(small_book, small_book / "_build/cache")
    assert "building again" in capsys.readouterr().out
    assert found["one"] == ["cases 1", "nps 1"]


def test_what_is_not_read_again_stays_kept(small_book, runner):
    cache = small_book / "_build/cache"
    build(small_book, cache)
    runner.ran.clear()
    write(small_book / "data/cases/a-2020.csv", "cases 3")
    found, _ = build(small_book, cache)
    assert sorted(runner.ran) == ["one", "three"]
    assert found["three"] == ["cases 3"]


@pytest.mark.usefixtures("runner")
def test_a_chapter_that_another_read_can_go(small_book):
    cache = small_book / "_build/cache"
    watched = watch.watch_tree(small_book)
    job = Job("one", notebook("cases"), {})
    runs = schedule.run_due(
        [schedule.make_plan(job, cache, small_book, watched.facts)],
        watched,
        cache.parent,
        Options(),
        None,
    )
    reads = [*runs["one"].reads, ["file", "book/two.ipynb"]]
    facts = dependencies.run_dependencies(small_book, job.notebook, reads, watched.facts)
    save_run(entry_path(cache, job), facts, Run([], {}, reads, 0.0))
    (small_book / "book/two.ipynb").unlink()
    plan = schedule.make_plan(job, cache, small_book, watch.watch_tree(small_book).facts)
    assert plan.why == "two.ipynb changed"


def test_code_that_changes_while_it_runs_is_told(small_book, runner):
    runner.meanwhile = lambda: write(small_book / "analysis/__init__.py", "X = 1")
    with pytest.raises(UserError, match=r"analysis/__init__\.py: found changed .* build again"):
        build(small_book, small_book / "_build/cache")


def test_a_tree_that_never_stays_is_told(small_book, runner):
    path = small_book / "data/nps/a-2020.csv"

    def again():
        write(path, f"nps {len(runner.ran)}")
        runner.meanwhile = again

    runner.meanwhile = again
    with pytest.raises(UserError, match="expected a tree that stays, 3 times"):
        build(small_book, small_book / "_build/cache")


@pytest.mark.parametrize("room", ["book", "data/nps"])
def test_a_file_that_comes_and_goes_is_seen(small_book, room):
    watched = watch.watch_tree(small_book)
    write(small_book / room / "b-2021.csv", "for a moment")
    (small_book / room / "b-2021.csv").unlink()
    assert watch.changed_paths(watched) == [room]


def test_a_mark_of_the_future_holds_no_build_up():
    now = time.time_ns()
    assert watch.changed_just_now({"young": (now,)})
    assert not watch.changed_just_now(
        {"future": (now + 10**12,), "gone": (), "old": (now - 10**9,)}
    )


def test_code_that_changed_after_it_was_loaded_is_told(small_book, monkeypatch):
    monkeypatch.setattr(watch, "ROOT", small_book)
    monkeypatch.setattr(watch, "STARTED_NS", time.time_ns() + 10**9)
    watch.require_loaded_code(watch.watch_tree(small_book))
    monkeypatch.setattr(watch, "STARTED_NS", 0)
    with pytest.raises(watch.TreeChanged, match=r"analysis/__init__\.py"):
        watch.require_loaded_code(watch.watch_tree(small_book))


def test_a_commit_during_a_build_is_a_change(small_book, monkeypatch):
    order = site.Order(
        {}, small_book, True, Options(), watch.watch_tree(small_book), "a1", [], None
    )
    (small_book / "_build").mkdir()
    monkeypatch.setattr(site, "make_site", lambda *_: small_book)
    monkeypatch.setattr(git, "head_commit", lambda _: "b2")
    with pytest.raises(watch.TreeChanged, match="the commit"):
        site.rebuild_site(order, small_book / "_build", "key", None)


def test_a_worker_whose_tree_changes_under_a_chapter_is_not_believed(small_book, monkeypatch):
    def run(*_):
        write(small_book / "data/nps/a-2020.csv", "nps 2")
        return Run([], {}, [], 0.0)

    monkeypatch.setattr(executors, "ROOT", small_book)
    monkeypatch.setattr(executors, "run_notebook", run)
    digest = executors.tree_fingerprint(watch.watch_tree(small_book).facts)
    with pytest.raises(UserError, match="found another tree at the worker"):
        executors.run_at_worker(Job("one", "", {}), digest)
