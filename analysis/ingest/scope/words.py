"""The words of each facet of scope, and which values a text names."""

import re
from functools import cache
from pathlib import Path

from analysis.ingest.header.normalize import plain
from analysis.tables import read_yaml

BODY, AREA = "body", "area"
INDONESIA = "Indonesia"
PROVINCE = "one province"  # which one is not named
# Values that are the whole of their facet once a text names all of them.
WHOLES: dict[str, tuple[frozenset[str], ...]] = {
    "people": (
        frozenset({"men", "women"}),
        frozenset({"foreign nationals", "Indonesian nationals"}),
    ),
    "drug": (frozenset({"psychotropics", "addictive substances"}),),
}
# Names that hold the word of a facet and do not speak of it.
NAMES = re.compile(
    r"republik indonesia|republic of indonesia|statistik indonesia|statistics indonesia"
    r"|warga negara indonesia|kepolisian negara|tentara nasional indonesia"
    r"|indonesian nationals?|indonesia drugs report|badan narkotika nasional"
    r"|national narcotics board|badan pusat statistik|standar nasional"
)


@cache
def patterns(facet: str) -> dict[str, re.Pattern[str]]:
    """Return for each value of a facet the pattern that finds its words in a plain text."""
    words = read_yaml(Path(__file__).with_name("words.yaml"))[facet]
    return {
        value: re.compile(
            r"\b(?:" + "|".join(p.replace("*", "[a-z]*") for p in _longest_first(phrases)) + r")\b"
        )
        for value, phrases in words.items()
    }


def _longest_first(phrases: list[str]) -> list[str]:
    """Return phrases so that a longer one is found before what it begins with."""
    return sorted(phrases, key=len, reverse=True)


def facets() -> list[str]:
    """Return the facets that are known by words."""
    return list(read_yaml(Path(__file__).with_name("words.yaml")))


def values_in(facet: str, text: str) -> set[str]:
    """Return the values of a facet that a text names; the longest of overlapping words counts:
    BNN PROVINSI is no BNN, MALUKU UTARA no MALUKU."""
    words = plain(text)
    if facet == AREA:
        words = NAMES.sub(" ", words)
    spans = [
        (found.span(), value)
        for value, pattern in patterns(facet).items()
        for found in pattern.finditer(words)
    ]
    return {
        value
        for (start, end), value in spans
        if not any(s <= start and end <= e and e - s > end - start for (s, e), _ in spans)
    }


@cache
def provinces() -> frozenset[str]:
    """Return the values of area that are provinces, or say that some province is meant."""
    named = {value for value in patterns(AREA) if value[0].isupper()}
    return frozenset(named - {"ASEAN", INDONESIA} | {PROVINCE})


def fits(facet: str, values: set[str], expected: str) -> bool:
    """Return whether the values that a text names are the scope that is expected."""
    if facet == AREA:
        return values <= {expected} or (expected != INDONESIA and expected in values)
    rest = set(values)
    for whole in WHOLES.get(facet, ()):
        rest -= whole if whole <= rest else set()
    return not rest or rest == set(expected.split("+"))
