"""Every number that the book prints, by chapter and name, as ``values.json`` of the site."""

import ast
import json
from pathlib import Path

import nbformat

from analysis.press.stage import notebooks

GLUED = "application/papermill.record/text/plain"


def write(staged: Path, target: Path) -> None:
    """Write the published values of all run chapters as JSON: chapter, name, words."""
    found = {path.stem: published(path) for path in notebooks(staged)}
    target.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def published(path: Path) -> dict[str, str]:
    """Return the values that a run notebook has glued, in words, by name."""
    values = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name", "")
            if "." in name and GLUED in output.get("data", {}):
                values[name] = ast.literal_eval(output["data"][GLUED])
    return values
