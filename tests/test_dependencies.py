"""What a chapter depends on is found exactly: code, modules, files, folders."""

import io
import json

import nbformat
import pytest

from analysis.build import fingerprint, module_graph
from analysis.build.run import dependencies, kernel_extension
from analysis.build.run.execute import Run
from analysis.build.run.schedule import refuse_shared_names
from analysis.errors import UserError
from analysis.tables import ROOT


def notebook(*cells):
    """A notebook of ('code' or 'prose', text) cells, as JSON."""
    made = {"code": nbformat.v4.new_code_cell, "prose": nbformat.v4.new_markdown_cell}
    return nbformat.writes(
        nbformat.v4.new_notebook(cells=[made[kind](text) for kind, text in cells])
    )


@pytest.fixture
def tree(tmp_path):
    """A small tree: a package of four modules, a table, a chapter."""
    files = {
        "analysis/__init__.py": "",
        "analysis/one.py": "from analysis import two\n",
        "analysis/two.py": "def late():\n    from .rooms import three\n",
        "analysis/rooms/__init__.py": "",
        "analysis/rooms/three.py": "import os\n",
        "analysis/alone.py": "",
        "data/nps/a-2023.csv": "year\n2023\n",
        "data/nps/a-2023.yaml": "title: x\n",
        "book/nps.ipynb": notebook(("prose", "Hello"), ("code", "from analysis import one")),
        "requirements.lock": "x==1\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


READS = [["file", "data/nps/a-2023.csv"], ["folder", "data/nps"]]


def facts(tree):
    text = (tree / "book" / "nps.ipynb").read_text()
    return dependencies.run_dependencies(tree, text, READS, fingerprint.snapshot(tree))


def changed(tree, path, text):
    """Why the chapter must run after a file is written."""
    before = facts(tree)
    (tree / path).write_text(text)
    return dependencies.reason_to_run(before, facts(tree))


def test_modules_are_found_through_all_that_they_import_also_inside_functions(tree):
    found = module_graph.module_files(tree, ("from analysis import one",))
    assert found == [
        "analysis/__init__.py",
        "analysis/one.py",
        "analysis/rooms/__init__.py",
        "analysis/rooms/three.py",
        "analysis/two.py",
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "book").glob("*.ipynb")), ids=lambda p: p.stem)
def test_every_module_that_a_chapter_names_is_found(path):
    code = "\n".join(
        cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
    )
    found = module_graph.module_names(module_graph.module_files(ROOT, (code,)))
    named = {
        word for word in module_graph.code_imports(code, "") if module_graph.module_file(ROOT, word)
    }
    assert named | {"analysis", "analysis.tables.loader", "analysis.publish.page"} <= set(found)


def test_a_magic_or_a_broken_cell_does_not_stop_the_search(tree):
    assert module_graph.module_files(tree, ("%time\nimport analysis.alone", "import ("))[1:] == [
        "analysis/alone.py"
    ]


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        ("data/nps/a-2023.csv", "year\n2024\n", "nps changed"),
        ("data/nps/b-2024.csv", "year\n2024\n", "vintages of nps changed"),
        ("analysis/rooms/three.py", "import re\n", "rooms.three changed"),
        ("analysis/rooms/__init__.py", "import re\n", "rooms changed"),
        ("requirements.lock", "x==2\n", "packages changed"),
        ("book/nps.ipynb", notebook(("prose", "Hello"), ("code", "1")), "code changed"),
        (
            "book/nps.ipynb",
            notebook(("prose", "Bye"), ("code", "from analysis import one"), ("prose", "!")),
            "",
        ),
        ("analysis/alone.py", "import re\n", ""),
        ("data/nps/a-2023.yaml", "title: y\n", ""),
        ("data/other.csv", "x\n", ""),
        ("README.md", "x\n", ""),
    ],
)
def test_a_chapter_runs_again_when_what_it_depends_on_changed_and_only_then(tree, path, text, why):
    assert changed(tree, path, text) == why


def test_a_file_that_is_gone_is_a_change(tree):
    before = facts(tree)
    (tree / "data/nps/a-2023.csv").unlink()
    assert dependencies.reason_to_run(before, facts(tree)) == "nps changed"


