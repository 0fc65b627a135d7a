"""The plain files beside each exhibit: its rows, its drawing, and what they are made of.

While the build runs, every exhibit leaves ``figures/<name>.csv``, ``.xlsx``, ``.json``,
``.metadata.json`` and, for a chart, ``.svg``, ``.png`` and ``.vl.json``; elsewhere nothing is
written.
"""

import datetime
import importlib
import inspect
import io
import json
import os
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd
import vl_convert
import xlsxwriter
from PIL import Image

from analysis.figures.palette import Colour
from analysis.publish import citation
from analysis.publish.svg import for_file
from analysis.tables import DATA, ROOT, descriptor, schema
from analysis.wording import Wording

FOLDER = "COMPANION_FILES"  # names the folder that the build gathers
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # by which a spreadsheet knows a formula
SCALE = 1.5  # pixels of the PNG a px of the drawing
CREATED = datetime.datetime(2000, 1, 1)  # of every workbook, so that bytes agree
COLOURS = 32  # of the PNG; a chart has few, and fewer make a small file


def downloads_folder() -> Path | None:
    """Return the folder for files, or None outside the build."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else None


def write_downloads(
    name: str, frame: pd.DataFrame, title: str, notes: dict[str, list[Any]], say: Wording
) -> list[str]:
    """Write the rows of an exhibit and what they are made of; return the names of the files.

    In the CSV file no text can be taken for a formula.
    """
    folder = downloads_folder()
    if folder is None:
        return []
    lines = frame.to_json(orient="records", date_format="iso", force_ascii=False, lines=True)
    rows = "[" + lines.strip().replace("\n", ",\n") + "]"  # a text in a row has no line break
    about = exhibit_metadata(name, frame, title, notes, say)
    written = [
        write_csv(folder, name, frame),
        f"{name}.xlsx",
        write_text(folder, f"{name}.json", rows),
        write_metadata(folder, name, about),
    ]
    write_workbook(folder / f"{name}.xlsx", frame, about)
    return written


def write_country_downloads(
    name: str,
    shared: str,
    frame: pd.DataFrame,
    title: str,
    notes: dict[str, list[Any]],
    say: Wording,
) -> list[str]:
    """Write the rows of an exhibit that each country page has, as CSV, and what they are made
    of once for all of them; return the names of the files."""
    folder = downloads_folder()
    if folder is None:
        return []
    return [
        write_csv(folder, name, frame),
        write_metadata(folder, shared, exhibit_metadata(shared, frame, title, notes, say)),
    ]


def write_csv(folder: Path, name: str, frame: pd.DataFrame) -> str:
    """Write rows as CSV and return the name of the file."""
    rows = escape_formulas(frame).to_csv(index=False, lineterminator="\n")
    return write_text(folder, f"{name}.csv", rows)


def write_metadata(folder: Path, name: str, about: dict[str, Any]) -> str:
    """Write what an exhibit is made of and return the name of the file."""
    text = json.dumps(about, indent=1, ensure_ascii=False)
    return write_text(folder, f"{name}.metadata.json", text)


def write_text(folder: Path, name: str, content: str) -> str:
    """Write a file of text that ends with one line break and return its name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return name


