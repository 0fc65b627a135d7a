"""The build: one language, strict, all or nothing."""

import hashlib
import re
import subprocess
import sys

import nbformat
import pytest
import reproduce
import yaml
from commands import FEW, build_few

from analysis import build, tables
from analysis.build import release, stage, typeset
from analysis.build.export import browser
from analysis.build.html import strip
from analysis.build.run import execute, schedule
from analysis.errors import UserError
from analysis.tables import ROOT

GOOD = {"vintage": "nainggolan-2024", "lang": "en"}


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_staging_keeps_one_language_and_all_code():
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("Hello", metadata={"tags": ["lang-en"]}),
            nbformat.v4.new_markdown_cell("Halo", metadata={"tags": ["lang-id"]}),
            nbformat.v4.new_code_cell("1 + 1"),
        ]
    )
    kept = stage.select_language(notebook, "id")
    assert [cell.source for cell in kept.cells] == ["Halo", "1 + 1"]


def test_the_staged_book_is_not_run_by_jupyter_book():
    assert "execute_notebooks: 'off'" in stage.render_config(ROOT, [])


def test_a_parameter_that_no_chapter_declares_is_an_error(tmp_path):
    staged = stage.stage_book(ROOT, tmp_path / "stage", "en")
    with pytest.raises(
        UserError,
        match=r"book/problem.ipynb: found no parameter 'vintag', expected one of vintage, lang",
    ):
        schedule.run_notebooks(staged, {"vintag": "x", "lang": "en"}, ROOT)


def test_a_run_notebook_keeps_nothing_that_changes_from_run_to_run():
    cell = nbformat.v4.new_code_cell("1", metadata={"papermill": {"duration": 1}, "tags": []})
    injected = nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["injected-parameters"]})
    notebook = nbformat.v4.new_notebook(cells=[injected, cell], metadata={"papermill": {"x": 1}})
    assert execute.code_outputs(notebook) == [{"outputs": [], "execution_count": None}]


