"""Where chapters run: in threads of the build, each with a kernel, or at workers elsewhere."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.build import fingerprint, watch
from analysis.build.options import Options
from analysis.build.run.execute import Job, Run, run_notebook
from analysis.build.run.fork_client import ForkServer
from analysis.errors import UserError
from analysis.tables import ROOT

if TYPE_CHECKING:
    from distributed import Client

Submit = Callable[[Job], "Future[Run]"]
SECONDS = 10  # to reach a scheduler
RETRIES = 3  # of a chapter whose worker is lost


@contextmanager
def open_pool(
    root: Path, tree: fingerprint.Facts, shop: Path, options: Options, server: ForkServer | None
) -> Iterator[Submit]:
    """Give a function that submits a chapter; nothing that it submitted runs on afterwards.

    Raises UserError if the scheduler can't be used.
    """
    if options.scheduler:
        with dask_client(options.scheduler) as dask:
            pooled = dask.get_executor(pure=False, retries=RETRIES)
            yield from submit_to(pooled, partial(run_at_worker, digest=tree_fingerprint(tree)))
        return
    threads = ThreadPoolExecutor(options.workers)
    yield from submit_to(threads, partial(run_notebook, root=root, server=server, shop=shop))


def submit_to(executor: Executor, function: Callable[[Job], Run]) -> Iterator[Submit]:
    """Yield a function that submits a job to an executor, which is shut down at the end."""
    submitted: list[Future[Run]] = []

    def submit(job: Job) -> "Future[Run]":
        submitted.append(executor.submit(function, job))
        return submitted[-1]

    try:
        yield submit
    finally:
        for future in submitted:
            future.cancel()
        executor.shutdown(wait=False)


@contextmanager
def dask_client(address: str) -> Iterator["Client"]:
    """Give a client of a Dask scheduler. Raises UserError without the package or scheduler."""
    try:
        from distributed import Client  # an extra, which a build on one machine does not need
    except ImportError:
        raise UserError(
            "--scheduler: found no package distributed, expected it; "
            "install it: .venv/bin/pip install '.[cluster]'"
        ) from None
    try:
        dask = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(
            f"--scheduler: found no scheduler at {address} ({error}), expected an address such "
            "as tcp://127.0.0.1:8786; start one: .venv/bin/dask scheduler"
        ) from None
    with dask:
        yield dask


def run_at_worker(job: Job, digest: str) -> Run:
    """Run a chapter at a worker. Raises UserError if its tree is not that of the build, or does
    not stay so while the chapter runs."""
    watched = watch.watch_tree(ROOT)
    try:
        watch.require_loaded_code(watched)
        if tree_fingerprint(watched.facts) != digest:
            raise watch.TreeChanged([])
        with watch.blame_changes(watched):
            run = run_notebook(job, ROOT)
        watch.require_unchanged(watched)
    except watch.TreeChanged:
        raise UserError(
            f"book/{job.stem}.ipynb: found another tree at the worker {socket.gethostname()}, "
            "expected the same files and Python; bring it to the same state and start it again"
        ) from None
    return run


def tree_fingerprint(tree: fingerprint.Facts) -> str:
    """Return one digest of all in a tree that enters the site."""
    return fingerprint.site_fingerprint(tree, "worker")
