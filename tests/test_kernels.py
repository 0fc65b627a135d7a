"""Each chapter runs in a process of its own, forked or ordinary, and both are alike."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from commands import running

from analysis.build.run import execute, fork_client, kernels
from analysis.build.run.fork_client import LINUX, ForkServer
from analysis.errors import UserError
from analysis.tables import ROOT

pytestmark = pytest.mark.slow
NEEDS_FORK = pytest.mark.skipif(not LINUX, reason="kernels are forked on Linux alone")
SERVER = ["analysis.publish"]


@pytest.fixture(scope="module")
def server():
    """A fork server, or None where kernels are ordinary ones."""
    if not LINUX:
        yield None
        return
    with ForkServer(ROOT, SERVER) as forks:
        yield forks


def job(*code, stem="trial"):
    """A chapter of these code cells."""
    tagged = {"tags": ["parameters"]}
    cells = [nbformat.v4.new_code_cell("vintage = ''", metadata=tagged)]
    cells += [nbformat.v4.new_code_cell(text) for text in code]
    notebook = nbformat.v4.new_notebook(cells=cells)
    return execute.Job(stem, nbformat.writes(notebook), {"vintage": "x-2024"})


def answer(server, code):
    """What the last expression of a chapter's only cell shows."""
    done = execute.run_notebook(job(code), ROOT, server)
    return done.cells[-1]["outputs"][-1]["data"]["text/plain"]


def test_a_kernel_sees_nothing_of_what_another_has_done(server):
    leave = "import os, analysis.tables as t\nt.left = os.environ['LEFT'] = '1'\nos.getpid()"
    look = "import os, analysis.tables as t\n(hasattr(t, 'left'), 'LEFT' in os.environ)"
    assert answer(server, leave) != answer(server, leave)
    assert answer(server, look) == "(False, False)"


def test_a_forked_kernel_is_as_an_ordinary_one(server):
    own = ("IPYTHONDIR", "COMPANION_FILES", "COMPANION_READS", "JPY_PARENT_PID")
    code = (
        "import random, numpy\nrandom.random(), numpy.random.random()",
        "import altair\nrandom.random()",
        "import os\nos.getcwd()",
        f"sorted(pair for pair in os.environ.items() if pair[0] not in {own})",
        "import sys\nsys.path, sys.argv[:1]",
        "vintage, __name__",
        "import locale\nlocale.setlocale(locale.LC_ALL)",
        "[hash(word) for word in ('a', 'b')]",
        "import signal\nsignal.getsignal(signal.SIGCHLD), signal.getsignal(signal.SIGINT)",
        "import pandas\npandas.get_option('display.width'), pandas.get_option('display.max_rows')",
    )
    runs = [execute.run_notebook(job(*code), ROOT, kind).cells for kind in (server, None)]
    for one, other in zip(*runs, strict=True):
        assert one == other


@NEEDS_FORK
def test_no_library_starts_a_thread_in_the_fork_server(tmp_path):
    count = "len(list(pathlib.Path('/proc/self/task').iterdir()))"
    left = tmp_path / "count"
    code = f"import pathlib\npathlib.Path({str(left)!r}).write_text(str({count}))\n"
    (tmp_path / "last.py").write_text(code)
    with ForkServer(tmp_path, [*SERVER, "analysis.diff", "analysis.ingest", "last"]):
        while not left.exists() or not left.read_text():
            time.sleep(0.05)
    assert left.read_text() == "1"


@NEEDS_FORK
def test_kernels_end_at_once_with_the_block_that_holds_their_server(tmp_path):
    with ForkServer(ROOT, []) as forks:
        child = forks.fork(["-f", str(tmp_path / "x.json")], dict(os.environ), str(ROOT))
    time.sleep(0.1)
    assert not running(child.pid)


@NEEDS_FORK
def test_a_fork_server_that_dies_tells_its_reason(tmp_path, monkeypatch):
    (tmp_path / "ipykernel_launcher.py").write_text("raise ImportError('no libzmq')")
    how = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    monkeypatch.setattr(fork_client, "kernel_environment", lambda *_: {**os.environ, **how})
    with ForkServer(ROOT, []) as forks, pytest.raises(UserError) as told:
        execute.run_notebook(job("1"), ROOT, forks)
    assert "kernels ended with 1: ImportError: no libzmq\n  mend that, or build" in str(told.value)


