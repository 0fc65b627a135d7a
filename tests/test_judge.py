"""check, update and the tests judge data alike: every kind of constraint, three ways."""

import hashlib

import pandas as pd
import pytest

from analysis import cli, tables
from analysis.tables import constraints, validate

OTHER = {
    "required": lambda _: "",
    "minimum": lambda least: str(least - 1),
    "maximum": lambda most: str(most + 1),
    "enum": lambda _: "zzz",
    "pattern": lambda _: "?",
    "format": lambda _: "www.bnn.go.id/laporan",
}


def asked_of(field):
    """The constraints of a field, its format among them."""
    form = {"format": field["format"]} if "format" in field else {}
    return field.get("constraints", {}) | form


def stored(table):
    """The newest vintage of a table as text, and its name."""
    vintage = tables.newest_vintage(table)
    path = tables.DATA / table / f"{vintage}.csv"
    return pd.read_csv(path, dtype="string", keep_default_na=False), vintage


def with_cell(table, column, value):
    frame, vintage = stored(table)
    return frame.assign(**{column: [value, *frame[column][1:]]}), vintage


def cases():
    """One broken table for each kind of constraint that any schema uses: kind, table, column of
    the first row, and the frame."""
    found = {}
    for table in tables.table_names():
        schema = tables.schema(table)
        frame, _ = stored(table)
        for field in schema["fields"]:
            name = field["name"]
            for kind, expected in asked_of(field).items():
                if kind in OTHER and name not in schema["primaryKey"]:
                    broken = with_cell(table, name, OTHER[kind](expected))[0]
                    found.setdefault(kind, (table, name, broken))
                if kind == "unique":
                    found[kind] = (table, name, frame.assign(**{name: frame[name].iloc[0]}).head(9))
        if schema["primaryKey"] != ["number"]:
            found.setdefault("key", (table, schema["primaryKey"][0], frame.iloc[[0, 0]]))
        for key in schema.get("foreignKeys", []):
            name = key["fields"][0]
            if name.endswith("iso3"):
                found.setdefault("reference", (table, name, with_cell(table, name, "QQQ")[0]))
        if "sources" in frame:
            broken = with_cell(table, "sources", "hearsay")[0]
            found.setdefault("source", (table, "sources", broken))
    broken = with_cell("meeting_hosts", "held_from", "2030-01-01")[0]
    found["rule"] = ("meeting_hosts", "held_to", broken)
    frame, _ = stored("nps")
    found["fall"] = ("nps", "substances", frame.assign(year=[*frame["year"][::-1]]))
    small = (frame["substances"].astype(int) // 20).astype(str)
    found["magnitude"] = ("nps", "substances", frame.assign(substances=small))
    frame, _ = stored("disclosures")
    most = pd.to_numeric(frame["suspects_total"]).fillna(50000).astype(int)
    swapped = frame.assign(cases=(most + 1).astype(str), suspects_total=most.astype(str))
    found["every row"] = ("disclosures", "cases", swapped)
    found["type"] = ("nps", "substances", with_cell("nps", "substances", "many")[0])
    return found


CASES = cases()
# A person's numbers are read more kindly than those of data/, the row of the same key has another
# address, and the sources of a file are not those of a vintage.
TOLD_BY_ITS_READER = {"type", "key", "source"}


def test_a_case_breaks_every_kind_of_constraint_that_a_schema_may_use():
    known = set(constraints.CONSTRAINTS) | {"fall", "key", "reference", "rule", "source", "type"}
    known |= {"every row", "magnitude"}
    assert set(CASES) == known


def problems_of_data(data, table, text):
    """What check_data says of a vintage that has this text and its hash."""
    path = data / table / f"{stored(table)[1]}.csv"
    described = path.with_suffix(".yaml")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(text)
    after = hashlib.sha256(path.read_bytes()).hexdigest()
    described.write_text(described.read_text().replace(before, after))
    return validate.check_data(data)


def said_of(problem):
    """What a problem says of a cell: what was found and what is expected."""
    return problem.partition(": found ")[2].partition(";")[0]


@pytest.fixture
def brought(request, tmp_path):
    """A broken table as a file that somebody brings."""
    table, _, frame = CASES[request.getfixturevalue("kind")]
    path = tmp_path / f"{table}.csv"
    path.write_text(frame.to_csv(index=False, lineterminator="\n"))
    return path


@pytest.mark.parametrize("kind", CASES)
def test_check_update_and_the_data_refuse_the_same_cell_in_the_same_words(
    kind, brought, data, capsys
):
    table, column, _ = CASES[kind]
    reading = ["--table", table, "--decimal", "point"]
    about = ["--vintage", "somebody-2026", "--source", "Somebody", "--url", "https://example.org/x"]
    about += ["--released", "2026"]
    told = []
    for words in (["check", str(brought)], ["update", str(brought), *about]):
        assert cli.main([*words, *reading]) == 1
        lines = capsys.readouterr().err.splitlines()
        told.append([line for line in lines if f":{column}: found" in line])
    checked, updated = told
    judged = problems_of_data(data, table, brought.read_text())
    judged = [line for line in judged if f".csv:{line.split(':')[1]}:{column}: found" in line]
    assert checked
    assert checked == updated
    if kind in TOLD_BY_ITS_READER:
        assert judged
    else:
        assert [*map(said_of, judged)] == [*map(said_of, checked)]


def test_a_file_without_rows_that_other_tables_refer_to_is_refused(tmp_path, capsys):
    frame, _ = stored("countries")
    path = tmp_path / "countries.csv"
    frame[frame["iso3"] != "MYS"].assign(sources="file").to_csv(path, index=False)
    assert cli.main(["check", str(path), "--table", "countries", "--decimal", "point"]) == 1
    told = capsys.readouterr().err
    lost = "countries.csv: found no row with MYS, expected all iso3 that the table treaties refers"
    assert lost in told
    assert told.count("the table treaties refers") == 1


def test_update_asks_for_the_address_that_a_table_has_in_each_row(tmp_path, capsys):
    frame, _ = stored("prevalence")
    path = tmp_path / "prevalence.csv"
    frame.drop(columns="address").to_csv(path, index=False)
    words = ["--table", "prevalence", "--decimal", "point", "--source", "Somebody"]
    words += ["--released", "2026"]
    assert cli.main(["update", str(path), "--vintage", "somebody-2026", *words]) == 1
    assert "--url: found none, expected the address of the source" in capsys.readouterr().err
