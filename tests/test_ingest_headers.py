"""Headers are found, understood and told; what they could mean twice is refused."""

import pytest

from analysis.errors import UserError

ROW = "2023;59533;31;59502;59533\n"


def fields(draft):
    return list(draft.reading["columns"])


def test_abbreviations_accents_and_units_do_not_matter(bring):
    draft = bring("Thn.;JML KSS (kasus);Wná;W.N.I;JML TSK\n2023;59533;31;59502;59533\n")
    assert fields(draft)[:3] == ["year", "cases", "suspects_foreign"]
    assert draft.reading["not_read"] == ["D W.N.I"]


def test_a_unit_that_would_change_the_number_is_no_unit(bring):
    draft = bring("TAHUN;KASUS (ribu);WNA\n2023;59;31\n")
    assert draft.reading["not_read"] == ["B KASUS (ribu)"]


def test_titles_numbering_and_row_numbers_are_left_out(bring):
    draft = bring("Data kasus\n\nNO;TAHUN;KASUS;WNA;WNI;JUMLAH\n(1);(2);(3);(4);(5);(6)\n1;" + ROW)
    assert draft.reading["header_rows"] == [3]
    assert draft.reading["not_read"] == ["A NO"]
    assert draft.reading["skipped_rows"] == [{"row": 4, "why": "numbers the columns"}]


def test_columns_of_both_sexes_are_summed(bring):
    draft = bring("TAHUN;WNA;;WNI;\n;LK;PR;LK;PR\n2023;1;2;3;4\n")
    assert draft.frame.iloc[0, 2:4].tolist() == [3, 7]
    assert draft.reading["columns"]["suspects_foreign"] == "B WNA / LK + C WNA / PR"


def test_a_sum_beside_both_sexes_is_checked(bring):
    (problem,) = bring("TAHUN;TERSANGKA;;\n;LK;PR;JML\n2023;40001;10002;50004\n").problems
    assert "found 50004, expected 50003, the sum of TERSANGKA / LK and TERSANGKA / PR" in problem


def test_jumlah_under_something_else_is_not_the_number_of_suspects(bring):
    draft = bring("TAHUN;KASUS;BARANG BUKTI;\n;;BERAT;JUMLAH\n2023;59;31;2\n")
    assert fields(draft) == ["year", "cases"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("TAHUN;KASUS;JUMLAH KASUS\n2023;1;1\n", "'KASUS' (B), 'JUMLAH KASUS' (C) for cases"),
        ("URAIAN;2021;2022;2023\nKASUS;1;2;3\n", "found the years 2021 to 2023 side by side"),
        ("NAMA;TINGGI\nMonas;132\n", "found no row of headers that is known"),
        ("TAHUN;JUMLAH\n2023;1\n", "lacks a column of figures or facts"),
        ("TAHUN;WILAYAH;PREVALENSI\n2023;Bali;1,7\n", "nearest is"),
    ],
)
def test_a_header_that_is_no_table_is_refused(bring, text, told):
    with pytest.raises(UserError) as refused:
        bring(text)
    assert told in str(refused.value)


def test_a_mapping_file_names_columns_constants_and_rows(bring, tmp_path):
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "table: disclosures_reported\nheader_rows: [2]\n"
        "columns: {year: Masa, cases: B}\nconstants: {body: BNN, coverage: year}\n"
    )
    draft = bring("Laporan;x\nMasa;Perkara\n2023;59.533\n", mapping=mapping)
    assert draft.frame.iloc[0, :6].fillna("").tolist() == [1, 2023, "BNN", "year", "", 59533]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tabel: nps\n", "found the key 'tabel', expected one of table, sheet"),
        ("table: nps\ncolumns: {kasus: A}\n", "found the field 'kasus', expected a field of nps"),
        ("columns: {year: A}\n", "without a table"),
        ("table: nps\nconstants: {year: x}\n", "found 'x' for year"),
        ("table: [nps\n", "found no valid mapping file"),
    ],
)
def test_a_mapping_file_with_a_slip_is_refused(bring, tmp_path, text, told):
    mapping = tmp_path / "map.yaml"
    mapping.write_text(text)
    with pytest.raises(UserError) as refused:
        bring("TAHUN;NPS\n2023;5\n", mapping=mapping)
    assert told in str(refused.value)


def test_an_option_wins_over_the_mapping_file(bring, tmp_path):
    mapping = tmp_path / "map.yaml"
    mapping.write_text("table: nps\ndecimal: point\n")
    assert bring("TAHUN;NPS\n2023;1.234\n", mapping=mapping, decimal="comma").problems == []


