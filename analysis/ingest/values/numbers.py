"""Numbers as Indonesia and the world write them: one reading, or none and a reason."""

import re
from dataclasses import dataclass, field
from typing import Any

from analysis.ingest.formats.grid import Share

MARKS = re.compile(r"(?:[¹²³⁰-⁹*†‡⁾⁽]+\)?|\s+\(?[0-9a-z]\)|\s*\*+\)|(?<=[0-9])[rx])$")
WIDE = str.maketrans(
    {chr(0xFF10 + n): str(n) for n in range(10)} | {"，": ",", "．": ".", "％": "%"}
)
SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+")
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
WHOLE = re.compile(r"[+-]?[0-9]+")
ZEROS = re.compile(r"(.+?)([.,])0{1,2}|(.*[., ].*)([.,])0+")
DECIMAL = re.compile(r"[+-]?([0-9]+)([.,])([0-9]+)")
SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
SAFE = 10**15  # whole numbers above this a spreadsheet can't hold
POINT = {"comma": ",", "point": "."}


@dataclass(frozen=True)
class Fault:
    """Why a cell can't be read: the name of a message and what it needs besides the cell."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)


def normalize_text(text: str) -> str:
    """Return a text with plain digits and single plain spaces."""
    return SPACES.sub(" ", text.translate(WIDE)).strip()


def strip_marks(text: str) -> tuple[str, bool]:
    """Return a text without footnote marks at its end, and whether it had any.

    Superscripts go before anything makes digits of them: 59.533¹ is no 59.5331.
    """
    bare = MARKS.sub("", text.strip())
    return (bare, True) if bare and bare != text.strip() else (text.strip(), False)


def whole(cell: Any, decimal: str | None) -> int | Fault:
    """Return the whole number in a cell: 59533, 59.533, 59,533, 59 533, 59533.0, 59.533,00."""
    if isinstance(cell, float | int):
        return whole_float(float(cell))
    if not isinstance(cell, str):
        return Fault("not-whole")
    text = normalize_text(cell).replace("−", "-")
    digits = strip_separators(text, decimal)
    if digits is None and (zeros := ZEROS.fullmatch(text)):
        before, mark = zeros[1] or zeros[3], zeros[2] or zeros[4]
        if decimal in (None, "comma" if mark == "," else "point") and mark not in before:
            digits = strip_separators(before, decimal)
    if digits is None:
        return Fault("not-whole")
    return Fault("too-large") if abs(int(digits)) >= SAFE else int(digits)


def strip_separators(text: str, decimal: str | None) -> str | None:
    """Return the digits of a whole number without its thousands separators, or None."""
    if len(text) > 40:
        return None
    if WHOLE.fullmatch(text):
        return text
    groups = GROUPED.fullmatch(text)
    if groups is None or (decimal and groups[1] == POINT[decimal]):
        return None
    return text.replace(groups[1], "")


def whole_float(value: float) -> int | Fault:
    """Return a number of a spreadsheet as a whole one.

    59.533 in a column of whole numbers is 59,533 of which a thousands dot was taken for a
    decimal point: nothing that may be rounded.
    """
    if abs(value) >= SAFE:
        return Fault("too-large")
    if value == int(value):
        return int(value)
    thousand = value * 1000
    if abs(value) < 1000 and abs(thousand - round(thousand)) < 1e-6:
        return Fault("thousands-lost", {"meant": f"{round(thousand):,}".replace(",", ".")})
    return Fault("not-whole")


def decimal_number(cell: Any, decimal: str | None, percent: bool) -> float | Fault:
    """Return the number in a cell: 1,37, 1.37, 1.234,5; 1,037 is ambiguous unless told."""
    if isinstance(cell, Share):
        return cell.value * 100 if percent else Fault("not-number")
    if isinstance(cell, float | int):
        return float(cell)
    if not isinstance(cell, str) or len(cell) > 60:
        return Fault("not-number")
    text = normalize_text(cell).replace("−", "-")
    if text.endswith("%"):
        if not percent:
            return Fault("not-number")
        text = text[:-1].rstrip()
    return decimal_text(text, decimal)


def scaled_whole(cell: Any, decimal: str | None, scale: int) -> int | Fault:
    """Return the whole number that a cell in thousands and the like stands for: 41,2 of 1000."""
    value = decimal_number(cell, decimal, percent=False)
    if isinstance(value, Fault):
        return value
    found = round(value * scale)
    return found if abs(value * scale - found) < 1e-6 * scale else Fault("not-whole")


def decimal_text(text: str, decimal: str | None) -> float | Fault:
    """Return the number that a text is, by its separators."""
    if WHOLE.fullmatch(text) or SCIENTIFIC.fullmatch(text):
        return float(text)
    groups = GROUPED.fullmatch(text)
    single = DECIMAL.fullmatch(text)
    if groups and single and decimal is None:
        return Fault("ambiguous-number")
    if single and decimal in (None, "comma" if single[2] == "," else "point"):
        return float(text.replace(",", "."))
    if groups and (decimal is None or groups[1] != POINT[decimal]):
        return float(text.replace(groups[1], ""))
    return both_marks(text, decimal)


def both_marks(text: str, decimal: str | None) -> float | Fault:
    """Return the number of a text with thousands and decimals: 1.234,5 or 1 234.5."""
    mark = max(",.", key=text.rfind)
    before, _, after = text.rpartition(mark)
    groups = GROUPED.fullmatch(before)
    if not groups or groups[1] == mark or not re.fullmatch("[0-9]+", after):
        return Fault("not-number")
    if decimal and POINT[decimal] != mark:
        return Fault("not-number")
    return float(f"{before.replace(groups[1], '')}.{after}")
