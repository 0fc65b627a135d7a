"""No room knows the one to its right, and no module is crowded."""

import ast
import tomllib

import pytest

from analysis.tables import ROOT

ANALYSIS = ROOT / "analysis"
MODULES = sorted(ANALYSIS.rglob("*.py"))
ORDER = [
    ["errors", "swap", "tracing"],
    ["tree"],
    ["tables"],
    ["catalogue", "kernel"],
    ["package", "wording", "citation"],
    ["rules"],
    ["descriptors"],
    ["questions"],
    ["claims"],
    ["ingest"],
    ["figures"],
    ["live", "svg", "markup"],
    ["drawing"],
    ["files"],
    ["publish"],
    ["press"],
    ["diff"],
    ["cli"],
    ["__main__"],
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}


def room(path):
    return path.relative_to(ANALYSIS).with_suffix("").parts[0]


def imported(path):
    """The rooms of the package that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("analysis"):
            parts = node.module.split(".")[1:]
            yield from [parts[0]] if parts else [alias.name for alias in node.names]
        if isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("analysis."))
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [getattr(node, "module", None), *(alias.name for alias in node.names)]
            assert not {"book", "tests"} & {str(name).split(".")[0] for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ANALYSIS)))
def test_a_module_imports_only_from_rooms_to_its_left(path):
    if room(path) == "__init__":
        assert list(imported(path)) == []
        return
    for other in imported(path):
        assert RANK[other] < RANK[room(path)] or other == room(path)


def test_questions_read_no_file_and_draw_no_chart():
    for path in (ANALYSIS / "questions").glob("*.py"):
        assert set(imported(path)) <= {"questions", "tracing"}
        tree = ast.parse(path.read_text(encoding="utf-8"))
        used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        used |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        assert not {"open", "Path", "read_csv", "read_excel", "read_json", "alt"} & used


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ANALYSIS)))
def test_modules_and_functions_are_small_and_typed(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40
            assert node.returns is not None, node.name
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            untyped = {a.arg for a in arguments if a.annotation is None} - {"self"}
            assert not untyped, (node.name, untyped)


def test_the_package_lists_every_folder_of_modules_by_name():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {p.parent.relative_to(ROOT) for p in MODULES if p.name == "__init__.py"}
    listed = project["tool"]["setuptools"]["packages"]
    assert sorted(listed) == sorted(".".join(folder.parts) for folder in folders)


def test_data_holds_no_code():
    assert [p for p in (ROOT / "data").rglob("*") if p.suffix in (".py", ".ipynb", ".sh")] == []
