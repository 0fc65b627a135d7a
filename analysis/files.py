"""The plain files beside each exhibit: its rows, its drawing, and what they are made of.

While the press runs, every exhibit leaves ``figures/<name>.csv``, ``.json``,
``.metadata.json`` and, for a chart, ``.svg`` and ``.png``; elsewhere nothing is written.
"""

import importlib
import inspect
import io
import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import vl_convert
from PIL import Image

from analysis import citation
from analysis.tables import DATA, ROOT, descriptor, schema
from analysis.wording import Wording

FOLDER = "COMPANION_FILES"  # names the folder that the press gathers
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # by which a spreadsheet knows a formula
SCALE = 2  # pixels of the PNG a px of the drawing
COLOURS = 64  # of the PNG; a chart has few, and fewer make a small file


def folder() -> Path | None:
    """Return the folder for files, or None outside the press."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else None


def write(
    name: str, frame: pd.DataFrame, title: str, notes: dict[str, list[Any]], say: Wording
) -> list[str]:
    """Write the rows of an exhibit and what they are made of; return the names of the files.

    In the CSV file no text can be taken for a formula.
    """
    target = folder()
    if target is None:
        return []
    target.mkdir(parents=True, exist_ok=True)
    csv = harmless(frame).to_csv(index=False, lineterminator="\n")
    rows = frame.to_json(orient="records", date_format="iso", indent=1, force_ascii=False)
    about = json.dumps(metadata(name, frame, title, notes, say), indent=1, ensure_ascii=False)
    for suffix, text in (("csv", csv), ("json", rows), ("metadata.json", about)):
        (target / f"{name}.{suffix}").write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    return [f"{name}.csv", f"{name}.json", f"{name}.metadata.json"]


def draw(name: str, spec: dict[str, Any], version: str) -> list[str]:
    """Write a chart as drawing, picture and specification; return the names of the files."""
    target = folder()
    if target is None:
        return []
    spec = spec | {"config": spec["config"] | {"background": "white"}}
    drawing = vl_convert.vegalite_to_svg(spec, vl_version=version)
    (target / f"{name}.svg").write_text(drawing, encoding="utf-8")
    picture = Image.open(
        io.BytesIO(vl_convert.vegalite_to_png(spec, vl_version=version, scale=SCALE))
    )
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(target / f"{name}.png", optimize=True)
    written = json.dumps(spec, indent=1, ensure_ascii=False)
    (target / f"{name}.vl.json").write_text(written + "\n", encoding="utf-8")
    return [f"{name}.svg", f"{name}.png", f"{name}.vl.json"]


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose texts no spreadsheet takes for a formula: such a text gets an
    apostrophe before it. Lists become words, missing values stay empty."""
    return frame.map(lambda value: guarded(value) if isinstance(value, str | list) else value)


def guarded(value: str | list[Any]) -> str:
    """Return a text or a list as a text that is no formula."""
    text = "; ".join(map(str, value)) if isinstance(value, list) else value
    return f"'{text}" if text.startswith(FORMULA) else text


def metadata(
    name: str, frame: pd.DataFrame, title: str, notes: dict[str, list[Any]], say: Wording
) -> dict[str, Any]:
    """Return what an exhibit is: title, columns with definition and unit, inputs with sources,
    licence and hash, the functions that made it with file and line, and how to cite it."""
    known = {f["name"]: f for table, _ in notes["inputs"] for f in schema(table)["fields"]}
    return {
        "name": name,
        "title": title,
        "columns": [column(key, known.get(key), say) for key in frame],
        "inputs": [source(table, vintage) for table, vintage in notes["inputs"]],
        "made_by": [place(function) for function in notes["made_by"]],
        "commit": None,  # the press writes it, so that a commit runs no chapter again
        "cite": {"plain": citation.plain("companion"), "bibtex": citation.bibtex("companion")},
    }


def column(name: str, field: dict[str, Any] | None, say: Wording) -> dict[str, str]:
    """Return a column with its heading and, if a table has it, its definition and unit."""
    about = {"name": name, "heading": say.heading(name)}
    return about | {key: field[key] for key in ("description", "unit") if field and key in field}


def source(table: str, vintage: str) -> dict[str, Any]:
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


def place(function: str) -> dict[str, Any]:
    """Return a function named ``module.function`` with its file and line."""
    module, _, name = function.rpartition(".")
    found = getattr(importlib.import_module(f"analysis.{module}"), name)
    plain = inspect.unwrap(found)
    path = Path(inspect.getsourcefile(plain) or "").relative_to(ROOT)
    return {"function": function, "file": str(path), "line": inspect.getsourcelines(plain)[1]}