def test_a_new_site_takes_the_place_of_the_old_one_whole(tmp_path):
    for name in ("new", "html"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    release.replace_site(tmp_path / "new", tmp_path / "html")
    assert [path.name for path in tmp_path.rglob("*")] == ["html", "new"]


@pytest.mark.slow
def test_a_failing_chapter_is_told_by_cell_and_leaves_the_old_site(copy_built, built):
    tree = copy_built()
    edit(
        tree / "book" / "nps.ipynb",
        '"page.values(questions.growth(nps))\\n",',
        '"raise ValueError(\\"x\\")\\n",',
    )
    before = digest(tree / "_build" / "html")
    done = build_few(tree, "--only-site")
    assert done.returncode == 1
    assert done.stderr == (
        'book/nps.ipynb, cell 5: nps, indonesia = load("nps", PAPER), '
        'load("nps_indonesia", PAPER)\n  ValueError: x\n'
    )
    assert digest(tree / "_build" / "html") == before
    left = {path.name for path in (tree / "_build").iterdir()}
    assert left == {path.name for path in (built / "_build").iterdir()}


@pytest.mark.slow
def test_a_number_that_no_chapter_publishes_stops_the_build(copy_built):
    tree = copy_built()
    edit(tree / "book" / "index.md", "nps.ipynb::growth.first_count", "nps.ipynb::growth.nothing")
    done = build_few(tree, "--only-site")
    assert done.returncode == 1
    assert done.stderr.startswith("Jupyter Book found:")
    assert "growth.nothing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def away(copy_tree, tmp_path_factory):
    """A tree that was built in other surroundings than ``built``, how, and what was said."""
    tree = copy_tree()
    _, way = reproduce.ways(tmp_path_factory.mktemp("surroundings"))
    return tree, way, reproduce.build(tree, way, "--countries", ",".join(FEW))


@pytest.mark.slow
def test_a_build_in_other_surroundings_gives_the_same_bytes(built, away):
    tree, way, done = away
    assert {"--plain"} <= set(way.options)
    assert done.returncode == 0, done.stderr
    assert reproduce.differences(reproduce.hashes(tree), reproduce.hashes(built)) == []


@pytest.mark.slow
def test_a_build_asks_for_no_network(away):
    _, way, done = away
    if not way.before:
        pytest.skip("this machine lets nobody take the network away from a process (unshare)")
    names = "import socket; print([name for _, name in socket.if_nameindex()])"
    look = [*way.before, sys.executable, "-c", names]
    seen = subprocess.run(look, capture_output=True, text=True, check=True).stdout
    assert seen.strip() == "['lo']"
    assert done.returncode == 0, done.stderr


def test_a_file_that_two_builds_do_not_have_alike_is_named():
    one, other = {"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"}
    assert reproduce.differences(one, other) == ["b", "c", "d"]


@pytest.mark.slow
def test_a_changed_cell_changes_every_number_that_depends_on_it(copy_built):
    tree = copy_built()
    table = tree / "data" / "disclosures" / "nainggolan-2024.csv"
    before = hashlib.sha256(table.read_bytes()).hexdigest()
    edit(table, "2023,42755,", "2023,42111,")
    after = hashlib.sha256(table.read_bytes()).hexdigest()
    edit(table.with_suffix(".yaml"), before, after)
    done = build_few(tree, "--only-site")
    assert done.returncode == 0, done.stderr
    reasons = dict(re.findall(r"^(\w+) +[\d.]+ s +\d+ MB  (.+)$", done.stdout, re.M))
    assert set(reasons.values()) == {"disclosures changed"}
    assert {"problem", "reported", "changes", "data"} <= set(reasons)
    assert not {"power", "errata", "cite", "rerun"} & set(reasons)
    pages = {
        p.name: p.read_text(encoding="utf-8") for p in (tree / "_build/html/book").glob("*.html")
    }
    # these speak of the paper as printed, in data of their own
    told = {"claims.html", "errata.html"}
    for gone in ("42,755", "322,803"):
        assert {name for name, page in pages.items() if gone in page} <= told
    assert "-22.9%" not in pages["problem.html"] + pages["index.html"]
    for new in ("42,111", "322,159", "-24.1%"):
        assert new in pages["problem.html"]
    assert "-24.1%" in pages["index.html"]
    # --only-site
    assert "companion.pdf" not in pages["cite.html"]
    assert not list((tree / "_build" / "html").glob("companion.*"))


@pytest.mark.slow
def test_jupyter_book_alone_builds_the_plain_tree(copy_tree):
    """The first chapters of each part show it, and as each runs by itself, in half the time."""
    tree = copy_tree()
    contents = yaml.safe_load((tree / "_toc.yml").read_text(encoding="utf-8"))
    for part in contents["parts"]:
        part["chapters"] = part["chapters"][:2]
    (tree / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", typeset.JUPYTER_BOOK, "build", ".", "--quiet"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "59,533" in (tree / "_build/html/book/problem.html").read_text(encoding="utf-8")


def digest(folder):
    """The hash of every file of a folder, by its path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_site_that_can_t_be_moved_leaves_the_old_one_in_place(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "old").touch()
    with pytest.raises(OSError, match="missing"):
        release.replace_site(tmp_path / "missing", tmp_path / "html")
    assert [path.name for path in (tmp_path / "html").iterdir()] == ["old"]


@pytest.mark.parametrize("content", ["{", "", "{}", "[]"])
def test_a_notebook_that_can_t_be_read_is_told_by_its_name(tmp_path, copy_tree, content):
    tree = copy_tree()
    (tree / "book" / "nps.ipynb").write_text(content)
    with pytest.raises(UserError, match=r"book/nps\.ipynb: found no"):
        stage.stage_book(tree, tmp_path / "stage", "en")


def test_a_language_in_which_nothing_is_written_is_refused_before_anything_runs(tmp_path):
    with pytest.raises(UserError, match=r"book/problem\.ipynb: found no prose in 'id'"):
        stage.stage_book(ROOT, tmp_path / "stage", "id")


def test_a_table_of_contents_without_parts_is_told(tmp_path):
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: book/index\n")
    with pytest.raises(UserError, match=r"_toc\.yml: expected parts"):
        stage.chapter_notebooks(tmp_path)


@pytest.mark.slow
def test_a_kernel_that_dies_is_told_by_its_cell(copy_built):
    tree = copy_built()
    edit(
        tree / "book" / "nps.ipynb",
        '"page.values(questions.growth(nps))\\n",',
        '"__import__(\\"os\\")._exit(1)\\n",',
    )
    done = build_few(tree, "--only-site")
    assert done.returncode == 1
    assert "book/nps.ipynb, cell 5: nps, indonesia = load(" in done.stderr
    assert "the kernel died" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_newer_vintage_of_one_table_is_shown_and_the_paper_s_stays_for_the_rest(copy_tree):
    tree = copy_tree()
    folder = tree / "data" / "disclosures"
    csv = folder / "bnn-2025.csv"
    csv.write_text(
        "year,cases,suspects_foreign,suspects_domestic,suspects_total\n"
        "2023,41111,10,50000,50010\n2024,46111,20,60000,60020\n"
    )
    about = (folder / "nainggolan-2024.yaml").read_text().split("anomalies:")[0]
    digest_ = hashlib.sha256(csv.read_bytes()).hexdigest()
    about = re.sub(r'sha256: "\w+"', f'sha256: "{digest_}"', about).replace("'2024'", "'2025'")
    (folder / "bnn-2025.yaml").write_text(about + "anomalies: []\n")
    done = build_few(tree, "--only-site", "--vintage", "bnn-2025")
    assert done.returncode == 0, done.stderr
    page = (tree / "_build/html/book/problem.html").read_text(encoding="utf-8")
    assert "46,111" in page
    assert "bnn-2025 (disclosures)" in page
    assert "nainggolan-2024 (incidents)" in page


@pytest.mark.slow
def test_the_press_checks_the_data_first_unless_they_and_the_checks_are_as_they_were(
    copy_tree, monkeypatch
):
    def refuse(*_):
        raise UserError("unsound")

    def stop(*_):
        raise UserError("staged")

    tree = copy_tree()
    monkeypatch.setattr(tables, "require_sound", refuse)
    monkeypatch.setattr(stage, "stage_book", stop)
    with pytest.raises(UserError, match="unsound"):
        build.build(GOOD, tree, only_site=True)
    assert not (tree / "_build").exists()
    monkeypatch.setattr(tables, "require_sound", lambda *_: None)
    with pytest.raises(UserError, match="staged"):
        build.build(GOOD, tree, only_site=True)
    monkeypatch.setattr(tables, "require_sound", refuse)
    with pytest.raises(UserError, match="staged"):
        build.build(GOOD, tree, only_site=True)
    for path in (
        "data/nps/nainggolan-2024.csv",
        "analysis/tables/constraints.py",
        "analysis/claims/nps.py",
    ):
        before = (tree / path).read_text(encoding="utf-8")
        (tree / path).write_text(before + "\n", encoding="utf-8")
        with pytest.raises(UserError, match="unsound"):
            build.build(GOOD, tree, only_site=True)
        (tree / path).write_text(before, encoding="utf-8")


@pytest.mark.slow
def test_a_missing_chromium_is_told_before_any_chapter_runs(monkeypatch):
    def refuse(*_):
        raise UserError("no Chromium")

    monkeypatch.setattr(browser, "ensure_browser", refuse)
    monkeypatch.setattr(stage, "stage_book", lambda *_: pytest.fail("staged"))
    with pytest.raises(UserError, match="no Chromium"):
        build.build(GOOD | {"vintage": "natural-earth-2018"})


@pytest.mark.slow
def test_the_site_alone_asks_for_no_chromium(monkeypatch):
    def refuse(*_):
        raise UserError("staged")

    monkeypatch.setattr(browser, "ensure_browser", lambda: pytest.fail("asked"))
    monkeypatch.setattr(stage, "stage_book", refuse)
    with pytest.raises(UserError, match="staged"):
        build.build(GOOD | {"vintage": "natural-earth-2018"}, only_site=True)


def test_a_page_loses_what_the_theme_brings_unused_and_keeps_the_rest():
    page = (
        '<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>'
        '<meta name="docsearch:language" content="en"/>'
        "<script>var once = 1;</script><script>var once = 1;</script>"
        '<script src="../_static/scripts/bootstrap.js"></script>'
    )
    kept = '<script>var once = 1;</script><script src="../_static/scripts/bootstrap.js"></script>'
    assert strip.strip_page(page) == kept


@pytest.mark.slow
def test_no_page_brings_what_would_run_its_cells_or_hide_them(site):
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not {word for word in ("sphinx-thebe", "THEBE", "togglebutton") if word in text}, (
            path
        )
