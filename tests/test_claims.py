"""The ledger: every claim has a check, every verdict follows from its rule and its sources."""

import json

import pandas as pd
import pytest
from commands import companion
from test_data import damage

from analysis import claims, cli, tables
from analysis.claims import as_text, diplomacy, judge, unexpected_verdicts
from analysis.claims import verdicts as rules
from analysis.claims.verdicts import Report
from analysis.questions.claims import VERDICTS


def verdicts(data=tables.DATA):
    return claims.ledger("nainggolan-2024", data).set_index("id")["verdict"]


def source(bearing):
    return Report(("cases", 1), bearing, "outlet", "https://example.org")


@pytest.mark.parametrize(
    ("bearings", "verdict"),
    [
        ([], "unverifiable"),
        (["agrees", "agrees"], "confirmed"),
        (["differs"], "differs"),
        (["agrees", "differs"], "partly"),
        (["partly"], "partly"),
        (["agrees", "allows"], "confirmed"),
        (["differs", "allows"], "differs"),
        (["allows"], "partly"),
    ],
)
def test_a_verdict_follows_from_how_the_sources_bear_on_the_claim(bearings, verdict):
    assert rules.by_reports(map(source, bearings)).verdict == verdict


@pytest.mark.parametrize(
    ("holds", "verdict"),
    [([True, True], "confirmed"), ([False, False], "differs"), ([True, False], "partly")],
)
def test_a_claim_measured_in_several_ways_holds_partly_if_the_measures_disagree(holds, verdict):
    assert rules.by_measures(holds).verdict == verdict


def test_a_claim_that_published_contents_bear_out_holds_partly_and_else_differs(data):
    assert verdicts(data)["C75"] == "partly"
    path = data / "instrument_contents" / "companion-2026.csv"
    path.write_text(path.read_text().replace("true", "false"))
    assert verdicts(data)["C75"] == "differs"


@pytest.mark.parametrize(
    ("published", "found", "tolerance", "bound", "bearing"),
    [
        (100, 100, 0, "exact", "agrees"),
        (100, 101, 0, "exact", "differs"),
        (100, 101, 1, "exact", "agrees"),
        (171.5, 172, 0, "about", "agrees"),
        (171.5, 172, 0, "exact", "differs"),
        (1230, 1200, 0, "at_least", "allows"),
        (1100, 1200, 0, "at_least", "differs"),
        (1100, 1200, 0, "at_most", "allows"),
    ],
)
def test_a_number_bears_on_another_within_tolerance_rounding_and_bound(
    published, found, tolerance, bound, bearing
):
    assert rules.bearing(published, found, tolerance, bound) == bearing


def test_no_computed_verdict_differs_from_the_one_expected():
    assert unexpected_verdicts(claims.ledger("nainggolan-2024")) == []


def test_all_claims_of_the_evidence_are_there_and_none_is_to_do():
    ids = set(claims.ledger("nainggolan-2024")["id"])
    assert {f"C{number:02d}" for number in range(1, 89)} <= ids


def test_every_claim_has_a_function_and_every_function_a_claim():
    assert set(claims.ledger("nainggolan-2024")["check"]) == set(judge.CHECKS)


def test_every_rule_can_lead_to_a_verdict_that_occurs():
    assert set(claims.ledger("nainggolan-2024")["verdict"]) == set(VERDICTS)


def test_every_source_row_belongs_to_a_claim_and_every_source_has_an_address():
    for table in tables.table_names():
        frame = tables.load(table)
        if "address" in frame and table not in ("codebook",):
            assert frame["address"].str.match(r"https?://\S+$").all(), table
    assert set(tables.load("claim_evidence")["claim"]) <= set(
        tables.load("claims", "nainggolan-2024")["id"]
    )


def test_a_published_value_in_the_ledger_is_the_one_in_the_paper_s_table():
    ledger = tables.load("claims", "nainggolan-2024").set_index("id")
    suspects = tables.load("disclosures", "nainggolan-2024")["suspects_total"].tolist()
    bars = tables.load("nps", "nainggolan-2024")["substances"].tolist()
    assert [int(ledger.loc[f"C{n:02d}", "value"]) for n in range(7, 13)] == suspects
    assert [int(ledger.loc[f"C{n}", "value"]) for n in range(89, 104)] == bars


def test_a_corrected_bar_flips_the_claims_on_it(data):
    before = verdicts()
    damage(data, "nps", "2022,1227", "2022,1127")
    after = verdicts(data)
    assert (before["C102"], after["C102"]) == ("differs", "partly")
    assert [id_ for id_ in before.index if before[id_] != after[id_]] == ["C102"]


