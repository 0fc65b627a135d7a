"""Where things are in the tree, known without reading a table: a build that has nothing to do
imports this and little else.

The environment variable ``COMPANION_DATA`` names another folder of tables to read in place of
the tree's own ``data/``: ``companion check``, ``claims`` and ``diff`` go by it, and so does
``load``. What writes, ``build``, ``update`` and ``package``, refuses it. The option ``--data`` of
a command does the same, and lets ``update`` and ``package`` write there, since it was said.
"""

import os
from pathlib import Path

from analysis.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = "COMPANION_DATA"  # names a folder of tables in place of the tree's own
DATA = Path(os.environ.get(ELSEWHERE) or ROOT / "data").resolve()
PAPER = "nainggolan-2024"  # the vintage of the paper: what it printed, as published
CURRENT = "current"  # for each year, or other key, the vintage released last that reports it
LANGUAGES = ("en", "id")


def require_own_data(named: Path | None = None) -> None:
    """Raise UserError if the environment, and not the command, has tables read elsewhere than in
    the tree: nobody may write there unawares."""
    elsewhere = os.environ.get(ELSEWHERE)
    if elsewhere and named is None:
        raise UserError(
            f"{ELSEWHERE}: found '{elsewhere}', expected it unset: what is written goes by the "
            f"tree's own data/; run: unset {ELSEWHERE}"
        )


def require_tables(named: Path | None = None, data: Path = DATA) -> None:
    """Raise UserError if there is no folder of tables where they are looked for, or where they
    are ``named``."""
    if not (data / "schemas").is_dir():
        place = "--data" if named else ELSEWHERE if os.environ.get(ELSEWHERE) else Path.cwd()
        raise UserError(
            f"{place}: found no tables in '{data}', expected a folder with schemas/, such as data/ "
            "of the book; name it with --data FOLDER, or go into the folder of the book"
        )


def require_tree(root: Path = ROOT) -> None:
    """Raise UserError if this package lies in no tree of the book, as one that was installed."""
    if not (root / "_toc.yml").exists():
        raise UserError(
            f"{Path.cwd()}: found no book, expected its folder, with _toc.yml and book/; go into "
            "that folder and give the same command there"
        )


def table_names(data: Path = DATA) -> list[str]:
    """Return the names of all tables that have a schema, sorted."""
    return sorted(path.stem for path in (data / "schemas").glob("*.yaml"))


def vintages(table: str, data: Path = DATA) -> list[str]:
    """Return the vintages of a table, sorted. Raises UserError if there is no such table."""
    if table not in table_names(data):
        raise UserError(
            f"data/schemas/: found no table '{table}', expected one of "
            f"{', '.join(table_names(data))}"
        )
    return sorted(path.stem for path in (data / table).glob("*.csv"))


def refuse_unknown(vintage: str, data: Path = DATA) -> None:
    """Raise UserError unless some table has that vintage, or it is ``current``."""
    known = sorted({found for name in table_names(data) for found in vintages(name, data)})
    if vintage not in {CURRENT, *known}:
        raise UserError(
            f"--vintage: found '{vintage}', expected {CURRENT} or one of {', '.join(known)}"
        )


def site_environment() -> dict[str, str]:
    """Return what the environment says of where the tree is and where its site will be."""
    return {name: os.environ.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY")}
