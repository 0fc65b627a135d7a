"""A file becomes a vintage: whole or not at all, under a name of its own, with its source."""

import hashlib
import os
import random
import signal
import time

import pytest
from bs4 import BeautifulSoup
from commands import build_few, companion

from analysis import atomic, claims, cli, ingest
from analysis.errors import UserError
from analysis.ingest import vintage
from analysis.ingest.about import About
from analysis.questions import changes
from analysis.tables import ROOT, datapackage, load, read_yaml, validate

EXAMPLES = ROOT / "book" / "examples"
CSV = EXAMPLES / "disclosures-example.csv"
ABOUT = About("example-2026", "Practice figures", released="2026-06-26")
SAID = ["--vintage", "example-2026", "--source", "Practice", "--released", "2026-06-26"]
ROWS = [
    [2024, 46111, 141, 54970, 55111],
    [2025, 46222, 152, 55070, 55222],
    [2026, 46333, 163, 55170, 55333],
]


@pytest.fixture
def root(data):
    """A tree with a data/ of its own."""
    return data.parent


def update(root, path=CSV, said=ABOUT, options=None):
    draft = ingest.read(path, options or ingest.Options(), root / "data")
    assert draft.problems == []
    return vintage.save_vintage(draft, said, path, root / "data")


def plan(root, path=CSV, said=ABOUT, options=None):
    """What an update would do."""
    draft = ingest.read(path, options or ingest.Options(), root / "data")
    return vintage.plan_vintage(draft, said, path, root / "data")


