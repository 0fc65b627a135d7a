"""Schemas, descriptors and tables agree; every fault is told with its place and its cure."""

import hashlib

import pytest

from analysis import tables
from analysis.errors import UserError
from analysis.tables import catalogue, validate


def damage(data, table, old, new, vintage="nainggolan-2024", reseal=True):
    """Replace a text in a CSV file and, unless told not to, put the new hash in its descriptor."""
    path = data / table / f"{vintage}.csv"
    before = path.read_bytes()
    assert old.encode() in before
    path.write_bytes(before.replace(old.encode(), new.encode(), 1))
    if reseal:
        described = path.with_suffix(".yaml")
        hashes = [hashlib.sha256(b).hexdigest() for b in (before, path.read_bytes())]
        described.write_text(described.read_text().replace(*hashes))


def test_a_cell_that_is_no_number_is_reported_with_its_row_and_column(data):
    damage(data, "disclosures", "59533,31", '"59,533",31')
    (problem,) = validate.check_data(data)
    assert problem == (
        "data/disclosures/nainggolan-2024.csv:2:cases: found '59,533', expected a value of type "
        "integer, minimum 0; correct the cell"
    )


def test_parts_that_do_not_add_up_are_reported_with_the_sum_expected(data):
    damage(data, "disclosures", "59533,31,59502,59533", "59533,31,59502,59534")
    (problem,) = validate.check_data(data)
    assert problem.startswith(
        "data/disclosures/nainggolan-2024.csv:2:suspects_total: found 59534, expected 59533: "
        "foreign and domestic suspects must add up to the total;"
    )


def test_a_year_that_stands_twice_is_reported_with_its_row(data):
    damage(data, "disclosures", "2019,52858", "2018,52858")
    problems = validate.check_data(data)
    assert any(
        "2024.csv:3:year: found year 2018, which is in data/disclosures/nainggolan-2024.csv:2"
        in problem
        for problem in problems
    )


def test_a_renamed_column_is_reported_with_the_columns_expected(data):
    damage(data, "nps", "year,substances", "tahun,substances")
    assert validate.check_data(data) == [
        "data/nps/nainggolan-2024.csv:1: found columns tahun, substances, expected year, "
        "substances; name them so, in this order"
    ]


def test_a_changed_byte_is_reported_with_the_hash_found(data):
    damage(data, "nps", "1230", "1231", reseal=False)
    (problem,) = validate.check_data(data)
    found = hashlib.sha256((data / "nps/nainggolan-2024.csv").read_bytes()).hexdigest()
    assert problem.startswith(f"data/nps/nainggolan-2024.csv: found sha256 {found}, expected ")


def test_a_country_that_does_not_exist_is_reported(data):
    damage(data, "agreements", "1,CHN", "1,XXX")
    (problem,) = validate.check_data(data)
    assert problem.startswith(
        "data/agreements/nainggolan-2024.csv:2:partner_iso3: found 'XXX', expected a value that "
        "countries has;"
    )


def test_a_word_outside_the_list_is_reported(data):
    damage(data, "agreements", ",LoI,", ",treaty,")
    (problem,) = validate.check_data(data)
    assert ":12:instrument: found 'treaty', expected one of MoU, LoI;" in problem


def test_an_anomaly_that_the_table_does_not_show_is_reported(data):
    damage(data, "nps", "2022,1227", "2022,1127")
    (problem,) = validate.check_data(data)
    assert "found '1127' at year 2022, substances, expected '1227' there" in problem


def test_an_excuse_for_a_rule_that_is_kept_is_reported(data):
    damage(data, "disclosures", "2019,52858,60,52799,52858", "2019,52858,60,52798,52858")
    assert any("found rule 'total-is-sum-of-parts' kept" in p for p in validate.check_data(data))


def test_a_value_that_its_anomaly_does_not_foresee_can_be_judged_but_a_broken_anomaly_cannot(data):
    damage(data, "disclosures", "2019,52858,60,52799,52858", "2019,52858,60,52798,52858")
    (told,) = validate.require_readable(data)
    assert "found rule 'total-is-sum-of-parts' kept" in told
    about = data / "disclosures" / "nainggolan-2024.yaml"
    about.write_text(about.read_text().replace("at: {year: 2019}", "at: {yr: 2019}"))
    tables.read_yaml.cache_clear()
    with pytest.raises(UserError, match="found column 'yr'"):
        validate.require_readable(data)


