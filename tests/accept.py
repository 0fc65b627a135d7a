"""Show what a change of ``data/`` or of the code changes in what is kept to compare with, and
write it on a yes.

That is, in this order: the hashes in the descriptors of corrected tables, the data package, the
frozen copy of ``data/`` that tests read (``tests/data/``), and the numbers that the book prints
from that copy in the paper's vintage (``tests/values.json``). A vintage that the frozen copy
lacks stays out of it, unless its whole table is new.
"""

import argparse
import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import claims
from analysis.errors import UserError
from analysis.tables import ELSEWHERE, ROOT, require_sound, table_names, vintages, write_datapackage

LIVE, FROZEN, NUMBERS = "data", "tests/data", "tests/values.json"
KEPT = "README.md"  # of the frozen copy, which says what it is
COUNTING = "data"  # the chapter that counts every table and vintage there is
HASH = re.compile(r"^sha256:.*$", re.MULTILINE)
WIDTH = 160  # characters of a line that are shown
PRINT_NUMBERS = """
import json, sys
from analysis.build import collect_values
from analysis.errors import UserError
from analysis.tables import PAPER, ROOT
try:
    json.dump(collect_values(ROOT, PAPER), sys.stdout)
except UserError as error:
    sys.exit(str(error))
"""


@dataclass(frozen=True)
class Change:
    """A file of the tree, its content and the one proposed; None where there is no file."""

    path: str
    before: bytes | None
    after: bytes | None


def propose(root: Path, folder: Path) -> list[Change]:
    """Return what would change in a tree; a folder outside it takes what is proposed.

    Raises UserError with every problem of ``data/`` that is not a hash, and with the chapters
    that fail.
    """
    live, frozen = folder / LIVE, folder / FROZEN
    shutil.copytree(root / LIVE, live)
    renew_hashes(live)
    require_sound(live, claims.problems)
    write_datapackage(live)
    shutil.copytree(live, frozen, ignore=shutil.ignore_patterns(".*"))
    drop_newer(frozen, root / FROZEN)
    write_datapackage(frozen)
    shutil.copy(root / FROZEN / KEPT, frozen)
    text = json.dumps(printed_numbers(root, frozen), indent=1, ensure_ascii=False)
    (folder / NUMBERS).write_text(text + "\n", encoding="utf-8")
    return list(find_changes(root, folder))


def renew_hashes(data: Path) -> None:
    """Put the hash of each table into its descriptor, where it has another."""
    for path in data.glob("*/*.yaml"):
        table = content(path.with_suffix(".csv"))
        if table is not None:
            text = path.read_text(encoding="utf-8")
            found = hashlib.sha256(table).hexdigest()
            told = HASH.search(text)
            if told and found not in told[0]:
                path.write_text(HASH.sub(f'sha256: "{found}"', text, count=1), encoding="utf-8")


def drop_newer(data: Path, frozen: Path) -> None:
    """Remove the vintages of a copy of ``data/`` that the frozen copy lacks, except those of
    tables that it lacks too."""
    for table in {*table_names(data)} & {*table_names(frozen)}:
        for vintage in {*vintages(table, data)} - {*vintages(table, frozen)}:
            for suffix in ("csv", "yaml"):
                (data / table / f"{vintage}.{suffix}").unlink()


def printed_numbers(root: Path, data: Path) -> dict[str, dict[str, str]]:
    """Return the numbers that the book prints from a folder of tables in the paper's vintage:
    chapter, name, words. Raises UserError with the chapters that fail."""
    done = subprocess.run(
        [sys.executable, "-c", PRINT_NUMBERS],
        cwd=root,
        env=os.environ | {ELSEWHERE: str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = done.stderr.strip()
        raise UserError(f"{FROZEN}: found tables on which chapters fail; mend these:\n{told}")
    printed = json.loads(done.stdout)
    return {name: found for name, found in printed.items() if found and name != COUNTING}


def find_changes(root: Path, folder: Path) -> Iterator[Change]:
    """Yield each file that a tree and what is proposed do not have alike."""
    found = {
        path.relative_to(top).as_posix()
        for top in (root, folder)
        for place in (LIVE, FROZEN)
        for path in (top / place).rglob("*")
        if path.is_file()
    }
    for path in sorted({*found, NUMBERS}):
        before, after = content(root / path), content(folder / path)
        if before != after:
            yield Change(path, before, after)


def content(path: Path) -> bytes | None:
    """Return the bytes of a file, or None if there is none."""
    return path.read_bytes() if path.exists() else None


def show(change: Change) -> str:
    """Return a change as a unified diff, or in a line if a whole file comes or goes."""
    old, new = (
        None if side is None else side.decode("utf-8", errors="replace").splitlines()
        for side in (change.before, change.after)
    )
    if old is None or new is None:
        return f"{change.path}: " + (f"new, {len(new)} lines" if old is None else "removed")
    lines = difflib.unified_diff(old, new, change.path, change.path, n=1, lineterm="")
    return "\n".join(line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in lines)


def write(root: Path, changes: list[Change]) -> None:
    """Write what was proposed. Raises UserError if a file is no longer as it was shown."""
    moved = [change.path for change in changes if content(root / change.path) != change.before]
    if moved:
        raise UserError(
            "\n".join(
                f"{path}: found other content than was shown; nothing was written; run: make accept"
                for path in moved
            )
        )
    for change in changes:
        path = root / change.path
        if change.after is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(change.after)


def agreed(yes: bool) -> bool:
    """Return whether a person agrees, who is asked on a terminal. Raises UserError if there is
    nobody to ask."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise UserError(
            "make accept: found no terminal to ask on, expected a yes; nothing was written; "
            "run: make accept YES=1"
        )
    return input("Write this? [y/N] ").strip().lower() in ("y", "yes")


def accept(root: Path = ROOT, yes: bool = False) -> int:
    """Show what would change, write it on a yes, and return the exit code."""
    with TemporaryDirectory(prefix="accept-") as name:
        changes = propose(root, Path(name))
    if not changes:
        print("nothing to accept: hashes, data package, frozen tables and numbers are current")
        return 0
    print("\n".join(map(show, changes)), flush=True)
    if not agreed(yes):
        print("nothing was written", file=sys.stderr)
        return 1
    write(root, changes)
    print(f"wrote {len(changes)} files")
    return 0


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--yes", action="store_true", help="write without asking")
    try:
        sys.exit(accept(yes=words.parse_args().yes))
    except UserError as error:
        sys.exit(str(error))
