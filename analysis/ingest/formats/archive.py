"""What is packed, or should be: the one table of a ZIP, and a flat OpenDocument workbook."""

import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from analysis.ingest.formats.detect import OPEN_DOCUMENT
from analysis.ingest.formats.spreadsheetml import parse_xml
from analysis.ingest.messages import failure, join_words

TABLES = {".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xml", ".ods", ".fods", ".json", ".pdf"}
TEXTS = {".txt"}  # a table, unless there is another; else more likely a word to the reader
LITTER = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\._.*|\.DS_Store|Thumbs\.db|desktop\.ini)")
ODD = re.compile(r"[^\w.,()~$ -]")  # what a name of a file should not have
LONGEST = 200  # bytes of such a name
MANIFEST = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


@contextmanager
def unpack_table(path: Path, kind: str) -> Iterator[tuple[Path, list[str]]]:
    """Give the workbook or table inside a file, for as long as it is read, and the names of what
    else a ZIP holds.

    Raises UserError for a ZIP with no table or several, and for one that is damaged.
    """
    with TemporaryDirectory() as folder:
        if kind == "flat ods":
            yield pack_flat(path, Path(folder)), []
        else:
            yield extract_table(path, Path(folder))


def pack_flat(path: Path, folder: Path) -> Path:
    """Write a flat OpenDocument workbook as the packed one that it would be; return its path."""
    try:
        parse_xml(path)
    except ElementTree.ParseError as error:
        raise failure("broken-workbook", file=path.name, format="XML", error=error) from None
    target = folder / path.name
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("mimetype", OPEN_DOCUMENT)
        packed.write(path, "content.xml")
        packed.writestr("META-INF/manifest.xml", MANIFEST)
    return target


def extract_table(path: Path, folder: Path) -> tuple[Path, list[str]]:
    """Write the one member of a ZIP that is a table into a folder, under a name that says where
    it comes from; return its path, and the names of the other members."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            members = [m for m in members if not LITTER.fullmatch(m.filename)]
            member = the_table(members, path.name)
            target = folder / member_name(path.name, member.filename)
            with archive.open(member) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, zlib.error) as error:
        raise failure("broken-workbook", file=path.name, format="zip", error=error) from None
    return target, [ODD.sub("_", m.filename) for m in members if m is not member]


def the_table(members: list[zipfile.ZipInfo], file: str) -> zipfile.ZipInfo:
    """Return the member of a ZIP that can be a table by its name, or else the only member; raises
    UserError if there is none, or several, or if it has a password."""
    found: list[zipfile.ZipInfo] = []
    for endings in (TABLES, TEXTS):
        found = found or [m for m in members if PurePosixPath(m.filename).suffix.lower() in endings]
    found = found or (members if len(members) == 1 else [])
    if len(found) != 1:
        names = join_words([ODD.sub("_", PurePosixPath(m.filename).name) for m in found])
        raise failure("zip-several" if found else "zip-empty", file=file, found=names)
    if found[0].flag_bits & 1:
        raise failure("encrypted", file=file)
    return found[0]


def member_name(archive: str, member: str) -> str:
    """Return ``data.zip!table.csv``: no folder, no odd character, no name too long."""
    name = f"{archive}!{ODD.sub('_', PurePosixPath(member).name)}"
    return name.encode()[-LONGEST:].decode(errors="ignore")
