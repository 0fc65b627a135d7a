"""A command acts where the person stands: in a copied tree on that, elsewhere on what is named, and
what it writes is told by its full path."""

import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from analysis import cli, tables
from analysis.tables import DATA, ROOT

# What the script ``companion`` does that was installed with the package in a folder.
SCRIPT = """
import sys
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in str(finder)]
sys.path.append({folder!r})
from analysis.cli import main
sys.exit(main())
"""
pytestmark = pytest.mark.slow
WORDS = ["--vintage", "example-2026", "--source", "Practice", "--released", "2026-06-26", "--yes"]
EXAMPLE = str(ROOT / "book" / "examples" / "disclosures-example.csv")


def companion_of(package, folder, *words):
    """Run the command of a package that lies in one folder from another folder."""
    left = ("PYTHONPATH", tables.ELSEWHERE)
    return subprocess.run(
        [sys.executable, "-P", "-c", SCRIPT.format(folder=str(package)), *words],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in left},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def tree(copy_tree):
    """The tree whose package is installed; no test may change it."""
    tree = copy_tree().resolve()
    yield tree
    assert not (tree / "data" / "disclosures" / "example-2026.csv").exists()


@pytest.fixture
def other(copy_tree):
    """A copy of that tree."""
    return copy_tree().resolve()


@pytest.fixture(scope="module")
def wheel(copy_tree, tmp_path_factory):
    """A folder with the package as a wheel installs it: without the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([sys.executable, "-m", *command, "."], cwd=copy_tree(), check=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("below", [".", "book/examples"])
def test_in_a_copy_of_the_tree_a_command_works_on_the_copy(tree, other, below):
    done = companion_of(tree, other / below, "update", EXAMPLE, *WORDS)
    assert done.returncode == 0, done.stderr
    written = other / "data" / "disclosures" / "example-2026.csv"
    assert f"wrote {written} and" in done.stdout
    assert written.exists()
    done = companion_of(tree, other / below, "package")
    assert done.stdout == f"wrote {other}/data/datapackage.json\n"


def test_in_a_copy_of_the_tree_the_code_is_that_of_the_copy(tree, other):
    (other / "analysis" / "cli" / "__init__.py").write_text("def main(words):\n    return 7\n")
    assert companion_of(tree, other, "check").returncode == 7


def test_a_chore_in_a_copy_of_the_tree_runs_the_code_of_the_copy(other):
    rule = 'where: ; @$(RUN) -P -c "import analysis; print(analysis.__file__)"'
    done = subprocess.run(
        ["make", "--no-print-directory", f"VENV={sys.prefix}", "--eval", rule, "where"],
        cwd=other,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout == f"{other}/analysis/__init__.py\n"


def test_a_copy_without_tables_is_refused_and_the_other_tree_is_not_taken(tree, other):
    shutil.rmtree(other / "data")
    done = companion_of(tree, other, "check")
    assert done.returncode == 1
    assert done.stderr.startswith(f"{other}: found no tables in '{other}/data', expected a folder")


def test_outside_any_tree_a_command_works_on_its_own(tree, tmp_path):
    done = companion_of(tree, tmp_path, "check")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f", in {tree}/data\n")


@pytest.mark.parametrize("below", [".", "data"])
def test_in_a_folder_of_tables_a_command_works_on_these(tree, data, below):
    done = companion_of(tree, data.parent / below, "update", EXAMPLE, *WORDS)
    assert done.returncode == 0, done.stderr
    assert f"wrote {data}/disclosures/example-2026.csv" in done.stdout


@pytest.mark.parametrize("command", [["check"], ["check", EXAMPLE], ["claims"], ["package"]])
def test_tables_are_those_that_are_named(tree, data, tmp_path, command):
    moved = data.rename(tmp_path / "tables of mine")
    (moved / "nps" / "nainggolan-2024.csv").unlink()
    done = companion_of(tree, tmp_path, *command, "--data", "tables of mine")
    if command == ["check", EXAMPLE]:
        assert "nothing was written" in done.stdout
    else:
        assert "data/nps/nainggolan-2024.yaml" in done.stderr


def test_an_update_goes_into_the_tables_that_are_named(tree, data):
    done = companion_of(tree, tree, "update", EXAMPLE, *WORDS, "--data", str(data))
    assert done.returncode == 0, done.stderr
    assert f"wrote {data}/disclosures/example-2026.csv" in done.stdout


def test_named_tables_are_read_in_this_process_too_and_then_those_of_before(capsys, data):
    modules = {name: sys.modules[name] for name in sys.modules if name.startswith("analysis")}
    assert cli.main(["check", "--data", str(data)]) == 0
    assert capsys.readouterr().out.endswith(f", in {data}\n")
    assert cli.main(["check"]) == 0
    assert capsys.readouterr().out.endswith(f", in {DATA}\n")
    assert modules == {n: sys.modules[n] for n in sys.modules if n.startswith("analysis")}


def test_a_folder_without_tables_is_no_sound_one(tree, tmp_path):
    done = companion_of(tree, tmp_path, "check", "--data", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(f"--data: found no tables in '{tmp_path}', expected a folder")


@pytest.mark.parametrize(
    "command",
    [
        *(["check"], ["check", EXAMPLE], ["claims"], ["package"], ["update", EXAMPLE, *WORDS]),
        *(["build"], ["serve"], ["verify"], ["diff", "nainggolan-2024"], ["colours"]),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_an_installed_package_says_in_one_message_that_it_found_no_book(wheel, tmp_path, command):
    done = companion_of(wheel, tmp_path, *command)
    assert done.returncode == 1
    (told,) = done.stderr.splitlines()
    assert told.startswith(f"{tmp_path}: found no ")
    assert "the folder of the book" in told or "go into that folder" in told


def test_an_installed_package_finds_tables_by_name_by_folder_and_by_tree(wheel, data, other):
    for folder, words in ((wheel, ["--data", str(data)]), (data.parent, []), (other, [])):
        done = companion_of(wheel, folder, "update", EXAMPLE, *WORDS, *words)
        assert done.returncode == 0, done.stderr
    assert "wrote " in done.stdout
    assert (data / "disclosures" / "example-2026.csv").exists()
    assert (other / "data" / "disclosures" / "example-2026.csv").exists()
    assert companion_of(wheel, wheel, "claims", "--data", str(data)).returncode == 0
