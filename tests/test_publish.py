"""Charts, tables and numbers reach a page as they should."""

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis import publish, tracing
from analysis.figures import nps as figures
from analysis.publish import html, page, render, svg
from analysis.questions import nps as questions
from analysis.tables import load
from analysis.wording import Wording


@pytest.fixture
def glued(monkeypatch):
    """What a page glues, by name."""
    kept = {}
    monkeypatch.setattr(page, "glue", lambda name, value, display: kept.update({name: value}))  # noqa: ARG005
    return kept


def test_a_number_is_published_under_its_function_and_column(glued):
    publish.Page("en").values(questions.growth(load("nps", "nainggolan-2024")))
    assert glued["growth.last_count"] == "1,230"
    assert glued["growth.last_year"] == "2023"


def test_values_of_more_than_one_row_are_refused():
    with pytest.raises(ValueError, match="too many values"):
        publish.Page("en").values(questions.yearly(load("nps", "nainggolan-2024")))


def test_a_table_has_row_headers_units_in_its_head_and_right_aligned_numbers(glued):
    publish.Page("en").table("x", questions.yearly(load("nps", "nainggolan-2024")))
    soup = BeautifulSoup(glued["x"].data, "html.parser")
    assert soup.select_one("thead th").text == "Year"
    assert soup.select("tbody th[scope=row]")[0].text == "2009"
    assert soup.select("tbody td.number")[0].text == "126"
    assert soup.find("th", string="") is None


def test_a_cell_that_holds_markup_is_shown_and_not_run(glued):
    frame = pd.DataFrame({"title": ["<script>alert(1)</script>"]})
    publish.Page("en").table("x", frame)
    assert "<script>" not in glued["x"].data
    assert "&lt;script&gt;" in glued["x"].data


def test_an_exhibit_names_its_source_vintage_and_functions(glued):
    publish.Page("en").table("x", questions.yearly(load("nps", "nainggolan-2024")))
    text = BeautifulSoup(glued["x"].data, "html.parser").select_one(".provenance").text
    assert text == "Source: nainggolan-2024 (nps). Made by questions.nps.yearly."


def test_a_chart_is_drawn_for_wide_and_for_narrow_pages_with_a_text(glued):
    chart = figures.cumulative(questions.yearly(load("nps", "nainggolan-2024")), Wording())
    publish.Page("en").figure("x", chart)
    soup = BeautifulSoup(glued["x"].data, "html.parser")
    widths = [float(svg["width"]) for svg in soup.select("svg")]
    assert widths == pytest.approx([640, 330], abs=2)
    assert soup.select_one("[role=img]")["aria-label"].startswith("Substances reported up to")


def test_a_drawing_s_ids_are_its_own_so_that_drawings_share_a_page():
    chart = figures.cumulative(questions.yearly(load("nps", "nainggolan-2024")), Wording())
    drawn, _ = render.draw_svg(chart.to_dict(), 640, "here")
    assert all(name.startswith("here-") for name in re.findall(r'id="([^"]+)"', drawn))


def test_drawing_twice_gives_the_same_bytes():
    spec = figures.cumulative(questions.yearly(load("nps", "nainggolan-2024")), Wording()).to_dict()
    assert render.draw_svg(spec, 640, "a") == render.draw_svg(spec, 640, "a")


def test_a_frame_remembers_all_tables_that_went_into_it():
    @tracing.trace
    def joined(left, right):
        return left.merge(right, how="cross")

    frame = joined(load("nps", "nainggolan-2024"), load("nps_indonesia", "nainggolan-2024"))
    tables = [table for table, _ in tracing.origin(frame)["inputs"]]
    assert tables == ["nps", "nps_indonesia"]


def test_rows_of_a_table_have_ids_if_asked_for(glued):
    frame = pd.DataFrame({"iso3": ["CHN", "PHL"], "cases": [1, 2]})
    publish.Page("en").table("x", frame, ids="map-{}")
    rows = BeautifulSoup(glued["x"].data, "html.parser").select("tbody tr")
    assert [row["id"] for row in rows] == ["map-CHN", "map-PHL"]
    publish.Page("en").table("y", frame)
    assert not BeautifulSoup(glued["y"].data, "html.parser").select("tbody tr[id]")


def test_a_long_line_is_written_in_steps_that_end_where_it_ended():
    line = "M1.23,4.56L2.34,5.67L2.36,5.68L10,20.04L10.1,20.1Z"
    assert svg.shorten_lines(line) == "M1.2,4.6l1.1 1.1 7.7 14.3 .1 .1Z"


def test_a_chart_s_own_file_has_no_links_that_would_lead_nowhere():
    drawn = f'<a xlink:href="{svg.BASE}#map-CHN"><path d="M0,0"/></a>'
    assert svg.for_file(drawn) == '<path d="M0,0"/>'


@pytest.mark.parametrize(("lang", "word"), [("en", "none"), ("id", "tidak ada")])
def test_a_table_without_rows_says_so_in_the_words_of_the_edition(lang, word):
    empty = pd.DataFrame({"what": pd.array([], dtype="string")})
    cells = BeautifulSoup(html.render_table(empty, Wording(lang), {}), "html.parser").select("td")
    assert [cell.text for cell in cells] == [word]
