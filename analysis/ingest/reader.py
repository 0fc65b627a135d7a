"""From a file to a draft: the one way through the room."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.ingest.checks import plausibility, schema, totals
from analysis.ingest.draft import Draft, Options
from analysis.ingest.formats.archive import unpack_table
from analysis.ingest.formats.delimited import read_text
from analysis.ingest.formats.detect import PACKED, kind_of
from analysis.ingest.formats.grid import Grid, letters
from analysis.ingest.formats.parquet import read_parquet
from analysis.ingest.formats.pdf import read_pages
from analysis.ingest.formats.records import read_records
from analysis.ingest.formats.sandbox import run_guarded
from analysis.ingest.formats.spreadsheetml import read_spreadsheetml
from analysis.ingest.formats.workbook import read_sheets
from analysis.ingest.header import choose, match
from analysis.ingest.header.find import Header
from analysis.ingest.header.mapping import Choices, choices
from analysis.ingest.header.turn import turn_years
from analysis.ingest.messages import Findings, failure, join_words
from analysis.ingest.scope.check import RULE, check_scope, telling_columns
from analysis.ingest.scope.generic import settle_generic
from analysis.ingest.scope.texts import scope_texts
from analysis.ingest.values import columns
from analysis.ingest.values.rows import Body, read_body
from analysis.ingest.values.where import where_mask
from analysis.tables import DATA
from analysis.tables import schema as table_schema


def read(path: Path, options: Options = Options(), data: Path = DATA) -> Draft:  # noqa: B008
    """Return a file as a draft of a table, with every problem that it has.

    Raises UserError when no table can be made of the file at all.
    """
    return run_guarded(read_here, Path(path), options, data)


def read_here(path: Path, options: Options, data: Path) -> Draft:
    """Return a file as a draft, read in this process and without limits."""
    chosen = choices(options)
    return draft_of(read_grids(path, chosen), chosen, options, data)[1]


def read_grids(path: Path, chosen: Choices) -> list[Grid]:
    """Return what a file holds as grids, with years down where a person says they run across."""
    return [turn_years(grid) if chosen.years else grid for grid in grids_of(path, chosen)]


def draft_of(
    grids: list[Grid], chosen: Choices, options: Options, data: Path
) -> tuple[columns.Table, Draft]:
    """Return the table that one of some grids holds, and the draft of it."""
    grid, header = choose.choose_grid(grids, chosen, data)
    if "fault" in grid.about:
        raise grid.about["fault"]
    found = read_rows(grid, header, chosen, data)
    findings = Findings()
    header = settle_generic(grid, header, found, chosen, findings, data)
    choose.refuse_missing(grid, header, chosen, data)
    table = columns.build_table(grid, header, found, chosen, data, findings)
    schema.name_countries(table, data)
    settled = check_texts(table, options, data)
    anomalies = check_accepting(table, options.accept, settled, data)
    add_hints(grid, findings)
    plausibility.warn(table, data, options.body)
    reading = describe_reading(table, options) | {"notes": findings.notes}
    reading["not_read"] += [other.about["part"] for other in grids if other is not grid]
    found_wrong = findings.problems, findings.warnings
    return table, Draft(header.table, table.frame, reading, *found_wrong, anomalies)


def read_rows(grid: Grid, header: Header, chosen: Choices, data: Path) -> Body:
    """Return what each row is; rows that a person did not ask for are left out."""
    found = read_body(grid, header, data, where_mask(grid, header, chosen.where))
    if not len(found.data) and not len(found.keyless):
        raise failure("no-rows", file=grid.file, row=grid.rows[header.top])
    return found


def check_texts(table: columns.Table, options: Options, data: Path) -> set[str]:
    """Tell what titles, notes and unread columns say of another scope; return the names by which
    scopes were accepted that the file does seem to have."""
    known = match.table_vocabulary(table.name, table.chosen, data)
    apart = telling_columns(table, table_schema(table.name, data)["primaryKey"])
    texts = scope_texts(table.grid, table.header, table.body, known, apart)
    said = {"body": options.body, "coverage": options.coverage, "scale": options.scale}
    told = {name for name, value in said.items() if value is not None and name not in table.entries}
    settled = {"period" if name == "coverage" else name for name in told}
    settled |= {name.removeprefix(RULE) for name in options.accept if name.startswith(RULE)}
    return {RULE + facet for facet in check_scope(table, texts, known, settled, data)}


def check_accepting(
    table: columns.Table, accepted: Mapping[str, str], settled: set[str], data: Path
) -> list[dict[str, Any]]:
    """Tell every breach of the schema and every wrong sum that is not accepted; return the
    anomalies of those that are."""
    schema.refuse_reasons(accepted, table.name, data)
    anomalies = schema.check_schema(table, accepted, data)
    kept = {anomaly["rule"] for anomaly in anomalies} | settled
    sums = totals.check_totals(table, accepted.get(schema.TOTAL_ROW))
    kept |= {schema.TOTAL_ROW} if sums else set()
    for name in accepted:
        if name not in kept:
            table.findings.problem("accept-kept", rule=name)
    return [*anomalies, *sums]


def grids_of(path: Path, chosen: Choices) -> list[Grid]:
    """Return what a file holds as grids, by what the file is."""
    kind = kind_of(path)
    if kind not in PACKED:
        return grids_of_kind(path, kind, chosen)
    with unpack_table(path, kind) as (inner, others):
        if kind == kind_of(inner) == "zip":
            raise failure("zip-in-zip", file=path.name)
        grids = grids_of(inner, chosen)
    for grid in grids:
        grid.about |= {"format": "flat ods"} if kind == "flat ods" else {"others": others}
    return grids


def grids_of_kind(path: Path, kind: str, chosen: Choices) -> list[Grid]:
    """Return what a file of a kind holds as grids."""
    if kind == "text":
        return [read_text(path)]
    if kind == "pdf":
        return read_pages(path, chosen.pages, chosen.nth)
    if kind == "json":
        return read_records(path, chosen.sheet)
    if kind == "parquet":
        return [read_parquet(path)]
    if kind == "spreadsheetml":
        return read_spreadsheetml(path, chosen.sheet)
    return read_sheets(path, kind, chosen.sheet)


def add_hints(grid: Grid, findings: Findings) -> None:
    """Warn of hidden rows and tell hidden sheets."""
    if grid.hidden:
        shown = ", ".join(str(row) for row in grid.hidden[:20])
        findings.warn("hidden-rows", file=grid.file, part=grid.about["part"], rows=shown)
    for sheet in grid.about.get("hidden_sheets", []):
        findings.note("hidden-sheet", file=grid.file, sheet=sheet)
    if grid.about.get("others"):
        findings.note("zip-others", file=grid.file, found=join_words(grid.about["others"]))


def describe_reading(table: columns.Table, options: Options) -> dict[str, Any]:
    """Return how a file was read, as plain data for a descriptor."""
    grid, header, found, chosen = table.grid, table.header, table.body, table.chosen
    kept = ("format", "sheet", "pages", "delimiter", "encoding")
    rows = [grid.rows[n] for n in range(header.top, header.top + header.depth)]
    used = {
        "decimal": chosen.decimal,
        "dates": chosen.dates,
        "constants": table.constants,
        "mapping": chosen.file,
        "accept": dict(options.accept),
        "body": options.body,
        "coverage": options.coverage,
        "scale": options.scale,
        "nth": chosen.nth,
        "where": chosen.where,
        "years": chosen.years,
    }
    return {
        "file": grid.file,
        **{key: grid.about[key] for key in kept if key in grid.about},
        "header_rows": rows,
        "columns": {name: sources(header, name) for name in sorted_fields(header)},
        "not_read": match.not_read(grid, header, found.data),
        "skipped_rows": found.skipped,
        "options": {key: value for key, value in used.items() if value},
    }


def sorted_fields(header: Header) -> list[str]:
    """Return the fields that were read, from the left."""
    first = dict([*header.parts.items(), *header.columns.items()])
    return sorted(first, key=lambda name: first[name][0])


def sources(header: Header, name: str) -> str:
    """Return the columns from which a field was taken: ``C TERSANGKA / WNA``."""
    whole, parts = (
        " + ".join(f"{letters(c)} {header.title(c)}" for c in places.get(name, []))
        for places in (header.columns, header.parts)
    )
    return f"{whole} (checked: {parts})" if whole and parts else whole or parts
