"""Run every chapter with papermill, two at a time."""

import logging
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm

from analysis import files
from analysis.errors import UserError
from analysis.press.stage import notebooks
from analysis.press.values import COMPARING

WORKERS = 2
FIGURES = "figures"  # folder of the plain files, in the stage and in the site
TIMEOUT_S = 300
QUIET_KERNEL = ["--IPKernelApp.log_level=50"]  # what a cell raises is told by papermill


def run(staged: Path, parameters: dict[str, Any], root: Path) -> None:
    """Replace each staged notebook by its run, or none of them.

    Shows a progress bar in a terminal. Raises UserError for parameters that a chapter does
    not declare and for chapters that fail, all of them at once.
    """
    paths = notebooks(staged)
    refuse_unknown(paths, parameters)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # failures are told here
    os.environ["PYTHONPATH"] = str(root)
    os.environ[files.FOLDER] = str(staged / FIGURES)
    failures: dict[Path, str] = {}
    with (
        TemporaryDirectory(dir=staged.parent) as folder,
        ThreadPoolExecutor(WORKERS) as pool,
        progress(len(paths)) as bar,
    ):
        outputs = {path: Path(folder) / path.name for path in paths}
        jobs = {pool.submit(run_one, path, parameters, outputs[path]): path for path in paths}
        try:
            for job in as_completed(jobs):
                path = jobs[job]
                if job.exception() is not None:
                    source = root / "book" / path.name
                    failures[path] = told(source, job.exception(), outputs[path])
                    continue
                bar.write(f"{path.stem:<16} {job.result():5.1f} s", file=sys.stderr)
                bar.update()
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        if failures:
            # the chapter that runs all others fails with each of them, which need not be said
            own = [path for path in paths if path in failures and path.stem != COMPARING]
            raise UserError("\n".join(failures[path] for path in own or failures))
        for path in paths:
            outputs[path].replace(path)


def progress(total: int) -> tqdm:
    """Return a progress bar over chapters that is silent unless standard error is a terminal."""
    quiet = not sys.stderr.isatty()
    bar = tqdm(total=total, unit="chapter", desc="running", leave=False, disable=quiet)
    if quiet:
        bar.write = lambda *_, **__: None
    return bar


def run_one(path: Path, parameters: dict[str, Any], output: Path) -> float:
    """Run one notebook into another file and return the seconds that it took."""
    start = time.perf_counter()
    papermill.execute_notebook(
        path,
        output,
        parameters=parameters,
        cwd=path.parent,
        progress_bar=False,
        log_output=False,
        execution_timeout=TIMEOUT_S,
        extra_arguments=QUIET_KERNEL,
    )
    nbformat.write(cleaned(nbformat.read(output, as_version=4)), output)
    return time.perf_counter() - start


def refuse_unknown(paths: list[Path], parameters: dict[str, Any]) -> None:
    """Raise UserError if a chapter does not declare a parameter; papermill would only warn."""
    unknown = []
    for path in paths:
        declared = papermill.inspect_notebook(path)
        unknown += [
            f"book/{path.name}: found no parameter '{name}', expected one of "
            f"{', '.join(declared) or '(none)'} in its cell tagged parameters"
            for name in parameters
            if name not in declared
        ]
    if unknown:
        raise UserError("\n".join(unknown))


def cleaned(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a run notebook without what differs from run to run: times, paths,
    versions, the injected cell."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    notebook.cells = [
        cell
        for cell in notebook.cells
        if "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
    return notebook


def told(path: Path, error: BaseException | None, output: Path) -> str:
    """Return chapter, cell, the cell's first line and the exception, in two lines."""
    if isinstance(error, PapermillExecutionError):
        return f"{place(path, error.source)}\n  {error.ename}: {error.evalue}"
    if isinstance(error, DeadKernelError):
        reason = "the kernel died; does the cell end the process, or is memory short?"
        return f"{place(path, running(output))}\n  {reason}"
    return f"book/{path.name}: {type(error).__name__}: {error}"


def place(path: Path, source: str) -> str:
    """Return a notebook, the place of a cell among all its cells, and the cell's first line."""
    cells = nbformat.read(path, as_version=4).cells
    number = next((n for n, cell in enumerate(cells, 1) if cell.source == source), "?")
    return f"book/{path.name}, cell {number}: {(source.strip().splitlines() or [''])[0]}"


def running(output: Path) -> str:
    """Return the source of the cell that papermill had started last, as its output says."""
    cells = nbformat.read(output, as_version=4).cells if output.exists() else []
    started = [
        cell.source
        for cell in cells
        if cell.cell_type == "code" and cell.metadata.get("papermill", {}).get("start_time")
    ]
    return started[-1] if started else ""
