"""Whether a text can speak of a facet: a source has its place, a note explains words."""

import re

from analysis.ingest.header.normalize import plain
from analysis.ingest.scope import words
from analysis.ingest.scope.texts import Kind, Text

LOCAL = re.compile(r"\b(?:polda|polres\w*|bnnp|bnnk|provinsi|prov|kota|kabupaten|kab)\b")
COUNTED = re.compile(r"\b(?:kasus|perkara|tersangka|data|angka|cases?|suspects?|figures?)\b")
POSTAL = re.compile(r"\b(?:[1-9]\d{4}|no \d+|lantai \d+|gedung)\b")
DATELINE = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?\s*,\s*(?:\d{1,2}\s+)?[A-Z][a-z]+\s+\d{4}")
CUMULATED = re.compile(r"\b(?:cumulative|kumulatif|by (?:the )?(?:end|december))\b")
WIDENS = re.compile(r"\b(?<!tidak )(?<!belum )termasuk\b|\bjajaran\b|\bseluruh indonesia\b")
MOST = re.compile(
    r"\b(?:terbanyak|tertinggi|terbesar|terendah|sebagian besar|most|highest)\b"
    r"|\b\d+ (?:provinsi|kabupaten|kota|polda|bnnp)\b"
)
SHORT = 10  # words of a note that can say what the table counts
NARROWS = re.compile(
    r"\b(?:hanya|khusus|saja|tidak termasuk|belum termasuk|di luar|selain|only|exclud\w+"
    r"|except|not including)\b"
)


def speaks_of(facet: str, text: Text) -> bool:
    """Return whether a text of its kind can speak of a facet: a source has its place of
    printing, a note explains words, but where it leaves something out it narrows."""
    said = plain(text.text)
    if facet == words.AREA and (
        DATELINE.fullmatch(text.text.strip()) or (POSTAL.search(said) and not COUNTED.search(said))
    ):
        return False
    if facet == "counting" and CUMULATED.search(said):
        return False
    if text.kind is Kind.NOTE and (MOST.search(said) or WIDENS.search(said)):
        return False
    if facet == words.BODY or text.kind not in (Kind.NOTE, Kind.PUBLISHER):
        return True
    if facet == words.AREA:
        return bool(LOCAL.search(said))
    counts = bool(COUNTED.search(said)) and len(said.split()) <= SHORT
    return bool(NARROWS.search(said)) or (counts and text.kind is Kind.NOTE)


def narrows(text: str) -> bool:
    """Return whether a text says that something is left out."""
    return bool(NARROWS.search(plain(text)))
