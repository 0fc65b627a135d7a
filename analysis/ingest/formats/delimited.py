"""CSV, TSV and other text files become a grid; encoding and delimiter are found, and told."""

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

from analysis.ingest.formats.grid import Grid, columns_of
from analysis.ingest.messages import failure

DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}
HEAD = 65536  # characters by which the delimiter is found
WIDEST = 1000  # columns; no table has more, and a file that does is something else
BOMS = {
    codecs.BOM_UTF8: ("utf-8-sig", "UTF-8 with byte order mark"),
    codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
}


def read_text(path: Path) -> Grid:
    """Return a text file as a grid whose rows are numbered by line.

    Raises UserError for text that can't be decoded, a quote that is not closed, a NUL.
    """
    content = path.read_bytes()
    head, codec, encoding = decode_start(content, path.name)
    delimiter, skipped = find_delimiter(head)
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=codec, newline="")
    rows, lines = parse_lines(stream, delimiter, skipped, path.name)
    width = max(map(len, rows), default=0)
    if width > WIDEST:
        raise failure("too-wide", file=path.name, columns=width, most=WIDEST)
    about = {"format": "text", "encoding": encoding, "delimiter": DELIMITERS[delimiter]}
    return Grid(path.name, about, columns_of(rows), lines, cell_address, ragged=True)


def parse_lines(
    stream: io.TextIOWrapper, delimiter: str, skipped: int, name: str
) -> tuple[list[list[str]], list[int]]:
    """Return the rows of a text and the line in which each begins."""
    csv.field_size_limit(2**31 - 1)
    for _ in range(skipped):
        stream.readline()
    rows, lines, start = [], [], 1 + skipped
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            rows.append(row)
            lines.append(start)
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise failure("broken-quotes", at=f"{name}:{start}", error=error) from None
    return rows, lines


def cell_address(grid: Grid, row: int, column: int | None, name: str) -> str:
    """Return ``file.csv:7:WNA (suspects_foreign)``."""
    where = f"{grid.file}:{grid.rows[row]}"
    if column is None:
        return where
    header = grid.names.get(column) or f"column {column + 1}"
    return f"{where}:{header} ({name})" if name and name != header else f"{where}:{header}"


def decode_start(content: bytes, name: str) -> tuple[str, str, str]:
    """Return the beginning of a text, its codec and what people call that."""
    marked = [told for mark, told in BOMS.items() if content.startswith(mark)]
    for codec, told in marked or (("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError as error:
            last = (told, error)
            continue
        position = text.find("\0")
        if position >= 0:
            line = text.count("\n", 0, position) + 1
            raise failure("nul", at=f"{name}:{line}")
        return text[:HEAD], codec, told
    told, cause = last
    raise failure("not-text", file=name, encoding=told, error=cause.reason, byte=cause.start)


def find_delimiter(head: str) -> tuple[str, int]:
    """Return the delimiter and the lines to leave out: a first line ``sep=;`` is no row."""
    first = head[:20].splitlines()[:1]
    if first and first[0].lower().startswith("sep=") and first[0][4:] in DELIMITERS:
        return first[0][4:], 1
    return best_delimiter(head), 0


def best_delimiter(head: str) -> str:
    """Return the delimiter by which most of the first lines have equally many cells.

    Commas and semicolons are also inside numbers and lists: between delimiters that explain
    nearly as many lines, the one with the most places in a line without digits, a header, wins.
    """
    lines = head.splitlines(keepends=True)[:200]
    scores = {delimiter: evenness(lines, delimiter) for delimiter in DELIMITERS}
    best = max(scores.values())
    if not best:
        return ","
    headers = [line for line in lines[:20] if not any(c.isdigit() for c in line)]
    close = [delimiter for delimiter in DELIMITERS if scores[delimiter] >= 0.8 * best]
    return max(close, key=lambda d: max((line.count(d) for line in headers), default=0))


def evenness(lines: list[str], delimiter: str) -> int:
    """Return how many lines have the commonest number of cells above one."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0
    return max((lines for width, lines in widths.items() if width > 1), default=0)
