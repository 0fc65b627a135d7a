"""Every number that the book prints for the paper's vintage is the one that was agreed on."""

import json

import nbformat
import pytest

from analysis import publish
from analysis.tables import PAPER, ROOT

AGREED = json.loads((ROOT / "tests" / "values.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("chapter", AGREED)
def test_a_chapter_publishes_the_numbers_agreed_on(chapter, monkeypatch):
    """When a change of a number is meant: cp _build/html/values.json tests/values.json"""
    found = {}
    monkeypatch.setattr(publish, "glue", lambda name, value, **_: found.update({name: value}))
    monkeypatch.setattr(publish, "svg", lambda *_: "<svg></svg>")
    notebook = nbformat.read(ROOT / "book" / f"{chapter}.ipynb", as_version=4)
    cells = [
        c for c in notebook.cells if c.cell_type == "code" and "parameters" not in c.metadata.tags
    ]
    exec("\n".join(cell.source for cell in cells), {"vintage": PAPER, "lang": "en"})
    assert {name: value for name, value in found.items() if "." in name} == AGREED[chapter]
