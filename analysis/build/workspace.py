"""One build at a time in a tree, and nothing left of builds that were killed.

The lock is the system's own (flock): it goes with the process that holds it, however that
ends, so that no lock of a dead process has to be recognised and taken over.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from analysis.errors import UserError

NAME = "build.lock"
SHOPS = "press-"  # folders of _build in which a site is made


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Let one build work in ``_build``. Raises UserError if another does, and names it."""
    home.mkdir(exist_ok=True)
    with (home / NAME).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise UserError(
                f"_build/{NAME}: found another build at work here "
                f"({lock.read().strip() or 'just begun'}), expected none; wait until it is done"
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, since {datetime.now():%H:%M:%S}\n")
        lock.flush()
        clear(home)
        yield


def clear(home: Path) -> None:
    """Remove the folders that builds left which were killed."""
    for shop in home.glob(f"{SHOPS}*"):
        shutil.rmtree(shop, ignore_errors=True)
