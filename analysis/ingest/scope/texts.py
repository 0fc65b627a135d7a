"""The texts of a file that bear on scope: titles, upper headers, notes, unread columns."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
from rapidfuzz.distance import OSA

from analysis.ingest.formats.grid import Column, Grid, is_blank
from analysis.ingest.header.find import Header
from analysis.ingest.header.normalize import normalize, plain, words_for
from analysis.ingest.header.vocabulary import (
    Vocabulary,
    field_meant,
    half_known,
    header_readings,
    path_text,
)
from analysis.ingest.values.rows import FOOTNOTE, Body, is_remark

UNIT_WORDS = ("orang", "kasus", "jiwa")  # in a row of units below the header
DISTINCT = 100  # cells of an unread column that are looked at
FIGURE = re.compile(r"[\s+−-]*[\s0-9.,%()]*")
SOURCE = re.compile(r"\W*(?:sumber|source|diolah|dikutip|data dari)\b", re.IGNORECASE)
PUBLISHERS = re.compile(
    r"\b(?:indonesia drugs? report|laporan (?:tahunan|kinerja)|annual report|jurnal|siaran pers"
    r"|press release|puslitdatin|pusat penelitian data dan informasi|statistik p4gn)\b"
)
AGENCY = re.compile(
    r"\b(?:pusat penelitian,? data,? dan informasi|puslitdatin|badan narkotika nasional|bnn"
    r"|national narcotics board|kepolisian negara|kepolisian|polri|badan reserse kriminal|bareskrim"
    r"|pusiknas|republik indonesia|republic of indonesia|ri|the|of|dan|and|indonesia)\b"
)
LEGEND = re.compile(
    r"\W*(?!SUMBER|SATUAN|CATATAN|NOTE)[A-Z][A-Za-z0-9]?[A-Z0-9][A-Za-z0-9]{0,6}\s*[=:]\s"
)
ADDRESS = re.compile(r"\b(?:jl|jln|jalan|telp|telepon|fax|e-?mail|www)\b|@|https?:", re.IGNORECASE)


class Kind(Enum):
    """What a text is: it decides which facets it can speak of."""

    TITLE = "title"
    PUBLISHER = "publisher"
    GROUP = "header over columns"
    NOTE = "note"
    VALUE = "value of an unread column"
    REMARK = "value of a column of remarks"
    COLUMN = "header of an unread column"
    READ = "header of a column that is read"


@dataclass(frozen=True)
class Text:
    """A text with its address, what it is, and the column that it belongs to."""

    kind: Kind
    text: str
    at: str
    column: str = ""
    everywhere: bool = True

    @property
    def meaning(self) -> str:
        """Return the text, that of a column with its header before it."""
        return f"{self.column} {self.text}" if self.kind is Kind.VALUE else self.text


def scope_texts(
    grid: Grid, header: Header, found: Body, known: Vocabulary, apart: Collection[int] = ()
) -> list[Text]:
    """Return every text that can bear on scope, in the order of the file, but for the columns
    that tell rows of one key apart, which are told as that."""
    return [
        *titles(grid, header),
        *groups(grid, header, known),
        *unread_columns(grid, header, found, apart),
        *notes(grid, found),
    ]


def titles(grid: Grid, header: Header) -> Iterator[Text]:
    """Yield the name of the sheet and the cells above the header."""
    if sheet := grid.about.get("sheet"):
        yield Text(Kind.TITLE, str(sheet), f"{grid.file}, the name of the sheet")
    for row in range(header.top):
        for column, cell in enumerate(grid.row(row)):
            if isinstance(cell, str) and not is_blank(cell) and not ADDRESS.search(cell):
                yield Text(title_kind(cell), cell, grid.at(row, column))


def title_kind(text: str) -> Kind:
    """Return whether a line is a title or only says who publishes the table."""
    words = plain(text)
    named = not AGENCY.sub(" ", words).strip()
    return Kind.PUBLISHER if named or SOURCE.match(text) or PUBLISHERS.search(words) else Kind.TITLE


def groups(grid: Grid, header: Header, known: Vocabulary) -> Iterator[Text]:
    """Yield the headers over columns without which these mean what they are read as, and the
    headers of the columns themselves."""
    read = {c: name for name, places in all_places(header) for c in places}
    over: dict[str, set[int]] = {}
    for column, name in read.items():
        path = header.paths.get(column, ())
        if upper := path_text(path[: count_unneeded(path, name, known)]):
            over.setdefault(upper, set()).add(column)
        yield Text(Kind.READ, path_text(path), grid.at(header.top, column), path_text(path))
        if halves := half_known(path, known):
            yield Text(Kind.GROUP, halves[1], grid.at(header.top, column), path_text(path))
    counted = {c for c, name in read.items() if name not in known.keys}
    for upper, columns in over.items():
        at = grid.at(header.top, min(columns))
        yield Text(Kind.GROUP, upper, at, upper, everywhere=counted <= columns)


def count_unneeded(path: tuple[str, ...], name: str, known: Vocabulary) -> int:
    """Return how many of the topmost texts of a header can go without changing its field."""
    for start in reversed(range(1, len(path))):
        meant = field_meant(path[start:], known)
        if meant and meant[0] == name:
            return start
    return 0


def is_known_group(text: str, known: Vocabulary) -> bool:
    """Return whether a header over columns has only words of the table's own headers, or says by
    what the columns are parted."""
    own = (
        {word for words in known.headers for word in words}
        | words_for("parting")
        | words_for("neutral")
    )
    return set(normalize(text.replace("/", " ")).split()) <= own | {"jumlah", "total"}


def unread_columns(
    grid: Grid, header: Header, found: Body, apart: Collection[int]
) -> Iterator[Text]:
    """Yield the headers and the distinct texts of the columns that are no field."""
    read = {c for _, places in all_places(header) for c in places} | {*apart}
    for number, column in enumerate(grid.columns):
        title = header.title(number)
        if number in read or column.blank[found.data].all():
            if title and number not in read:  # a text above the right edge of the table
                yield Text(Kind.TITLE, title, grid.at(header.top, number))
            continue
        kind = column_kind(title)
        if kind is Kind.COLUMN and title:
            yield Text(kind, title, grid.at(header.top, number), title)
            if divides(title, column, found):
                said = f"{title} = {column.at(int(found.data[0]))}"
                yield Text(Kind.GROUP, said, grid.at(header.top, number), title, everywhere=False)
        rows = found.data[np.unique(column.codes[found.data], return_index=True)[1]][:DISTINCT]
        for row in np.sort(rows).tolist():
            cell = column.at(row)
            if isinstance(cell, str) and not is_blank(cell) and not FIGURE.fullmatch(cell):
                told = kind if kind in (Kind.REMARK, Kind.PUBLISHER) else Kind.VALUE
                yield Text(told, cell, grid.at(row, number), title)


def divides(title: str, column: Column, found: Body) -> bool:
    """Return whether an unread column of words parts the figures, as by sex or by class."""
    if not set(normalize(title).split()) & words_for("dividing"):
        return False
    cells = [column.values[code] for code in np.unique(column.codes[found.data])]
    words = {plain(cell) for cell in cells if isinstance(cell, str) and not FIGURE.fullmatch(cell)}
    return bool(words) and not words <= words_for("whole")


def column_kind(title: str) -> Kind:
    """Return whether an unread column holds remarks, sources, or what its header names."""
    words = set(normalize(title).split())
    if words & words_for("remarks"):
        return Kind.REMARK
    if words & words_for("sources"):
        return Kind.PUBLISHER
    return Kind.VALUE if words and words <= words_for("neutral") | {"%"} else Kind.COLUMN


def notes(grid: Grid, found: Body) -> Iterator[Text]:
    """Yield the footnotes and source lines."""
    rows = {shown: n for n, shown in enumerate(grid.rows)}
    for entry in found.skipped:
        if entry["why"] == FOOTNOTE:
            row = rows[entry["row"]]
            cells = [cell for cell in grid.row(row) if isinstance(cell, str) and not is_blank(cell)]
            text = " ".join(cells)
            if not is_legend(text):
                yield Text(note_kind(text, row, found), text, grid.at(row))


def note_kind(text: str, row: int, found: Body) -> Kind:
    """Return what a lone line is: a heading of the rows below it, or who publishes, or a note."""
    if title_kind(text) is Kind.PUBLISHER:
        return Kind.PUBLISHER
    heads = len(found.data) and row < int(found.data.max()) and not is_remark(text)
    return Kind.TITLE if heads else Kind.NOTE


def is_legend(text: str) -> bool:
    """Return whether a line only explains an abbreviation or gives an address."""
    source = bool(SOURCE.match(text))
    return not source and bool(LEGEND.match(text) or ADDRESS.search(text))


def all_places(header: Header) -> list[tuple[str, list[int]]]:
    """Return fields with their columns, whole ones and those of one sex."""
    return [*header.columns.items(), *header.parts.items()]


def find_slip(title: str, known: Vocabulary) -> str | None:
    """Return the header that an unread one is but for its spelling, or None."""
    words = normalize(title)
    readings = header_readings((title,))
    if (
        set(words.split()) <= words_for("neutral")
        or not readings
        or readings[0][0] in known.headers
    ):
        return None
    halves = {words, *(normalize(half) for half in re.split(r"[/\n]", title))}
    names = [(name, normalize(name)) for name in (*known.spellings, *UNIT_WORDS)]
    return next((n for n, name in names if any(is_misspelt(h, name) for h in halves)), None)


def is_misspelt(one: str, other: str) -> bool:
    """Return whether two headers are the same but for the spelling of one word, or for a space."""
    pairs = [pair for pair in zip(one.split(), other.split(), strict=False) if len({*pair}) > 1]
    alike = one.count(" ") == other.count(" ") and len(pairs) == 1 and is_near(*pairs[0])
    return alike or (one != other and one.replace(" ", "") == other.replace(" ", ""))


def is_near(one: str, other: str) -> bool:
    """Return whether two words differ by a letter, or from eight letters by two; two neighbours
    in the wrong order are one difference."""
    shortest, longest = sorted((len(one), len(other)))
    most = 2 if shortest >= 8 else 1
    return longest >= 4 and 0 < OSA.distance(one, other, score_cutoff=most) <= most
