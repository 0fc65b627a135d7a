"""``make accept`` shows what follows from a change of data/, and writes it on a yes alone."""

import os
import re
import shutil
import subprocess
import sys

import accept
import pytest
from test_data import damage
from test_update import state

from analysis.errors import UserError
from analysis.tables import DATA, ROOT, datapackage, read_yaml, validate

pytestmark = pytest.mark.slow

NUMBERS = '{\n "nps": {\n  "growth.last_count": "1,230"\n }\n}\n'


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A tree with nothing but what is accepted, and whose chapters print one number."""
    for place in (accept.LIVE, accept.FROZEN):
        shutil.copytree(DATA, tmp_path / "tree" / place)
    (tmp_path / "tree" / accept.NUMBERS).write_text(NUMBERS)
    printed = {"nps": {"growth.last_count": "1,230"}}
    monkeypatch.setattr(accept, "printed_numbers", lambda *_: printed)
    return tmp_path / "tree"


def add_vintage(data, name, table="nps"):
    """Add a vintage that has the rows of the paper's, released later."""
    for suffix in ("csv", "yaml"):
        old = (data / table / f"nainggolan-2024.{suffix}").read_text(encoding="utf-8")
        new = data / table / f"{name}.{suffix}"
        new.write_text(old.replace("released: '2024'", "released: '2025'"), encoding="utf-8")


def test_nothing_changed_is_nothing_to_accept(tree, capsys):
    before = state(tree)
    assert accept.accept(tree) == 0
    assert capsys.readouterr().out.startswith("nothing to accept: ")
    assert state(tree) == before


def test_a_corrected_cell_is_shown_with_all_that_follows_and_written_on_a_yes(tree, capsys):
    damage(tree / "data", "nps", "2023,1230", "2023,1231", reseal=False)
    assert accept.accept(tree, yes=True) == 0
    shown = capsys.readouterr().out
    for path in ("data/nps/nainggolan-2024.yaml", "data/datapackage.json"):
        assert f"--- {path}\n+++ {path}\n" in shown
        assert f"--- tests/{path}\n+++ tests/{path}\n" in shown
    assert "-2023,1230\n+2023,1231\n" in shown
    assert len(re.findall(r'^[-+]sha256: "\w{64}"$', shown, re.M)) == 4
    assert shown.endswith("wrote 5 files\n")
    assert validate.check_data(tree / "data") == []
    assert datapackage.datapackage_is_current(tree / accept.FROZEN)
    assert accept.propose(tree, tree.parent / "again") == []


def test_without_a_terminal_and_a_yes_nothing_is_written(tree, monkeypatch):
    damage(tree / "data", "nps", "2023,1230", "2023,1231", reseal=False)
    before = state(tree)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    with pytest.raises(UserError, match=r"found no terminal .* run: make accept YES=1"):
        accept.accept(tree)
    assert state(tree) == before


def test_without_a_yes_on_a_terminal_nothing_is_written(tree, monkeypatch):
    damage(tree / "data", "nps", "2023,1230", "2023,1231", reseal=False)
    before = state(tree)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "")
    assert accept.accept(tree) == 1
    assert state(tree) == before


@pytest.mark.parametrize(("said", "agreed"), [("y", True), ("Yes", True), ("", False)])
def test_a_yes_is_a_yes_and_all_else_is_none(monkeypatch, said, agreed):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: said)
    assert accept.agreed(yes=False) == agreed


def test_a_newer_vintage_enters_the_data_package_and_not_the_frozen_copy(tree):
    add_vintage(tree / "data", "idr-2025")
    before = state(tree / accept.FROZEN)
    assert accept.accept(tree, yes=True) == 0
    assert state(tree / accept.FROZEN) == before
    assert "nps-idr-2025" in (tree / "data" / "datapackage.json").read_text(encoding="utf-8")


def test_a_new_table_and_its_schema_enter_the_frozen_copy_whole(tree, capsys):
    for path in ("schemas/power.yaml", "power/companion-2026.csv", "power/companion-2026.yaml"):
        (tree / accept.FROZEN / path).unlink()
    assert accept.accept(tree, yes=True) == 0
    assert re.search(r"^tests/data/power/companion-2026\.csv: new, \d+ lines$", shown(capsys), re.M)
    assert state(tree / accept.FROZEN) == state(DATA)


def shown(capsys):
    return capsys.readouterr().out


def test_a_number_that_moved_is_shown_with_the_one_agreed_on(tree, capsys):
    (tree / accept.NUMBERS).write_text(NUMBERS.replace("1,230", "1,229"))
    assert accept.accept(tree, yes=True) == 0
    assert '-  "growth.last_count": "1,229"\n+  "growth.last_count": "1,230"' in shown(capsys)
    assert (tree / accept.NUMBERS).read_text() == NUMBERS


def test_data_that_are_unsound_beside_their_hashes_are_refused_with_each_problem(tree):
    damage(tree / "data", "nps", "1230", "many", reseal=False)
    damage(tree / "data", "claims", "nps_chart,", "nps_carpet,", reseal=False)
    before = state(tree)
    with pytest.raises(UserError) as told:
        accept.accept(tree, yes=True)
    first, *lines = str(told.value).splitlines()
    assert first == "data/ has 2 problems:"
    assert "nainggolan-2024.csv:16:substances: found 'many'" in lines[0]
    assert "found 'nps_carpet'" in lines[1]
    assert state(tree) == before


def test_a_file_that_changed_after_it_was_shown_stops_the_writing(tree):
    damage(tree / "data", "nps", "2023,1230", "2023,1231", reseal=False)
    changes = accept.propose(tree, tree.parent / "proposed")
    (tree / accept.NUMBERS).write_text("{}")
    (tree / "data" / "datapackage.json").write_text("{}")
    before = state(tree)
    with pytest.raises(UserError, match=r"^data/datapackage\.json: found other content than was"):
        accept.write(tree, changes)
    assert state(tree) == before


def test_a_descriptor_without_its_hash_is_given_it(tree):
    path = tree / "data" / "nps" / "nainggolan-2024.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(accept.HASH.sub("sha256:", text), encoding="utf-8")
    assert accept.accept(tree, yes=True) == 0
    assert path.read_text(encoding="utf-8") == text


def test_chapters_that_fail_on_the_frozen_tables_are_named(tmp_path):
    with pytest.raises(UserError) as told:
        accept.printed_numbers(ROOT, tmp_path)
    first, *lines = str(told.value).splitlines()
    assert first == "tests/data: found tables on which chapters fail; mend these:"
    assert lines[0].startswith("book/problem.ipynb: UserError with nainggolan-2024: ")


def test_the_chore_shows_the_numbers_of_the_book_that_a_corrected_cell_moves(copy_tree):
    tree = copy_tree()
    shutil.copytree(DATA, tree / accept.FROZEN)
    damage(tree / "data", "disclosures", "2023,42755,", "2023,42111,", reseal=False)
    done = subprocess.run(
        [sys.executable, "tests/accept.py"],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.search(r'^\+  "[\w.]+": "42,111"', done.stdout, re.M)
    assert done.stderr.startswith("make accept: found no terminal")
    assert read_yaml(tree / accept.LIVE / "disclosures" / "nainggolan-2024.yaml") == read_yaml(
        DATA / "disclosures" / "nainggolan-2024.yaml"
    )
