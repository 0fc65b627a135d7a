"""One cell has one reading, or none and a reason."""

import datetime as dt

import pytest

from analysis.ingest.formats.grid import Share
from analysis.ingest.values import dates, numbers
from analysis.ingest.values.numbers import Fault

WHOLE = [
    "59533",
    "59.533",
    "59,533",
    "59 533",
    "59\u202f533",
    "59533.0",
    "59.533,00",
    "59,533.00",
    "59.533,000",
]
WHOLE += ["59.533,000", "59533*", "59.533¹", "59533 *)", "59533 1)", "５９５３３", " 59533\u00a0"]
NOT_WHOLE = ["1,37", "5,9533", "59.53", "59.53.3", "5.9E4", "59533 orang", "O9533", "0.123"]
NOT_WHOLE += [
    "59.533,000",
    "595331)",
    "5¹9533",
    "½",
    "①",
    "٣",
    "(59533)",
    "59'533",
    "1.234,567",
    "TRUE",
    "59533%",
]
DAYS = ["2012-03-23", "23/03/2012", "23 Maret 2012", "23 March 2012", "March 23, 2012"]
DAYS += ["23-Mar-2012", dt.date(2012, 3, 23), dt.datetime(2012, 3, 23)]
DISCLOSURES = "TAHUN;KASUS\n2023;{}\n"
PREVALENCE = (
    "TAHUN;WILAYAH;UKURAN;ZAT;PREVALENSI (%);LEMBAGA\n2023;Indonesia;past_year;any;{};BNN\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "59533",
        "59.533",
        "59,533",
        "59 533",
        "59\u202f533",
        "59533.0",
        "59.533,00",
        "59,533.00",
        "59.533,000",
        "59533*",
        "59.533¹",
        "59533 *)",
        "59533 1)",
        "５９５３３",
        " 59533\xa0",
    ],
)
def test_a_whole_number_is_read_however_its_thousands_are_set_off(bring, text):
    draft = bring(DISCLOSURES.format(text))
    assert draft.problems == []
    assert draft.frame["cases"].tolist() == [59533]


@pytest.mark.parametrize(
    "text",
    [
        "1,37",
        "5,9533",
        "59.53",
        "59.53.3",
        "5.9E4",
        "59533 orang",
        "O9533",
        "0.123",
        "595331)",
        "5¹9533",
        "½",
        "①",
        "٣",
        "(59533)",
        "59'533",
        "1.234,567",
        "TRUE",
        "+-5",
        "59533%",
    ],
)
def test_a_whole_number_that_is_none_is_refused(bring, text):
    (problem,) = bring(DISCLOSURES.format(text)).problems
    assert "expected a whole number of cases" in problem


def test_a_dropped_footnote_mark_is_told(bring):
    (note,) = bring(DISCLOSURES.format("59.533¹")).reading["notes"]
    assert note == (
        "bnn.csv:2:KASUS (cases): the footnote mark at the end of '59.533¹' was dropped"
    )


def test_a_float_of_a_spreadsheet_with_three_decimals_has_lost_its_thousands():
    assert numbers.whole(59.533, None) == Fault("thousands-lost", {"meant": "59.533"})


def test_the_decimal_separator_that_is_told_is_kept_to():
    assert numbers.whole("59.533", "comma") == 59533
    assert isinstance(numbers.whole("59.533", "point"), Fault)
    assert numbers.decimal_number("1.037", "point", False) == 1.037
    assert numbers.decimal_number("1.037", "comma", False) == 1037
    assert isinstance(numbers.decimal_number("1.37", "comma", False), Fault)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,37", 1.37),
        ("1.37", 1.37),
        ("0,123", 0.123),
        ("1,73%", 1.73),
        ("2", 2.0),
        ("7e-05", 7e-5),
    ],
)
def test_a_share_is_read_with_comma_or_point(bring, text, value):
    assert bring(PREVALENCE.format(text)).frame["percent"].tolist() == [value]


@pytest.mark.parametrize("text", ["1,037", "1.037"])
def test_three_digits_after_one_separator_are_ambiguous(bring, text):
    (problem,) = bring(PREVALENCE.format(text)).problems
    assert problem.endswith("say what the separator is with --decimal comma or --decimal point")


def test_a_cell_shown_as_a_percentage_is_what_it_shows():
    assert numbers.decimal_number(Share(0.0173), None, True) == pytest.approx(1.73)
    assert isinstance(numbers.whole(Share(0.17), None), Fault)


@pytest.mark.parametrize("text", ["", "-", "–", "—", "n/a", "NA", "...", "…", "t.a.d", "null"])
def test_words_for_missing_are_missing(bring, text):
    draft = bring(f"TAHUN;KASUS;WNA\n2023;59533;{text}\n")
    assert draft.problems == []
    assert draft.frame["suspects_foreign"].isna().all()


@pytest.mark.parametrize("cell", ["2023", "Tahun 2023", "TH. 2023", 2023.0, "2023.0"])
def test_a_year_is_read(cell):
    assert dates.year(cell) == 2023


@pytest.mark.parametrize("cell", ["23", "2.023", "2018-2019", 2.023, "1899", "2999", dt.date.min])
def test_a_year_that_is_none_is_refused(cell):
    assert isinstance(dates.year(cell), Fault)


@pytest.mark.parametrize(
    "cell",
    [
        "2012-03-23",
        "23/03/2012",
        "23 Maret 2012",
        "23 March 2012",
        "March 23, 2012",
        "23-Mar-2012",
        dt.date(2012, 3, 23),
        dt.datetime(2012, 3, 23),
    ],
)
def test_a_day_is_read(cell):
    assert dates.date(cell, None) == dt.date(2012, 3, 23)


def test_a_day_that_could_be_a_month_is_refused_unless_told():
    assert dates.date("03/04/2012", None) == Fault("ambiguous-date")
    assert dates.date("03/04/2012", "dmy") == dt.date(2012, 4, 3)
    assert dates.date("03/04/2012", "mdy") == dt.date(2012, 3, 4)


@pytest.mark.parametrize("cell", ["2023-11", "November 2023", "Nop 2023", "11/2023"])
def test_a_month_is_read(cell):
    assert dates.yearmonth(cell) == "2023-11"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1+1", "begins like a formula"),
        ("@SUM(A1)", "begins like a formula"),
        ("-A1", "begins like a formula"),
        ("a <b>", "looks like markup"),
        ("a\x07b", "characters that can't be seen"),
        ("a\u202eb", "characters that can't be seen"),
        ("x" * 2001, "2,001 characters"),
        ("#REF!", "could not compute"),
    ],
)
def test_a_text_that_could_do_harm_is_never_stored(bring, text, told):
    draft = bring(PREVALENCE.format("1,7").replace("BNN", text))
    assert told in draft.problems[0]
    assert draft.frame["institute"].isna().all()