def write_workbook(path: Path, frame: pd.DataFrame, about: dict[str, Any]) -> None:
    """Write the rows of an exhibit as a workbook, with what its columns mean on a second sheet.

    No text becomes a formula or a link, and the same rows give the same bytes.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": about["title"], "created": CREATED})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, list(frame), head)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(frame):
            for row, value in enumerate(frame[column], 1):
                write_cell(sheet, row, place, value, day)
        sheet.autofit()
        notes = book.add_worksheet("about")
        notes.write_column(0, 0, [about["title"], "", *map(describe_facts, about["columns"])])
        notes.write_column(len(about["columns"]) + 3, 0, [*map(describe_facts, about["inputs"])])


def write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, value: Any, day: Any
) -> None:
    """Write one value into a sheet by its kind; a missing value leaves the cell empty."""
    if isinstance(value, list):
        sheet.write_string(row, place, join_items(value))
    elif pd.isna(value):
        return
    elif isinstance(value, pd.Timestamp):
        sheet.write_datetime(row, place, value.to_pydatetime(), day)
    elif pd.api.types.is_bool(value):
        sheet.write_boolean(row, place, bool(value))
    elif isinstance(value, Real):
        sheet.write_number(row, place, float(value))
    else:
        sheet.write_string(row, place, str(value))


def join_items(values: list[Any]) -> str:
    """Return the items of a list as one text."""
    return "; ".join(map(str, values))


def describe_facts(about: dict[str, Any]) -> str:
    """Return what is known of a column or of a source as one line."""
    return "; ".join(f"{key}: {value}" for key, value in about.items())


def write_chart(name: str, spec: dict[str, Any], version: str) -> list[str]:
    """Write a chart as drawing, picture and specification; return the names of the files."""
    folder = downloads_folder()
    if folder is None:
        return []
    spec = spec | {"config": spec["config"] | {"background": Colour.PAGE}}
    drawing = vl_convert.vegalite_to_svg(spec, vl_version=version)
    (folder / f"{name}.svg").write_text(for_file(drawing), encoding="utf-8")
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(drawing, scale=SCALE)))
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(folder / f"{name}.png", optimize=True)
    written = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    (folder / f"{name}.vl.json").write_text(written + "\n", encoding="utf-8")
    return [f"{name}.svg", f"{name}.png", f"{name}.vl.json"]


def escape_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose texts no spreadsheet takes for a formula: such a text gets an
    apostrophe before it. Lists become words, missing values stay empty."""
    return frame.map(
        lambda value: escape_formula(value) if isinstance(value, str | list) else value
    )


def escape_formula(value: str | list[Any]) -> str:
    """Return a text or a list as a text that is no formula."""
    text = join_items(value) if isinstance(value, list) else value
    return f"'{text}" if text.startswith(FORMULA) else text


def exhibit_metadata(
    name: str, frame: pd.DataFrame, title: str, notes: dict[str, list[Any]], say: Wording
) -> dict[str, Any]:
    """Return what an exhibit is: title, columns with definition and unit, inputs with sources,
    licence and hash, the functions that made it with file and line, and how to cite it."""
    known = {f["name"]: f for table, _ in notes["inputs"] for f in schema(table)["fields"]}
    return {
        "name": name,
        "title": title,
        "columns": [describe_column(key, known.get(key), say) for key in frame.columns],
        "inputs": [describe_input(table, vintage) for table, vintage in notes["inputs"]],
        "made_by": [function_location(function) for function in notes["made_by"]],
        "commit": None,  # the build writes it, so that a commit runs no chapter again
        "cite": citation.cite_exhibit(name, title),
    }


def describe_column(name: str, field: dict[str, Any] | None, say: Wording) -> dict[str, str]:
    """Return a column with its heading and, if a table has it, its definition and unit."""
    about = {"name": name, "heading": say.heading(name)}
    return about | {key: field[key] for key in ("description", "unit") if field and key in field}


def describe_input(table: str, vintage: str) -> dict[str, Any]:
    """Return one vintage that went into an exhibit: path, sha256, sources, licence."""
    about = descriptor(table, vintage)
    return {
        "table": table,
        "vintage": vintage,
        "path": f"{DATA.name}/{table}/{vintage}.csv",
        "sha256": about["sha256"],
        "sources": list(about["sources"].values()),
        "licence": about["licence"],
    }


def function_location(function: str) -> dict[str, Any]:
    """Return a function named ``module.function`` with its file and line."""
    module, _, name = function.rpartition(".")
    found = getattr(importlib.import_module(f"analysis.{module}"), name)
    plain = inspect.unwrap(found)
    path = Path(inspect.getsourcefile(plain) or "").relative_to(ROOT)
    return {"function": function, "file": path.as_posix(), "line": inspect.getsourcelines(plain)[1]}
