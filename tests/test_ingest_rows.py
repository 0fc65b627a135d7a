"""What is no row is left out and told; rows keep the schema, or every breach is told."""

import pytest

from analysis.errors import UserError

HEAD = "TAHUN;KASUS;WNA;WNI;JUMLAH\n"
GOOD = "2022;40100;100;50000;50100\n2023;40200;200;50000;50200\n"
WRONG = "2023;40200;200;50000;50201\n"


def test_sums_footnotes_empty_rows_and_headers_again_are_left_out(bring):
    draft = bring(
        f"{HEAD}2022;40100;100;50000;50100\n\n{HEAD}2023;40200;200;50000;50200\n"
        "JUMLAH;80300;300;100000;100300\n*) x\n"
    )
    assert draft.problems == []
    assert [skipped["why"] for skipped in draft.reading["skipped_rows"]] == [
        "empty row",
        "the header again",
        "sum",
        "footnote or remark",
    ]


def test_a_sum_that_is_wrong_is_told_with_the_right_one(bring):
    (problem,) = bring(f"{HEAD}{GOOD}TOTAL;80300;300;100000;100301\n").problems
    assert problem.startswith(
        "bnn.csv:4:JUMLAH (suspects_total): found 100301 in the row of sums, exp"
    )
    assert "expected 100300" in problem


def test_a_row_with_figures_and_no_year_is_told(bring):
    (problem,) = bring(f"{HEAD}{GOOD};10000;1;9999;10000\n").problems
    assert problem.startswith("bnn.csv:4: found B '10000', C '1', D '9999', E '10000' and no year")


def test_a_year_that_can_not_be_read_is_no_footnote(bring):
    (problem,) = bring(f"{HEAD}{GOOD}2O24;10000;1;9999;10000\n").problems
    assert "found '2O24', expected a year" in problem


def test_a_year_that_stands_twice_is_told_with_both_rows(bring):
    (problem,) = bring(f"{HEAD}{GOOD}2022;10000;1;9999;10000\n").problems
    assert problem.startswith("bnn.csv:4:TAHUN (year): found year 2022, which is in bnn.csv:2")


def test_parts_that_do_not_add_up_are_told_or_accepted_with_a_reason(bring):
    (problem,) = bring(HEAD + WRONG).problems
    assert "found 50201, expected 50200: foreign and domestic suspects must add up" in problem
    draft = bring(HEAD + WRONG, accept={"total-is-sum-of-parts": "printed so"})
    assert draft.problems == []
    assert draft.anomalies == [
        {
            "at": {"year": 2023},
            "column": "suspects_total",
            "printed": 50201,
            "expected": 50200,
            "rule": "total-is-sum-of-parts",
            "why": "printed so",
        }
    ]


def test_a_rule_that_is_kept_can_not_be_accepted(bring):
    (problem,) = bring(HEAD + GOOD, accept={"total-row": "why not"}).problems
    assert problem.startswith("--accept total-row: found the rule kept by every row")


@pytest.mark.parametrize(
    ("accept", "told"), [({"no-rule": "x"}, "found 'no-rule'"), ({"total-row": ""}, "no reason")]
)
def test_an_unknown_rule_or_no_reason_is_refused(bring, accept, told):
    with pytest.raises(UserError) as refused:
        bring(HEAD + GOOD, accept=accept)
    assert told in str(refused.value)


def test_countries_are_named_in_either_language_or_by_code(bring):
    draft = bring(
        "scope;number;meeting;forum;place;country_iso3\n"
        "regional;1;a;b;c;Thailand\nregional;2;a;b;c;Filipina\nregional;3;a;b;c;SGP\n"
        "regional;4;a;b;c;Thailnd\n"
    )
    assert draft.frame["country_iso3"].tolist() == ["THA", "PHL", "SGP", "Thailnd"]
    (problem,) = draft.problems
    assert (
        "found 'Thailnd', expected a value that countries has; nearest: Thailand (THA)" in problem
    )


def test_a_comma_that_splits_a_number_is_told(bring):
    problems = bring("TAHUN,KASUS,WNA\n2022,59,533,31\n2023,1,1\n").problems
    assert problems[0].startswith("bnn.csv:2:column 4: found '31' under no header")


def test_a_line_that_was_cut_off_is_told(bring):
    (problem,) = bring(f"{HEAD}{GOOD}2024;40000\n").problems
    assert problem.startswith("bnn.csv:4: found 2 cells, expected 5")


def test_no_more_than_twenty_problems_of_a_kind_are_told_one_by_one(bring):
    rows = "".join(f"{1990 + n};x\n" for n in range(30))
    problems = bring("TAHUN;KASUS\n" + rows).problems
    assert len(problems) == 21
    assert problems[-1] == "… and 10 more of this kind (not-whole) in column cases"


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        (
            "equal-columns",
            "2021;40009;1;40008;40009\n2022;41011;2;41009;41011\n2023;42012;1;42011;42012\n",
        ),
        ("tenfold", "2022;46111;1;49999;50000\n2023;462220;2;499998;500000\n"),
        ("gap-of-years", "2020;46111;1;49999;50000\n2023;46222;2;49998;50000\n"),
        ("swapped-digits", "2018;59353;31;59502;59533\n"),
        ("other-sizes", "2023;600111;2;600998;601000\n"),
    ],
)
def test_what_looks_wrong_is_a_warning_and_no_problem(bring, name, rows):
    draft = bring(HEAD + rows)
    assert draft.problems == []
    assert name in {warning for warning, _ in draft.warnings}


def test_the_table_of_the_paper_gives_its_known_slips_and_no_other_warning(bring):
    draft = bring(
        "TAHUN;KASUS;WNA;WNI;JUMLAH\n2018;59533;31;59502;59533\n2019;52858;60;52799;52858\n"
        "2020;58746;73;58673;58746\n"
    )
    assert [name for name, _ in draft.warnings] == ["equal-columns"]
    assert len(draft.problems) == 1
