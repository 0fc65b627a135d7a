"""Two folders trade places in one step, and one process at a time does so, so that nobody ever
finds a half of each."""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import UserError

CURRENT_FOLDER = -100  # AT_FDCWD of Linux: paths that are not absolute start here
EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def exchange_folders(staged: Path, target: Path) -> None:
    """Let two folders of one file system trade places; raises OSError and changes nothing if
    that fails. A system without such a step moves one after the other."""
    call = exchange_call()
    if call is None:
        exchange_by_moves(staged, target)
    elif call(os.fsencode(staged), os.fsencode(target)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(staged))


def exchange_call() -> Callable[[bytes, bytes], int] | None:
    """Return the system's call that exchanges two paths, taking two byte strings, or None."""
    if sys.platform not in ("darwin", "linux"):
        return None  # the libraries that Windows has loaded have no name in common
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return lambda one, other: library.renamex_np(one, other, EXCHANGE)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        return lambda one, other: library.renameat2(
            CURRENT_FOLDER, one, CURRENT_FOLDER, other, EXCHANGE
        )
    return None


def exchange_by_moves(staged: Path, target: Path) -> None:
    """Let two folders trade places by three moves, taken back if one fails."""
    aside = staged.with_name(f"{staged.name}-aside")
    target.rename(aside)
    try:
        staged.rename(target)
    except OSError:
        aside.rename(target)
        raise
    aside.rename(staged)


@contextmanager
def hold_lock(path: Path, work: str, wait: bool = False) -> Iterator[None]:
    """Hold a lock of the system's own while the block runs; it goes with the process, however
    that ends, so that no lock of a dead process has to be taken over.

    If another process holds it, wait for it, or raise UserError that says since when it does
    the same ``work``.
    """
    path.parent.mkdir(exist_ok=True)
    holder = path.with_suffix(".holder")
    held = FileLock(path, timeout=-1 if wait else 0)
    try:
        held.acquire()
    except Timeout:
        who = "just begun"
        with suppress(OSError):  # the holder may go at any moment
            who = holder.read_text(encoding="utf-8").strip() or who
        raise UserError(
            f"{path.parent.name}/{path.name}: found another {work} at work here ({who}), "
            "expected none; wait until it is done"
        ) from None
    try:
        holder.write_text(f"process {os.getpid()}, since {datetime.now():%H:%M:%S}\n", "utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        held.release()
