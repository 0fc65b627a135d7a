"""What README, CONTRIBUTING and Makefile promise is there."""

import importlib
import re

import pytest
import yaml

from analysis.tables import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| [^|]+ \| \[(\w+)\]\((book/\w+\.\w+)\) \| ([^|]*) \|([^|]*)\|$", README, re.M
)

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
    linked = {path.rsplit(".", 1)[0] for path in re.findall(r"\]\((book/\w+\.\w+)\)", README)}
    assert set(pages) == linked


def test_a_function_stands_in_the_row_of_its_chapter():
    for stem, _, questions, figures in ROWS:
        for name in re.findall(r"`(\w+)\.", questions + figures):
            assert name == stem or (stem, name) in MORE


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "data/README.md"])
def test_every_file_that_a_document_links_is_there(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        if not link.startswith("http"):
            assert ((ROOT / name).parent / link).exists(), link


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "data/README.md", "book/rerun.ipynb"]
)
def test_every_chore_that_a_document_names_is_in_the_makefile(name):
    chores = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = re.findall(r"(?:`|^)make ([a-z]+)", (ROOT / name).read_text(encoding="utf-8"), re.M)
    assert named
    assert set(named) <= chores


def test_the_lock_names_no_host_and_pins_every_package_with_a_hash():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pins = re.findall(r"^[\w.\[\]-]+==\S+.*?(?=^\S|\Z)", lock, re.M | re.S)
    assert len(pins) > 100
    assert all("--hash=sha256:" in pin for pin in pins)
