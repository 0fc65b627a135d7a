"""From a file to a draft: the one way through the room."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.ingest.checks import plausibility, schema, totals
from analysis.ingest.draft import Draft, Options
from analysis.ingest.formats.delimited import read_text
from analysis.ingest.formats.detect import kind_of
from analysis.ingest.formats.grid import Grid, letters
from analysis.ingest.formats.pdf import read_pages
from analysis.ingest.formats.sandbox import run_guarded
from analysis.ingest.formats.workbook import read_sheets
from analysis.ingest.header import match
from analysis.ingest.header.find import Header
from analysis.ingest.header.mapping import Choices, choices
from analysis.ingest.messages import Findings, failure
from analysis.ingest.values import columns
from analysis.ingest.values.rows import Body, read_body
from analysis.tables import DATA


def read(path: Path, options: Options = Options(), data: Path = DATA) -> Draft:  # noqa: B008
    """Return a file as a draft of a table, with every problem that it has.

    Raises UserError when no table can be made of the file at all.
    """
    return run_guarded(read_here, Path(path), options, data)


def read_here(path: Path, options: Options, data: Path) -> Draft:
    """Return a file as a draft, read in this process and without limits."""
    chosen = choices(options)
    grids = grids_of(path, chosen)
    grid, header = match.choose_grid(grids, chosen, data)
    found = read_body(grid, header, data)
    if not len(found.data) and not len(found.keyless):
        raise failure("no-rows", file=path.name, row=grid.rows[header.top])
    findings = Findings()
    table = columns.build_table(grid, header, found, chosen, data, findings)
    schema.name_countries(table, data)
    anomalies = check_accepting(table, options.accept, data)
    add_hints(grid, findings)
    plausibility.warn(table, data, options.body)
    reading = describe_reading(grid, header, found, chosen, options) | {"notes": findings.notes}
    reading["not_read"] += [other.about["part"] for other in grids if other is not grid]
    return Draft(
        header.table, table.frame, reading, findings.problems, findings.warnings, anomalies
    )


def check_accepting(
    table: columns.Table, accepted: Mapping[str, str], data: Path
) -> list[dict[str, Any]]:
    """Tell every breach of the schema and every wrong sum that is not accepted; return the
    anomalies of those that are."""
    schema.refuse_reasons(accepted, table.name, data)
    anomalies = schema.check_schema(table, accepted, data)
    kept = {anomaly["rule"] for anomaly in anomalies}
    sums = totals.check_totals(table, accepted.get(schema.TOTAL_ROW))
    kept |= {schema.TOTAL_ROW} if sums else set()
    for name in accepted:
        if name not in kept:
            table.findings.problem("accept-kept", rule=name)
    return [*anomalies, *sums]


def grids_of(path: Path, chosen: Choices) -> list[Grid]:
    """Return what a file holds as grids, by what the file is."""
    kind = kind_of(path)
    if kind == "text":
        return [read_text(path)]
    if kind == "pdf":
        return read_pages(path, chosen.pages)
    return read_sheets(path, kind, chosen.sheet)


def add_hints(grid: Grid, findings: Findings) -> None:
    """Warn of hidden rows and tell hidden sheets."""
    if grid.hidden:
        shown = ", ".join(str(row) for row in grid.hidden[:20])
        findings.warn("hidden-rows", file=grid.file, part=grid.about["part"], rows=shown)
    for sheet in grid.about.get("hidden_sheets", []):
        findings.note("hidden-sheet", file=grid.file, sheet=sheet)


def describe_reading(
    grid: Grid, header: Header, found: Body, chosen: Choices, options: Options
) -> dict[str, Any]:
    """Return how a file was read, as plain data for a descriptor."""
    kept = ("format", "sheet", "pages", "delimiter", "encoding")
    rows = [grid.rows[n] for n in range(header.top, header.top + header.depth)]
    used = {
        "decimal": chosen.decimal,
        "dates": chosen.dates,
        "constants": chosen.constants,
        "mapping": chosen.file,
        "accept": dict(options.accept),
        "body": options.body,
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
