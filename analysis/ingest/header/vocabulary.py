"""Which field of a table a header means: names and synonyms of the schemas, nothing else."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.ingest.header.normalize import GENERIC, SEXES, UNITS, normalize, words_for
from analysis.tables import schema

Words = frozenset[str]
UNIT = re.compile(rf"\W*(?:{UNITS})\W*", re.IGNORECASE)
BRACKETS = re.compile(r"([^()]*[^()\s])\s*\(([^()]+)\)\s*")
FILLED_WITH_SOURCE = {"source", "address", "date"}


@dataclass(frozen=True)
class Vocabulary:
    """The headers that mean a field of one table, and the fields that a file must have.

    ``named`` says that a person named the table, ``expected`` how a field is best known,
    ``spellings`` the headers as the schema writes them.
    """

    table: str
    headers: Mapping[Words, str]
    needed: tuple[str, ...]
    keys: tuple[str, ...] = ()
    named: bool = False
    expected: Mapping[str, str] = field(default_factory=dict)
    spellings: tuple[str, ...] = ()


def vocabulary(table: str, data: Path) -> Vocabulary:
    """Return the vocabulary of a table, from its schema."""
    fields, keys = schema(table, data)["fields"], schema(table, data)["primaryKey"]
    headers: dict[Words, str] = {}
    for entry in fields:
        for name in (entry["name"], *entry.get("synonyms", [])):
            headers.setdefault(frozenset(normalize(name).split()), entry["name"])
    # a field's own name wins over another's synonym
    headers |= {frozenset(normalize(entry["name"]).split()): entry["name"] for entry in fields}
    shown = {f["name"]: (f.get("synonyms") or [f["name"]])[0] for f in fields}
    needed = tuple(required_fields(table, data))
    written = tuple(name for f in fields for name in (f["name"], *f.get("synonyms", [])))
    return Vocabulary(table, headers, needed, tuple(keys), expected=shown, spellings=written)


def required_fields(table: str, data: Path) -> list[str]:
    """Return the required fields that have to be in a file."""
    optional = filled_fields(table, data)
    return [
        entry["name"]
        for entry in schema(table, data)["fields"]
        if entry.get("constraints", {}).get("required") and entry["name"] not in optional
    ]


def filled_fields(table: str, data: Path) -> set[str]:
    """Return the fields that are filled in later, where a file does not have them."""
    found = schema(table, data)
    names = {entry["name"] for entry in found["fields"]}
    later = FILLED_WITH_SOURCE if names >= FILLED_WITH_SOURCE else set()
    later = later | ({"sources"} & names)
    return later | ({"number"} if found["primaryKey"] == ["number"] else set())


def header_readings(path: tuple[str, ...]) -> list[tuple[Words, bool]]:
    """Return what a header can mean, the likeliest first; True: it counts one sex only.

    The whole path comes first (TERSANGKA over JUMLAH), then the path without JUMLAH, then
    without LK or PR, then without its topmost word. JUMLAH alone never means what is
    above it left out.
    """
    found: list[tuple[Words, bool]] = []
    for start in range(len(path)):
        words = frozenset(word for text in path[start:] for word in normalize(text).split())
        last = frozenset(normalize(path[-1]).split())
        if start and last <= GENERIC:
            break
        found.append((words, False))
        found.append((words - GENERIC, False))
        if words & SEXES:
            found += [(words - SEXES, True), (words - SEXES - GENERIC, True)]
    return [(words, part) for words, part in found if words]


def field_meant(path: tuple[str, ...], known: Vocabulary) -> tuple[str, bool] | None:
    """Return the field that a header means in a table and whether for one sex, or None.

    ``Foreign nationals (WNA)`` says one thing twice; ``Kasus (ribu)`` says something else.
    """
    readings = header_readings(path)
    for words, part in readings:
        if words in known.headers:
            return known.headers[words], part
    for words, part in readings:
        if found := named_twice(words, known):
            return found, part
    if len(path) > 1 and UNIT.fullmatch(path[-1]):  # below a header it says no more
        return field_meant(path[:-1], known)
    if halves := half_known(path, known):
        return field_meant((*path[:-1], halves[0]), known)
    twice = BRACKETS.fullmatch(path[-1])
    if twice:
        outside, inside = (field_meant((*path[:-1], text), known) for text in twice.groups())
        return outside if outside == inside else None
    return None


def half_known(path: tuple[str, ...], known: Vocabulary) -> tuple[str, str] | None:
    """Return the half of a header in two languages that is known, and the other, which is not:
    ``Perkara / Cases``; None for a header that has no such halves."""
    halves = re.split(r"\s+/\s+|\n", path[-1]) if path else []
    if len(halves) != 2:
        return None
    named = [field_meant((*path[:-1], half), known) is not None for half in halves]
    if sum(named) != 1:
        return None
    return (halves[0], halves[1]) if named[0] else (halves[1], halves[0])


def named_twice(words: Words, known: Vocabulary) -> str | None:
    """Return the field that two names together make up, as in two languages, however they are
    set apart (``Tahun/Year``, ``WNA - Foreign nationals``), or None if no two names do."""
    names = [(name, field) for name, field in known.headers.items() if name < words]
    said = words - words_for("counting")
    found = {
        field
        for (one, field), (other, same) in itertools.combinations(names, 2)
        if field == same and said <= one | other
    }
    return found.pop() if len(found) == 1 else None


def path_text(path: tuple[str, ...]) -> str:
    """Return a header of several rows as one line: ``TERSANGKA / WNA``."""
    return " / ".join(" ".join(str(text).split()) for text in path)


def field_types(table: str, data: Path) -> dict[str, dict[str, Any]]:
    """Return the fields of a table by name."""
    return {entry["name"]: entry for entry in schema(table, data)["fields"]}