def test_a_chapter_that_reads_others_depends_on_their_code_and_modules(tree):
    reads = [["file", "book/nps.ipynb"]]
    text = notebook(("code", "1"))
    before = dependencies.run_dependencies(tree, text, reads, fingerprint.snapshot(tree))
    (tree / "analysis/two.py").write_text("import re\n")
    after = dependencies.run_dependencies(tree, text, reads, fingerprint.snapshot(tree))
    assert dependencies.reason_to_run(before, after) == "two changed"
    other = tree / "book/nps.ipynb"
    other.write_text(other.read_text().replace("Hello", "Bye"))
    assert dependencies.run_dependencies(tree, text, reads, fingerprint.snapshot(tree)) == after
    other.write_text(other.read_text().replace("import one", "import alone"))
    again = dependencies.run_dependencies(tree, text, reads, fingerprint.snapshot(tree))
    assert dependencies.reason_to_run(after, again) == "nps.ipynb changed"


def test_what_tools_keep_beside_the_tree_is_no_part_of_it(tree):
    before = fingerprint.snapshot(tree)
    for name in (".git/HEAD", "_build/x", "analysis/__pycache__/x.pyc", "env/pyvenv.cfg", "env/x"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).touch()
    assert fingerprint.snapshot(tree) == before


def test_the_site_depends_on_prose_too_and_on_nothing_outside_its_rooms(tree):
    def site():
        return fingerprint.site_fingerprint(fingerprint.snapshot(tree), ["current"])

    first = site()
    (tree / "README.md").write_text("x")
    (tree / "tests").mkdir()
    (tree / "tests" / "test_x.py").touch()
    assert site() == first
    text = notebook(("prose", "Bye"), ("code", "from analysis import one"))
    (tree / "book/nps.ipynb").write_text(text)
    assert site() != first
    assert fingerprint.site_fingerprint(fingerprint.snapshot(tree), ["x-2024"]) != site()


def test_whatever_a_kernel_opens_or_lists_of_the_tree_is_noted_once(tree):
    record = io.StringIO()
    hook = kernel_extension.read_recorder(record, tree)
    csv = tree / "data/nps/a-2023.csv"
    for _ in range(2):
        hook("open", (str(csv), "r", 0))
        hook("os.scandir", (tree / "data" / "nps",))
    hook("open", (bytes(tree / "data" / "missing.csv"), None, 0))
    hook("open", (str(csv.with_name("written.csv")), "w", 0x241))
    hook("open", (str(tree / "analysis" / "one.py"), "r", 0))
    hook("os.listdir", (str(tree / "analysis"),))
    hook("open", (str(tree / "_build" / "x"), "r", 0))
    hook("open", ("/etc/hosts", "r", 0))
    hook("open", (3, "r", 0))
    hook("import", ("os", None, None, None, None))
    assert [json.loads(line) for line in record.getvalue().splitlines()] == [
        ["file", "data/nps/a-2023.csv"],
        ["folder", "data/nps"],
        ["file", "data/missing.csv"],
    ]


@pytest.mark.parametrize(
    "gone", ["book/nps.ipynb", "data/nps/a-2023.csv", "data/nps/a-2023.yaml", "analysis/two.py"]
)
def test_what_is_no_more_makes_a_run_stale_and_is_no_error(tree, gone):
    reads = [*READS, ["file", "book/nps.ipynb"]]
    text = notebook(("code", "from analysis import one"))
    before = dependencies.run_dependencies(tree, text, reads, fingerprint.snapshot(tree))
    found = fingerprint.snapshot(tree)
    (tree / gone).unlink()
    dependencies.run_dependencies(tree, text, reads, found)  # it went after it was found
    after = dependencies.run_dependencies(tree, text, reads, fingerprint.snapshot(tree))
    assert dependencies.reason_to_run(before, after)
    (tree / gone).mkdir()  # and what came in its place need be no file
    dependencies.run_dependencies(tree, text, reads, fingerprint.snapshot(tree))


def test_two_notebooks_that_publish_one_exhibit_are_refused_with_both_names():
    one, other, page = (Run([], {name: b""}, [], 0.0) for name in ("k.csv", "K.csv", "x.csv"))
    with pytest.raises(UserError) as told:
        refuse_shared_names([("nps", one), ("power", other), ("country", page), ("country", page)])
    assert str(told.value).startswith("book/nps.ipynb, book/power.ipynb: found the exhibit 'k' in")
    assert "country" not in str(told.value)
