"""Before it writes, an update says what the current series gains and loses, and asks."""

import os
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest
import yaml
from commands import companion
from filelock import FileLock

from analysis import cli, ingest
from analysis.errors import UserError
from analysis.ingest import series, vintage
from analysis.ingest.about import About
from analysis.tables import ROOT, load, schema, table_names, vintages_of_body

HEADER = "TAHUN,KASUS,WNA,WNI,JUMLAH\n"
CSV = ROOT / "book" / "examples" / "disclosures-example.csv"
WORDS = ["--vintage", "bnn-2026", "--source", "Practice", "--released", "2026-06-26"]


@pytest.fixture
def shown(data, tmp_path):
    """A function that gives what an update would say of a file with this text, a line each."""

    def shown(
        text, table="disclosures", name="bnn-2026", released="2026-06", coverage=None, **said
    ):
        path = tmp_path / "brought.csv"
        path.write_text(text, encoding="utf-8")
        options = ingest.Options(
            table=table, decimal="point", body=said.get("body"), coverage=coverage
        )
        draft = ingest.read(path, options, data)
        assert draft.problems == []
        about = About(name, "Practice", "https://example.org/x", released=released, **said)
        return [*vintage.plan_vintage(draft, about, path, data).shown]

    return shown


def test_a_new_year_is_told_as_gained_and_a_revised_one_older_to_newer(shown):
    told = shown(HEADER + "2024,46800,100,56900,57000\n2025,47000,100,56900,57000\n")
    assert told == [
        "the current series of disclosures (BNN+Polri), with bnn-2026 released 2026-06:",
        "  gains 2024 (companion-2026): suspects_foreign none → 100, "
        "suspects_domestic none → 56900, suspects_total none → 57000",
        "  gains 2025: cases 47000, suspects_foreign 100, suspects_domestic 56900, "
        "suspects_total 57000",
        "  changes 2024 (companion-2026): cases 46748 → 46800",
    ]


def test_values_that_a_newer_row_lacks_are_told_as_lost_with_what_keeps_them(shown):
    told = shown("TAHUN,JUMLAH TERSANGKA\n2022,55452\n2024,57187\n")
    assert [line for line in told if "loses" in line] == [
        "  loses 2022 (companion-2026): cases 43099 → none",
        "  loses 2024 (companion-2026): cases 46748 → none",
    ]
    assert told[-1].endswith("to keep it, bring a file that has these values too")


def optional_columns():
    """A column of each table with a series that a newer vintage may leave empty."""
    for table in table_names():
        key = schema(table).get("series", {}).get("key")
        optional = [
            field["name"]
            for field in schema(table)["fields"]
            if not field.get("constraints", {}).get("required")
            and field["name"] not in [*(key or ()), "sources"]
        ]
        if key and optional:
            yield table, optional[0]


@pytest.mark.parametrize(("table", "column"), [*optional_columns()])
def test_every_value_that_a_series_loses_is_told(table, column, data, tmp_path, monkeypatch):
    monkeypatch.setattr(series, "SHOWN", 1000)
    newest = vintages_of_body(table, data)[-1]
    new = shutil.copytree(data, tmp_path / "new")
    frame = pd.read_csv(new / table / f"{newest}.csv", dtype="string", keep_default_na=False)
    frame.assign(**{column: ""}).to_csv(new / table / "newer-2030.csv", index=False)
    about = yaml.safe_load((new / table / f"{newest}.yaml").read_text(encoding="utf-8"))
    words = yaml.safe_dump(about | {"released": "2030"})
    (new / table / "newer-2030.yaml").write_text(words, encoding="utf-8")
    told = "\n".join(series.describe_changes(table, "newer-2030", data, new))
    before, after = (load(table, data=folder)[column].notna().sum() for folder in (data, new))
    assert len(re.findall(rf"\b{column} ('[^\n]*?'|[^',\n]+) → none", told)) == before - after


def test_rows_in_which_a_newer_vintage_counts_are_told_as_used_in_vain(shown):
    told = shown(HEADER + "2024,46800,100,56900,57000\n", released="2020")
    assert told[1:] == ["  keeps companion-2026, released 2025 (newer than the file), in 2024"]


def test_of_one_date_the_name_decides_and_that_is_told(shown):
    told = shown(HEADER + "2024,46800,100,56900,57000\n", released="2025", name="bnn-2025")
    kept = "(of one date the later name counts), in 2024"
    assert told[1:] == [f"  keeps companion-2026, released 2025 {kept}"]


