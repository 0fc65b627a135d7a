"""Run one chapter in a kernel of its own: code and parameters in, outputs and files out."""

import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis.build.run import kernel_extension, kernels
from analysis.build.run.fork_client import ForkServer, kernel_environment
from analysis.errors import UserError
from analysis.publish import FOLDER

TIMEOUT_S = 300
START_S = 60
LOG = logging.getLogger("papermill")


@dataclass(frozen=True)
class Job:
    """A chapter to be run: its stem, its notebook as JSON, its parameters, and the stem of the
    template of which it is a country page, if it is one."""

    stem: str
    notebook: str
    parameters: dict[str, Any]
    template: str = ""


@dataclass(frozen=True)
class Run:
    """What a run gave: per code cell its outputs and count, the files beside the exhibits, what
    of the tree was read, the seconds, and the most memory that its kernel held, in bytes."""

    cells: list[dict[str, Any]]
    files: dict[str, bytes]
    reads: list[list[str]]
    seconds: float
    memory: int = 0


class KernelEngine(Engine):  # type: ignore[misc]  # papermill has no types
    """The engine of papermill with a kernel manager of our own."""

    @classmethod
    def execute_managed_notebook(cls: type, nb_man: Any, kernel_name: str, **about: Any) -> None:  # noqa: ARG003
        """Run the cells, then end the kernel at once; a kernel that dies is told by its cell."""
        client = PapermillNotebookClient(
            nb_man,
            km=about["manager"],
            timeout=TIMEOUT_S,
            startup_timeout=START_S,
            extra_arguments=kernels.ARGUMENTS,
            shutdown_kernel="immediate",
            log=LOG,
        )
        try:
            client.execute(cleanup_kc=True, env=about["environment"], cwd=about["folder"])
        except DeadKernelError:
            raise KernelDied(running_cell(nb_man.nb)) from None


class KernelDied(Exception):
    """A kernel that died; holds the source of the cell that was running."""


def run_notebook(
    job: Job, root: Path, server: ForkServer | None = None, shop: Path | None = None
) -> Run:
    """Return what a chapter gives when it is run. Raises UserError if it fails.

    Its temporary files are in ``shop``, or in the system's folder for such.
    """
    start = time.perf_counter()
    papermill_engines.register("companion", KernelEngine)
    LOG.setLevel(logging.CRITICAL)  # failures are told here
    with TemporaryDirectory(prefix="run-", dir=shop) as name:
        folder = Path(name)
        notebook = nbformat.reads(job.notebook, as_version=4)
        try:
            done = run_papermill(notebook, job.parameters, root, folder, server)
        except UserError:  # of the machinery: what a chapter raises comes as an error of its cell
            raise
        except Exception as error:  # a chapter may raise anything
            died = server.last_words() if server and isinstance(error, KernelDied) else ""
            told = UserError(died) if died else error
            raise UserError(describe_error(root, job.template or job.stem, told)) from None
        return Run(
            code_outputs(done),
            {path.name: path.read_bytes() for path in sorted((folder / "files").glob("*"))},
            sorted(map(json.loads, (folder / "reads").read_text(encoding="utf-8").splitlines())),
            time.perf_counter() - start,
            int((folder / kernel_extension.MEMORY).read_text(encoding="utf-8")),
        )


def run_papermill(
    notebook: nbformat.NotebookNode,
    parameters: dict[str, Any],
    root: Path,
    folder: Path,
    server: ForkServer | None,
) -> nbformat.NotebookNode:
    """Return a notebook after papermill has run it, with ``folder`` for all that it writes."""
    named = {
        FOLDER: str(folder / "files"),
        kernel_extension.RECORD: str(folder / "reads"),
        "IPYTHONDIR": str(folder / "ipython"),  # no start-up files and no history of anybody
    }
    return papermill.execute_notebook(
        notebook,
        None,
        parameters=parameters,
        engine_name="companion",
        kernel_name="python3",
        language="python",
        progress_bar=False,
        manager=kernels.kernel_manager(folder, server),
        environment=kernel_environment(root, named),
        folder=str(root / "book"),
    )


def code_outputs(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Return outputs and count of each code cell but the one that papermill put in."""
    found = [
        {"outputs": cell.outputs, "execution_count": cell.execution_count}
        for cell in notebook.cells
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    return json.loads(json.dumps(found))  # the same whether they come from a run or are kept


def write_run(run: Run, path: Path, folder: Path) -> None:
    """Write the outputs of a run into its staged notebook, and its files into a folder.

    Times, paths and versions, which differ from run to run, do not come along.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, given in zip(code, run.cells, strict=True):
        cell.update(nbformat.from_dict(given))
    nbformat.write(notebook, path)
    folder.mkdir(exist_ok=True)
    for name, content in run.files.items():
        (folder / name).write_bytes(content)


def running_cell(notebook: nbformat.NotebookNode) -> str:
    """Return the source of the cell that papermill started last."""
    return next(
        cell.source
        for cell in reversed(notebook.cells)
        if cell.cell_type == "code" and cell.metadata.papermill.get("start_time")
    )


def describe_error(root: Path, stem: str, error: Exception) -> str:
    """Return chapter, cell, the cell's first line and the exception, in two lines."""
    if isinstance(error, PapermillExecutionError):
        return f"{locate_cell(root, stem, error.source)}\n  {error.ename}: {error.evalue}"
    if isinstance(error, KernelDied):
        reason = "the kernel died; does the cell end the process, or is memory short?"
        return f"{locate_cell(root, stem, error.args[0])}\n  {reason}"
    return f"book/{stem}.ipynb: {type(error).__name__}: {error}"


def locate_cell(root: Path, stem: str, source: str) -> str:
    """Return a notebook, the place of a cell among all its cells, and the cell's first line."""
    found = nbformat.read(root / "book" / f"{stem}.ipynb", as_version=4).cells
    number = next((n for n, cell in enumerate(found, 1) if cell.source == source), "?")
    return f"book/{stem}.ipynb, cell {number}: {(source.strip().splitlines() or [''])[0]}"
