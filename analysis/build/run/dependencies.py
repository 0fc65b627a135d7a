"""What a run depends on, by content: the chapter's code, the modules it imports, what it reads."""

import inspect
import json
import sys
from functools import cache
from pathlib import Path

from analysis.build.fingerprint import MISSING, Facts, digest, file_digest, notebook_code
from analysis.build.module_graph import module_files, module_names
from analysis.build.run import execute, fork_client, fork_server, kernel_extension, kernels
from analysis.errors import UserError
from analysis.tables import site_environment

LOCK = "requirements.lock"
# What runs a notebook; a module that is renamed is not found here, and nothing is built.
RUNNING = (execute, fork_client, fork_server, kernel_extension, kernels)


def run_dependencies(root: Path, notebook: str, reads: list[list[str]], tree: Facts) -> Facts:
    """Return what a run depends on: Python, the lock, the chapter's code, the modules that
    it imports, and what it has read.

    A chapter that reads others runs their code, and so depends on their modules too.
    """
    code = notebook_code(notebook) or ""
    others = [root / path for _, path in reads if path.endswith(".ipynb")]
    texts = [code, *map(code_of, others)]
    if f"file {LOCK}" not in tree:
        raise UserError(f"{LOCK}: found no such file, expected the pinned packages; restore it")
    needed = [f"file {path}" for path in [LOCK, *module_files(root, tuple(texts))]]
    return {
        "python": sys.version,
        "code": digest(code),
        "address": json.dumps(site_environment()),
        **running(),
        **{key: tree.get(key, MISSING) for key in needed},
        **{key: tree.get(key, MISSING) for key in map(" ".join, reads)},
    }


def code_of(notebook: Path) -> str:
    """Return the code of a notebook that a chapter has read, '' if it is no more: then it is
    missing among the files too, and the chapter runs again."""
    try:
        return notebook_code(notebook.read_text(encoding="utf-8", errors="replace")) or ""
    except OSError:
        return ""


@cache
def running() -> Facts:
    """Return the digests of the modules that run notebooks, by their names."""
    files = {module.__name__: Path(inspect.getfile(module)) for module in RUNNING}
    return {f"module {name}": file_digest(path, code=True) for name, path in files.items()}


def reason_to_run(old: Facts, new: Facts) -> str:
    """Return in a word or two why a run is no longer good, or '' if it is."""
    if old.get("code") != new.get("code"):
        return "code changed"
    other = sorted(
        (key not in old or key not in new, key)  # what came or went did so for a reason
        for key in {*old, *new}
        if old.get(key) != new.get(key)
    )
    return f"{short_name(other[0][1])} changed" if other else ""


def short_name(key: str) -> str:
    """Return a dependency as a reader of the tree would name it: a table, a module, a file."""
    kind, _, path = key.partition(" ")
    parts = Path(path).parts
    if not parts:
        return "Python" if kind == "python" else kind
    if kind == "module":
        return path.partition(".")[2]
    if parts[0] == "data" and len(parts) > 1:
        table = Path(parts[-1]).stem if parts[1] == "schemas" else parts[1]
        return f"{table}" if kind == "file" else f"vintages of {table}"
    if path == LOCK:
        return "packages"
    module = parts[0] == "analysis" and path.endswith(".py")
    return module_names([path])[0].removeprefix("analysis.") if module else parts[-1]