APART = ("{} / {}", "{}/{}", "{} - {}", "{} | {}", "{} ({})", "{}\n{}", "{} {}", "{1} – {0}")
TWICE = [("Tahun", "Year"), ("Jumlah Kasus", "Number of Cases"), ("WNA", "Foreign Nationals")]
TWICE += [("WNI", "Indonesian Citizens"), ("Jumlah Tersangka", "Total Suspects")]


@pytest.mark.parametrize("apart", APART)
def test_a_header_in_two_languages_is_read_however_they_are_set_apart(bring, apart):
    head = ";".join(f'"{apart.format(*pair)}"' for pair in TWICE)
    draft = bring(f"{head}\n{ROW}")
    assert draft.problems == []
    assert draft.frame.iloc[0].tolist() == [2023, 59533, 31, 59502, 59533]


def test_a_header_of_two_rows_in_two_languages_is_read(bring):
    upper = "Tahun/Year;Kasus/Cases;Tersangka/Suspects;;"
    lower = ";;WNA/Foreigners;WNI/Indonesians;Jumlah/Total"
    draft = bring(f"{upper}\n{lower}\n(1);(2);(3);(4);(5)\n{ROW}")
    assert draft.frame.iloc[0].tolist() == [2023, 59533, 31, 59502, 59533]


@pytest.mark.parametrize(
    "header",
    ["Kasus/Suspects", "Kasus/Thousands", "Kasus/Settled", "Kasus/Polri", "WNA/Indonesian"],
)
def test_two_halves_that_say_two_things_are_not_read_as_either(bring, header):
    draft = bring(f"Tahun/Year;Tersangka;{header}\n2023;59533;1\n")
    assert fields(draft) == ["year", "suspects_total"]


LETTERS = "table: disclosures\ncolumns: {year: A, cases: B, suspects_total: C}\n"
FIGURES = "2022;43122;55450\n2023;42733;54805\n"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (FIGURES, []),
        ("Masa;Perkara;Pelaku\n" + FIGURES, [1]),
        ("Perkara, 2022-2023\n\nMasa;Perkara;Pelaku\n(1);(2);(3)\n" + FIGURES, [3]),
        ("Masa;Perkara;\n;Berkas;Pelaku\n" + FIGURES, [1, 2]),
        ("Perkara, 2022-2023\nMasa;Perkara;Pelaku\n" + FIGURES + "Sumber: BNN\n", [2]),
        ("Masa;Perkara;7\n" + FIGURES, [1]),
        ("TAHUN;KASUS;2\n" + FIGURES, [1]),
        ("TAHUN;Perkara;Pelaku\n" + FIGURES, [1]),
    ],
)
def test_letters_alone_are_enough_whatever_the_header_says(bring, tmp_path, text, rows):
    mapping = tmp_path / "map.yaml"
    mapping.write_text(LETTERS)
    draft = bring(text, mapping=mapping)
    assert draft.problems == []
    assert draft.reading["header_rows"] == rows
    columns = ["year", "cases", "suspects_total"]
    assert draft.frame[columns].to_numpy().tolist() == [[2022, 43122, 55450], [2023, 42733, 54805]]


def test_letters_may_be_small(bring, tmp_path):
    mapping = tmp_path / "map.yaml"
    mapping.write_text(LETTERS.replace(" A", " a").replace(" B", " b").replace(" C", " c"))
    draft = bring("Masa;Perkara;7\n" + FIGURES, mapping=mapping)
    assert draft.frame["suspects_total"].tolist() == [55450, 54805]


def test_letters_and_rows_of_the_header_are_enough(bring, tmp_path):
    mapping = tmp_path / "map.yaml"
    mapping.write_text(LETTERS + "header_rows: [2]\n")
    draft = bring("Rekap;x;y\nMasa;Perkara;Pelaku\n" + FIGURES, mapping=mapping)
    assert draft.reading["header_rows"] == [2]
    assert draft.frame["cases"].tolist() == [43122, 42733]


def test_a_letter_beyond_the_last_column_is_told(bring, tmp_path):
    mapping = tmp_path / "map.yaml"
    mapping.write_text(LETTERS.replace("C", "D"))
    with pytest.raises(UserError, match="found 'D' for suspects_total, expected a header"):
        bring("Masa;Perkara;Pelaku\n" + FIGURES, mapping=mapping)
