"""Lay out what Jupyter Book shall read: one language, no stored outputs, no execution."""

import shutil
from pathlib import Path

import nbformat
import yaml

LANGUAGE_TAG = "lang-"


def stage(root: Path, shop: Path, lang: str) -> Path:
    """Copy the book into ``shop`` in one language and return that folder."""
    shutil.copytree(
        root / "book", shop / "book", ignore=shutil.ignore_patterns(".ipynb_checkpoints", "_build")
    )
    shutil.copy(root / "_toc.yml", shop)
    (shop / "_config.yml").write_text(config(root / "_config.yml"), encoding="utf-8")
    for path in notebooks(shop):
        nbformat.write(one_language(nbformat.read(path, as_version=4), lang), path)
    return shop


def notebooks(folder: Path) -> list[Path]:
    """Return the notebooks that the table of contents names, in its order."""
    toc = yaml.safe_load((folder / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [chapter for part in toc["parts"] for chapter in part["chapters"]]
    paths = [folder / f"{entry['file']}.ipynb" for entry in chapters]
    return [path for path in paths if path.exists()]


def config(path: Path) -> str:
    """Return the configuration of the book with execution by Jupyter Book turned off."""
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings["execute"] = {"execute_notebooks": "off"}
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)


def one_language(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """Return a notebook without the prose cells of other languages."""
    notebook.cells = [cell for cell in notebook.cells if speaks(cell, lang)]
    return notebook


def speaks(cell: nbformat.NotebookNode, lang: str) -> bool:
    """Return whether a cell belongs to a language: untagged cells belong to all."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag.startswith(LANGUAGE_TAG)]
    return not tags or f"{LANGUAGE_TAG}{lang}" in tags
