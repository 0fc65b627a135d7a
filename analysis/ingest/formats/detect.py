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
PACKED = ("zip", "flat ods")  # what holds a table inside, or is to be packed first
# How a file is named that says who has a workbook open: by Excel, by LibreOffice
LOCK = re.compile(r"~\$(?P<excel>.+)|\.~lock\.(?P<office>.+)#")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
JSON = re.compile(r"\{\s*[\"}]|\[\s*[{\[\]]")
MARKUP = re.compile(r"<[a-z!?]")
WORKBOOK = re.compile(r"<(?:\w+:)?workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
FLAT = re.compile(r"<(?:\w+:)?document\b[^>]*urn:oasis:names:tc:opendocument")
WEB_ARCHIVE = re.compile(r"mime-version:|content-type: *(?:multipart/related|text/html)")
OTHERS = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf"),
    # spreadsheets of before 1995; a note of macOS; databases
    *(b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00"),
    *(b"\x00\x05\x16\x07", b"SQLite format 3", b"ARROW1\0"),
)
MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
START = 2**14  # bytes in which the kind of a file shows; flat ODS begins with many names


def kind_of(path: Path) -> str:
    """Return text, xlsx, xls, ods, flat ods, spreadsheetml, pdf, json, parquet or zip; raises
    UserError for anything else."""
    head = head_of(path)
    if head.startswith(OLE):
        return ole_kind(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return zip_kind(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if lock := LOCK.fullmatch(path.name):
        other = lock["excel"] or lock["office"]
        raise failure("is-lock-file", file=path.name, other=other)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(OTHERS):
        raise failure("no-table-format", file=path.name)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise failure("empty-file", file=path.name)
    return text_kind(path, head)


def text_kind(path: Path, head: bytes) -> str:
    """Return text, json, spreadsheetml or flat ods; raises UserError for web pages and for XML
    that is no workbook."""
    codec = next((name for mark, name in MARKS.items() if head.startswith(mark)), "utf-8")
    start = head.decode(codec, "ignore").lstrip("\ufeff \t\r\n").lower()
    if JSON.match(start):
        return "json"
    if WEB_ARCHIVE.match(start):
        raise failure("is-html", file=path.name)
    if not MARKUP.match(start):
        return "text"
    if WORKBOOK.search(start):
        return "spreadsheetml"
    if FLAT.search(start):
        if OPEN_DOCUMENT not in start:
            raise failure("no-table-format", file=path.name)
        return "flat ods"
    xml = start.startswith("<?xml") and "<html" not in start
    raise failure("is-xml" if xml else "is-html", file=path.name)


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
            return file.read(START)
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
    """Return xlsx, ods, or zip for an archive that is no document; raises UserError for a broken
    or too large one, and for a document of another kind."""
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
    if mime or "[Content_Types].xml" in names:
        raise failure("no-table-format", file=path.name)
    return "zip"
