"""The mapping file: what a person says about a file that its headers do not say."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from analysis.ingest.draft import Options
from analysis.ingest.messages import failure, join_words

KINDS: dict[str, type] = {
    "table": str,
    "sheet": str,
    "pages": str,
    "nth": int,
    "header_rows": list,
    "columns": dict,
    "constants": dict,
    "decimal": str,
    "dates": str,
}

COVERAGES = ("year", "part")
LISTED = {"decimal": ("comma", "point"), "dates": ("dmy", "mdy"), "years": ("across",)}


@dataclass(frozen=True)
class Choices:
    """Options and mapping file together; the options win."""

    table: str | None = None
    sheet: str | None = None
    pages: str | None = None
    nth: int | None = None
    header_rows: tuple[int, ...] = ()
    columns: dict[str, Any] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    decimal: str | None = None
    dates: str | None = None
    scale: int | None = None
    where: dict[str, str] = field(default_factory=dict)
    years: str | None = None
    scope: dict[str, str] = field(default_factory=dict)
    file: str = ""

    def constants_of(self, fields: Collection[str]) -> dict[str, Any]:
        """Return the values that every row of a table with these fields has."""
        told = {name: value for name, value in self.scope.items() if name in fields}
        return told | self.constants


def choices(options: Options) -> Choices:
    """Return options and mapping file as one; raises UserError for what neither can mean."""
    said = read_mapping(options.mapping) if options.mapping else {}
    for name in ("table", "sheet", "pages", "nth", "decimal", "dates"):
        if getattr(options, name) is not None:
            said[name] = getattr(options, name)
    for name in ("scale", "years"):
        said[name] = getattr(options, name)
    said["constants"] = said.get("constants", {}) | dict(options.constants)
    said["where"] = dict(options.where)
    said["scope"] = {n: v for n in ("body", "coverage") if (v := getattr(options, n)) is not None}
    for name, known in LISTED.items():
        if said.get(name) not in (None, *known):
            raise failure("bad-choice", name=name, found=said[name], known=" or ".join(known))
    refuse_scope(options)
    said["header_rows"] = tuple(said.get("header_rows", ()))
    return Choices(**said, file=options.mapping.name if options.mapping else "")


def refuse_scope(options: Options) -> None:
    """Raise UserError for a coverage or a scale that there is not."""
    if options.coverage not in (None, *COVERAGES):
        known = " or ".join(COVERAGES)
        raise failure("bad-choice", name="--coverage", found=options.coverage, known=known)
    if options.scale is not None and options.scale < 1:
        raise failure(
            "bad-choice", name="--scale", found=options.scale, known="1, 1000 or the like"
        )


def read_mapping(path: Path) -> dict[str, Any]:
    """Return the content of a mapping file; raises UserError for a key or kind it can't have."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise failure(
            "mapping-broken", file=path.name, error=" ".join(str(error).split())
        ) from None
    except OSError as error:
        raise failure("mapping-broken", file=path.name, error=error.strerror) from None
    if not isinstance(content, dict):
        raise failure("mapping-broken", file=path.name, error="it is no list of keys with values")
    for key, value in content.items():
        if key not in KINDS:
            raise failure("mapping-key", file=path.name, found=key, known=", ".join(KINDS))
        if not isinstance(value, KINDS[key]):
            raise failure(
                "mapping-kind", file=path.name, key=key, found=value, known=KINDS[key].__name__
            )
    rows = content.get("header_rows", [])
    if not all(isinstance(row, int) and row > 0 for row in rows):
        raise failure(
            "mapping-kind", file=path.name, key="header_rows", found=rows, known="list of rows"
        )
    return content


def refuse_unknown(chosen: Choices, table: str, known: list[str]) -> None:
    """Raise UserError for a field of the mapping file that the table does not have."""
    for name in (*chosen.columns, *chosen.constants):
        if name not in known:
            raise failure(
                "mapping-field",
                file=chosen.file,
                found=name,
                table=table,
                known=join_words(known, 40),
            )
