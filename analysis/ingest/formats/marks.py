"""What a spreadsheet shows and a reader of values passes over: errors, hidden rows, percent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from analysis.ingest.formats.grid import Merged, Share

Cell = str | Callable[[Any], Any]


@dataclass
class Marks:
    """Hidden rows and merged cells (from 0), and cells whose content is put in by hand."""

    hidden: list[int] = field(default_factory=list)
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)


def share(cell: Any) -> Any:
    """Return a number as a percentage, and anything else as it is."""
    return Share(cell) if isinstance(cell, float) else cell
