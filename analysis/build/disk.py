"""A disk that is full or may not be written is told as what it is."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import UserError

OF_THE_DISK = {
    *(errno.ENOSPC, errno.EDQUOT),  # full
    *(errno.EROFS, errno.EACCES, errno.EPERM),  # not allowed
    errno.EIO,
}


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Turn an error of the disk into a UserError that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno not in OF_THE_DISK and not isinstance(error, shutil.Error):
            raise
        raise UserError(
            f"{error.filename or home}: could not be read or written ({reason(error)}); make room "
            f"or allow it, then run the build again; the site that stood is as it was"
        ) from None


def reason(error: OSError) -> str:
    """Return what the system says; of many files that could not be copied, of the first."""
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        return str(error.args[0][0][-1])
    return os.strerror(error.errno or 0)
