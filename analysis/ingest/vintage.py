"""A draft becomes a vintage of ``data/``: its table, its descriptor, the data package, at once."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import pandas as pd
import yaml

from analysis.atomic import exchange_folders, hold_lock
from analysis.errors import UserError
from analysis.ingest import series
from analysis.ingest.about import About, today
from analysis.ingest.draft import SOURCE, Draft
from analysis.questions import changes
from analysis.tables import (
    DATA,
    descriptor,
    read_typed,
    read_yaml,
    require_sound,
    schema,
    vintages,
    write_datapackage,
)

LICENCE = "Not stated"
PART = "part"  # of a year: the coverage that keeps a vintage out of the series
STAGES = "update-"  # folders of _build in which a new data/ is made


@dataclass(frozen=True)
class Plan:
    """A vintage as it would be written: its rows, their CSV text, its descriptor; in ``shown``
    what that changes, a line each; and whether it is there already."""

    frame: pd.DataFrame = field(compare=False)
    text: str
    words: dict[str, Any]
    shown: tuple[str, ...] = ()
    there: bool = False


def plan_vintage(draft: Draft, about: About, original: Path, data: Path = DATA) -> Plan:
    """Return a sound draft as the vintage that it would be; nothing is written.

    Raises UserError if its name is taken by other content and ``replace`` is not set, and if
    the table wants an address that is not given.
    """
    frame = fill_sources(draft, about)
    refuse_without_address(frame, draft.table, data)
    text = as_csv(frame, draft.table, data)
    words = describe_vintage(draft, about, original, text, data)
    if about.vintage in vintages(draft.table, data):
        if words == descriptor(draft.table, about.vintage, data) | {"checked": words["checked"]}:
            return Plan(frame, text, words, there=True)
        refuse_replacing(draft.table, about)
    with TemporaryDirectory() as folder:
        new = copy_table(draft.table, data, Path(folder))
        write_vintage(new / draft.table / about.vintage, text, words)
        told = series.describe_changes(draft.table, about.vintage, data, new)
    replaced = [f"replaces {line}" for line in replaced_cells(draft, about, data)]
    return Plan(frame, text, words, (*replaced, *told))


def refuse_warnings(plan: Plan) -> None:
    """Raise UserError with what looks odd in a vintage beside those that are there."""
    told = [line for line in map(str.strip, plan.shown) if line.startswith(series.WARNING)]
    if told:
        raise UserError("\n".join([*told, "nothing was written, since --strict was said"]))


def copy_table(table: str, data: Path, target: Path) -> Path:
    """Copy what is needed to read one table of ``data/`` into a folder, and return that."""
    shutil.copytree(data / "schemas", target / "schemas")
    shutil.copytree(data / table, target / table)
    return target


def save_vintage(
    draft: Draft, about: About, original: Path, data: Path = DATA, shown: Plan | None = None
) -> str:
    """Write a sound draft as a vintage of ``data/`` and return what was done, in a sentence.

    The CSV file, its descriptor and ``datapackage.json`` appear together or not at all; the
    same file under the same name again changes nothing. Raises UserError if the vintage would no
    longer be as it was ``shown``, for whatever ``plan_vintage`` refuses, and if the new ``data/``
    would be unsound.
    """
    place = data / draft.table / f"{about.vintage}.csv"
    with hold_lock(data.parent / "_build" / "update.lock", "update", wait=True):
        read_yaml.cache_clear()  # of descriptors that another update has replaced meanwhile
        plan = plan_vintage(draft, about, original, data)
        if plan.there:
            return f"{place} holds this file already; nothing was written"
        if shown not in (None, plan):
            raise UserError(
                f"{place}: found data or file changed since they were shown, expected them so; "
                "nothing was written; give the same command again"
            )
        with staged_data(data) as new:
            write_vintage(new / draft.table / about.vintage, plan.text, plan.words)
            require_same(new, draft.table, about.vintage, plan.frame)
            write_datapackage(new)
            require_sound(new)
            exchange_folders(new, data)
        read_yaml.cache_clear()
    return f"wrote {place} and its descriptor: {len(plan.frame)} rows"


def fill_sources(draft: Draft, about: About) -> pd.DataFrame:
    """Return the rows with the source, its address and date where the table asks for them."""
    given = {
        "source": about.source,
        "address": about.url,
        "date": about.released,
        "sources": SOURCE,
    }
    frame = draft.frame
    filled = {*given} & {*frame} if {"source", "address"} <= {*frame} else {"sources"} & {*frame}
    missing = {name: frame[name].fillna(given[name]) for name in filled if given[name]}
    return frame.assign(**missing)


def refuse_without_address(frame: pd.DataFrame, table: str, data: Path) -> None:
    """Raise UserError if the table asks for the address of a source in each row and some row has
    none."""
    asked = {field["name"]: field.get("constraints", {}) for field in schema(table, data)["fields"]}
    if asked.get("address", {}).get("required") and frame["address"].isna().any():
        raise UserError(
            f"--url: found none, expected the address of the source, which {table} has in each "
            "row; name it: --url https://…, or bring a column with the addresses"
        )


def as_csv(frame: pd.DataFrame, table: str, data: Path) -> str:
    """Return rows as the CSV text of a vintage. Raises UserError if it would not read back as
    the same values."""
    types = {field["name"]: field["type"] for field in schema(table, data)["fields"]}
    words = {name: column_as_text(frame[name], types[name]) for name in frame}
    return pd.DataFrame(words).to_csv(index=False, lineterminator="\n")


def column_as_text(column: pd.Series, kind: str) -> pd.Series:
    """Return a column as text: days as YYYY-MM-DD, whole numbers without a point."""
    if kind == "date":
        return column.dt.strftime("%Y-%m-%d")
    if kind == "number":
        return column.map(lambda value: f"{value:.15g}", na_action="ignore")
    return column.astype("string")


def require_same(data: Path, table: str, vintage: str, frame: pd.DataFrame) -> None:
    """Raise UserError if a table that was written does not read back as the same values."""
    found = read_typed(data / table / f"{vintage}.csv", schema(table, data))
    if not found.equals(frame.astype(found.dtypes)):
        raise UserError(
            f"data/{table}/{vintage}.csv: found other values than those read, expected the same; "
            "nothing was written; please report this with the file"
        )


def describe_vintage(
    draft: Draft, about: About, original: Path, text: str, data: Path
) -> dict[str, Any]:
    """Return the descriptor of a new vintage."""
    source = {"title": about.source} | ({"address": about.url} if about.url else {})
    body = schema(draft.table, data).get("series", {}).get("body")
    return {
        "title": f"{schema(draft.table, data)['title']}: {about.source}",
        "released": about.released,
        "checked": today(),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        **({"body": about.body or body} if body else {}),
        **({"coverage": PART} if is_of_part(draft) else {}),
        "sources": {SOURCE: source},
        "licence": {"name": about.licence or LICENCE},
        "original": {
            "file": original.name,
            "sha256": hashlib.sha256(original.read_bytes()).hexdigest(),
            "reading": draft.reading,
        },
        **({"warnings": [line for _, line in draft.warnings]} if draft.warnings else {}),
        "anomalies": draft.anomalies,
    }


def is_of_part(draft: Draft) -> bool:
    """Return whether the figures were said to be for a part of a year, in a table whose rows do
    not say so themselves."""
    return draft.reading["options"].get("coverage") == PART and "coverage" not in draft.frame


def refuse_replacing(table: str, about: About) -> None:
    """Raise UserError if a vintage would be replaced without ``--replace``."""
    if not about.replace:
        raise UserError(
            f"data/{table}/{about.vintage}.csv: found other content under that name, expected a "
            "new name; a correction of the same printing takes --replace"
        )


def replaced_cells(draft: Draft, about: About, data: Path = DATA) -> list[str]:
    """Return what a replacement changes, one line a cell; nothing if the name is new."""
    if not about.replace or about.vintage not in vintages(draft.table, data):
        return []
    table_schema = schema(draft.table, data)
    old = read_typed(data / draft.table / f"{about.vintage}.csv", table_schema)
    key = table_schema.get("series", {}).get("key", table_schema["primaryKey"])
    found = changes.cells(old, fill_sources(draft, about), draft.table, key)
    return [
        f"{row.row} {row.column}: {row.change}, "
        f"{changes.key_text(row.old)} → {changes.key_text(row.new)}"
        for row in found.itertuples()
    ]


def write_vintage(path: Path, text: str, words: dict[str, Any]) -> None:
    """Write a table and its descriptor beside each other, with the line ends that were hashed."""
    path.with_name(f"{path.name}.csv").write_text(text, encoding="utf-8", newline="\n")
    told = yaml.safe_dump(words, allow_unicode=True, sort_keys=False, width=100)
    path.with_name(f"{path.name}.yaml").write_text(told, encoding="utf-8", newline="\n")


@contextmanager
def staged_data(data: Path) -> Iterator[Path]:
    """Give a copy of ``data/`` to be changed, and remove it in the end; the lock of updates must
    be held."""
    build = data.parent / "_build"
    for left in build.glob(f"{STAGES}*/"):  # of an update that was killed
        shutil.rmtree(left, ignore_errors=True)
    shop = Path(mkdtemp(prefix=STAGES, dir=build))
    try:
        yield shutil.copytree(data, shop / "data")
    finally:
        shutil.rmtree(shop, ignore_errors=True)
