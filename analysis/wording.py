"""Numbers, dates, names and labels, in the words of one edition of the site."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from analysis.errors import UserError
from analysis.tables import LANGUAGES, load, read_yaml

LABELS = Path(__file__).with_name("labels.yaml")
ENUMERATIONS = {
    "change",
    "old_verdict",
    "scope",
    "state",
    "drug",
    "instrument",
    "level",
    "group",
    "measure",
    "side",
    "moved_side",
    "filed_as",
    "among",
    "verdict",
    "reporter",
    "power_measure",
    "states",
    "counted_as",
    "support",
    "choice",
    "dimension",
    "era",
    "indicator",
    "codes",
    "kind",
    "border",
    "bearing",
    "found_in",
    "standing",
}


@dataclass(frozen=True)
class Wording:
    """The wording of one edition; ``lang`` is ``en`` or ``id``, anything else a UserError."""

    lang: str = "en"

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise UserError(f"lang: found '{self.lang}', expected one of {', '.join(LANGUAGES)}")

    def label(self, key: str) -> str:
        """Return the label of a column, a value or a chart. Raises UserError if there is none."""
        labels = read_yaml(LABELS)
        if key not in labels:
            raise UserError(f"analysis/labels.yaml: found no label '{key}', expected one; add it")
        return str(labels[key][LANGUAGES.index(self.lang)])

    def heading(self, column: str) -> str:
        """Return the label of a column; one that a new table brought is its name in words."""
        known = column in read_yaml(LABELS)
        return self.label(column) if known else column.replace("_", " ").capitalize()

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with the edition's separators and a fixed number of decimals."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(value, format=pattern, locale=self.lang))

    def date(self, value: pd.Timestamp) -> str:
        """Return a day, such as 23 March 2012."""
        return str(format_date(value, format="d MMMM y", locale=self.lang))

    def month(self, value: str) -> str:
        """Return a month given as YYYY-MM, such as November 2023."""
        return str(format_date(pd.Timestamp(value), format="LLLL y", locale=self.lang))

    def country(self, iso3: str) -> str:
        """Return the name of a country given by its ISO 3166-1 alpha-3 code."""
        return str(self._countries[iso3])

    @cached_property
    def _countries(self) -> pd.Series:
        return load("countries").set_index("iso3")[f"name_{self.lang}"]

    def join_list(self, words: list[str]) -> str:
        """Return words as a list in a sentence: a, b and c."""
        if len(words) < 2:
            return "".join(words) or self.label("none")
        return f"{', '.join(words[:-1])} {self.label('and')} {words[-1]}"

    def value(self, column: str, value: Any) -> str:
        """Return a value in the form that the name of its column asks for.

        ``*_iso3``: country; ``year``, ``*_year``: plain; ``*_percent``, ``*_rate`` (percent, two
        decimals), ``*_ratio``, ``*_p``
        (p-value), ``*_km``, ``*_kg``; whole numbers with separators; dates; yes or no;
        ``as_of``: month; lists in words. A missing value is an en dash.
        """
        if isinstance(value, list):
            return self.join_list([self.value(column, item) for item in value])
        if pd.isna(value):
            return "–"
        if isinstance(value, str):
            return self._text(column, value)
        if isinstance(value, pd.Timestamp):
            return self.date(value)
        if pd.api.types.is_bool(value):
            return self.label("yes" if value else "no")
        if column.endswith("_percent") and isinstance(value, int):
            return f"{self.number(value)}%"
        return self._quantity(column, float(value))

    def _text(self, column: str, value: str) -> str:
        if column.endswith("iso3"):
            return self.country(value)
        if column == "as_of":
            return self.month(value)
        return self.label(value) if column in ENUMERATIONS else value

    def _quantity(self, column: str, value: float) -> str:
        unit = column.rsplit("_", 1)[-1]
        if unit in ("year", "from") or column == "year":
            return f"{value:.0f}"
        if unit == "percent":
            return self.number(value, 2 if 0 < abs(value) < 1 else 1) + "%"
        if unit == "rate":
            return self.number(value, 2) + "%"
        if unit == "ratio":
            return self.number(value, 2 if value < 10 else 1 if value < 100 else 0)
        if unit == "p":
            return f"< {self.number(0.001, 3)}" if value < 0.001 else self.number(value, 3)
        if unit == "km" or value.is_integer():
            return self.number(value)
        return self.number(value, 1)
