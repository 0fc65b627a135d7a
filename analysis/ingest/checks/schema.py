"""What the schema asks of a draft, judged as ``data/`` is; accepted breaks become anomalies."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.ingest.draft import SOURCE
from analysis.ingest.formats.grid import letters
from analysis.ingest.header.normalize import normalize
from analysis.ingest.header.vocabulary import field_meant, vocabulary
from analysis.ingest.messages import failure, join_words
from analysis.ingest.scope.check import scope_rules, telling_columns
from analysis.ingest.values.columns import Table
from analysis.ingest.values.rows import COUNTED
from analysis.tables import (
    Breach,
    describe_row,
    find_breaches,
    load,
    plain_value,
    referred_rows,
    referring_keys,
    rule_names,
    schema,
    table_names,
)

COUNTRIES = "countries"
# fields that say where in a source a figure is, not of what it is
BESIDE = {"number", "address", "date", "locator"}
TOTAL_ROW = "total-row"  # the name by which a wrong sum of a row JUMLAH is accepted


def check_schema(table: Table, accepted: Mapping[str, str], data: Path) -> list[dict[str, Any]]:
    """Tell every breach of the schema that is not accepted; return the anomalies of those that
    are."""
    anomalies = []
    for found in table_breaches(table, data):
        keys = schema(table.name, data)["primaryKey"]
        breach = rows_differ(table, found, keys, data) if found.kind == "same-key" else found
        if breach.rule in accepted:
            anomalies += [
                anomaly(table, breach, row, accepted[breach.rule], data) for row in breach.rows
            ]
        else:
            report(table, breach)
    report_alike(table, data)
    lost_rows(table, data)
    return anomalies


def table_breaches(table: Table, data: Path) -> list[Breach]:
    """Return the breaches of a draft in the columns that the file has or a mapping fills."""
    absent = np.ones(len(table.frame), dtype=bool)
    given = {name for name in table.entries if table.column(name) is not None}
    given |= {*table.constants}
    unread = {
        name: table.broken.get(name, ~absent) if name in given else absent for name in table.entries
    }
    asked = schema(table.name, data)
    found = find_breaches(
        table.frame,
        asked,
        lambda name: referred_rows(name, data),
        (SOURCE,),
        unread,
        own_scope(table, asked),
    )
    return [breach for breach in found if breach.column in given]


def own_scope(table: Table, asked: Mapping[str, Any]) -> bool:
    """Return whether a file is of the body and the period of its table's series."""
    said, body = table.chosen.scope, asked.get("series", {}).get("body")
    return said.get("body") in (None, body) and said.get("coverage") != "part"


def report_alike(table: Table, data: Path) -> None:
    """Tell rows of a table that is only numbered which say figures of the same thing; the annex
    of UNODC has several rows of a drug, which add up."""
    facts = [
        name
        for name, entry in table.entries.items()
        if name not in BESIDE and entry["type"] not in COUNTED and table.frame[name].notna().any()
    ]
    if schema(table.name, data)["primaryKey"] != ["number"] or not facts:
        return
    judged = table.frame[table.frame["basis"].ne("annex")] if "basis" in facts else table.frame
    again = judged.index[judged[facts].duplicated()]
    if len(again):
        same = (judged[facts].fillna("") == judged.loc[again[0], facts].fillna("")).all(axis=1)
        first = int(judged.index[same][0])
        told = {
            "found": ", ".join(str(judged.loc[again[0], name]) for name in facts),
            "other": first,
            "field": facts[0],
        }
        breach = Breach("same-key", facts[0], again.to_numpy()[:1], lambda _: dict(told))
        report(table, rows_differ(table, breach, facts, data))


def rows_differ(table: Table, breach: Breach, keys: list[str], data: Path) -> Breach:
    """Return rows of the same key as one breach that names the column by which they differ and
    what holds such rows; the breach as it is if no unread column of words tells them apart."""
    columns = telling_columns(table, keys)
    if not columns:
        return breach
    titles = [table.header.title(number) or letters(number) for number in columns]
    value = table.grid.columns[columns[0]].at(int(table.body.data[int(breach.rows[0])]))
    told = {
        "columns": join_words(titles),
        "cure": f"{describe_holder(table, titles[0], data)}read those of one: "
        f'--where "{titles[0]}={value}"',
    }
    return replace(
        breach,
        kind="rows-differ",
        rows=breach.rows[:1],
        describe=lambda row: breach.describe(row) | told,
    )


