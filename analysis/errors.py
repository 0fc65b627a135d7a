"""The exception behind every message to a user, how a message quotes what was found, and how it
reaches every terminal."""

import io
import os
import select
import sys
from collections.abc import Callable
from pathlib import Path
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


def exit_code(run: Callable[[], int]) -> int:
    """Run something that prints, in UTF-8, and return its exit code: 1 after a message on standard
    error, or without one if whoever reads what is printed has gone."""
    speak_utf8()
    try:
        try:
            return run_with_messages(run)
        finally:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
    except BrokenPipeError as error:
        if not is_unheard():
            print(f"system: {error.strerror}", file=sys.stderr)
        return 1


def run_with_messages(run: Callable[[], int]) -> int:
    """Run something and return its exit code, or 1 after a message; raises BrokenPipeError
    alone."""
    try:
        return run()
    except BrokenPipeError:
        raise
    except UserError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or 'system'}: {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped; the site of before is as it was", file=sys.stderr)
    return 1


def speak_utf8() -> None:
    """Print and read UTF-8 whatever the locale, a pipe or a variable says, and have all that is
    started do so: many locales and files of Windows have no arrows, and terminals show UTF-8."""
    os.environ |= {"PYTHONIOENCODING": "utf-8:backslashreplace", "PYTHONUTF8": "1"}
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started this
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def decode_words(value: Any) -> Any:
    """Return a text of the command line, or each of a list, as the UTF-8 that terminals send,
    whatever the locale took it for; paths and all else are left as they are."""
    if isinstance(value, list):
        return [decode_words(item) for item in value]
    if not isinstance(value, str):
        return value
    try:
        return os.fsencode(value).decode("utf-8")
    except UnicodeError:
        return value.encode("utf-8", "replace").decode("utf-8")


def is_unheard() -> bool:
    """Return whether nobody reads standard output or error any more, and if so print the rest of
    it nowhere."""
    if not hasattr(select, "poll"):  # Windows
        return True
    streams = select.poll()
    for stream in (sys.stdout, sys.stderr):
        streams.register(stream, select.POLLOUT)
    gone = [number for number, event in streams.poll(0) if event & select.POLLERR]
    for number in gone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    return bool(gone)
