"""What a chapter depends on, by content: its code, the modules it imports, what it reads.

Modules are found from the imports that stand in the code, so that it is no matter which
process has loaded them; files and folders are those that a run has noted.
"""

import ast
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from analysis.tables import published

BEGINNING = (
    "requirements.lock",
    "analysis/build/run/kernel_extension.py",
    "analysis/build/run/execute.py",
    "analysis/build/run/fork_server.py",
    "analysis/build/run/kernels.py",
    "analysis/build/run/fork_client.py",
)
ENTERING = ("_config.yml", "_toc.yml", "CITATION.cff", "requirements.lock")
ROOMS = ("analysis/", "book/", "data/")
UNSEEN = {"_build", "__pycache__", "node_modules"}
MISSING = "missing"

Facts = dict[str, str]


def snapshot(root: Path) -> Facts:
    """Return the digest of every file and folder of a tree, by its kind and path:
    ``file data/nps/idr-2023.csv``, ``folder data/nps``.

    It is taken before anything runs: what changes while a chapter runs then differs from
    what is kept of the run.
    """
    facts: Facts = {}
    for folder, folders, names in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = [name for name in folders if seen(Path(folder) / name)]
        shown = sorted(name for name in [*folders, *names] if not name.startswith("."))
        facts[f"folder {here.as_posix()}"] = digest("\n".join(shown))
        for name in names:
            path = here / name
            facts[f"file {path.as_posix()}"] = content(root / path, code=True)
            if path.suffix == ".ipynb":
                facts[f"whole {path.as_posix()}"] = content(root / path, code=False)
    return facts


def seen(folder: Path) -> bool:
    """Return whether a folder belongs to the tree and not to a tool."""
    hidden = folder.name.startswith(".") or folder.name in UNSEEN
    return not hidden and not (folder / "pyvenv.cfg").exists()


def content(path: Path, code: bool) -> str:
    """Return the digest of a file, or of the code alone of a notebook."""
    try:
        data = path.read_bytes()
    except OSError:
        return MISSING
    cells = source(data.decode(errors="replace")) if code and path.suffix == ".ipynb" else None
    return hashlib.sha256(data).hexdigest() if cells is None else digest(cells)


def source(notebook: str) -> str | None:
    """Return the code of a notebook with the tags of its cells, or None if it is no notebook."""
    try:
        cells = json.loads(notebook)["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        return "\n".join(
            f"# {sorted(cell['metadata'].get('tags', []))}\n{''.join(cell['source'])}"
            for cell in code
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def of_site(facts: Facts, more: object) -> str:
    """Return one digest of everything in a tree that enters the site, notebooks with their
    prose, and of what else is said."""
    kept = sorted(
        (key, value)
        for key, value in facts.items()
        if not key.startswith("folder ") and key.split(" ", 1)[1].startswith((*ENTERING, *ROOMS))
    )
    return of_parts([kept, more])


def of_parts(parts: object) -> str:
    """Return one digest of facts and of the Python that goes by them."""
    return digest(json.dumps([sys.version, parts], sort_keys=True))


def of_run(root: Path, notebook: str, reads: list[list[str]], tree: Facts) -> Facts:
    """Return what a run depends on: Python, the lock, the chapter's code, the modules that
    it imports, and what it has read.

    A chapter that reads others runs their code, and so depends on their modules too.
    """
    code = source(notebook) or ""
    others = [root / path for _, path in reads if path.endswith(".ipynb")]
    texts = [code, *(source(path.read_text(encoding="utf-8")) or "" for path in others)]
    found = modules(root, tuple(texts))
    keys = [*(f"file {path}" for path in [*BEGINNING, *found]), *(" ".join(read) for read in reads)]
    return {
        "python": sys.version,
        "code": digest(code),
        "address": json.dumps(published()),
        **{key: tree.get(key, MISSING) for key in keys},
    }


def modules(root: Path, texts: tuple[str, ...]) -> list[str]:
    """Return the files of the package that Python code imports, whatever they import included."""
    waiting = [name for text in texts for name in imports(plain(text), "")]
    found: dict[str, Path] = {}
    while waiting:
        name = waiting.pop()
        path = module_file(root, name)
        if name not in found and path is not None:
            found[name] = path
            waiting += [name.rpartition(".")[0], *imported(path, name)]
    return sorted(path.relative_to(root).as_posix() for path in found.values())


def names(paths: list[str]) -> list[str]:
    """Return the names of the modules of files, as Python imports them."""
    parts = [Path(path).with_suffix("").parts for path in paths]
    return [".".join(part[:-1] if part[-1] == "__init__" else part) for part in parts]


def plain(text: str) -> str:
    """Return the code of cells without what only IPython understands."""
    return "\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in text.splitlines())


def module_file(root: Path, name: str) -> Path | None:
    """Return the file of a module of this tree, or None if there is none."""
    path = root.joinpath(*name.split("."))
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if name.split(".")[0] == "analysis" and file.exists():
            return file
    return None


def imported(path: Path, name: str) -> tuple[str, ...]:
    """Return what a module imports."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return imports(path.read_text(encoding="utf-8"), package)


@cache
def imports(text: str, package: str) -> tuple[str, ...]:
    """Return the modules that code may import, at its top and inside functions; from a name
    alone one can't tell a module from a function, so both are tried."""
    try:
        return tuple(named(ast.parse(text), package))
    except SyntaxError:
        return ()


def named(tree: ast.AST, package: str) -> Iterator[str]:
    """Yield the names in the imports of code that stands in a package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *([node.module] * bool(node.module))])
            yield from (base, *(f"{base}.{alias.name}" for alias in node.names))


def why(old: Facts, new: Facts) -> str:
    """Return in a word or two why a run is no longer good, or '' if it is."""
    if old.get("code") != new.get("code"):
        return "code changed"
    other = sorted(
        (key not in old or key not in new, key)  # what came or went did so for a reason
        for key in {*old, *new}
        if old.get(key) != new.get(key)
    )
    return f"{short(other[0][1])} changed" if other else ""


def short(key: str) -> str:
    """Return a dependency as a reader of the tree would name it: a table, a module, a file."""
    kind, _, path = key.partition(" ")
    parts = Path(path).parts
    if not parts:
        return "Python" if kind == "python" else kind
    if parts[0] == "data" and len(parts) > 1:
        table = Path(parts[-1]).stem if parts[1] == "schemas" else parts[1]
        return f"{table}" if kind == "file" else f"vintages of {table}"
    if path == "requirements.lock":
        return "packages"
    module = parts[0] == "analysis" and path.endswith(".py")
    return names([path])[0].removeprefix("analysis.") if module else parts[-1]
