"""What a header lacks to be that of a table, and what settles it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.errors import UserError
from analysis.ingest.formats.grid import Grid
from analysis.ingest.header.find import Header, rank
from analysis.ingest.header.normalize import normalize
from analysis.ingest.header.vocabulary import Vocabulary, field_types
from analysis.ingest.messages import failure, join_words

HOME = "Indonesia"


def missing_columns(grid: Grid, header: Header, wanted: Vocabulary, alone: bool) -> UserError:
    """Return the error that says what a table needs and the header does not have."""
    missing = header.missing(wanted)
    return failure(
        "missing-columns" if alone else "no-table",
        file=grid.file,
        row=grid.rows[header.top],
        found=join_words([header.title(column) for column in sorted(header.paths)]),
        table=header.table,
        missing=join_words([best_known_header(wanted, name) for name in missing]),
        cure=join_options(
            [
                *([] if wanted.named else [f"--table {header.table}"]),
                *(f"--constant {name}=…" for name in missing if name in wanted.expected),
                *country_choice(grid, header),
            ]
        ),
    )


def join_options(options: list[str]) -> str:
    """Return options as the beginning of an advice, '' for none."""
    return f"say what the file does not: {' '.join(options)}; or " if options else ""


def country_choice(grid: Grid, header: Header) -> Iterator[str]:
    """Yield the option that reads the rows of Indonesia alone, where a column names several
    countries."""
    read = {c for places in header.columns.values() for c in places}
    for number in sorted({*header.paths} - read):
        column = grid.columns[number]
        if len(column.values) > 3 and column.mask(is_home).any() and not column.mask(is_home).all():
            yield f'--where "{header.title(number)}={HOME}"'


def is_home(cell: Any) -> bool:
    """Return whether a cell names Indonesia and nothing else."""
    return isinstance(cell, str) and normalize(cell) == normalize(HOME)


def rank_by_values(
    grid: Grid, header: Header, known: Vocabulary, data: Path
) -> tuple[int, tuple[bool, int, int, int, int]]:
    """Return by what headers compare that lack something: fewest columns with a list of values of
    which the file has none, then as all headers do."""
    entries = field_types(header.table, data)
    listed = {
        n: e["constraints"]["enum"]
        for n, e in entries.items()
        if "enum" in e.get("constraints", {})
    }
    strange = 0
    for name, places in header.columns.items():
        words = {normalize(word) for word in listed.get(name, ())}
        cells = {normalize(cell) for cell in grid.columns[places[0]].values}
        strange += bool(words) and not words & cells
    return -strange, rank(header, known)


def best_known_header(known: Vocabulary, field: str) -> str:
    """Return a field with the header by which it is best known."""
    synonym = known.expected.get(field, field)
    return field if synonym == field else f"{field} ('{synonym}')"
