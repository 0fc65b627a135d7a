"""Where a command acts: on the tree that the person stands in, by that tree's own code, and on the
tables that are named.

The package knows its tree by where it lies, and its tables when it is imported. In a copy of the
tree whose environment still has the package of another, or with ``--data``, it is therefore
imported anew.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from analysis.tables import DATA, ELSEWHERE, ROOT

TREE = ("_toc.yml", "book", "analysis/__main__.py")  # what every tree of the book has
PACKAGE = __name__.partition(".")[0]


def other_tree(folder: Path) -> Path | None:
    """Return the tree at or above a folder if it is not that of this package."""
    tree = tree_around(folder)
    return None if tree is None or tree.samefile(ROOT) else tree


def other_data(folder: Path, named: Path | None) -> Path | None:
    """Return the tables to work on if they are not those that this package reads: those that are
    named or, outside any tree, those in the folder."""
    if named is None and not os.environ.get(ELSEWHERE) and tree_around(folder) is None:
        named = next((path for path in (folder / "data", folder) if has_tables(path)), None)
    return None if named is None or named.resolve() == DATA else named.resolve()


def tree_around(folder: Path) -> Path | None:
    """Return the tree at or above a folder, if there is one."""
    for tree in (folder, *folder.parents):
        if all(os.access(tree / name, os.R_OK) for name in TREE):
            return tree
    return None


def has_tables(folder: Path) -> bool:
    """Return whether a folder looks like ``data/``: it has schemas, and says what they may be."""
    return all(os.access(folder / name, os.R_OK) for name in ("schemas", "schema.yaml"))


def run_there(words: Sequence[str], tree: Path | None = None, data: Path | None = None) -> int:
    """Run a command by the code of a tree, or on other tables, and return its exit code."""
    with imported_anew(tree, data):
        return int(import_module(f"{PACKAGE}.cli").main(words))


@contextmanager
def imported_anew(tree: Path | None, data: Path | None) -> Iterator[None]:
    """Let what the block imports of the package come from a tree and read other tables; after it
    all is as before. What the block starts finds the same."""
    path, environment = [*sys.path], {**os.environ}
    modules = {name: sys.modules[name] for name in package_modules()}
    if tree:
        sys.path.insert(0, str(tree))
        before = environment.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(tree), before)))
    if data:
        os.environ[ELSEWHERE] = str(data)
    forget_package()
    try:
        yield
    finally:
        forget_package()
        sys.modules.update(modules)
        sys.path[:] = path
        os.environ.clear()
        os.environ.update(environment)


def forget_package() -> None:
    """Forget what was imported of the package."""
    for name in package_modules():
        del sys.modules[name]


def package_modules() -> list[str]:
    """Return the names of the modules of the package that are imported."""
    return [name for name in sys.modules if name.partition(".")[0] == PACKAGE]
