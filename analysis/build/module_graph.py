"""Which modules of this package a piece of code uses, whatever they use included.

They are found from the imports that are in the code, so that it is no matter which process
has loaded them. grimp, which holds the contracts of the rooms, knows modules alone; here what is
asked is which of the modules behind a face give the names that are used, so that a change of
what checks the data runs no chapter again.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from analysis.build.fingerprint import read_text

PACKAGE = __name__.partition(".")[0]


def module_files(root: Path, texts: tuple[str, ...]) -> list[str]:
    """Return the files of the package that Python code uses, whatever they use included."""
    waiting = [name for text in texts for name in code_imports(without_magics(text), "")]
    seen: set[str] = set()
    found: set[Path] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name.partition(".")[0] != PACKAGE:
            continue
        seen.add(name)
        found.update(package_files(root, name))
        path = module_file(root, name)
        waiting += [behind_face(root, name)] if path is None else module_imports(path, name)
    return sorted(path.relative_to(root).as_posix() for path in found)


def package_files(root: Path, name: str) -> Iterator[Path]:
    """Yield the files that Python runs to import a module: its packages' and its own."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        if path := module_file(root, ".".join(parts[:length])):
            yield path


def behind_face(root: Path, name: str) -> str:
    """Return from where a package takes a name that it gives on, such as
    ``analysis.tables.loader.load``; else the module in which the name is defined."""
    owner, _, short = name.rpartition(".")
    path = module_file(root, owner)
    given = module_imports(path, owner) if path is not None and path.stem == "__init__" else ()
    return next((source for source in given if source.endswith(f".{short}")), owner)


def module_names(paths: list[str]) -> list[str]:
    """Return the names of the modules of files, as Python imports them."""
    parts = [Path(path).with_suffix("").parts for path in paths]
    return [".".join(part[:-1] if part[-1] == "__init__" else part) for part in parts]


def without_magics(text: str) -> str:
    """Return the code of cells without what only IPython understands."""
    return "\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in text.splitlines())


def module_file(root: Path, name: str) -> Path | None:
    """Return the file of a module of this tree, or None if there is none."""
    path = root.joinpath(*name.split("."))
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.exists():
            return file
    return None


def module_imports(path: Path, name: str) -> tuple[str, ...]:
    """Return what a module imports."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return code_imports(read_text(path), package)


@cache
def code_imports(text: str, package: str) -> tuple[str, ...]:
    """Return the names that code imports, at its top and inside functions, each with the module
    that it is taken from."""
    try:
        return tuple(imported_names(ast.parse(text), package))
    except (SyntaxError, ValueError):  # no Python, or a null byte in it
        return ()


def imported_names(tree: ast.AST, package: str) -> Iterator[str]:
    """Yield the names in the imports of code that is in a package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
