"""Tables as agencies lay them out are read whole, or refused in words that settle it."""

import csv
import io
from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml

from analysis import ingest
from analysis.errors import UserError

LAYOUTS = yaml.safe_load(Path(__file__).with_name("layouts.yaml").read_text(encoding="utf-8"))
READ = [layout for layout in LAYOUTS if "rows" in layout]
REFUSED = [layout for layout in LAYOUTS if "refused" in layout]
FILLED_LATER = {"number"}


def name_of(layout):
    return layout["name"]


def written(layout, folder):
    """The file of a layout: CSV where it says so, a workbook otherwise."""
    if layout.get("as") == "csv":
        text = io.StringIO()
        csv.writer(text, delimiter=layout.get("delimiter", ",")).writerows(layout["sheet"])
        path = folder / "tabel.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return path
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = layout.get("sheet_name", "Sheet1")
    for row in layout["sheet"]:
        sheet.append(row)
    for cells in layout.get("merged", []):
        sheet.merge_cells(cells)
    path = folder / "tabel.xlsx"
    book.save(path)
    return path


def options_of(layout, folder):
    """The options of a layout; a mapping is written as the file that it would be."""
    said = dict(layout.get("options", {}))
    if "mapping" in said:
        path = folder / "mapping.yaml"
        path.write_text(yaml.safe_dump(said["mapping"]), encoding="utf-8")
        said["mapping"] = path
    return ingest.Options(**said)


def compared(layout, rows):
    """Rows as they are compared: in the order of the file, or in any if the file was turned."""
    turned = "years" in layout.get("options", {})
    return sorted(rows, key=lambda row: sorted(map(str, row.items()))) if turned else rows


def reading(layout, folder):
    return ingest.read(written(layout, folder), options_of(layout, folder))


def filled(frame):
    """The rows of a frame, each with what it holds."""
    return [
        {
            name: value.item() if hasattr(value, "item") else value
            for name, value in row.items()
            if name not in FILLED_LATER and not pd.isna(value)
        }
        for row in frame.to_dict("records")
    ]


def test_every_layout_has_a_name_of_its_own_and_one_judgement():
    assert not [name for name, count in Counter(map(name_of, LAYOUTS)).items() if count > 1]
    assert all(("rows" in layout) != ("refused" in layout) for layout in LAYOUTS)
    assert len(READ) >= 45
    assert len(REFUSED) >= 75


@pytest.mark.parametrize("layout", READ, ids=name_of)
def test_a_layout_that_says_what_it_counts_is_read_row_by_row(layout, tmp_path, unguarded):  # noqa: ARG001
    draft = reading(layout, tmp_path)
    assert draft.problems == []
    assert draft.table == layout["table"]
    assert compared(layout, filled(draft.frame)) == compared(layout, layout["rows"])


@pytest.mark.parametrize("layout", REFUSED, ids=name_of)
def test_a_layout_that_counts_something_else_is_refused_in_words_that_settle_it(
    layout,
    tmp_path,
    unguarded,  # noqa: ARG001
):
    try:
        told = "\n".join(reading(layout, tmp_path).problems)
    except UserError as refusal:
        told = str(refusal)
    assert told, "read without a word"
    assert [word for word in layout["refused"] if word.casefold() not in told.casefold()] == []
