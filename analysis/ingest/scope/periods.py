"""Parts of a year, as titles, notes and columns name them in Indonesian and English."""

import re
from collections.abc import Collection

from analysis.ingest.values.dates import MONTH

MONTHS = "|".join(sorted(MONTH, key=len, reverse=True))
UNTIL = r"s d|sd|sampai dengan|sampai|hingga|to|until|through|thru"
AS_OF = r"per|posisi|keadaan|kondisi|as of|up to|" + UNTIL
RANGE = re.compile(
    rf"\b({MONTHS})(?: (\d{{4}}))? (?:(?:{UNTIL}) )?(?:\d{{1,2}} )?({MONTHS})(?: (\d{{4}}))?\b"
)
END = re.compile(
    rf"\b(?:{AS_OF}) (?:tanggal |bulan |akhir |end |the )*(?:\d{{1,2}} )?({MONTHS})"
    r"(?: (\d{4}))?\b"
)
DATED = re.compile(rf"\b(?:\d{{1,2}} )?({MONTHS})(?: \d{{1,2}})? (\d{{4}})\b")
NAMED = re.compile(
    r"\b(?:semester|smt|sem|triwulan|tri wulan|kuartal|caturwulan|quarter|tw)"
    r" ?(?:[1-4]|i{1,3}|iv)?\b"
    r"|\b(?:first|second|third|fourth|last) (?:half|quarter)\b|\b(?:h[12]|q[1-4])\b"
    r"|\b(?:ytd|year to date|mid year|tengah tahun)\b|\b\d{1,2} [a-z]+ bulan\b"
    r"|\bhalf year\b|\bsetengah tahun\b|\bparuh (?:pertama|kedua)\b"
    r"|\b(?:\d{1,2}|tiga|enam|sembilan|three|six|nine) (?:bulan|months)\b"
)
SINGLE = re.compile(rf"\b(?:bulan|selama|month of|during) ({MONTHS})\b")
NUMERIC = re.compile(rf"\b(?:{AS_OF}) (?:tanggal )?\d{{1,2}} (\d{{1,2}}) (\d{{4}})\b")
MONTH_ALONE = re.compile(rf"\b({MONTHS})\b")
YEAR = re.compile(r"\b((?:19|20)\d{2})\b")
LAST = 12


def part_of_year(text: str, years: Collection[int], alone: bool = False) -> str | None:
    """Return the words by which a plain text says that figures are for a part of a year, or None.

    ``years`` are those of the rows: what is said of another year is a date of printing.
    ``alone`` says that a month without more counts, as in a column of months.
    """
    found = NAMED.search(text)
    if found and is_of(years_in(text), years):
        return found[0]
    if span := RANGE.search(text):
        first, last = MONTH[span[1]], MONTH[span[3]]
        whole = (first, last) == (1, LAST)
        return span[0] if not whole and is_of({span[4] or span[2]}, years) else None
    if end := END.search(text):
        newest = not end[2] or int(end[2]) == max(years, default=0)
        return end[0] if MONTH[end[1]] < LAST and newest else None
    if on := NUMERIC.search(text):
        return on[0] if int(on[1]) < LAST and int(on[2]) == max(years, default=0) else None
    if day := DATED.search(text):
        newest = int(day[2]) == max(years, default=0)
        return day[0] if MONTH[day[1]] < LAST and newest else None
    month = SINGLE.search(text) or (MONTH_ALONE.search(text) if alone else None)
    return month[0] if month else None


def years_in(text: str) -> set[str | None]:
    """Return the years that a text names."""
    return set(YEAR.findall(text))


def is_of(named: set[str | None], years: Collection[int]) -> bool:
    """Return whether what a text says is of a year of the rows; without a year it is of all."""
    told = {int(year) for year in named if year}
    return not told or bool(told & set(years))
