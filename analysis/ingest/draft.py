"""What a reading is asked and what it gives: Options in, Draft out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

SOURCE = "file"  # the key of the one source of a vintage that is made of a file


@dataclass(frozen=True)
class Options:
    """What a person can say about a file; they win over the mapping file.

    ``accept`` maps a rule to the reason for which its breaks are kept as anomalies. ``body`` is
    the reporting body and ``coverage`` year or part: where the table has a field for it the value
    of every row, else what keeps the vintage out of the series. ``scale`` is what counts are
    multiplied by, ``constants`` are values of every row by field, ``where`` the value that a
    column must have in a row that is read, ``years`` across if each year is a column. ``nth`` is
    which table of a PDF, counted from 1 over the chosen pages.
    """

    table: str | None = None
    sheet: str | None = None
    pages: str | None = None
    nth: int | None = None
    mapping: Path | None = None
    decimal: str | None = None
    dates: str | None = None
    accept: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    coverage: str | None = None
    scale: int | None = None
    constants: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    years: str | None = None


@dataclass(frozen=True)
class Draft:
    """A table as read: its typed rows, how they were read, and what is wrong with them.

    ``frame`` has exactly the schema's columns, in order. ``reading`` is plain data for a
    descriptor. ``problems`` is empty for a sound file; ``warnings`` are pairs of a name and a
    line; ``anomalies`` are accepted breaks of rules as ``data/descriptor.yaml`` wants them.
    """

    table: str
    frame: pd.DataFrame
    reading: dict[str, Any]
    problems: list[str]
    warnings: list[tuple[str, str]]
    anomalies: list[dict[str, Any]]
