"""A PDF is read whole, whatever parts its rows and columns, or refused by page and text."""

import time

import pytest
from fpdf import FPDF

from analysis import cli
from analysis.errors import UserError

HEAD = ["TAHUN", "KASUS", "WNA", "WNI", "JUMLAH"]
ROWS = [
    [2021, 41211, 51, 53302, 53353],
    [2022, 43122, 47, 55403, 55450],
    [2023, 42733, 61, 54744, 54805],
    [2024, 46144, 72, 57115, 57187],
    [2025, 47155, 83, 58226, 58309],
]
WIDTHS = [30, 40, 30, 36, 40]
TALL = 8  # millimetres of a row
LEFT = 15


class Paper(FPDF):
    """A page on which tables are drawn line by line, as agencies draw them."""

    def __init__(self, orientation="portrait"):
        super().__init__(orientation)
        self.set_font("Helvetica", size=11)
        self.set_fill_color(225)
        self.add_page()
        self.set_y(30)

    def line_of_text(self, text):
        self.set_x(LEFT)
        self.cell(0, 7, text, new_x="LEFT", new_y="NEXT")

    def row(self, cells, border=0, fill=False, align="R", tall=TALL, widths=WIDTHS):
        self.set_x(LEFT)
        for width, cell in zip(widths, cells, strict=True):
            self.cell(width, tall, shown(cell), border, fill=fill, align=align)
        self.ln(tall)

    def rule(self, start=0, end=5, down=0):
        left, right = LEFT + sum(WIDTHS[:start]), LEFT + sum(WIDTHS[:end])
        self.line(left, self.get_y() + down, right, self.get_y() + down)

    def grouped_head(self, ruled=True, border=0, fill=False):
        """TERSANGKA over three columns, TAHUN and KASUS at the middle of both lines."""
        top = self.get_y()
        for n, text in enumerate(HEAD[:2]):
            self.set_xy(LEFT + sum(WIDTHS[:n]), top)
            self.cell(WIDTHS[n], 2 * TALL, text, border, fill=fill, align="C")
        self.set_xy(LEFT + sum(WIDTHS[:2]), top)
        self.cell(sum(WIDTHS[2:]), TALL, "TERSANGKA", border, fill=fill, align="C")
        self.set_xy(LEFT, top + TALL)
        if ruled:
            self.rule(2)
        self.set_x(LEFT + sum(WIDTHS[:2]))
        for n in (2, 3, 4):
            self.cell(WIDTHS[n], TALL, HEAD[n], border, fill=fill, align="C")
        self.ln(TALL)

    def content(self):
        return bytes(self.output())


def shown(cell):
    """A year or a text as it is, a count with dots."""
    plain = isinstance(cell, str) or 1900 < cell < 2100
    return str(cell) if plain else f"{cell:,}".replace(",", ".")


def values(draft):
    assert draft.problems == []
    return draft.frame.to_numpy().tolist()


def horizontal(paper):
    paper.rule()
    paper.grouped_head()
    for row in ROWS:
        paper.rule()
        paper.row(row)
    paper.rule()


def three_rules(paper):
    paper.rule()
    paper.grouped_head()
    paper.rule()
    for row in ROWS:
        paper.row(row)
    paper.rule()


def double_rules(paper):
    paper.rule()
    paper.rule(down=0.8)
    paper.row(HEAD)
    for row in ROWS:
        paper.rule()
        paper.row(row)
    paper.rule()
    paper.rule(down=0.8)


def ruled_between_columns(paper):
    paper.row(HEAD, 1)
    for row in ROWS:
        paper.row(row, "LR")


def shaded(paper):
    paper.grouped_head(ruled=False, fill=True)
    for n, row in enumerate(ROWS):
        paper.row(row, fill=n % 2 == 0)


def shaded_whole(paper):
    """Whole rows shaded as one box, the header too."""
    for n, row in enumerate([HEAD, *ROWS]):
        if n % 2 == 0:
            paper.rect(LEFT, paper.get_y(), sum(WIDTHS), TALL, style="F")
        paper.row(row)


def gaps_alone(paper):
    for row in [HEAD, *ROWS]:
        paper.row(row)


def gaps_and_groups(paper):
    paper.grouped_head(ruled=False)
    for row in ROWS:
        paper.row(row)


def left_header(paper):
    paper.row(HEAD, align="L")
    for row in ROWS:
        paper.row(row)


def two_languages(paper):
    paper.rule()
    paper.row(["Tahun", "Kasus", "WNA", "WNI", "Jumlah"], tall=5)
    paper.row(["Year", "Cases", "Foreign", "Domestic", "Total"], tall=5)
    for row in ROWS:
        paper.rule()
        paper.row(row)
    paper.rule()


def no_first_line(paper):
    paper.row(HEAD, "LR")
    for row in ROWS:
        paper.row(row, 1)


def no_last_line(paper):
    for row in [HEAD, *ROWS[:-1]]:
        paper.row(row, 1)
    paper.row(ROWS[-1], "LR")


def zebra(paper):
    paper.grouped_head(border=1)
    for n, row in enumerate(ROWS):
        paper.row(row, fill=n % 2 == 0)


