"""What a file is, by its content: a name can lie."""

import re
import zipfile
from pathlib import Path

from analysis.ingest.messages import failure

LARGEST = 500 * 10**6  # bytes of a file
UNPACKED = 10**9  # bytes that a zipped workbook may unpack to
RATIO = 200  # times that a part may grow and still be a table
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
LOCK_OF_EXCEL = "~$"  # how a file is named that says who has a workbook open
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
JSON = re.compile(rb"\{\s*\"|\[\s*[{\[]")
HTML = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<style", b"<meta", b"<div", b"<head")


def kind_of(path: Path) -> str:
    """Return text, xlsx, xls, ods or pdf; raises UserError for anything else."""
    head = head_of(path)
    if head.startswith(OLE):
        return ole_kind(path)
    if head.startswith(b"PK"):
        return zip_kind(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if path.name.startswith(LOCK_OF_EXCEL):
        raise failure("is-lock-file", file=path.name, other=path.name[len(LOCK_OF_EXCEL) :])
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise failure("is-xml-workbook", file=path.name)
    if JSON.match(start):
        raise failure("is-json", file=path.name)
    if start.startswith(HTML):
        raise failure("is-html", file=path.name)
    if head.startswith(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z")
    ):
        raise failure("no-table-format", file=path.name)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise failure("empty-file", file=path.name)
    return "text"


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file; raises UserError if there is none, or too much."""
    if path.is_dir():
        raise failure("is-folder", file=path.name or path)
    if not path.exists():
        raise failure("no-file", file=path, error="there is none of this name")
    if not path.is_file():
        raise failure("no-file", file=path, error="it is a device or a pipe")
    size = path.stat().st_size
    if size == 0:
        raise failure("empty-file", file=path.name)
    if size > LARGEST:
        raise failure("too-large-file", file=path.name, size=size // 10**6, most=LARGEST // 10**6)
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as error:
        raise failure("no-file", file=path, error=error.strerror) from None


def ole_kind(path: Path) -> str:
    """Return xls for an old workbook; raises UserError for an encrypted one or a document."""
    content = path.read_bytes()
    if ENCRYPTED in content:
        raise failure("encrypted", file=path.name)
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise failure("no-table-format", file=path.name)
    return "xls"


def zip_kind(path: Path) -> str:
    """Return xlsx or ods; raises UserError for a broken, too large or other archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            size = sum(part.file_size for part in parts)
            grown = [p for p in parts if p.file_size > RATIO * max(p.compress_size, 1) + 2**24]
            if size > UNPACKED or grown:
                raise failure(
                    "zip-bomb", file=path.name, size=size // 10**6, most=UNPACKED // 10**6
                )
            mime = archive.read("mimetype") if "mimetype" in names else b""
            manifest = archive.read("META-INF/manifest.xml") if mime and parts else b""
    except (zipfile.BadZipFile, EOFError, KeyError, RuntimeError, NotImplementedError, OSError):
        raise failure(
            "broken-workbook", file=path.name, format="zip", error="it is cut off or damaged"
        ) from None
    except Exception as error:  # zlib.error and its like have no common parent
        if type(error).__module__ != "zlib":
            raise
        raise failure("broken-workbook", file=path.name, format="zip", error=error) from None
    if b"encryption-data" in manifest:
        raise failure("encrypted", file=path.name)
    if mime.decode("ascii", "replace").strip() == OPEN_DOCUMENT:
        return "ods"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise failure("no-table-format", file=path.name)
