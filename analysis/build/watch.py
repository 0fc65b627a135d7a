"""A tree as it was when a build began, and what of it has changed since, even if put back.

Contents alone can't tell that a file was changed, read and put back: so the marks that the system
keeps of each file (its number, size, and the moment of its last change) are taken before the
contents and compared after everything was read. What lies between was read as it is known.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analysis import STARTED_NS
from analysis.build.fingerprint import ENTERING, ROOMS, Facts, is_in_tree, snapshot
from analysis.errors import UserError
from analysis.tables import ROOT

CODE = "analysis/"
LISTED = ("book", "data")  # rooms whose folders are marked: into analysis/ Python writes its own
ATTEMPTS = 3
LOOKS = 50  # for a moment in which nothing changes
TICK_NS = 20_000_000  # between two ticks of the clock of a file system, at most
Marks = dict[str, tuple[int, ...]]


class TreeChanged(Exception):
    """Files or folders that a build reads changed while it ran; holds their paths."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths[:3]))
        self.paths = paths


@dataclass(frozen=True)
class Watch:
    """The facts of a tree by kind and path, and the marks of what enters a site by path."""

    root: Path
    facts: Facts
    marks: Marks


def watch_tree(root: Path) -> Watch:
    """Return a tree as it is now: its marks first, then its contents.

    The clock of a file system is coarse, so that a change right after another has its mark: the
    marks are taken when the last change is a while ago.
    """
    marks = take_marks(root)
    for _ in range(LOOKS):
        if not changed_just_now(marks):
            break
        time.sleep(TICK_NS / 1e9)
        marks = take_marks(root)
    return Watch(root, snapshot(root), marks)


def changed_just_now(marks: Marks) -> bool:
    """Return whether the last change is so young that the next could have its mark; one of the
    future is of a clock that was wrong, and old."""
    now = time.time_ns()
    return any(mark and abs(now - mark[-1]) < TICK_NS for mark in marks.values())


def take_marks(root: Path) -> Marks:
    """Return the marks of every file that enters a site and of every folder of ``book/`` and
    ``data/``, so that what came and went is seen too."""
    marks: Marks = {}
    for folder, folders, names in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = [name for name in folders if is_in_tree(Path(folder) / name)]
        if here.parts[:1] and here.parts[0] in LISTED:
            marks[here.as_posix()] = mark_of(root / here)
        for path in (here / name for name in names):
            if path.as_posix().startswith((*ENTERING, *ROOMS)):
                marks[path.as_posix()] = mark_of(root / path)
    return marks


def mark_of(path: Path) -> tuple[int, ...]:
    """Return what the system says of a file or folder; nothing if there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def changed_paths(watched: Watch) -> list[str]:
    """Return the paths that were changed, added or removed since a tree is watched."""
    now = take_marks(watched.root)
    return sorted(p for p in {*now, *watched.marks} if now.get(p) != watched.marks.get(p))


def require_unchanged(watched: Watch) -> None:
    """Raise TreeChanged if anything that enters a site has changed since a tree is watched."""
    if paths := changed_paths(watched):
        raise TreeChanged(paths)


def require_loaded_code(watched: Watch) -> None:
    """Raise TreeChanged if code of this package changed after this process began to load it: what
    runs then isn't what is there."""
    now = time.time_ns()
    code = {path: mark for path, mark in watched.marks.items() if path.startswith(CODE) and mark}
    young = sorted(path for path, mark in code.items() if STARTED_NS < mark[-1] <= now)
    if young and watched.root == ROOT:
        raise TreeChanged(young)


@contextmanager
def blame_changes(watched: Watch) -> Iterator[None]:
    """Raise TreeChanged in place of whatever fails while the tree changes: half of a change can
    look like anything, such as a table without its descriptor."""
    try:
        yield
    except Exception:
        require_unchanged(watched)
        raise


def repeat_until_quiet(attempt: Callable[[], Path]) -> Path:
    """Return what an attempt to build gives, made anew where the tree changed meanwhile.

    Raises UserError if code changed, which this process has loaded, or if it goes on changing.
    """
    for number in range(1, ATTEMPTS + 1):
        try:
            return attempt()
        except TreeChanged as change:
            told = f"{change}: found changed while the book was built, expected"
            if any(path.startswith(CODE) for path in change.paths):
                raise UserError(f"{told} code that stays; run the build again") from None
            if number == ATTEMPTS:
                raise UserError(
                    f"{told} a tree that stays, {ATTEMPTS} times; leave it alone for a minute and "
                    "run the build again; the site of before is as it was"
                ) from None
            print(f"{change} changed while the book was built; building again", flush=True)
    raise AssertionError(ATTEMPTS)