def state(folder):
    """The hash of every file of a folder, by its path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods", "pdf"])
def test_each_example_file_becomes_the_same_vintage(root, form):
    path = EXAMPLES / f"disclosures-example.{form}"
    done = update(root, path)
    written = root / "data" / "disclosures" / "example-2026.csv"
    assert done == f"wrote {written} and its descriptor: 3 rows"
    frame = load("disclosures", "example-2026", root / "data")
    assert frame.drop(columns="vintage").values.tolist() == ROWS
    about = read_yaml(root / "data" / "disclosures" / "example-2026.yaml")
    assert about["original"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert about["sources"] == {"file": {"title": "Practice figures"}}
    assert validate.check_data(root / "data") == []
    assert datapackage.datapackage_is_current(root / "data")


def test_the_newest_figures_are_those_of_the_new_vintage(root):
    update(root)
    frame = load("disclosures", data=root / "data").set_index("year")
    assert frame.loc[[2024, 2025, 2026], "vintage"].tolist() == ["example-2026"] * 3
    assert frame.loc[2023, "vintage"] == "nainggolan-2024"


def test_the_same_file_under_the_same_name_changes_nothing(root):
    update(root)
    before = state(root / "data")
    assert update(root).endswith("holds this file already; nothing was written")
    assert state(root / "data") == before


def test_another_file_under_a_name_that_is_taken_is_refused(root, tmp_path):
    update(root)
    before = state(root / "data")
    other = tmp_path / "other.csv"
    other.write_text(CSV.read_text(encoding="utf-8").replace("46.111", "46.112"), encoding="utf-8")
    with pytest.raises(UserError, match=r"found other content under that name, .*--replace"):
        update(root, other)
    assert state(root / "data") == before


def test_a_replacement_says_first_what_it_changes(root, tmp_path):
    update(root)
    other = tmp_path / "other.csv"
    other.write_text(CSV.read_text(encoding="utf-8").replace("46.111", "46.112"), encoding="utf-8")
    said = About(**(vars(ABOUT) | {"replace": True}))
    told = plan(root, other, said).shown
    assert told[0] == "replaces 2024 cases: changed, 46111 → 46112"
    update(root, other, said)
    assert load("disclosures", "example-2026", root / "data")["cases"][0] == 46112


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"vintage": "../../x"}, "--vintage: found '../../x', expected <source>-<year>"),
        ({"vintage": "/etc-2024"}, "--vintage: found '/etc-2024', expected <source>-<year>"),
        ({"vintage": "current"}, "--vintage: found 'current', expected <source>-<year>"),
        ({"vintage": "idr-2024\n"}, "--vintage: found 'idr-2024\n', expected <source>-<year>"),
        ({"vintage": "nainggolan-2024"}, "--vintage: found 'nainggolan-2024', expected another"),
        ({"source": "  "}, "--source: found no text"),
        ({"source": "a\x00b"}, "--source: found no text"),
        ({"url": "javascript:alert(1)"}, "--url: found 'javascript:alert(1)', expected an addr"),
        ({"released": "soon"}, "--released: found 'soon', expected a date such as"),
        ({"released": "2025-13"}, "--released: found '2025-13', expected a date such as"),
        ({"released": "2999"}, "--released: found '2999', expected a date such as"),
    ],
)
def test_what_is_said_of_a_file_is_checked(said, told):
    (line,) = About(**(vars(ABOUT) | said)).problems()
    assert line.startswith(told)


def test_a_file_with_a_problem_writes_nothing(capsys, tmp_path):
    before = state(ROOT / "data")
    bad = tmp_path / "bad.csv"
    bad.write_text("TAHUN;KASUS;WNA;WNI;JUMLAH\n2026;46,5;1;2;3\n")
    words = ["update", str(bad), *SAID]
    assert cli.main(words) == 1
    assert "bad.csv:2:KASUS (cases): found '46,5'" in capsys.readouterr().err
    assert state(ROOT / "data") == before


def test_a_vintage_of_another_body_is_kept_and_stays_out_of_the_series(root, tmp_path):
    path = tmp_path / "bnn.csv"
    path.write_text("TAHUN,KASUS,WNA,WNI,JUMLAH\n2030,651,10,975,985\n".replace("2030", "2026"))
    said = About("bnn-2026", "Practice", released="2026-06-26", body="BNN")
    before = load("disclosures", data=root / "data")
    update(root, path, said, ingest.Options(body="BNN"))
    assert load("disclosures", data=root / "data").equals(before)
    assert load("disclosures", "bnn-2026", root / "data")["cases"].tolist() == [651]


def test_an_accepted_slip_is_kept_as_a_known_anomaly(root, tmp_path):
    path = tmp_path / "slip.csv"
    path.write_text("TAHUN,KASUS,WNA,WNI,JUMLAH\n2025,46000,100,54900,55001\n")
    options = ingest.Options(accept={"total-is-sum-of-parts": "Printed so."})
    update(root, path, options=options)
    (anomaly,) = read_yaml(root / "data/disclosures/example-2026.yaml")["anomalies"]
    assert (anomaly["rule"], anomaly["why"]) == ("total-is-sum-of-parts", "Printed so.")
    assert (anomaly["printed"], anomaly["expected"]) == (55001, 55000)


def test_a_new_prevalence_figure_takes_its_source_from_the_command(root, tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(
        "year,area,measure,substance,percent,institute\n2026,Indonesia,past_year,any,2.05,BNN\n"
    )
    said = About("survey-2026", "Practice", "https://example.org/x", released="2026-05")
    update(root, path, said)
    row = load("prevalence", data=root / "data").iloc[-1]
    assert (row["year"], row["percent"], row["source"], row["date"]) == (
        2026,
        2.05,
        "Practice",
        "2026-05",
    )


def test_a_new_printing_counts_as_a_report_and_can_move_a_verdict(root, tmp_path):
    path = tmp_path / "idr.csv"
    path.write_text("TAHUN,KASUS,WNA,WNI,JUMLAH\n2023,42755,178,55620,55798\n")
    update(root, path)
    before = claims.ledger("nainggolan-2024", root / "data")
    after = claims.ledger("current", root / "data")
    moved = changes.verdicts(before, after).set_index("id")
    assert moved.loc["C12", ["old_verdict", "verdict"]].tolist() == ["unverifiable", "confirmed"]


def test_folders_trade_places_also_where_the_system_has_no_step_for_it(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    atomic.exchange_by_moves(tmp_path / "one", tmp_path / "other")
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*")) == [
        "one",
        "one/other",
        "other",
        "other/one",
    ]


@pytest.mark.slow
def test_an_update_killed_at_any_moment_leaves_data_as_before_or_complete(root):
    before = state(root / "data")
    draft = ingest.read(CSV, ingest.Options(), root / "data")
    start = time.perf_counter()
    vintage.save_vintage(draft, ABOUT, CSV, root / "data")
    whole = time.perf_counter() - start
    after = state(root / "data")
    moments = random.Random(0)
    seen = set()
    for trial in range(51):
        for suffix in ("csv", "yaml"):
            (root / "data/disclosures" / f"example-2026.{suffix}").unlink(missing_ok=True)
        datapackage.write_datapackage(root / "data")
        child = os.fork()
        if child == 0:
            try:
                vintage.save_vintage(draft, ABOUT, CSV, root / "data")
            finally:
                os._exit(0)  # whatever happens, no second process runs the tests
        if trial:  # the first is left in peace, however slow the machine is
            time.sleep(moments.uniform(0, 1.1 * whole))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = state(root / "data")
        assert found in (before, after)
        seen.add(found == after)
    assert seen == {True, False}
    assert vintage.save_vintage(draft, ABOUT, CSV, root / "data")
    assert [path.name for path in (root / "_build").iterdir()] == ["update.lock"]


@pytest.mark.slow
def test_an_updated_book_shows_the_new_years_and_says_what_changed(copy_built):
    tree = copy_built()
    words = [
        "--vintage",
        "example-2026",
        "--source",
        "Practice",
        "--released",
        "2026-06-26",
        "--yes",
    ]
    done = companion(tree, "update", "book/examples/disclosures-example.xlsx", *words)
    assert done.returncode == 0, done.stderr
    done = build_few(tree, "--only-site")
    assert done.returncode == 0, done.stderr
    pages = {
        path.stem: " ".join(BeautifulSoup(path.read_bytes(), "html.parser").text.split())
        for path in (tree / "_build/html/book").glob("*.html")
    }
    for chapter in ("problem", "changes"):
        for value in ("46,111", "46,222", "46,333", "example-2026"):
            assert value in pages[chapter]
    assert "The newest year is 2026: cases 46,333, suspects 55,333" in pages["problem"]
    assert "example-2026" in pages["data"]
    # a figure that was revised stands only where all reports or all vintages are listed, and
    # the paper's stand as published
    assert {name for name, text in pages.items() if "46,748" in text} <= {"reported", "changes"}
    assert "59,533" in pages["problem"]
    check = companion(tree, "check")
    assert check.stdout.startswith("data/ is sound")
