"""The state of a tree by content: a digest of every file and folder, and of all that enters the
site."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ENTERING = ("_config.yml", "_toc.yml", "CITATION.cff", "requirements.lock")
ROOMS = ("analysis/", "book/", "data/")
UNSEEN = {"_build", "__pycache__", "node_modules"}
MISSING = "missing"

Facts = dict[str, str]


def snapshot(root: Path) -> Facts:
    """Return the digest of every file and folder of a tree, by its kind and path:
    ``file data/nps/idr-2023.csv``, ``folder data/nps``.

    It is taken before anything runs; ``watch`` knows what has changed since.
    """
    facts: Facts = {}
    for folder, folders, names in walk_tree(root):
        here = folder.relative_to(root)
        shown = sorted(name for name in [*folders, *names] if not name.startswith("."))
        facts[f"folder {here.as_posix()}"] = digest("\n".join(shown))
        for name in names:
            path = here / name
            facts[f"file {path.as_posix()}"] = file_digest(root / path, code=True)
            if path.suffix == ".ipynb":
                facts[f"whole {path.as_posix()}"] = file_digest(root / path, code=False)
    return facts


def walk_tree(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield each folder of a tree, the names of its folders, and those of its files."""
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if is_in_tree(Path(folder) / name)]
        yield Path(folder), folders, names


def is_in_tree(folder: Path) -> bool:
    """Return whether a folder belongs to the tree and not to a tool."""
    hidden = folder.name.startswith(".") or folder.name in UNSEEN
    return not hidden and not (folder / "pyvenv.cfg").exists()


def file_digest(path: Path, code: bool) -> str:
    """Return the digest of a file, or of the code alone of a notebook."""
    try:
        data = path.read_bytes()
    except OSError:
        return MISSING
    cells = (
        notebook_code(data.decode(errors="replace")) if code and path.suffix == ".ipynb" else None
    )
    return hashlib.sha256(data).hexdigest() if cells is None else digest(cells)


def read_text(path: Path) -> str:
    """Return the text of a file, or '' if it is no more or is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def notebook_code(notebook: str) -> str | None:
    """Return the code of a notebook with the tags of its cells, or None if it is no notebook."""
    try:
        cells = json.loads(notebook)["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        return "\n".join(
            f"# {sorted(cell['metadata'].get('tags', []))}\n{''.join(cell['source'])}"
            for cell in code
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def site_fingerprint(facts: Facts, more: object) -> str:
    """Return one digest of everything in a tree that enters the site, notebooks with their
    prose, and of what else is said."""
    kept = sorted(
        (key, value)
        for key, value in facts.items()
        if not key.startswith("folder ") and key.split(" ", 1)[1].startswith((*ENTERING, *ROOMS))
    )
    return fingerprint([kept, more])


def fingerprint(parts: object) -> str:
    """Return one digest of facts and of the Python that goes by them."""
    return digest(json.dumps([sys.version, parts], sort_keys=True))
