"""What can be said to the commands of ``companion``."""

import argparse
from pathlib import Path

from analysis.tables import CURRENT, LANGUAGES, PAPER


def add_building(command: argparse.ArgumentParser) -> None:
    """Add what a person can say about how the book is built."""
    command.add_argument("--vintage", default=CURRENT, help=f"vintage shown ({CURRENT})")
    command.add_argument("--lang", default="en", choices=LANGUAGES, help="language (en)")
    command.add_argument(
        "--countries",
        default="default",
        help="which have a page: default, all or codes such as MYS,SGP",
    )
    command.add_argument("--plain", action="store_true", help="ordinary kernels, not forked")
    command.add_argument("--workers", type=int, default=2, help="chapters at a time (2)")
    command.add_argument("--scheduler", help="address of a Dask scheduler, tcp://…")
    command.add_argument("--only-site", action="store_true", help="leave out PDF and EPUB")


def add_reading(command: argparse.ArgumentParser) -> None:
    """Add what a person can say about a file to a command that reads one."""
    command.add_argument("--table", help="table that the file holds")
    command.add_argument("--sheet", help="sheet of a workbook")
    command.add_argument("--pages", help="pages of a PDF, such as 3-5,8")
    command.add_argument("--nth", type=int, metavar="N", help="which table of a PDF's pages")
    command.add_argument("--mapping", type=Path, help="YAML file that names columns")
    command.add_argument("--decimal", choices=("comma", "point"), help="decimal separator")
    command.add_argument("--dates", choices=("dmy", "mdy"), help="order of 03/04/2012")
    command.add_argument("--accept", action="append", default=[], metavar="RULE")
    command.add_argument("--because", action="append", default=[], metavar="WHY")
    command.add_argument("--body", help="whose figures they are, if not the table's body's")
    command.add_argument("--coverage", choices=("year", "part"), help="of whole years or a part")
    command.add_argument("--scale", type=int, metavar="N", help="multiply counts, as by 1000")
    command.add_argument("--years", choices=("across",), help="each year is a column")
    command.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE")
    command.add_argument("--constant", action="append", default=[], metavar="FIELD=VALUE")
    command.add_argument("--strict", action="store_true", help="let warnings fail too")


def add_about(command: argparse.ArgumentParser) -> None:
    """Add what a person says of a file's source."""
    command.add_argument("--vintage", required=True, help="its name, such as idr-2024")
    command.add_argument("--source", required=True, help="who says so: title, publisher, date")
    command.add_argument("--url", help="address of the source")
    command.add_argument("--licence", help="licence of the source (not stated)")
    command.add_argument("--released", help="date of the source, such as 2025-06-26")
    command.add_argument("--replace", action="store_true", help="correct a vintage of that name")
    command.add_argument("--yes", action="store_true", help="write what is shown without asking")


def add_comparing(command: argparse.ArgumentParser) -> None:
    """Add which vintages are compared, and in what form."""
    command.add_argument("old", help=f"a vintage, such as {PAPER}")
    command.add_argument("new", nargs="?", default=CURRENT, help=f"another ({CURRENT})")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--markdown", action="store_true", help="as Markdown")


def add_data(command: argparse.ArgumentParser) -> None:
    """Add where the tables are, for a command that works on a folder of them."""
    command.add_argument("--data", type=Path, metavar="FOLDER", help="tables (data/ of the tree)")