def describe_holder(table: Table, title: str, data: Path) -> str:
    """Return which table has a field for a header that tells rows apart, and what it needs
    besides; '' if none has. Of several, the one that knows most headers and lacks least."""
    paths, found = [*table.header.paths.values()], []
    for name in table_names(data):
        words = vocabulary(name, data)
        meant = field_meant((title,), words)
        if name != table.name and meant and meant[0] in (*words.needed, *words.keys):
            has = {known[0] for path in paths if (known := field_meant(path, words))}
            lacks = [field for field in words.needed if field not in has]
            found.append((len(has), -len(lacks), name, lacks))
    if not found:
        return ""
    _, _, name, lacks = max(found)
    more = "".join(f" --constant {field}=…" for field in lacks)
    return f"{name} holds a row for each: --table {name}{more}; or "


def report(table: Table, breach: Breach) -> None:
    """Add a problem for each row of a breach, with the address that the file has for it."""

    def address(row: int, column: str | None) -> str:
        return table.at(row, column) if column else table.grid.at(int(table.body.data[row]))

    accept = f'--accept {breach.rule} --because "…"'
    table.findings.many(
        breach.kind,
        breach.column,
        [int(row) for row in breach.rows],
        lambda row: describe_row(breach, row, address) | {"accept": accept},
    )


def anomaly(table: Table, breach: Breach, row: int, because: str, data: Path) -> dict[str, Any]:
    """Return an accepted break of a rule as a descriptor records it."""
    keys = schema(table.name, data)["primaryKey"]
    return {
        "at": {key: plain_value(table.frame[key][row]) for key in keys},
        "column": breach.column,
        "printed": plain_value(table.frame[breach.column][row]),
        "expected": breach.describe(row)["expected"],
        "rule": breach.rule,
        "why": because,
    }


def lost_rows(table: Table, data: Path) -> None:
    """Tell the values that rows of other tables refer to and that the draft does not have, if it
    would be the vintage that they refer to."""
    lost = {
        (", ".join(map(str, value)), names[0], other)
        for other, names, values in referring_keys(table.name, data)
        for value in values[~values.isin(pd.MultiIndex.from_frame(table.frame[names]))]
    }
    for value, name, other in sorted(lost):
        told = {"found": value, "field": name, "table": other}
        table.findings.problem("needed-elsewhere", at=table.grid.file, **told)


def name_countries(table: Table, data: Path) -> None:
    """Turn the names of countries into their codes, in place, where a column refers to them."""
    for key in schema(table.name, data).get("foreignKeys", []):
        name = key["fields"][0]
        if key["reference"]["resource"] == COUNTRIES and table.column(name) is not None:
            codes = country_codes(load(COUNTRIES, data=data))
            named = table.frame[name].map(
                lambda value, c=codes: c.get(normalize(value), value), "ignore"
            )
            table.frame[name] = named.astype("string")


def country_codes(countries: pd.DataFrame) -> dict[str, str]:
    """Return the code of each country by its English and Indonesian name and by itself."""
    return {
        normalize(text): code
        for column in ("name_en", "name_id", "iso3")
        for text, code in zip(countries[column], countries["iso3"], strict=True)
        if isinstance(text, str)
    }


def refuse_reasons(accepted: Mapping[str, str], table: str, data: Path) -> None:
    """Raise UserError for a rule that the table lacks, or one without a reason."""
    known = [*rule_names(schema(table, data)), TOTAL_ROW, *scope_rules(table, data)]
    for name, because in accepted.items():
        if name not in known:
            raise failure("accept-unknown", rule=name, table=table, known=", ".join(known))
        if not (because or "").strip():
            raise failure("accept-without-reason", rule=name)
