"""Files in a zip that has the same bytes whenever and wherever it is written."""

from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
READABLE = 0o644 << 16


def add_file(pack: ZipFile, name: str, content: bytes, method: int = ZIP_DEFLATED) -> None:
    """Add a file to a zip, without a time, a right or a system of its own."""
    about = ZipInfo(name, date_time=EPOCH)
    about.compress_type = method
    about.external_attr = READABLE
    about.create_system = 3
    pack.writestr(about, content)
