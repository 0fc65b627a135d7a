"""A breach of a constraint, and how it is told: what ``breaches.yaml`` says of its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import quote
from analysis.tables.loader import read_yaml

BREACHES = Path(__file__).with_name("breaches.yaml")
Address = Callable[[int, str | None], str]


@dataclass(frozen=True)
class Breach:
    """A constraint that rows of one column break: its kind in ``breaches.yaml``, the rows counted
    from 0, and what fills the message of a row (``other`` is a row too). ``rule`` is the name of
    a broken rule of the schema."""

    kind: str
    column: str
    rows: np.ndarray
    describe: Callable[[int], dict[str, Any]]
    rule: str = ""


def describe_row(breach: Breach, row: int, address: Address) -> dict[str, Any]:
    """Return what fills the message on one row of a breach; ``address`` gives the place of a row
    and a column, or of a row."""
    values = breach.describe(row)
    if "other" in values:
        values["other"] = address(values["other"], None)
    return {"at": address(row, breach.column), **values}


def breach_messages() -> dict[str, dict[str, str]]:
    """Return message, cause and cure of every kind of breach."""
    return read_yaml(BREACHES)


def breach_message(kind: str, values: Mapping[str, Any]) -> str:
    """Return the message of a kind of breach with its places filled in."""
    return breach_messages()[kind]["message"].format(**values).strip()


def plain_value(value: Any) -> Any:
    """Return a value as YAML can hold it and a message shows it."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return value.item() if isinstance(value, np.generic) else value


def cell_values(frame: pd.DataFrame, name: str, expected: Any) -> Callable[[int], dict[str, Any]]:
    """Return what describes a row by its cell in a column and by what is expected there."""
    words = ", ".join(map(str, expected)) if isinstance(expected, list) else expected
    return lambda row: {"found": quote(frame[name][row]), "expected": words, "field": name}


def as_mask(values: Any) -> np.ndarray:
    """Return truth values as an array; what is missing is false."""
    return pd.Series(values).astype("boolean").fillna(False).to_numpy(dtype=bool)
