"""CSV, TSV and other text files become a grid; encoding and delimiter are found, and told."""

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

from analysis.ingest.grid import Grid, columns_of
from analysis.ingest.messages import failure

DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}
WIDEST = 1000  # columns; no table has more, and a file that does is something else
BOMS = {
    codecs.BOM_UTF8: ("utf-8", "UTF-8 with byte order mark"),
    codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
}


def read_text(path: Path) -> Grid:
    """Return a text file as a grid whose rows are numbered by line.

    Raises UserError for text that can't be decoded, a quote that is not closed, a NUL.
    """
    text, encoding = decoded(path.read_bytes(), path.name)
    delimiter, text, skipped = delimited(text)
    rows, lines = [], []
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1 + skipped
    try:
        for row in reader:
            rows.append(row)
            lines.append(start)
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise failure("broken-quotes", at=f"{path.name}:{start}", error=error) from None
    width = max(map(len, rows), default=0)
    if width > WIDEST:
        raise failure("too-wide", file=path.name, columns=width, most=WIDEST)
    about = {"format": "text", "encoding": encoding, "delimiter": DELIMITERS[delimiter]}
    return Grid(path.name, about, columns_of(rows), lines, place, ragged=True)


def place(grid: Grid, row: int, column: int | None, name: str) -> str:
    """Return ``file.csv:7:WNA (suspects_foreign)``."""
    where = f"{grid.file}:{grid.rows[row]}"
    if column is None:
        return where
    header = grid.names.get(column) or f"column {column + 1}"
    return f"{where}:{header} ({name})" if name and name != header else f"{where}:{header}"


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding."""
    for mark, (codec, told) in BOMS.items():
        if content.startswith(mark):
            try:
                text = content.decode("utf-8-sig" if codec == "utf-8" else codec)
            except UnicodeDecodeError as error:
                raise failure(
                    "not-text", file=name, encoding=told, error=error.reason, byte=error.start
                ) from None
            return refuse_nul(text, name), told
    for codec, told in (("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return refuse_nul(content.decode(codec), name), told
        except UnicodeDecodeError as error:
            last = error
    raise failure("not-text", file=name, encoding="UTF-8", error=last.reason, byte=last.start)


def refuse_nul(text: str, name: str) -> str:
    """Return the text; raise UserError if it holds a NUL character."""
    position = text.find("\0")
    if position >= 0:
        raise failure("nul", at=f"{name}:{text.count(chr(10), 0, position) + 1}")
    return text


def delimited(text: str) -> tuple[str, str, int]:
    """Return the delimiter, the text and the lines left out: a first line ``sep=;`` is no row."""
    first = text[:20].splitlines()[:1]
    if first and first[0].lower().startswith("sep=") and first[0][4:] in DELIMITERS:
        return first[0][4:], text[len(first[0]) :].lstrip("\r\n"), 1
    return best_delimiter(text), text, 0


def best_delimiter(text: str) -> str:
    """Return the delimiter by which most of the first lines have equally many cells.

    Commas and semicolons also stand inside numbers and lists: between delimiters that explain
    nearly as many lines, the one with the most places in a line without digits, a header, wins.
    """
    lines = text[:65536].splitlines(keepends=True)[:200]
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
