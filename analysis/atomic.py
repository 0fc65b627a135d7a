"""Two folders trade places in one step, so that nobody ever finds a half of each."""

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

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
