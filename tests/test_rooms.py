"""The arrow between the rooms, their faces, and how small their modules are."""

import ast
import importlib
import shutil
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from setuptools import find_packages

from analysis.tables import ROOT

ANALYSIS = ROOT / "analysis"
MODULES = sorted(ANALYSIS.rglob("*.py"))
FACES = ["tables", "publish", "ingest", "claims", "build"]
OPEN = ("analysis.questions.", "analysis.figures.", "analysis.wording", "analysis.diff")
# Participles that are no verb in a name: what a function does would have to be guessed.
PARTICIPLES = {
    *("begun", "built", "drawn", "found", "held", "kept", "known", "led", "made", "meant", "put"),
    *("said", "seen", "shown", "shrunk", "told", "written"),
}
WORDS_IN_ED = {"seed"}


def lint(root=ROOT):
    """What import-linter says of the contracts in pyproject.toml."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def rooms(tmp_path):
    """A copy of the package, in which a contract can be broken."""
    shutil.copytree(ANALYSIS, tmp_path / "analysis")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def functions():
    """Every function of the package with its module."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield path.relative_to(ANALYSIS).as_posix(), node


def lines(node):
    return node.end_lineno - node.lineno + 1


def test_the_contracts_of_the_rooms_are_kept():
    done = lint()
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "told"),
    [
        ("tables/loader.py", "from analysis import questions", "analysis.tables.loader ->"),
        ("questions/nps.py", "from analysis.tables import load", "analysis.questions.nps ->"),
        ("errors.py", "import analysis.wording", "analysis.errors -> analysis.wording"),
        ("figures/nps.py", "from analysis.tables import loader", "analysis.tables.loader"),
        (
            "cli/__init__.py",
            "from analysis.build.run.cache import load_run",
            "analysis.build.run.cache",
        ),
        ("ingest/formats/grid.py", "from analysis.ingest import reader", "analysis.ingest"),
    ],
)
def test_an_import_against_the_arrow_or_past_a_face_breaks_a_contract(rooms, module, line, told):
    path = rooms / "analysis" / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    done = lint(rooms)
    assert done.returncode == 1
    assert told in done.stdout


@pytest.mark.parametrize("room", FACES)
def test_a_face_has_all_that_it_names(room):
    face = importlib.import_module(f"analysis.{room}")
    assert face.__all__
    assert all(hasattr(face, name) for name in face.__all__)


@pytest.mark.parametrize("path", sorted((ROOT / "book").rglob("*.ipynb")), ids=lambda p: p.stem)
def test_a_chapter_uses_faces_and_open_rooms_alone(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    for node in ast.walk(ast.parse("\n".join(cell.source for cell in cells))):
        if isinstance(node, ast.Import):
            modules = [a.name for a in node.names if a.name.startswith("analysis")]
            assert all(module.startswith(OPEN) for module in modules)
        if isinstance(node, ast.ImportFrom) and node.module.startswith("analysis"):
            for alias in node.names:
                face = importlib.import_module(node.module)
                whole = f"{node.module}.{alias.name}"
                assert alias.name in getattr(face, "__all__", ()) or whole.startswith(
                    (*OPEN, *(f"analysis.{room}" for room in FACES if node.module == "analysis"))
                )


def test_questions_read_no_file_and_draw_no_chart():
    for path in (ANALYSIS / "questions").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        used |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        assert not {"open", "Path", "read_csv", "read_excel", "read_json", "alt"} & used


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ANALYSIS)))
def test_modules_are_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def test_no_function_is_long_and_most_are_short():
    found = {f"{module}:{node.name}": lines(node) for module, node in functions()}
    assert {name: length for name, length in found.items() if length > 40} == {}
    assert statistics.median(found.values()) <= 8
    assert statistics.quantiles(found.values(), n=10)[-1] <= 20


def test_no_function_is_named_by_a_participle_alone():
    bare = [
        f"{module}:{node.name}"
        for module, node in functions()
        if node.name in PARTICIPLES
        or (node.name.endswith("ed") and "_" not in node.name and node.name not in WORDS_IN_ED)
    ]
    assert bare == []


def test_no_room_is_crowded_but_by_a_module_a_chapter():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = {Path(c["file"]).stem for part in toc["parts"] for c in part["chapters"]}
    crowded = {}
    for folder in {path.parent for path in MODULES}:
        most = 8 if folder == ANALYSIS else 18
        count = len({path.stem for path in folder.glob("*.py")} - chapters)
        if count > most:
            crowded[folder.name] = count
    assert crowded == {}


def test_the_installed_package_has_every_folder_of_modules():
    folders = {path.parent.relative_to(ROOT) for path in MODULES}
    assert {".".join(folder.parts) for folder in folders} == {
        *find_packages(str(ROOT), include=["analysis*"])
    }


def test_the_installed_package_has_every_file_that_is_no_module():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["analysis"]
    packed = {path for pattern in patterns for path in ANALYSIS.glob(pattern)}
    others = {p for p in ANALYSIS.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert packed == others - set(MODULES)