def test_a_verdict_that_leaned_on_a_removed_source_becomes_unverifiable(data):
    path = data / "agreement_reports" / "companion-2026.csv"
    rows = path.read_text().splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith("7,1,")))
    assert verdicts()["C58"] == "differs"
    assert verdicts(data)["C58"] == "unverifiable"


def test_a_surprise_is_named_and_the_command_fails(monkeypatch, capsys):
    found = claims.ledger("nainggolan-2024")
    found.loc[0, ["verdict", "surprise"]] = ["differs", True]
    monkeypatch.setattr(claims, "ledger", lambda _vintage: found)
    assert cli.main(["claims"]) == 1
    assert capsys.readouterr().err == (
        "verdicts that were not expected:\nC01: found differs, expected partly\n"
    )


@pytest.mark.slow
def test_a_changed_value_and_a_removed_source_are_named_by_the_command(copy_tree):
    tree = copy_tree()
    bars = tree / "data" / "nps" / "nainggolan-2024.csv"
    bars.write_text(bars.read_text().replace("2022,1227", "2022,1127"))
    signed = tree / "data" / "agreement_reports" / "companion-2026.csv"
    kept = [row for row in signed.read_text().splitlines(keepends=True) if row[:4] != "7,1,"]
    signed.write_text("".join(kept))
    done = companion(tree, "claims")
    assert done.returncode == 1
    assert f"{len(tables.load('claims', tables.PAPER))} claims:" in done.stdout
    assert "C58: found unverifiable, expected differs\n" in done.stderr
    assert "C102: found partly, expected differs\n" in done.stderr
    assert "nps/nainggolan-2024.csv: found sha256" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_lists_every_claim_with_its_sources_as_json(capsys):
    assert cli.main(["claims", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) >= 88
    for claim in listed:
        assert claim["function"].startswith("analysis.claims.")
        assert claim["verdict"] in VERDICTS
        assert claim["locator"]["line"] > 0
        if claim["verdict"] in ("confirmed", "differs") and claim["rule"] == "reported":
            assert all(report["address"].startswith("http") for report in claim["reported"])
            assert claim["reported"]


def test_the_command_is_plain_when_piped_and_coloured_in_a_terminal():
    ledger = claims.ledger("nainggolan-2024").head(1)
    assert "\x1b[" not in as_text(ledger, colour=False)
    assert "\x1b[33mpartly" in as_text(ledger, colour=True)
    assert as_text(ledger, colour=False).endswith(
        "1 claims: 0 reproduced, 0 confirmed, 1 partly, 0 differs, 0 unverifiable, 0 normative"
    )


def test_an_unknown_check_and_a_value_that_is_no_number_are_told_at_once(data):
    damage(data, "claims", "nps_chart,", "nps_carpet,")
    damage(data, "claims", "59533,persons", "many,persons")
    told = claims.problems(data)
    assert len(told) == 2
    assert told[0].startswith("data/claims/nainggolan-2024.csv:8:value: found 'many', expected")
    assert ":35:check: found 'nps_carpet', expected one of agreement_count," in told[1]


def test_a_report_on_a_signature_needs_the_day_and_the_place_together():
    printed = pd.Series(
        {
            "date_first": pd.Timestamp("2021-11-16"),
            "place_first": "Bali",
            "date_second": pd.Timestamp("2021-11-25"),
            "place_second": "Canberra",
        }
    )

    def told(day, place):
        return pd.Series(
            {"date_from": pd.Timestamp(day), "date_to": pd.Timestamp(day), "place": place}
        )

    signature_bearing = diplomacy.signature_bearing
    assert signature_bearing(printed, told("2021-11-25", "Canberra")) == "agrees"
    assert signature_bearing(printed, told("2021-11-25", "Nusa Dua, Bali")) == "partly"
    assert signature_bearing(printed, told("2021-11-25", None)) == "agrees"
    assert signature_bearing(printed, told("2021-11-26", "Canberra")) == "differs"


def test_the_ledger_of_a_chapter_is_its_part_of_the_whole_and_reads_what_it_needs(monkeypatch):
    whole = claims.ledger()
    for chapter, own in whole.groupby("chapter"):
        pd.testing.assert_frame_equal(
            claims.ledger(chapter=chapter).drop(columns="result"), own.drop(columns="result")
        )
    with claims.remember_ledgers():
        assert claims.ledger(chapter="nps").index.equals(claims.ledger(chapter="nps").index)
        assert len(claims.ledger()) == len(whole)
    read = []
    load = tables.load
    monkeypatch.setattr(tables, "load", lambda *args: read.append(args[0]) or load(*args))
    claims.ledger(chapter="nps")
    assert "nps" in read
    assert "power" not in read
