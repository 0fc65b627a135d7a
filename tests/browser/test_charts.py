"""Charts are there without a script, and come to life when they are asked to."""

import json

import nbclient
import nbformat
import pytest

pytestmark = pytest.mark.slow

DRAWN = """() => [...document.querySelectorAll(".exhibit .chart")].map((chart) => {
  const svg = [...chart.querySelectorAll("svg")].find((svg) => svg.getClientRects().length);
  const box = svg?.getBoundingClientRect();
  return { width: box?.width ?? 0, marks: svg?.querySelectorAll("path, text").length ?? 0 };
})"""
ENLIVEN = """async () => {
  const charts = [...document.querySelectorAll(".exhibit .chart")];
  const before = charts.map((chart) => chart.getBoundingClientRect().height);
  for (const chart of charts) {  // one with links keeps its drawing while a link has focus
    if (chart.tabIndex === 0) chart.focus();
    else chart.dispatchEvent(new Event("pointerenter"));
  }
  for (let n = 0; n < 100 && charts.some((c) => !c.querySelector(".vega-embed svg")); n += 1) {
    await new Promise((done) => setTimeout(done, 100));
  }
  return charts.map((chart, n) => ({
    live: !!chart.querySelector(".vega-embed svg .role-mark"),
    moved: Math.abs(chart.getBoundingClientRect().height - before[n]),
  }));
}"""


def with_charts(names, site):
    found = [name for name in names if 'class="chart"' in (site / name).read_text(encoding="utf-8")]
    assert len(found) > 8
    return found


@pytest.mark.parametrize("width", [1280, 380])
def test_every_chart_is_drawn_without_a_script_and_all_rows_are_there(
    names, site, served, page, width
):
    for name in with_charts(names, site):
        with page(served + name, width, java_script_enabled=False) as opened:
            for chart in opened.evaluate(DRAWN):
                assert chart["width"] > 250, name
                assert chart["marks"] > 10, name
            for table in opened.locator(".exhibit > .scroll table").all():
                assert table.is_visible()
            if name == "book/claims.html":
                assert opened.locator("#ledger tbody tr:visible").count() > 50


@pytest.mark.parametrize("width", [1280, 380])
def test_every_chart_comes_to_life_in_the_room_of_its_drawing(names, site, served, page, width):
    for name in with_charts(names, site):
        with page(served + name, width) as opened:
            for chart in opened.evaluate(ENLIVEN):
                assert chart["live"], name
                assert chart["moved"] <= 24, name
            assert [said for said in opened.heard.said if said[0] not in ("log", "info")] == []
            assert [url for url in opened.heard.asked if not url.startswith(served)] == []


@pytest.mark.parametrize("live", [False, True])
def test_each_country_of_the_map_is_reached_by_keyboard_and_leads_on(served, page, live):
    with page(f"{served}book/realism.html") as opened:
        chart = opened.locator("#world-map .chart")
        if live:
            chart.scroll_into_view_if_needed()
            chart.dispatch_event("pointerenter")
            opened.wait_for_selector("#world-map .vega-embed a")
        links = chart.locator("a[aria-label]:visible")
        links.first.focus()
        for number in range(3):
            assert links.nth(number).evaluate("(a) => a === document.activeElement")
            opened.keyboard.press("Tab")
        target = links.nth(3).get_attribute("href")
        opened.keyboard.press("Enter")
        opened.wait_for_url(f"**{target.removeprefix('..')}")


def test_vega_is_loaded_once_and_only_when_a_chart_is_asked(served, page):
    with page(f"{served}book/realism.html") as opened:
        assert not [url for url in opened.heard.asked if url.endswith("vega.js")]
        opened.evaluate(ENLIVEN)
        assert len([url for url in opened.heard.asked if url.endswith("vega.js")]) == 1


def test_a_mark_tells_its_row_in_words(served, page):
    with page(f"{served}book/nps.html") as opened:
        chart = opened.locator(".exhibit .chart").first
        chart.scroll_into_view_if_needed()
        chart.hover()
        opened.wait_for_selector(".vega-embed svg .mark-rect.role-mark path")
        chart.locator(".mark-rect.role-mark path:visible").first.hover()
        tip = opened.locator("#vg-tooltip-element")
        tip.wait_for(state="visible")
        assert "Year" in tip.inner_text()


def test_a_legend_picks_out_its_series(served, page):
    with page(f"{served}book/realism.html") as opened:
        chart = opened.locator("#size-distance .chart")
        chart.scroll_into_view_if_needed()
        chart.hover()
        opened.wait_for_selector("#size-distance .vega-embed svg")
        marks = "#size-distance .wide .mark-symbol.role-mark path"
        opened.locator("#size-distance .wide .role-legend-symbol path").first.click()
        opened.wait_for_function(
            """(marks) => [...document.querySelectorAll(marks)]
              .some((mark) => mark.getAttribute("opacity") < 0.5)""",
            arg=marks,
        )


def test_charts_follow_the_theme(served, page):
    ink = "() => getComputedStyle(document.querySelector('.exhibit svg text')).fill"
    with page(f"{served}book/nps.html", scheme="light") as light:
        bright = light.evaluate(ink)
    with page(f"{served}book/nps.html", scheme="dark") as dark:
        assert dark.evaluate(ink) != bright


def test_a_notebook_shows_a_live_chart_that_needs_nothing_else(page, tmp_path):
    code = """
    from analysis.figures import nps as figures
    from analysis.publish import Page
    from analysis.questions import nps as questions
    from analysis.tables import PAPER, load
    page = Page("en")
    page.figure("growth", figures.cumulative(questions.yearly(load("nps", PAPER)), page.say))
    """
    cell = nbformat.v4.new_code_cell("\n".join(line.strip() for line in code.splitlines()))
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbclient.NotebookClient(notebook).execute()
    shown = [out["data"] for out in cell.outputs if "text/html" in out.get("data", {})]
    (html,) = [data["text/html"] for data in shown if "vegaEmbed" in data["text/html"]]
    (tmp_path / "cell.html").write_text(f"<!DOCTYPE html><body>{html}", encoding="utf-8")
    with page((tmp_path / "cell.html").as_uri()) as opened:
        opened.wait_for_selector("svg .mark-rect.role-mark path")
        assert len(opened.heard.asked) == 1
        assert json.dumps(opened.heard.said) == "[]"
