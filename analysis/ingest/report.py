"""The reading in words, so that a person can see whether it is right."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import UserError
from analysis.ingest.draft import Draft, Options
from analysis.ingest.messages import failure
from analysis.ingest.reader import read
from analysis.tables import schema

SAID = [
    *("table", "sheet", "pages", "nth", "mapping", "decimal", "dates"),
    *("body", "coverage", "scale", "years"),
]
FIRST, LAST = 5, 2  # rows of a PDF that are shown
FACTS = ("format", "sheet", "pages", "delimiter", "encoding")


def check_file(path: Path, options: Options, strict: bool = False) -> Draft:
    """Print how a file was read and what looks odd, and return it if it is sound.

    Raises UserError with every problem; warnings are problems too if ``strict``. Nothing is
    written.
    """
    return tell(read(path, options), path.name, strict)


def tell(
    draft: Draft, name: str, strict: bool = False, written: str = "nothing was written"
) -> Draft:
    """Print how a file was read and what looks odd, and return it if it is sound; raises
    UserError with every problem."""
    print("\n".join(reading(draft)))
    for _, line in () if strict else draft.warnings:
        print(f"warning: {line}")
    problems = [*draft.problems, *(line for _, line in draft.warnings if strict)]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise UserError("\n".join([f"{name} has {count}; {written}:", *problems]))
    return draft


def options_from_arguments(chosen: argparse.Namespace) -> Options:
    """Return what the command line says about a file; raises UserError for a reason too few."""
    reasons = [*chosen.because, *[""] * len(chosen.accept)]
    if len(chosen.because) > len(chosen.accept):
        raise failure("because-without-accept")
    accepted = dict(zip(chosen.accept, reasons, strict=False))
    said = {name: getattr(chosen, name) for name in SAID}
    said["where"] = pairs_of("--where", chosen.where)
    said["constants"] = pairs_of("--constant", chosen.constant)
    return Options(**said, accept=accepted)


def pairs_of(option: str, texts: list[str]) -> dict[str, str]:
    """Return texts NAME=VALUE as pairs; raises UserError for one without a sign of equality."""
    for text in texts:
        if not text.partition("=")[0].strip() or "=" not in text:
            raise failure("no-pair", option=option, found=text)
    return {text.partition("=")[0].strip(): text.partition("=")[2].strip() for text in texts}


def reading(draft: Draft) -> Iterator[str]:
    """Yield the lines that say how a file was read."""
    said = draft.reading
    facts = [f"{key} {said[key]}" for key in FACTS if key in said]
    yield f"{said['file']}: {', '.join(facts)}"
    yield f"table: {draft.table} ({schema(draft.table)['title']})"
    yield f"header: row {', '.join(str(row) for row in said['header_rows'])}"
    width = max(len(name) for name in said["columns"])
    for name, source in said["columns"].items():
        yield f"  {name:<{width}} from {source}"
    for name, value in said["options"].get("constants", {}).items():
        yield f"  {name:<{width}} is {value} in every row"
    if said["not_read"]:
        yield f"not read: {'; '.join(said['not_read'])}"
    yield from skipped_lines(said["skipped_rows"])
    for note in said["notes"]:
        yield f"note: {note}"
    for anomaly in draft.anomalies:
        place, printed = anomaly_location(anomaly), anomaly["printed"]
        yield f"accepted: {place}: {printed}, expected {anomaly['expected']}"
    yield f"read: {describe_span(draft)}"
    if said.get("format") == "pdf":
        yield from row_lines(draft.frame)


def row_lines(frame: pd.DataFrame) -> Iterator[str]:
    """Yield the first and the last rows, to be compared with the page by eye."""
    lines = frame.dropna(axis="columns", how="all").to_string(index=False, na_rep="-").splitlines()
    few = len(lines) <= 1 + FIRST + LAST
    for line in lines if few else [*lines[: 1 + FIRST], "…", *lines[-LAST:]]:
        yield f"  {line}"


def skipped_lines(skipped: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the rows that were left out, by reason."""
    reasons = dict.fromkeys(entry["why"] for entry in skipped)
    for why in reasons:
        rows = [str(entry["row"]) for entry in skipped if entry["why"] == why]
        more = f" and {len(rows) - 20} more" if len(rows) > 20 else ""
        yield f"left out: row {', '.join(rows[:20])}{more} ({why})"


def anomaly_location(anomaly: dict[str, Any]) -> str:
    """Return where an accepted break of a rule is."""
    at = anomaly["at"]
    if isinstance(at, str):
        return at
    return ", ".join([*(f"{key} {value}" for key, value in at.items()), anomaly["column"]])


def describe_span(draft: Draft) -> str:
    """Return how many rows were read and which years they are for."""
    count = "1 row" if len(draft.frame) == 1 else f"{len(draft.frame):,} rows"
    years: pd.Series = draft.frame["year"].dropna() if "year" in draft.frame else pd.Series([])
    return f"{count}, {years.min()} to {years.max()}" if len(years) else count
