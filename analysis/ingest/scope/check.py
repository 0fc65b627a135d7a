"""Which texts of a file say another scope than its table's, and what settles each."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import quote
from analysis.ingest.header.find import Header
from analysis.ingest.header.normalize import SEXES, normalize, plain, scale_in
from analysis.ingest.header.vocabulary import Vocabulary, field_meant
from analysis.ingest.scope import periods, words
from analysis.ingest.scope.relevance import narrows, speaks_of
from analysis.ingest.scope.texts import Kind, Text, find_slip, is_known_group
from analysis.ingest.values.columns import Table
from analysis.ingest.values.rows import is_prose
from analysis.tables import schema

PSYCHOTROPICS = "psychotropics"
WIDER = "Indonesia, narcotics and psychotropics"  # the body whose figures hold both
PERIOD, SCALE, GROUP, SLIP = OTHER_FACETS = ("period", "scale", "group", "slip")
# fields of which a person may give every row one value, by facet
FIELDS = {"area": "area", "province": "area", "body": "body", "coverage": PERIOD}
RULE = "scope-"  # before a facet: the name by which it is accepted
SHOWN = 3  # texts of one facet that are told
# The kinds of text in which a facet is looked for.
EVERY = frozenset({Kind.TITLE, Kind.GROUP, Kind.VALUE, Kind.NOTE, Kind.PUBLISHER})
SEEN: Mapping[str, frozenset[Kind]] = {
    PERIOD: EVERY | {Kind.REMARK},
    SCALE: EVERY | {Kind.REMARK, Kind.READ, Kind.COLUMN},
}


def check_scope(
    table: Table, texts: list[Text], known: Vocabulary, settled: Collection[str], data: Path
) -> set[str]:
    """Tell every text that says another scope than the table's, unless its facet is settled;
    return the facets that were settled and had to be."""
    expected = schema(table.name, data).get("scope", {}) | given_scope(table)
    if not expected:
        return set()
    said = " ".join(map(str, (*table.constants.values(), *table.chosen.scope.values())))
    found = [*facet_faults(table, texts, known, expected, said)]
    for facet in dict.fromkeys(facet for facet, _, _ in found):
        lines = [(text, told) for name, text, told in found if name == facet]
        for text, told in [] if facet in settled else lines[:SHOWN]:
            under = f" under {quote(text.column)}" if text.kind is Kind.VALUE else ""
            values = {"at": text.at, "found": quote(text.text) + under, "table": table.name, **told}
            table.findings.problem(f"{RULE}{facet}", **values)
    return {facet for facet, _, _ in found} & {*settled}


def given_scope(table: Table) -> dict[str, str]:
    """Return the facets that are fields of the table and of which a person gave every row one
    value: what the file says otherwise is told."""
    given = {f: str(table.constants[n]) for n, f in FIELDS.items() if n in table.constants}
    return {facet: value for facet, value in given.items() if (facet, value) != (PERIOD, "part")}


def facet_faults(
    table: Table, texts: list[Text], known: Vocabulary, expected: Mapping[str, Any], said: str
) -> Iterator[tuple[str, Text, dict[str, object]]]:
    """Yield facet, text and what is told of it, for every text of another scope than the schema's
    and than what a person said of every row."""
    years = years_of(table)
    for text in texts:
        named = False
        for facet in words.facets():
            values = other_values(facet, text, texts, expected) if facet in expected else set()
            if values - words.values_in(facet, said):
                named = True
                yield facet, text, describe_fault(facet, text, values, expected, texts)
        part = find_part(text, years) if PERIOD in expected else None
        if part:
            named = True
            yield PERIOD, text, {"value": part}
        scale = find_scale(table, text, known)
        if scale:
            named = True
            yield SCALE, text, {"value": scale[0], "factor": scale[1]}
        if text.kind is Kind.GROUP and not named and is_unknown_group(text, known):
            yield GROUP, text, {"rule": RULE + GROUP}
        if text.kind is Kind.COLUMN and (near := find_slip(text.text, known)):
            yield SLIP, text, {"value": near, "rule": RULE + SLIP}
    yield from lone_sexes(table)


def describe_fault(
    facet: str, text: Text, values: set[str], expected: Mapping[str, Any], texts: list[Text]
) -> dict[str, object]:
    """Return what fills the message on a text of another scope."""
    wanted = plain(str(expected[facet]))
    beside = any(t.column == text.column and plain(t.text) == wanted for t in texts)
    wider = f'keep them under another body: --body "{WIDER}"; ' if values == {PSYCHOTROPICS} else ""
    held, local = expected.get("elsewhere", {}), values <= words.provinces()
    tables = {held.get(words.PROVINCE if local else value) for value in values} - {None}
    where = f'read the rows of {expected[facet]} alone: --where "{text.column}={expected[facet]}"; '
    return {
        "value": ", ".join(sorted(values)),
        "expected": expected[facet],
        "body": "+".join(sorted(values)),
        "rule": RULE + facet,
        "elsewhere": "".join(f"--table {name} holds such figures; " for name in sorted(tables)),
        "where": where if text.kind is Kind.VALUE and beside else "",
        "wider": wider,
    }


def other_values(
    facet: str, text: Text, texts: list[Text], expected: Mapping[str, Any]
) -> set[str]:
    """Return the values of a facet that a text names and that are not the table's; none where
    columns of their own have them."""
    if text.kind not in EVERY or not speaks_of(facet, text):
        return set()
    values = words.values_in(facet, text.meaning)
    if not values or words.fits(facet, values, expected[facet]):
        return set()
    if text.kind is Kind.VALUE and facet == words.AREA and is_told(texts, expected[facet]):
        return set()
    if text.kind is Kind.PUBLISHER and facet == words.BODY:
        together = set().union(*(words.values_in(facet, t.meaning) for t in publishers(texts)))
        whole = words.fits(facet, together, expected[facet])
        return set() if whole or values == {expected.get("publisher")} else values
    if text.kind is Kind.TITLE or (text.kind is Kind.NOTE and not narrows(text.text)):
        headers = [t for t in texts if t.kind in (Kind.COLUMN, Kind.READ)]
        values -= {v for t in headers for v in words.values_in(facet, t.text)}
    return values


def publishers(texts: list[Text]) -> list[Text]:
    """Return the texts that say who publishes a table; several lines can name a body each."""
    return [text for text in texts if text.kind is Kind.PUBLISHER]


def is_told(texts: list[Text], area: str) -> bool:
    """Return whether a column names the area that is expected in every row that is read."""
    told: dict[str, set[str]] = {}
    for text in texts:
        if text.kind is Kind.VALUE:
            told.setdefault(text.column, set()).add(plain(text.text))
    return {plain(area)} in told.values()


def find_part(text: Text, years: set[int]) -> str | None:
    """Return the words by which a text says that figures are for a part of a year, or None."""
    if text.kind not in SEEN[PERIOD]:
        return None
    alone = text.kind is Kind.VALUE
    found = periods.part_of_year(plain(text.text), years, alone)
    return found or (periods.part_of_year(plain(text.meaning), years) if alone else None)


def find_scale(table: Table, text: Text, known: Vocabulary) -> tuple[str, int] | None:
    """Return the words by which a text says that counts are in thousands and the like, with the
    factor, or None; of an unread column only if it would be read without them."""
    found = scale_in(text.text) if text.kind in SEEN[SCALE] else None
    if not found or text.kind is not Kind.COLUMN:
        return found
    bare = re.sub(r"\(.*?\)|\b(?:dalam|in)\b", " ", text.text.casefold())
    bare = re.sub(rf"\b{found[0].split()[0]}\w*\b", " ", bare)
    meant = field_meant((bare,), known) if normalize(bare) else None
    return found if meant and meant[0] not in table.header.has() else None


def is_unknown_group(text: Text, known: Vocabulary) -> bool:
    """Return whether a header is over some of the columns and nobody knows what it says; what
    names a facet is told as that, or settled."""
    named = any(words.values_in(facet, text.text) for facet in words.facets())
    return not text.everywhere and not named and not is_known_group(text.text, known)


def lone_sexes(table: Table) -> Iterator[tuple[str, Text, dict[str, object]]]:
    """Yield the fields of which a file has one sex only."""
    header: Header = table.header
    for name, places in header.parts.items():
        sexes = {w for c in places for w in normalize(header.title(c)).split()} & SEXES
        if name not in header.columns and len(sexes) < len(SEXES):
            at = table.grid.at(header.top, places[0])
            told: dict[str, object] = {
                "value": " ".join(sexes),
                "expected": "all",
                "rule": f"{RULE}people",
            }
            yield "people", Text(Kind.READ, header.title(places[0]), at), told


def years_of(table: Table) -> set[int]:
    """Return the years of the rows."""
    if "year" not in table.frame:
        return set()
    return {int(year) for year in table.frame["year"].dropna()}


def scope_rules(table: str, data: Path) -> list[str]:
    """Return the names by which a scope that a file only seems to have is accepted."""
    expected = schema(table, data).get("scope", {})
    return [RULE + f for f in [*words.facets(), PERIOD, GROUP, SLIP]] if expected else []


def telling_columns(table: Table, keys: list[str]) -> list[int]:
    """Return the unread columns of words that tell every two rows of one key apart, from the
    left; none if no two rows have one key."""
    judged = table.frame[keys].dropna(how="all")
    again = judged[judged.duplicated(keep=False)]
    if again.empty:
        return []
    rows = table.body.data[again.index.to_numpy()]
    group = again.groupby([*keys], dropna=False, sort=False).ngroup().to_numpy()
    read = {c for places in table.header.columns.values() for c in places}
    return [
        number
        for number, column in enumerate(table.grid.columns)
        if number not in read
        and column.mask(is_prose, rows).all()
        and not pd.DataFrame({"key": group, "code": column.codes[rows]}).duplicated().any()
    ]
