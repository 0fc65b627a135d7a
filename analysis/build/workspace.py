"""The folder in which a build works: one build at a time, nothing left of builds that were
killed, and a disk that is full or may not be written told as what it is."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.atomic import hold_lock
from analysis.errors import UserError

NAME = "build.lock"
WORK = "work-"  # folders of _build in which a site is made
OF_THE_DISK = {
    *(errno.ENOSPC, errno.EDQUOT),  # full
    *(errno.EROFS, errno.EACCES, errno.EPERM),  # not allowed
    errno.EIO,
}


@contextmanager
def lock_workspace(home: Path) -> Iterator[None]:
    """Let one build work in ``_build``. Raises UserError if another does, and names it."""
    with hold_lock(home / NAME, "build"):
        remove_leftovers(home)
        yield


def remove_leftovers(home: Path) -> None:
    """Remove the folders that builds left which were killed."""
    for shop in home.glob(f"{WORK}*"):
        shutil.rmtree(shop, ignore_errors=True)


@contextmanager
def report_disk_errors(home: Path) -> Iterator[None]:
    """Turn an error of the disk into a UserError that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno not in OF_THE_DISK and not isinstance(error, shutil.Error):
            raise
        raise UserError(
            f"{error.filename or home}: could not be read or written ({error_reason(error)}); "
            f"make room or allow it, then run the build again; the site of before is as it was"
        ) from None


def error_reason(error: OSError) -> str:
    """Return what the system says; of many files that could not be copied, of the first."""
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        return str(error.args[0][0][-1])
    return os.strerror(error.errno or 0)