def test_a_source_key_that_the_descriptor_lacks_is_reported(data):
    damage(data, "power", "nmc factbook\n", "nmc hearsay\n", vintage="companion-2026")
    (problem,) = validate.check_data(data)
    assert "companion-2026.csv:3:sources: found 'hearsay'" in problem


def test_a_table_without_descriptor_and_a_table_without_schema_are_reported(data):
    (data / "nps" / "nainggolan-2024.yaml").unlink()
    (data / "schemas" / "power.yaml").unlink()
    problems = validate.check_data(data)
    assert "data/power/: found no schema, expected data/schemas/power.yaml" in problems
    assert any(p.startswith("data/nps/nainggolan-2024.csv: found no descriptor") for p in problems)


def test_a_descriptor_without_licence_is_reported_with_the_rule_it_breaks(data):
    path = data / "nps" / "nainggolan-2024.yaml"
    path.write_text(path.read_text().replace("licence:", "license:"))
    problems = validate.check_data(data)
    assert any("nainggolan-2024.yaml" in p and "licence" in p for p in problems)


SCHEMA, ANOMALIES = "schemas/disclosures.yaml", "disclosures/nainggolan-2024.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (SCHEMA, "fields:", "felder:", "'fields' is a required property"),
        (SCHEMA, "type: year,", "type: int,", "'int' is not one of"),
        (SCHEMA, 'missingValues: [""]\n', "", "'missingValues' is a required property"),
        (SCHEMA, "primaryKey: [year]", "primaryKey: [jahr]", "found column 'jahr', expected one"),
        (SCHEMA, "== suspects_total", "== total", "which fails"),
        (SCHEMA, "    column: suspects_total\n", "", "'column' is a required property"),
        (SCHEMA, "title: N", "title: [N", "found no valid YAML"),
        (ANOMALIES, "    column: suspects_total\n", "", "'column' is a required property"),
        (ANOMALIES, "at: {year: 2019}", "at: title", "does not allow 'total-is-sum-of-parts'"),
        (ANOMALIES, "at: {year: 2019}", "at: {yr: 2019}", "found column 'yr', expected one of"),
        (ANOMALIES, "rule: total-is-sum-of-parts", "rule: sums", "found rule 'sums', expected fe"),
    ],
)
def test_a_broken_schema_or_anomaly_is_told_with_its_place(data, file, old, new, told):
    path = data / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    problems = validate.check_data(data)
    place = f"data/{file}:anomalies" if file == ANOMALIES else f"data/{file}"
    assert any(place in p and told in p for p in problems), problems


def test_a_vintage_is_named_after_its_source_and_year(data):
    for suffix in ("csv", "yaml"):
        (data / "nps" / f"nainggolan-2024.{suffix}").rename(data / "nps" / f"My File.{suffix}")
    (problem,) = validate.check_data(data)
    assert problem == "data/nps/My File.csv: found that name, expected <source>-<year>.csv"


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (lambda text: "\ufeff" + text, "found a byte order mark"),
        (lambda text: text.replace(",", ";"), "found columns separated by semicolons"),
        (lambda _: "", "found columns (none)"),
    ],
)
def test_a_file_saved_in_another_form_is_told_what_to_change(data, write, told):
    path = data / "nps" / "nainggolan-2024.csv"
    path.write_text(write(path.read_text()), encoding="utf-8")
    assert any(told in problem for problem in validate.check_data(data))


def test_a_folder_that_an_editor_made_is_passed_over(data):
    (data / ".ipynb_checkpoints").mkdir()
    assert validate.check_data(data) == []


def test_all_problems_are_told_at_once(data):
    damage(data, "disclosures", "59533,31", "x,31")
    damage(data, "nps", "1230", "y")
    damage(data, "agreements", "1,CHN", "1,XXX")
    with pytest.raises(UserError) as told:
        validate.require_sound(data)
    lines = str(told.value).splitlines()
    assert lines[0] == "data/ has 3 problems:"
    assert len(lines) == 4


def test_every_known_slip_of_the_paper_has_the_value_expected():
    slips = catalogue.known_anomalies()
    addition = slips[slips["place"] == "year 2019, suspects_total"].iloc[0]
    assert (addition["printed"], addition["expected"]) == ("52858", "52859")
    assert (slips["place"].str.endswith("cases")).sum() == 5
