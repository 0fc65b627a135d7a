"""What a person says of a file: on the command line, or when asked on a terminal."""

import argparse
import re
import sys
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

from analysis.errors import UserError
from analysis.tables import ADDRESS, PAPER, VINTAGE_NAME

DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
YES = ("y", "yes")


@dataclass(frozen=True)
class About:
    """The name of a vintage, and where its figures come from; ``released`` is the date of the
    source, which decides which vintage counts."""

    vintage: str
    source: str
    url: str | None = None
    licence: str | None = None
    released: str | None = None
    body: str | None = None
    replace: bool = False

    def problems(self) -> list[str]:
        """Return what is wrong with it, one line an option."""
        found = []
        if not VINTAGE_NAME.fullmatch(self.vintage):
            found.append(
                f"--vintage: found '{self.vintage}', expected <source>-<year> in small letters, "
                "digits and hyphens, such as idr-2024"
            )
        if self.vintage == PAPER:
            found.append(f"--vintage: found '{PAPER}', expected another name; the paper is frozen")
        if not self.source.strip() or not self.source.isprintable():
            found.append("--source: found no text, expected who says so, with title and date")
        if self.url is not None and not re.fullmatch(ADDRESS, self.url):
            found.append(
                f"--url: found '{self.url}', expected an address that begins with https://"
            )
        if self.released is not None and not is_date(self.released):
            found.append(date_problem(self.released))
        return found


def about_from_arguments(chosen: argparse.Namespace) -> About:
    """Return what the command line says of a file; raises UserError with all that is wrong. A
    date of release may be missing only where it can be asked for."""
    said = About(**{field.name: getattr(chosen, field.name) for field in fields(About)})
    problems = said.problems()
    if said.released is None and not on_terminal():
        problems.append(date_problem(""))
    if problems:
        raise UserError("\n".join(problems))
    return said


def with_release_date(about: About) -> About:
    """Return what is said of a file with its date of release, which is asked for if it is
    missing. Raises UserError if none is given."""
    released = about.released
    while released is None or not is_date(released):
        if released:
            print(date_problem(released))
        released = answer("Date of the source, such as 2025-06-26, 2025-06 or 2025: ")
        if not released:
            raise UserError(date_problem(""))
    return replace(about, released=released)


def require_consent(yes: bool) -> None:
    """Ask whether to write what was shown, unless that was said. Raises UserError on a no, and if
    there is nobody to ask."""
    if yes:
        return
    if not on_terminal():
        raise UserError(
            "companion update: found no terminal to ask on, expected a yes to what is shown above; "
            "nothing was written; give the same command with --yes"
        )
    if answer("Write this? [y/N] ").lower() not in YES:
        raise UserError("nothing was written")


def on_terminal() -> bool:
    """Return whether a person sees what is printed and can answer."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def answer(question: str) -> str:
    """Return what a person answers, '' if the answer is closed off."""
    try:
        return input(question).strip()
    except EOFError:
        print()
        return ""


def date_problem(found: str) -> str:
    """Return what to say of a date of release that is none."""
    shown = f"'{found}'" if found else "none"
    return (
        f"--released: found {shown}, expected a date such as 2025-06-26, 2025-06 or 2025: when the "
        "source was released"
    )


def is_date(text: str) -> bool:
    """Return whether a text is a year, a month or a day of the calendar, none of the future."""
    if not DATE.fullmatch(text):
        return False
    try:
        datetime.strptime(text, "%Y-%m-%d"[: {4: 2, 7: 5, 10: 8}[len(text)]])
    except ValueError:
        return False
    return text <= today()


def today() -> str:
    """Return the day as YYYY-MM-DD."""
    return f"{datetime.now(UTC).astimezone():%Y-%m-%d}"
