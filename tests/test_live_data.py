"""What must hold of ``data/`` itself, whatever vintages it has; all other tests read the copy."""

import json
import re
import shutil
import subprocess
import sys

import accept
import frictionless
import pytest
from commands import companion

from analysis import claims
from analysis.questions.claims import VERDICTS
from analysis.tables import DATA, PAPER, ROOT, datapackage, validate

LIVE = ROOT / "data"
PRINT_NUMBERS = """
import json, sys
from analysis import publish, tracing
from analysis.build import collect_values
from analysis.tables import CURRENT, ROOT
published, untraced = publish.Page.values, []
def values(page, frame, of=""):
    origin = tracing.origin(frame)
    untraced.extend(origin["made_by"][-1:] * (not origin["inputs"]))
    published(page, frame, of)
publish.Page.values = values
json.dump([collect_values(ROOT, CURRENT), untraced], sys.stdout)
"""


def test_every_table_follows_its_schema_its_descriptor_and_its_hash():
    assert validate.check_data(LIVE) == []


def test_the_data_package_on_disk_is_the_one_that_schemas_and_descriptors_give():
    assert datapackage.datapackage_is_current(LIVE), "run: make accept"


def test_the_data_package_is_valid_for_frictionless_alone():
    report = frictionless.validate(str(LIVE / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])


def test_no_address_of_a_source_is_malformed():
    content = json.loads((LIVE / "datapackage.json").read_text(encoding="utf-8"))
    paths = [s["path"] for r in content["resources"] for s in r["sources"] if "path" in s]
    assert paths
    assert all(path.startswith(("http://", "https://")) for path in paths)


def test_data_holds_no_code():
    assert [p for p in LIVE.rglob("*") if p.suffix in (".py", ".ipynb", ".sh")] == []


def test_every_claim_has_a_check_and_gets_a_verdict():
    assert claims.problems(LIVE) == []
    assert set(claims.ledger(data=LIVE)["verdict"]) <= set(VERDICTS)


def test_no_verdict_is_a_surprise_unless_a_newer_vintage_moves_it(tmp_path):
    """The verdicts expected are those of the vintages in the frozen copy."""
    older = shutil.copytree(LIVE, tmp_path / "data")
    accept.drop_newer(older, DATA)
    assert claims.unexpected_verdicts(claims.ledger(PAPER, older)) == []


@pytest.fixture(scope="module")
def printed():
    """The numbers that the chapters compute from ``data/``, and what computes
    some from no table."""
    command = [sys.executable, "-c", PRINT_NUMBERS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_every_number_that_prose_names_is_printed(printed):
    values = printed[0]
    for path in (ROOT / "book").rglob("*.*"):
        text = path.read_text(encoding="utf-8") if path.suffix in (".ipynb", ".md") else ""
        for chapter, name in re.findall(r"\{glue:text\}`(?:(\w+)\.ipynb::)?([\w.]+)", text):
            found = values.get(chapter or path.stem)
            assert found is None or name in found, (path.name, name)


@pytest.mark.slow
def test_every_printed_number_is_traced_to_a_table(printed):
    counting_tables = "questions.data."
    assert [function for function in printed[1] if not function.startswith(counting_tables)] == []


# New vintages that must leave the tests of data/ green: a file and the words that add it.
MORE = "TAHUN,KASUS,WNA,WNI,JUMLAH\n2025,45321,152,54310,54462\n"
REVISED = "year,substances\n" + "".join(f"{year},{year - 1000}\n" for year in range(2014, 2024))
NEWER = {
    "practice figures": ("book/examples/disclosures-example.xlsx", None, "disclosures"),
    "one more year": ("more.csv", MORE, "disclosures"),
    "ten revised years": ("revised.csv", REVISED, "nps"),
}


@pytest.mark.slow
def test_newer_vintages_turn_no_test_of_the_data_red(copy_tree):
    tree = copy_tree()
    shutil.copytree(DATA, tree / "tests" / "data")
    for number, (newer, (name, text, table)) in enumerate(NEWER.items()):
        if text:
            (tree / name).write_text(text, encoding="utf-8")
        words = ["--table", table, "--vintage", f"newer{number}-2026", "--source", newer]
        done = companion(
            tree, "update", name, *words, "--released", f"2026-0{6 + number}-26", "--yes"
        )
        assert done.returncode == 0, done.stderr
    tests = ["-m", "pytest", "-m", "not slow", "tests/test_live_data.py"]
    done = subprocess.run(
        [sys.executable, *tests], cwd=tree, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
