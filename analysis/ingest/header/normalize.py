"""Headers brought to one form: case, accents, brackets, abbreviations, so that they compare."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from analysis.tables import read_yaml

SHORT = {
    "jml": "jumlah",
    "jlh": "jumlah",
    "jum": "jumlah",
    "jmlh": "jumlah",
    "tsk": "tersangka",
    "tsgk": "tersangka",
    "kss": "kasus",
    "ksus": "kasus",
    "thn": "tahun",
    "th": "tahun",
    "lk": "laki",
    "l": "laki",
    "pria": "laki",
    "male": "laki",
    "men": "laki",
    "pr": "perempuan",
    "p": "perempuan",
    "wanita": "perempuan",
    "female": "perempuan",
    "women": "perempuan",
    "ket": "keterangan",
    "prov": "provinsi",
    "propinsi": "provinsi",
}
# in brackets these name what is counted; (ribu) or (ton) would change the number and stay
UNITS = "orang|jiwa|persons?|people|kasus|cases?|substances?|jenis|zat"
BRACKETED = re.compile(rf"[(\[]\s*(?:{UNITS})\.?\s*[)\]]", re.IGNORECASE)
FOOTNOTE = re.compile(r"[¹²³⁰-⁹*†‡]+|(?:\s\(?|(?<=[a-z]))[0-9]\)$|\s\(?[a-z]\)$", re.IGNORECASE)
SEXES = {"laki", "perempuan"}
GENERIC = {"jumlah", "total"}
TOTALS = re.compile(r"(grand |sub )?(jumlah|total|subtotal)\b.*|(jumlah|total) keseluruhan")
SCALE = re.compile(
    r"(?<![0-9] )\b(ribu|ribuan|juta|jutaan|ratus|ratusan|thousands?|millions?)\b"
    r"|(?<![0-9] )\b000s?\b(?! [0-9])|\bx 1 ?000\b"
)
SCALES = {"ratus": 100, "ribu": 1000, "thous": 1000, "juta": 10**6, "milli": 10**6}
YEARLIKE = re.compile(r"(?:tahun )?((?:19|20)[0-9]{2})(?: 0)?")


@cache
def words_for(use: str) -> frozenset[str]:
    """Return the words of headers that do one thing, from ``words.yaml``."""
    return frozenset(read_yaml(Path(__file__).with_name("words.yaml"))[use])


@cache
def normalize(text: Any) -> str:
    """Return a header in lower case without accents, units, marks and abbreviations."""
    text = FOOTNOTE.sub(" ", BRACKETED.sub(" ", str(text).replace("_", " ")).strip())
    letters = unicodedata.normalize("NFKD", text.replace("Δ", "perubahan "))
    letters = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    words = re.sub(r"[^a-z0-9%]+", " ", letters).split()
    spelled = [SHORT.get(word, word) for word in words]
    # laki-laki is one word said twice
    return " ".join(w for i, w in enumerate(spelled) if i == 0 or w != spelled[i - 1])


def header_words(text: str) -> frozenset[str]:
    """Return the words of a header, in no order: JUMLAH KASUS and KASUS (JUMLAH) are alike."""
    return frozenset(normalize(text).split())


def is_total(cell: Any) -> bool:
    """Return whether a cell names a row of sums."""
    if not isinstance(cell, str) or len(cell) > 80 or cell.strip()[:1].isdigit():
        return False
    return bool(TOTALS.fullmatch(normalize(cell)))


def year_of(cell: Any) -> int | None:
    """Return the year that a header is, or None."""
    if isinstance(cell, float | int):
        return int(cell) if cell == int(cell) and 1900 <= cell <= 2100 else None
    found = YEARLIKE.fullmatch(normalize(cell)) if isinstance(cell, str) else None
    return int(found[1]) if found else None


def plain(text: str) -> str:
    """Return a text in lower case, words and numbers alone, one space between them."""
    return " ".join(re.findall(r"[a-z0-9%]+", text.casefold()))


def scale_in(text: str) -> tuple[str, int] | None:
    """Return the words that say that numbers are in thousands and the like, and the factor."""
    found = SCALE.search(plain(text))
    if not found:
        return None
    start = found[0][:5]
    factor = next((n for word, n in SCALES.items() if start.startswith(word[:4])), 1000)
    return found[0], factor
