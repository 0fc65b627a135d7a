"""A file that somebody brings is read as meant, or every reason why not is told at once."""

import ast

import pandas as pd
import pytest

from analysis import cli, ingest, tables
from analysis.errors import UserError
from analysis.ingest import Options
from analysis.ingest.scope import check, words
from analysis.ingest.scope.check import RULE

HEAD = "TAHUN;KASUS;WNA;WNI;JUMLAH\n"


@pytest.mark.parametrize("table", tables.table_names())
def test_every_table_of_the_book_reads_as_it_is_stored(table):
    vintage = tables.newest_vintage(table)
    path = tables.DATA / table / f"{vintage}.csv"
    draft = ingest.read(path, Options(decimal="point"))
    assert draft.table == table
    pd.testing.assert_frame_equal(draft.frame, tables.read_typed(path, tables.schema(table)))


def test_every_message_of_the_code_stands_in_the_list_and_the_reverse():
    rooms = [tables.ROOT / "analysis" / room for room in ("ingest", "tables")]
    text = "\n".join(p.read_text() for room in rooms for p in room.rglob("*.py"))
    names = set(ingest.messages()["name"])
    strings = {n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant)}
    formed = {RULE + facet for facet in (*words.facets(), *check.OTHER_FACETS)}
    assert names <= strings | formed
    called = {
        node.args[0].value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", ""))
        in {"failure", "format_message", "problem", "warn", "note", "Fault", "many"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert called <= names


def test_every_message_has_a_kind_a_cause_and_a_cure():
    told = ingest.messages()
    assert list(told.columns) == ["name", "kind", "message", "cause", "cure"]
    assert set(told["kind"]) == {"error", "warning", "note"}
    assert told.notna().all().all()


def test_a_cell_that_is_no_whole_number_is_told_with_line_and_header(bring):
    (problem,) = bring(f"{HEAD}2018;59533;1,37;59502;59533\n").problems
    assert problem.startswith(
        "bnn.csv:2:WNA (suspects_foreign): found '1,37', expected a whole number of persons; "
    )


def test_a_header_of_two_rows_gives_each_column_its_field(bring):
    draft = bring("TAHUN;KASUS;TERSANGKA;;\n;;WNA;WNI;JUMLAH\n2018;59.533;31;59.502;59.533\n")
    assert draft.reading["columns"]["suspects_total"] == "E TERSANGKA / JUMLAH"
    assert draft.frame.iloc[0].tolist() == [2018, 59533, 31, 59502, 59533]
    assert draft.problems == []


def test_the_command_prints_the_reading_and_writes_nothing(bring, capsys, tmp_path):
    bring(f"{HEAD}2018;59533;31;59502;59533\n")
    assert cli.main(["check", str(tmp_path / "bnn.csv")]) == 0
    told = capsys.readouterr().out
    assert "suspects_foreign  from C WNA" in told
    assert told.endswith("sound: 1 row, 2018 to 2018; nothing was written\n")


def test_the_command_tells_every_problem_and_fails(bring, capsys, tmp_path):
    bring(f"{HEAD}2018;x;31;59502;59533\n18;40000;1;49999;50000\n")
    assert cli.main(["check", str(tmp_path / "bnn.csv")]) == 1
    assert capsys.readouterr().err.startswith("bnn.csv has 2 problems; nothing was written:\n")


def test_a_missing_file_is_one_message(tmp_path):
    with pytest.raises(UserError, match="found no file that can be read"):
        ingest.read(tmp_path / "none.csv")
