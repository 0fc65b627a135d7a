"""Years, months and days as a file may write them, in Indonesian and English."""

import datetime as dt
import re
from typing import Any

from analysis.ingest.values.numbers import Fault, normalize_text

FIRST_YEAR = 1900
MONTHS = {
    "januari january jan": 1,
    "pebruari februari february peb feb": 2,
    "maret march mar": 3,
    "april apr": 4,
    "mei may": 5,
    "juni june jun": 6,
    "juli july jul": 7,
    "agustus august agu ags agt aug": 8,
    "september sept sep": 9,
    "oktober october okt oct": 10,
    "nopember november nop nov": 11,
    "desember december des dec": 12,
}
MONTH = {name: number for names, number in MONTHS.items() for name in names.split()}
PART = re.compile(
    rf"(?i)\b[0-9]{{4}}\b.*\b(?:{'|'.join(MONTH)}|semester|triwulan|kuartal|quarter|s\.?/?d)\b"
    rf"|\b(?:{'|'.join(MONTH)}|semester|triwulan|kuartal|quarter)\b.*\b[0-9]{{4}}\b"
)
YEAR = re.compile(r"(?:tahun|thn|th|year|ta)?\.?\s*([0-9]{4})(?:[.,]0+)?", re.IGNORECASE)
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
PARTED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
SPELLED = re.compile(r"([0-9]{1,2})\.?[ -]([a-z]+)\.?,?[ -]([0-9]{4})", re.IGNORECASE)
AMERICAN = re.compile(r"([a-z]+)\.? ([0-9]{1,2}),? ([0-9]{4})", re.IGNORECASE)
MONTH_YEAR = re.compile(r"([a-z]+)\.?[ -]([0-9]{4})", re.IGNORECASE)
ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
SLASH_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{4})")


def year(cell: Any) -> int | Fault:
    """Return the year of a cell: 2023, "Tahun 2023", 2023.0; not 23, 2.023 or 2018-2019."""
    if isinstance(cell, dt.date):
        return Fault("not-year")
    if isinstance(cell, float | int):
        found = int(cell) if cell == int(cell) else None
    else:
        match = YEAR.fullmatch(normalize_text(cell)) if isinstance(cell, str) else None
        found = int(match[1]) if match else None
    last = dt.date.today().year + 1
    if found is None and isinstance(cell, str) and PART.search(cell):
        return Fault("part-of-year")
    return found if found and FIRST_YEAR <= found <= last else Fault("not-year")


def date(cell: Any, order: str | None) -> dt.date | Fault:
    """Return the day of a cell; 03/04/2012 is ambiguous unless told dmy or mdy."""
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time() else Fault("not-date")
    if isinstance(cell, dt.date):
        return cell
    if not isinstance(cell, str):
        return Fault("not-date")
    text = normalize_text(cell)
    if iso := ISO.fullmatch(text):
        return day(iso[1], iso[2], iso[3])
    if spelled := SPELLED.fullmatch(text):
        return day(spelled[3], month(spelled[2]), spelled[1])
    if spelled := AMERICAN.fullmatch(text):
        return day(spelled[3], month(spelled[1]), spelled[2])
    if parted := PARTED.fullmatch(text):
        return parted_date(parted, order)
    return Fault("not-date")


def parted_date(parted: re.Match[str], order: str | None) -> dt.date | Fault:
    """Return the day of 23/03/2012: what can be read in one way only, or as told."""
    first, second = int(parted[1]), int(parted[2])
    if order is None and first <= 12 and second <= 12 and first != second:
        return Fault("ambiguous-date")
    if order == "mdy" or (order is None and second > 12):
        return day(parted[3], first, second)
    return day(parted[3], second, first)


def day(year: Any, month: Any, number: Any) -> dt.date | Fault:
    """Return a day, or a fault if the calendar doesn't have it."""
    try:
        found = dt.date(int(year), int(month), int(number))
    except (ValueError, TypeError):
        return Fault("not-date")
    return found if FIRST_YEAR <= found.year <= dt.date.today().year + 1 else Fault("not-date")


def month(name: str) -> int | None:
    """Return the number of a month by its name, or None."""
    return MONTH.get(name.casefold())


def yearmonth(cell: Any) -> str | Fault:
    """Return the month of a cell as 2023-11: from a day, ``November 2023`` or ``11/2023``."""
    text = normalize_text(cell) if isinstance(cell, str) else ""
    if iso := ISO_MONTH.fullmatch(text):
        found = day(iso[1], iso[2], 1)
    elif named := MONTH_YEAR.fullmatch(text):
        found = day(named[2], month(named[1]), 1)
    elif slash := SLASH_MONTH.fullmatch(text):
        found = day(slash[2], slash[1], 1)
    elif isinstance(cell, dt.date):
        found = cell
    else:
        return Fault("not-month")
    return f"{found:%Y-%m}" if isinstance(found, dt.date) else Fault("not-month")
