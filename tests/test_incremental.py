"""A build does what is needed and no more, alone, whole or not at all."""

import hashlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from commands import build_few, ran, running

from analysis import tables
from analysis.build import build as build_book
from analysis.build import release, typeset, workspace
from analysis.build.html import postprocess
from analysis.build.options import Options
from analysis.build.run import executors, fork_client
from analysis.errors import UserError
from analysis.tables import ROOT

pytestmark = pytest.mark.slow
PARAMETERS = {"vintage": "current", "lang": "en"}
AS_ROOT = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can mount a small disk"
)


def state(folder):
    """The hash of every file of a folder, by its path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nothing_changed_does_nothing(copy_built):
    tree = copy_built()
    before = (tree / "_build" / "html").stat().st_ino, (tree / "_build/build.lock").stat().st_mtime
    assert ran(build_few(tree)) == {}
    after = (tree / "_build" / "html").stat().st_ino, (tree / "_build/build.lock").stat().st_mtime
    assert after == before


def test_edited_prose_runs_no_chapter_and_stands_in_the_site(copy_built):
    tree = copy_built()
    edit(tree / "book" / "nps.ipynb", "## Overview", "## Overview of all")
    assert ran(build_few(tree, "--only-site")) == {}
    assert "Overview of all" in (tree / "_build/html/book/nps.html").read_text(encoding="utf-8")


def test_a_new_commit_runs_no_chapter_and_is_named_beside_each_exhibit(copy_built):
    tree = copy_built()
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", "CITATION.cff"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], cwd=tree, check=True)
    head = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(head, cwd=tree, capture_output=True, text=True, check=True).stdout
    assert ran(build_few(tree, "--only-site")) == {}
    for path in (tree / "_build/html/figures").glob("*.metadata.json"):
        assert f'"commit": "{commit.strip()}"' in path.read_text(encoding="utf-8")


def test_a_touched_site_and_a_damaged_entry_are_not_believed(copy_built, site):
    tree = copy_built()
    (tree / "_build/html/book/nps.html").write_text("touched")
    (entry,) = (tree / "_build" / "cache").glob("cite-*")
    entry.write_bytes(entry.read_bytes()[:-1] + b" ")
    assert ran(build_few(tree, "--only-site")) == {"cite": "damaged in cache"}
    for path in ("figures", "_sources"):
        assert state(tree / "_build" / "html" / path) == state(site / path)
    assert (tree / "_build/html/values.json").read_bytes() == (site / "values.json").read_bytes()
    assert "touched" not in (tree / "_build/html/book/nps.html").read_text(encoding="utf-8")


def chapter(path, code):
    """Write a chapter that needs nothing of the package, and leaves a file beside its exhibit."""
    tags = {"tags": ["parameters"]}
    cells = [
        nbformat.v4.new_markdown_cell(f"# {path.stem}", id="a", metadata={"tags": ["lang-en"]}),
        nbformat.v4.new_code_cell('vintage = ""\nlang = ""', id="b", metadata=tags),
        nbformat.v4.new_code_cell(code, id="c"),
    ]
    metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "x"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)


LEAVE = """import os, pathlib
folder = pathlib.Path(os.environ["COMPANION_FILES"])
folder.mkdir()
(folder / "{name}.txt").write_text("{text}" * 100_000)
print("{text}")"""


def write_chapters(tree, text):
    for name in ("one", "two"):
        chapter(tree / "book" / f"{name}.ipynb", LEAVE.format(name=name, text=text))


@pytest.fixture
def tiny(copy_tree, monkeypatch):
    """A tree with two chapters that take no time, typeset by copying them, and whose data are
    not checked."""
    tree = copy_tree()
    shutil.rmtree(tree / "book")
    (tree / "book").mkdir()
    (tree / "book" / "index.md").write_text("# Tiny\n")
    entries = "".join(f"      - file: book/{name}\n" for name in ("one", "two"))
    (tree / "_toc.yml").write_text(
        f"format: jb-book\nroot: book/index\nparts:\n  - caption: All\n    chapters:\n{entries}"
    )
    write_chapters(tree, "a")

    def copied(staged):
        site = staged / "_build" / "html"
        shutil.copytree(staged / "book", site / "book")
        (site / "index.html").write_text("tiny")
        return site

    def with_figures(site, staged, *_):
        (staged / "figures").rename(site / "figures")
        return site

    monkeypatch.setattr(typeset, "typeset", copied)
    monkeypatch.setattr(postprocess, "postprocess", with_figures)
    monkeypatch.setattr(tables, "require_sound", lambda *_: None)
    return tree


def build(tree, how=None):
    build_book(PARAMETERS, tree, only_site=True, options=how)


def begun(tree):
    """The process of a build that has begun, as one that a user can interrupt."""
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            build(tree)
        finally:
            os._exit(0)  # whatever happens, no second process runs the tests
    return child


def test_a_build_that_is_killed_at_any_moment_leaves_the_site_whole(tiny):
    sites = []
    for text in "ab":
        write_chapters(tiny, text)
        start = time.perf_counter()
        build(tiny)
        whole = time.perf_counter() - start
        sites.append(state(tiny / "_build" / "html"))
    moments = random.Random(0)
    seen = set()
    for number in range(50):
        write_chapters(tiny, "ab"[number % 2])
        child = begun(tiny)
        time.sleep(moments.uniform(0, 1.2 * whole))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = state(tiny / "_build" / "html")
        assert found in sites
        seen.add(found == sites[number % 2])
    assert seen == {True, False}
    write_chapters(tiny, "a")
    build(tiny)
    assert state(tiny / "_build" / "html") == sites[0]
    assert not list((tiny / "_build").glob("work-*"))
    assert not list((tiny / "_build" / "cache").glob("half-*"))


WRITE_ON = """import itertools, os, pathlib
folder = pathlib.Path(os.environ["COMPANION_FILES"])
folder.mkdir()
pathlib.Path({told!r}).write_text(str(os.getpid()))
for number in itertools.count():
    (folder / str(number)).write_text("x")"""


@pytest.mark.skipif(not fork_client.LINUX, reason="processes are looked up as Linux shows them")
def test_a_build_that_is_interrupted_leaves_neither_kernel_nor_folder(tiny):
    told = tiny / "kernel"
    chapter(tiny / "book" / "one.ipynb", WRITE_ON.format(told=str(told)))
    child = begun(tiny)
    while not told.exists() or not told.read_text():
        time.sleep(0.05)
    os.kill(child, signal.SIGINT)
    os.waitpid(child, 0)
    assert not list((tiny / "_build").glob("work-*"))
    assert not running(int(told.read_text()))


def test_a_build_that_stops_while_sites_are_exchanged_leaves_no_stamp_of_either(tiny, monkeypatch):
    build(tiny)
    write_chapters(tiny, "b")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(release, "replace_site", stop)
    with pytest.raises(KeyboardInterrupt):
        build(tiny)
    assert not (tiny / "_build" / "site.json").exists()


def test_two_builds_at_once_give_one_message_that_names_the_other(tiny):
    home = tiny / "_build"
    with workspace.lock_workspace(home), pytest.raises(UserError) as told:
        build(tiny)
    assert str(told.value).startswith(
        f"_build/build.lock: found another build at work here (process {os.getpid()}, since "
    )
    assert {path.name for path in home.iterdir()} <= {"build.lock"}


def test_the_lock_of_a_build_that_was_killed_holds_nobody_up(tiny):
    home = tiny / "_build"
    code = (
        "import time, pathlib\nfrom analysis.build import workspace\n"
        f"with workspace.lock_workspace(pathlib.Path({str(home)!r})):\n"
        "    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline()
        (home / "work-left").mkdir()
        other.kill()
    build(tiny)
    assert not (home / "work-left").exists()


def test_one_worker_or_many_forked_or_not_the_site_is_the_same(tiny):
    found = []
    for how in (Options(workers=1), Options(workers=4), Options(plain=True)):
        shutil.rmtree(tiny / "_build", ignore_errors=True)
        build(tiny, how)
        found.append(state(tiny / "_build" / "html"))
    assert found[0] == found[1] == found[2]


def test_what_changes_while_a_chapter_runs_is_built_again_at_once(tiny, capsys):
    table = tiny / "data" / "nps" / "nainggolan-2024.csv"
    code = f"path = {str(table)!r}\nif not open(path).read().endswith('\\n\\n'):\n"
    code += "    open(path, 'a').write('\\n')"
    chapter(tiny / "book" / "one.ipynb", LEAVE.format(name="one", text="a") + "\n" + code)
    build(tiny)
    told = capsys.readouterr().out
    assert "data/nps/nainggolan-2024.csv changed while the book was built; building again" in told
    assert len(re.findall(r"^one +[\d.]+ s", told, re.M)) == 2
    build(tiny)
    assert capsys.readouterr().out == ""


@pytest.fixture
def cluster(tiny):
    """The address of a scheduler, and two workers in a tiny tree."""
    environment = os.environ | {"PYTHONPATH": str(tiny)}
    dask = [sys.executable, "-P", "-m", "distributed.cli"]
    address = f"tcp://127.0.0.1:{free_port()}"

    def start(*words):
        command = [*dask[:-1], f"distributed.cli.{words[0]}", *words[1:]]
        return subprocess.Popen(
            command,
            cwd=tiny,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    port = address.rsplit(":", 1)[1]
    scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    workers = [start("dask_worker", address, *options) for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_a_worker_that_is_killed_during_a_run_changes_nothing(tiny, cluster):
    address, workers = cluster
    mark = tiny.parent / "begun"
    wait = (
        f"\nimport pathlib, time, os\npathlib.Path({str(mark)!r} + str(os.getppid())).touch()"
        "\ntime.sleep(4)"
    )
    for name in ("one", "two"):
        code = LEAVE.format(name=name, text="a") + wait
        chapter(tiny / "book" / f"{name}.ipynb", code)

    def kill():
        deadline = time.monotonic() + 60
        while len(begun := list(tiny.parent.glob("begun*"))) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert {int(path.name.removeprefix("begun")) for path in begun} == {
            worker.pid for worker in workers
        }
        workers[0].kill()

    with ThreadPoolExecutor(1) as other:
        killed = other.submit(kill)
        build(tiny, Options(scheduler=address))
        killed.result()
    away = state(tiny / "_build" / "html")
    shutil.rmtree(tiny / "_build")
    build(tiny)
    assert state(tiny / "_build" / "html") == away


def test_a_worker_with_another_tree_is_not_believed(tiny, cluster):
    elsewhere = tiny.parent / "another"
    shutil.copytree(tiny, elsewhere)
    write_chapters(elsewhere, "b")
    with pytest.raises(UserError, match=r"book/one\.ipynb: found another tree at the worker"):
        build(elsewhere, Options(scheduler=cluster[0]))


def test_a_scheduler_that_is_not_there_is_told(tiny, monkeypatch):
    monkeypatch.setattr(executors, "SECONDS", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(UserError, match=rf"--scheduler: found no scheduler at {address}"):
        build(tiny, Options(scheduler=address))


@pytest.fixture
def small_disk(tiny):
    """A tree whose _build stands on a disk of 4 MB."""
    home = tiny / "_build"
    home.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(home)], check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets not even root mount a disk")
    yield tiny
    subprocess.run(["umount", str(home)], check=True)


@AS_ROOT
@pytest.mark.parametrize("free", [0, 4_096, 40_000, 100_000, 200_000])
def test_a_full_disk_is_told_and_the_site_that_stood_is_intact(small_disk, free):
    home = small_disk / "_build"
    build(small_disk)
    before = state(home / "html")
    write_chapters(small_disk, "b")
    room = shutil.disk_usage(home).free
    (home / "filler").write_bytes(bytes(max(room - free, 0) // 4096 * 4096))
    with pytest.raises(UserError, match=r"No space left on device"):
        build(small_disk)
    assert state(home / "html") == before
    assert not list(home.glob("work-*"))
    (home / "filler").unlink()
    build(small_disk)
    assert state(home / "html") != before


@AS_ROOT
def test_a_folder_that_may_not_be_written_is_told_and_the_site_is_intact(small_disk):
    home = small_disk / "_build"
    build(small_disk)
    before = state(home / "html")
    write_chapters(small_disk, "b")
    subprocess.run(["mount", "-o", "remount,ro", str(home)], check=True)
    with pytest.raises(UserError, match=r"Read-only file system.*the site of before is as it was"):
        build(small_disk)
    assert state(home / "html") == before
