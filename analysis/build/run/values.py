"""Every number that the book prints, by chapter and name: of a run site, or of any vintage."""

import ast
import json
from pathlib import Path
from typing import Any

import nbformat

from analysis import publish
from analysis.build.stage import chapter_notebooks
from analysis.errors import UserError

GLUED = "application/papermill.record/text/plain"
COMPARING = "changes"  # the chapter that collects itself, and so is not collected


def write_values(staged: Path, target: Path) -> dict[str, dict[str, str]]:
    """Write the published values of all run chapters as JSON, and return them: chapter, name,
    words."""
    found = {path.stem: published_values(path) for path in chapter_notebooks(staged)}
    target.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return found


def published_values(path: Path) -> dict[str, str]:
    """Return the values that a run notebook has glued, in words, by name."""
    values = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name", "")
            if "." in name and GLUED in output.get("data", {}):
                values[name] = ast.literal_eval(output["data"][GLUED])
    return values


def collect_values(root: Path, vintage: str, lang: str = "en") -> dict[str, dict[str, str]]:
    """Return the numbers that each chapter publishes for a vintage: chapter, name, words.

    The chapters' code runs in this process, nothing is drawn. Raises UserError with the
    chapters that fail.
    """
    found, failures = {}, []
    for path in chapter_notebooks(root):
        if path.stem == COMPARING:
            continue
        try:
            found[path.stem] = record_values(path, {"vintage": vintage, "lang": lang})
        except Exception as error:  # a chapter may raise anything
            failures.append(f"book/{path.name}: {type(error).__name__} with {vintage}: {error}")
    if failures:
        raise UserError("\n".join(failures))
    return found


def record_values(path: Path, parameters: dict[str, str]) -> dict[str, str]:
    """Return the numbers that the code of one notebook publishes, by name."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    declared = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    known: dict[str, Any] = {}
    exec("\n".join(cell.source for cell in declared), known)
    with publish.recording() as record:
        rest = [cell.source for cell in cells if cell not in declared]
        exec("\n".join(rest), known | parameters)
    return record