def spaced(paper):
    for row in [[" ".join(word) for word in HEAD], *ROWS]:
        paper.row(row, 1)


def wrapped_header(paper):
    paper.set_x(LEFT)
    with paper.table(col_widths=WIDTHS, first_row_as_headings=False) as table:
        for row in [["TAHUN", "KASUS", "WNA", "WNI", "JUMLAH\nTERSANGKA"], *ROWS]:
            line = table.row()
            for cell in row:
                line.cell(shown(cell))


def total_outside(paper):
    no_last_line(paper)
    paper.row(["JUMLAH", *(sum(column) for column in list(zip(*ROWS, strict=True))[1:])])


def notes_below(paper):
    horizontal(paper)
    paper.line_of_text("Sumber: Badan Narkotika Nasional")
    paper.line_of_text("Catatan: WNA ialah warga negara asing")


def titled(paper):
    paper.line_of_text("Tabel 4.1 Jumlah kasus narkotika dan tersangka")
    horizontal(paper)


DRAWN = [
    *(horizontal, three_rules, double_rules, ruled_between_columns, shaded, shaded_whole),
    *(gaps_alone, gaps_and_groups, left_header, two_languages, no_first_line, no_last_line),
    *(zebra, spaced, wrapped_header, total_outside, notes_below, titled),
]


@pytest.mark.parametrize("draw", DRAWN)
def test_every_row_is_read_whatever_parts_rows_and_columns(bring, draw):
    paper = Paper()
    draw(paper)
    assert values(bring(paper.content(), "bnn.pdf")) == ROWS


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("draw", [horizontal, no_last_line, zebra])
def test_a_table_that_is_printed_sideways_is_read(bring, draw, angle):
    paper = Paper()
    with paper.rotation(angle, paper.w / 2, paper.w / 2):
        draw(paper)
    assert values(bring(paper.content(), "bnn.pdf")) == ROWS


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_is_turned_when_shown_is_read_as_it_is_shown(bring, angle):
    import io

    import pypdfium2

    paper = Paper()
    with paper.rotation(angle, paper.w / 2, paper.w / 2):
        horizontal(paper)
    document = pypdfium2.PdfDocument(paper.content())
    document[0].set_rotation(angle)
    stream = io.BytesIO()
    document.save(stream)
    assert values(bring(stream.getvalue(), "bnn.pdf")) == ROWS


@pytest.mark.parametrize("border", [1, 0, "TB"])
@pytest.mark.parametrize("again", [False, True])
def test_rows_on_a_second_page_are_read_with_their_header_again_or_without(bring, border, again):
    paper = Paper()
    for row in [HEAD, *ROWS[:3]]:
        paper.row(row, border)
    paper.add_page()
    for row in [*([HEAD] if again else []), *ROWS[3:]]:
        paper.row(row, border)
    assert values(bring(paper.content(), "bnn.pdf")) == ROWS


def test_a_single_row_on_a_second_page_is_read(bring):
    paper = Paper()
    for row in [HEAD, *ROWS[:-1]]:
        paper.row(row, "TB")
    paper.add_page()
    paper.row(ROWS[-1], "TB")
    paper.line_of_text("Sumber: BNN")
    assert values(bring(paper.content(), "bnn.pdf")) == ROWS


def test_rows_on_a_second_page_in_other_columns_are_refused(bring):
    paper = Paper()
    for row in [HEAD, *ROWS[:3]]:
        paper.row(row, 1)
    paper.add_page()
    for row in ROWS[3:]:
        paper.row(row[:4], 1, widths=WIDTHS[:4])
    with pytest.raises(UserError, match=r"bnn.pdf:page 2: found '2024 46\.144"):
        bring(paper.content(), "bnn.pdf")


def test_rows_whose_columns_are_not_sure_are_not_lost_before_a_page_that_is_read(bring):
    paper = Paper()
    paper.row(HEAD[:1], widths=[60])
    for row in ROWS[:2]:
        paper.row(row)
    paper.add_page()
    for row in [HEAD, *ROWS[2:]]:
        paper.row(row, 1)
    with pytest.raises(UserError, match=r"bnn.pdf:page 1: found '2021 41\.211"):
        bring(paper.content(), "bnn.pdf")


def test_a_page_number_beside_a_running_title_is_no_row(bring):
    paper = Paper()
    paper.set_y(20)
    paper.row(["Laporan tahunan", "12"], widths=[100, 60], align="L")
    horizontal(paper)
    assert values(bring(paper.content(), "bnn.pdf")) == ROWS


def test_a_table_on_the_next_page_with_another_caption_is_another(bring):
    paper = Paper()
    for number, rows in enumerate((ROWS[:3], ROWS[3:]), start=1):
        paper.line_of_text(f"Tabel {number}. Kasus narkotika")
        for row in [HEAD, *rows]:
            paper.row(row, 1)
        if number == 1:
            paper.add_page()
    with pytest.raises(UserError, match="found several tables"):
        bring(paper.content(), "bnn.pdf")