def test_a_year_beside_a_day_of_it_is_pointed_out_since_either_may_be_newer(shown):
    told = shown(HEADER + "2024,46800,100,56900,57000\n", released="2025-06-26")
    assert "is released 2025-06-26, companion-2026 some day of 2025: if" in told[-1]


@pytest.mark.parametrize(
    ("name", "years", "sign"),
    [
        ("idr-2019", [2017, 2018], "is named after 2019 but released 2026-06 and ends in 2018"),
        ("idr-2026", [2017, 2018], "ends in 2018, companion-2026 in 2024"),
        ("idr-2019", [2024], "is named after 2019 but released 2026-06:"),
    ],
)
def test_older_figures_that_would_hide_newer_ones_are_pointed_out(shown, name, years, sign):
    rows = "".join(f"{year},46800,100,56900,57000\n" for year in years)
    warnings = [line for line in shown(HEADER + rows, name=name) if "warning" in line]
    assert sign in warnings[0]
    assert all("they hide newer ones" in line for line in warnings)


def test_a_new_printing_that_goes_further_is_no_older_one(shown):
    told = shown(HEADER + "2024,46800,100,56900,57000\n2025,46800,100,56900,57000\n")
    assert not any("warning" in line for line in told)


def test_a_body_that_keeps_a_vintage_out_of_the_series_is_told(shown):
    told = shown(HEADER + "2026,651,10,975,985\n", body="Polri")
    assert told == [
        "bnn-2026 stays out of the current series of disclosures: found body Polri, expected body "
        "BNN+Polri and whole years:",
        "  stays as it is",
    ]


def test_figures_of_a_part_of_a_year_stay_out_of_the_series_and_that_is_told(shown):
    told = shown(HEADER + "2026,22000,50,26950,27000\n", coverage="part")
    assert told == [
        "bnn-2026 stays out of the current series of disclosures: found body BNN+Polri, coverage "
        "part, expected body BNN+Polri and whole years:",
        "  stays as it is",
    ]


def test_a_table_without_a_series_tells_the_rows_that_the_new_one_lacks(shown, data):
    frame = pd.read_csv(data / "drug_use" / "companion-2026.csv", dtype="string")
    told = shown(frame.iloc[1:].to_csv(index=False), "drug_use")
    assert told[0] == "the current series of drug_use, with bnn-2026 released 2026-06:"
    assert any(line.startswith(f"  loses {frame.iloc[0, 0]}") for line in told)


def test_the_first_vintage_of_a_table_is_told_as_gained(shown, data):
    for path in (data / "nps_indonesia").iterdir():
        path.unlink()
    told = shown("as_of,found,regulated\n2026-01,99,90\n", "nps_indonesia")
    assert told[1:] == ["  gains 2026-01: found 99, regulated 90"]


def test_of_many_rows_some_are_told_and_the_rest_counted(shown, monkeypatch):
    monkeypatch.setattr(series, "SHOWN", 2)
    rows = "".join(f"{year},46800,100,56900,57000\n" for year in range(2008, 2013))
    told = [line for line in shown(HEADER + rows) if "gains" in line]
    assert len(told) == 3
    assert told[-1] == "  gains 3 more rows"


@pytest.mark.slow
def test_a_script_is_shown_all_and_refused_without_a_yes(copy_tree):
    tree = copy_tree()
    before = {path: path.stat() for path in tree.rglob("*") if "__pycache__" not in path.parts}
    done = companion(tree, "update", str(CSV), *WORDS)
    assert done.returncode == 1
    assert "gains 2025: cases 46222" in done.stdout
    assert "nothing was written; give the same command with --yes" in done.stderr
    assert before.keys() == {p for p in tree.rglob("*") if "__pycache__" not in p.parts}
    done = companion(tree, "update", str(CSV), *WORDS, "--yes")
    assert done.returncode == 0, done.stderr
    assert f"wrote {tree.resolve()}/data/disclosures/bnn-2026.csv" in done.stdout
    done = companion(tree, "update", str(CSV), *WORDS)  # nothing to write, nothing to ask
    assert done.returncode == 0
    assert "holds this file already" in done.stdout


def test_with_strict_what_looks_odd_beside_other_vintages_is_refused(data, tmp_path, capsys):
    path = tmp_path / "brought.csv"
    path.write_text(HEADER + "2022,43099,100,55352,55452\n2023,46800,100,56900,57000\n")
    words = ["update", str(path), *WORDS, "--yes", "--strict", "--data", str(data)]
    assert cli.main(words) == 1
    assert "ends in 2023, companion-2026 in 2024" in capsys.readouterr().err
    assert not (data / "disclosures" / "bnn-2026.csv").exists()


