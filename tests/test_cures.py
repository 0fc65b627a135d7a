"""What a refusal advises works: a layout that is refused is accepted once it is followed."""

import dataclasses
import re

import pytest
from test_layouts import REFUSED, name_of, options_of, written

from analysis import ingest
from analysis.errors import UserError
from analysis.tables import schema

OPTION = re.compile(
    r"--(body|coverage|scale|where|years|table|constant|accept) (\"[^\"]*\"|[^\s;,)]+)"
)
# What these need is said by a person who looks at the file, or the layout follows bad advice.
BY_HAND = {
    "annex-column-misspelt",
    "annex-value-not-there",
    "board-of-a-province",
    "board-of-a-province-short",
    "board-of-a-regency",
    "column-coverage-of-months",
    "handed-cases-by-kind",
    "indonesia-in-the-worlds-table-title",
    "sum-of-cases-of-two-bodies",
    "sum-of-kinds-of-cases",
    "title-says-prisoners",
}


def any_value(table, name):
    """A value that a field may have, for a place that a message leaves open."""
    field = next(f for f in schema(table)["fields"] if f["name"] == name)
    listed = field.get("constraints", {}).get("enum")
    return listed[0] if listed else {"year": "2024"}.get(field["type"], "1")


def follow(options, line):
    """The options with what a line advises, the first of each; None if it advises none."""
    said = {}
    for name, value in OPTION.findall(line):
        said.setdefault(name, []).append(value.strip('"'))
    if "or read those of one" in line:  # of two cures the second
        said = {"where": said["where"]}
    new = {name: said[name][0] for name in ("table", "body", "coverage", "years") if name in said}
    if "scale" in said:
        new["scale"] = int(said["scale"][0])
    if "where" in said:
        new["where"] = {**options.where, **dict(text.split("=", 1) for text in said["where"])}
    if "constant" in said:
        given = dict(text.split("=", 1) for text in said["constant"])
        table = new.get("table", options.table)
        filled = {n: any_value(table, n) if v == "…" else v for n, v in given.items()}
        new["constants"] = {**options.constants, **filled}
    if "accept" in said and not new:
        new["accept"] = {**options.accept, said["accept"][0]: "printed so"}
    return dataclasses.replace(options, **new) if new else None


def problems(path, options):
    try:
        return ingest.read(path, options).problems
    except UserError as refusal:
        return str(refusal).splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("layout", REFUSED, ids=name_of)
def test_a_refused_layout_is_accepted_once_its_advice_is_followed(
    layout,
    tmp_path,
    unguarded,  # noqa: ARG001
):
    if layout["name"] in BY_HAND:
        pytest.skip("a person has to look at the file")
    path, options = written(layout, tmp_path), options_of(layout, tmp_path)
    told = problems(path, options)
    for _ in range(8):
        if not told:
            return
        options = follow(options, told[0])
        assert options is not None, told[0]
        told = problems(path, options)
    raise AssertionError(told[0])
