"""What the documents promise is there: files, chores, functions; and they are short."""

import importlib
import re

import pytest
import yaml

from analysis import cli
from analysis.tables import ROOT

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "data/README.md"]
DOCUMENTS += sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
RECORDS = sorted((ROOT / "docs" / "decisions").iterdir())
MAP = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| [^|]+ \| \[(\w+)\]\(\.\./(book/\w+\.\w+)\) \| ([^|]*) \|([^|]*)\|$", MAP, re.M
)
ROOMS = ("analysis", "book", "data", "docs", "tests")

MORE = {("realism", "association"), ("countries", "records")}  # modules of a chapter besides


def listed(column):
    """The functions that one column of the map names."""
    return {name for row in ROWS for name in re.findall(r"`([\w.]+)`", row[column])}


def defined(room):
    """The traced functions of every module of a room."""
    return {
        f"{path.stem}.{name}"
        for path in (ROOT / "analysis" / room).glob("*.py")
        for name in re.findall(r"@trace\ndef (\w+)", path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize(("room", "column"), [("questions", 2), ("figures", 3)])
def test_the_map_names_every_function_and_no_other(room, column):
    assert listed(column) == defined(room)
    for name in listed(column):
        module, function = name.split(".")
        assert callable(getattr(importlib.import_module(f"analysis.{room}.{module}"), function))


def test_the_map_and_its_note_name_every_page_of_the_book():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    pages = [toc["root"], *(c["file"] for part in toc["parts"] for c in part["chapters"])]
    linked = {path.rsplit(".", 1)[0] for path in re.findall(r"\]\(\.\./(book/\w+\.\w+)\)", MAP)}
    assert set(pages) == linked


def test_a_function_stands_in_the_row_of_its_chapter():
    for stem, _, questions, figures in ROWS:
        for name in re.findall(r"`(\w+)\.", questions + figures):
            assert name == stem or (stem, name) in MORE


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_links_is_there(name):
    for link in re.findall(r"\]\(([^)#]+)\)", read(name)):
        if not link.startswith("http"):
            assert ((ROOT / name).parent / link).exists(), link


def named_paths(text):
    """The paths that a document names between backticks, from the root, a room of the tree or
    of the package; a name in angle brackets stands for any."""
    yield from re.findall(r"`([\w-]+\.(?:yml|toml|lock|md|cff|sh))`", text)
    for path in re.findall(r"`([\w./<>*-]+/[\w./<>*-]*)`", text):
        first = path.split("/")[0]
        if first in ROOMS or (ROOT / "analysis" / first).is_dir():
            yield path if first in ROOMS else f"analysis/{path}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(name):
    for path in named_paths(read(name)):
        assert list(ROOT.glob(re.sub(r"<\w+>", "*", path))), path


@pytest.mark.parametrize("name", [*DOCUMENTS, "book/rerun.ipynb"])
def test_every_chore_that_a_document_names_is_in_the_makefile(name):
    chores = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))
    named = re.findall(r"(?:`|^|\")make ([a-z]+)", read(name), re.M)
    assert set(named) <= chores


@pytest.mark.parametrize("name", [*DOCUMENTS, "book/rerun.ipynb"])
def test_every_command_that_a_document_names_is_one_of_the_companion(name, capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    known = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.M)
    named = re.findall(r"(?:`|bin/|^|\")companion ([a-z]+)", read(name), re.M)
    assert set(named) <= set(known)


def test_readme_is_one_screen_and_contributing_is_short():
    assert len(read("README.md").splitlines()) <= 45
    assert len(read("CONTRIBUTING.md").split()) <= 900


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_decision_is_a_short_dated_record_with_its_reasons(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.split()) <= 200
    number, title = re.match(r"# (\d+)\. (.+)\n\n20\d\d-\d\d-\d\d\n", text).groups()
    assert title
    assert path.name.startswith(f"{int(number):04d}-")
    assert re.findall("^## (.+)$", text, re.M) == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_a_gap():
    assert [int(path.name[:4]) for path in RECORDS] == [*range(1, len(RECORDS) + 1)]


def test_the_lock_names_no_host_and_pins_every_package_with_a_hash():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pins = re.findall(r"^[\w.\[\]-]+==\S+.*?(?=^\S|\Z)", lock, re.M | re.S)
    assert len(pins) > 100
    assert all("--hash=sha256:" in pin for pin in pins)