@pytest.mark.slow
def test_a_script_must_say_when_the_source_was_released(copy_tree):
    done = companion(copy_tree(), "update", str(CSV), *WORDS[:4], "--yes")
    assert done.returncode == 1
    assert done.stderr.startswith("--released: found none, expected a date such as 2025-06-26")


def on_terminal(tree, answers, *words):
    """Run an update on a terminal, type the answers, and return its code and what was seen."""
    import pty  # Windows has none

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "analysis", "update", str(CSV), *words]
    with subprocess.Popen(command, cwd=tree, stdin=follower, stdout=follower, stderr=follower) as p:
        os.close(follower)
        seen = ""
        for question, typed in answers:
            while question not in seen:
                seen += os.read(leader, 4096).decode(errors="replace")
            os.write(leader, typed.encode())
            seen = "" if typed else seen
        code = p.wait(60)
    os.close(leader)
    return code


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "code"), [("y\n", 0), ("yes\n", 0), ("\n", 1), ("n\n", 1), ("\x04", 1)]
)
def test_a_person_is_asked_and_only_a_yes_writes(copy_tree, typed, code):
    tree = copy_tree()
    assert on_terminal(tree, [("Write this? [y/N]", typed)], *WORDS) == code
    assert (tree / "data/disclosures/bnn-2026.csv").exists() == (code == 0)
    assert not list((tree / "_build").glob("update-*"))


@pytest.mark.slow
def test_a_person_is_asked_for_the_date_until_it_is_one(copy_tree):
    tree = copy_tree()
    answers = [("Date of the source", "soon\n"), ("found 'soon'", ""), ("Date", "2026-05\n")]
    assert on_terminal(tree, [*answers, ("Write this?", "y\n")], *WORDS[:4]) == 0
    text = (tree / "data/disclosures/bnn-2026.yaml").read_text(encoding="utf-8")
    assert "released: 2026-05\n" in text


@pytest.mark.slow
def test_a_date_that_is_not_given_is_never_that_of_today(copy_tree):
    tree = copy_tree()
    assert on_terminal(tree, [("Date of the source", "\n")], *WORDS[:4]) == 1
    assert not (tree / "data/disclosures/bnn-2026.csv").exists()


@pytest.mark.slow
def test_of_two_updates_of_one_name_at_once_one_wins_and_the_other_is_told(copy_tree):
    tree = copy_tree()
    (tree / "other.csv").write_text(HEADER + "2025,47000,100,56900,57000\n", encoding="utf-8")
    (tree / "_build").mkdir()
    started = []
    with FileLock(tree / "_build" / "update.lock"):  # both have shown all before either writes
        for name in (str(CSV), "other.csv"):
            command = [sys.executable, "-m", "analysis", "update", name, *WORDS, "--yes"]
            pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
            started.append(subprocess.Popen(command, cwd=tree, **pipes))
        for process in started:
            assert any("gains 2025" in line for line in process.stdout)
    done = [(*process.communicate(timeout=60), process.returncode) for process in started]
    (won, _, code), (_, told, other_code) = sorted(done, key=lambda found: found[-1])
    assert (code, other_code) == (0, 1)
    assert "wrote " in won
    assert "found other content under that name" in told
    assert companion(tree, "check").returncode == 0


def test_what_another_update_has_changed_meanwhile_is_not_written_as_shown(data, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text(HEADER + "2025,47000,100,56900,57000\n", encoding="utf-8")
    about = About("bnn-2026", "Practice", released="2026-06-26")
    draft = ingest.read(CSV, ingest.Options(), data)
    plan = vintage.plan_vintage(draft, about, CSV, data)
    first = ingest.read(other, ingest.Options(), data)
    vintage.save_vintage(first, About("idr-2026", "Other", released="2026-05"), other, data)
    with pytest.raises(UserError, match=r"since they were shown.*nothing was written"):
        vintage.save_vintage(draft, about, CSV, data, plan)
    assert not (data / "disclosures" / "bnn-2026.csv").exists()


def test_a_file_that_is_changed_while_a_person_is_asked_is_not_written(data, tmp_path):
    path = tmp_path / "brought.csv"
    path.write_text(HEADER + "2025,47000,100,56900,57000\n", encoding="utf-8")
    about = About("bnn-2026", "Practice", released="2026-06-26")
    draft = ingest.read(path, ingest.Options(), data)
    plan = vintage.plan_vintage(draft, about, path, data)
    path.write_text(HEADER + "2025,48000,100,56900,57000\n", encoding="utf-8")
    with pytest.raises(UserError, match="changed since they were shown"):
        vintage.save_vintage(draft, about, path, data, plan)
