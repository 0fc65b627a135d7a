"""The exception behind every message to a user, and how a message quotes what was found."""

from typing import Any

WIDEST = 60  # characters of a cell that a message shows


class UserError(Exception):
    """A problem to be shown as one message, without a traceback."""


class Change(str):
    """A problem line that says only that a table is not as its descriptor has it."""

    __slots__ = ()


def quote(cell: Any) -> str:
    """Return a cell in quotes, shortened, with what can't be seen written out."""
    text = str(cell)
    seen = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: WIDEST + 1])
    return f"'{seen[:WIDEST]}…'" if len(seen) > WIDEST else f"'{seen}'"
