"""Every sentence the room can say is in ``messages.yaml``; here they are filled in."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import UserError
from analysis.tables import breach_messages, read_yaml
from analysis.tracing import trace

SHOWN = 20  # problems of one kind in one column that are told one by one


@trace
def messages() -> pd.DataFrame:
    """Return every message: name, kind (error, warning or note), message, cause, cure."""
    return pd.DataFrame([{"name": name, **entry} for name, entry in entries().items()])


def entries() -> dict[str, dict[str, str]]:
    """Return the room's own messages and those on breaches of a schema, by name."""
    return read_yaml(Path(__file__).with_name("messages.yaml")) | breach_messages()


def format_message(name: str, /, **values: Any) -> str:
    """Return a message with its places filled in, as one line."""
    return entries()[name]["message"].format(**values).strip()


def failure(name: str, /, **values: Any) -> UserError:
    """Return the error that a message is, to be raised."""
    return UserError(format_message(name, **values))


def join_words(words: Sequence[Any], most: int = 12) -> str:
    """Return words with commas between them, shortened after so many."""
    shown = ", ".join(str(word) for word in words[:most])
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown or "(none)"


@dataclass
class Findings:
    """The problems, warnings and notes of one file, in the order in which they were found."""

    problems: list[str] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    told: Counter[tuple[str, str]] = field(default_factory=Counter)

    def problem(self, name: str, /, **values: Any) -> None:
        """Add one problem."""
        self.problems.append(format_message(name, **values))

    def warn(self, name: str, /, **values: Any) -> None:
        """Add one warning."""
        self.warnings.append((name, format_message(name, **values)))

    def note(self, name: str, /, **values: Any) -> None:
        """Add one note, to be printed with the reading."""
        self.notes.append(format_message(name, **values))

    def many(
        self,
        name: str,
        column: str,
        rows: Sequence[int] | np.ndarray,
        describe: Callable[..., dict[str, Any]],
    ) -> None:
        """Add a problem for each row, as ``describe(row)`` tells it, at most 20 of one name in
        one column, then their number."""
        room = max(0, SHOWN - self.told[name, column])
        self.told[name, column] += len(rows)
        for row in rows[:room]:
            self.problem(name, **describe(int(row)))
        if len(rows) > room:
            self.problem("and-more", count=len(rows) - room, name=name, column=column)