def test_one_of_several_tables_is_chosen_by_its_number(bring):
    paper = Paper()
    for rows in (ROWS[:2], ROWS[2:]):
        for row in [HEAD, *rows]:
            paper.row(row, 1)
        paper.ln(30)
    with pytest.raises(UserError, match=r"2: page 1, table 2 \(disclosures\).*--nth"):
        bring(paper.content(), "bnn.pdf")
    assert values(bring(paper.content(), "bnn.pdf", nth=1)) == ROWS[:2]
    draft = bring(paper.content(), "bnn.pdf", nth=2)
    assert values(draft) == ROWS[2:]
    assert draft.reading["options"]["nth"] == 2
    with pytest.raises(UserError, match="found --nth 3, expected a number from 1 to 2"):
        bring(paper.content(), "bnn.pdf", nth=3)


@pytest.mark.parametrize("border", [1, "TB", 0])
def test_a_raised_mark_is_a_mark_and_no_digit(bring, border):
    paper = Paper()
    for row in [HEAD, *ROWS[:-1]]:
        paper.row(row, border, align="L")
    paper.row(["2025", "47.155", *ROWS[-1][2:]], border, align="L")
    paper.set_font_size(7)
    for mark, word, column in (("1)", "2025", 0), ("2", "47.155", 1)):
        paper.set_font_size(11)
        x = LEFT + sum(WIDTHS[:column]) + paper.c_margin + paper.get_string_width(word)
        paper.set_font_size(7)
        paper.text(x, paper.get_y() - 4.2, mark)
    draft = bring(paper.content(), "bnn.pdf")
    assert values(draft) == ROWS
    assert len([note for note in draft.reading["notes"] if "footnote mark" in note]) == 2


@pytest.mark.parametrize("border", [1, "TB", 0])
def test_an_empty_cell_is_a_missing_figure(bring, border):
    paper = Paper()
    for row in [HEAD, *ROWS[:2], [2023, 42733, "", 54744, 54805], *ROWS[3:]]:
        paper.row(row, border)
    draft = bring(paper.content(), "bnn.pdf")
    assert draft.problems == []
    assert draft.frame["suspects_foreign"].isna().tolist() == [False, False, True, False, False]
    assert draft.frame["suspects_total"].tolist() == [row[4] for row in ROWS]


def test_two_figures_in_one_cell_are_never_one(bring):
    paper = Paper()
    paper.row(HEAD, 1)
    paper.row(["2021", "41.211", "51", "53.302", "53.353"], "LTR", tall=6)
    paper.row(["", "", "470", "", ""], "LBR", tall=6)
    assert any("51 | 470" in problem for problem in bring(paper.content(), "bnn.pdf").problems)


@pytest.mark.parametrize("border", ["TB", 0])
def test_a_figure_that_lies_in_no_column_is_refused(bring, border):
    paper = Paper()
    for row in [HEAD, *ROWS[:-1]]:
        paper.row(row, 1)
    paper.row(ROWS[-1], border, widths=[45, 30, 40, 36, 25])
    with pytest.raises(UserError, match=r"bnn.pdf:page 1: found '2025 47\.155"):
        bring(paper.content(), "bnn.pdf")


def test_a_row_far_below_its_table_is_refused(bring):
    paper = Paper()
    for row in [HEAD, *ROWS[:-1]]:
        paper.row(row, 1)
    paper.ln(40)
    paper.row(ROWS[-1])
    with pytest.raises(UserError, match=r"bnn.pdf:page 1: found '2025 47\.155"):
        bring(paper.content(), "bnn.pdf")


def test_a_title_above_and_a_note_below_bear_on_what_the_figures_are_of(bring):
    for title, note in (("Tabel 1. Kasus psikotropika", ""), ("", "Catatan: data Polri saja")):
        paper = Paper()
        paper.line_of_text(title)
        horizontal(paper)
        paper.line_of_text(note)
        assert bring(paper.content(), "bnn.pdf").problems


def test_the_rows_read_are_shown_for_the_eye(bring, capsys, tmp_path):
    paper = Paper()
    years = [[year, 10000 + year, 1, 19000 + year, 19001 + year] for year in range(2010, 2024)]
    for row in [HEAD, *years]:
        paper.row(row, 1)
    bring(paper.content(), "bnn.pdf")
    assert cli.main(["check", str(tmp_path / "bnn.pdf")]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("read: 14 rows"))
    shown_years = [line.split()[0] for line in lines[start + 2 : start + 10]]
    assert shown_years == ["2010", "2011", "2012", "2013", "2014", "…", "2022", "2023"]


@pytest.mark.slow
def test_a_table_among_250_pages_is_found_within_20_seconds(bring):
    paper = Paper()
    for number in range(2, 251):
        paper.add_page()
        paper.set_y(20)
        paper.rule()
        paper.multi_cell(0, 5, "Pada tahun 2024 terdapat 46.144 kasus narkotika. " * 60)
        if number == 200:
            paper.ln(20)
            horizontal(paper)
    start = time.monotonic()
    assert values(bring(paper.content(), "bnn.pdf")) == ROWS
    assert time.monotonic() - start < 20