@NEEDS_FORK
def test_the_fork_server_has_read_no_table(server):
    assert (
        answer(server, "from analysis import tables\ntables.read_yaml.cache_info().currsize") == "0"
    )


@NEEDS_FORK
def test_no_kernel_is_left_when_its_chapter_is_done(server):
    answer(server, "import subprocess, sys\nsubprocess.Popen(['sleep', '60']).pid")
    deadline = time.monotonic() + 5
    while children(server.process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children(server.process.pid) == []


@pytest.mark.parametrize("forked", [True, False])
def test_a_kernel_that_dies_is_told_by_its_cell_and_the_next_one_runs(server, forked):
    with pytest.raises(UserError, match=r"book/nps\.ipynb, cell \?: import os\n  the kernel died"):
        execute.run_notebook(
            job("1", "import os\nos._exit(3)", stem="nps"), ROOT, server if forked else None
        )
    assert answer(server, "1") == "1"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("raise SystemExit(3)", "the kernel died at its start"),
        ("import time; time.sleep(60)", "the kernel did not answer in 1 seconds"),
    ],
)
def test_a_kernel_that_does_not_start_is_told(monkeypatch, code, told):
    monkeypatch.setattr(kernels, "PYTHON", ["-c", code])
    monkeypatch.setattr(execute, "START_S", 1)
    with pytest.raises(UserError, match=rf"book/nps\.ipynb: RuntimeError: {told}"):
        execute.run_notebook(job("1", stem="nps"), ROOT)


@NEEDS_FORK
def test_a_fork_server_that_is_killed_under_a_chapter_is_told_as_that():
    code = "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"
    with ForkServer(ROOT, []) as forks, pytest.raises(UserError, match="kernels ended with -9"):
        execute.run_notebook(job(code, stem="nps"), ROOT, forks)


@NEEDS_FORK
def test_a_signal_reaches_the_kernel_and_its_exit_code_comes_back(server, tmp_path):
    child = server.fork(["-f", "/dev/null/missing"], dict(os.environ), str(ROOT))
    assert wait(child) == 1
    child = server.fork(["-f", str(tmp_path / "x.json")], dict(os.environ), str(ROOT))
    child.send_signal(signal.SIGTERM)
    assert wait(child) == -signal.SIGTERM


@NEEDS_FORK
def test_a_cell_that_runs_too_long_is_stopped_and_told(server, monkeypatch):
    monkeypatch.setattr(execute, "TIMEOUT_S", 1)
    with pytest.raises(UserError, match=r"CellTimeoutError|timed out"):
        execute.run_notebook(job("import time\ntime.sleep(60)", stem="nps"), ROOT, server)


@NEEDS_FORK
def test_a_press_that_is_killed_leaves_neither_server_nor_kernel(tmp_path):
    code = (
        "import os, time\nfrom analysis.build.run.fork_client import ForkServer\n"
        "from analysis.tables import ROOT\n"
        "forks = ForkServer(ROOT, [])\n"
        f"child = forks.fork(['-f', {str(tmp_path / 'x.json')!r}], dict(os.environ), str(ROOT))\n"
        "print(forks.process.pid, child.pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as build:
        pids = [int(pid) for pid in build.stdout.readline().split()]
        build.kill()
    deadline = time.monotonic() + 5
    while any(map(running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(running, pids))


@NEEDS_FORK
def test_kernels_end_with_a_fork_server_that_is_killed(tmp_path):
    with ForkServer(ROOT, []) as forks:
        child = forks.fork(["-f", str(tmp_path / "x.json")], dict(os.environ), str(ROOT))
        while not (tmp_path / "x.json").exists():
            time.sleep(0.05)
        forks.process.kill()
    deadline = time.monotonic() + 5
    while running(child.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not running(child.pid)
    assert child.poll() == -signal.SIGKILL


def test_a_kernel_of_another_python_that_somebody_has_installed_is_not_taken(tmp_path, monkeypatch):
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text('{"argv": ["false"], "display_name": "x", "language": "x"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert kernels.kernel_manager(tmp_path, None).kernel_spec.argv[0] == sys.executable


def children(pid):
    """The processes that a process has started and that still run."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return path.read_text().split()


def wait(child):
    """The exit code of a forked kernel, which ends within seconds."""
    deadline = time.monotonic() + 10
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return child.poll()
