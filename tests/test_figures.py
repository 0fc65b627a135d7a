"""Charts draw fields that exist, say their units, and keep to the theme."""

import importlib
import re
from functools import cache

import pytest
import vl_convert
from bs4 import BeautifulSoup

from analysis import figures
from analysis.claims import ledger
from analysis.figures import realism as realism_figures
from analysis.figures import theme
from analysis.figures.palette import Colour
from analysis.publish import interactive, render
from analysis.questions import (
    changes,
    claims,
    demand_supply,
    diplomacy,
    indicators,
    nps,
    power,
    problem,
    realism,
    reported,
)
from analysis.tables import ROOT, load, printings
from analysis.wording import Wording


@cache
def chart(name, lang="en"):
    """One of the book's charts, drawn from the book's data."""
    module, function = name.split(".")
    draw = getattr(importlib.import_module(f"{figures.__name__}.{module}"), function)
    frames = FRAMES[name]()
    return draw(*(frames if isinstance(frames, tuple) else [frames]), Wording(lang))


def relations():
    return realism.relations(
        load("countries"),
        load("power"),
        load("agreements", "nainggolan-2024"),
        load("named_sources", "nainggolan-2024"),
    )


def world():
    facts = realism.map_facts(relations(), load("agreements", "nainggolan-2024"))
    return facts, load("countries"), load("outlines")


def reports():
    return reported.series(load("disclosures", "nainggolan-2024"), load("disclosures_reported"))


def curve():
    elsewhere = [load("agreements_reported"), load("treaties")]
    partners = power.partners(load("agreements", "nainggolan-2024"), *elsewhere)
    return power.curve(power.power_measures(relations(), load("power")), partners)


def panels():
    cases = reported.latest(reports(), "cases").query("reporter == 'BNN+Polri'")
    return indicators.panels(
        indicators.prevalence(load("prevalence")),
        indicators.rehabilitation(load("rehabilitation")),
        cases,
        indicators.seizures(load("seizures")),
    )


FRAMES = {
    "countries.locator": lambda: (load("countries"), load("outlines"), "SGP"),
    "changes.vintages": lambda: changes.values_by_vintage(printings("disclosures"), ["cases"]),
    "nps.current": lambda: load("nps"),
    "problem.current": lambda: problem.yearly(load("disclosures")),
    "claims.tally": lambda: claims.tally(ledger("nainggolan-2024")),
    "reported.series": reports,
    "reported.per_case": lambda: reported.per_case(reports()),
    "power.curve": curve,
    "indicators.prevalence": lambda: indicators.prevalence(load("prevalence")),
    "indicators.panels": panels,
    "diplomacy.by_year": lambda: diplomacy.by_year(load("agreements", "nainggolan-2024")),
    "problem.scale": lambda: problem.yearly(load("disclosures", "nainggolan-2024")),
    "problem.seizures": lambda: problem.seizures(load("incidents", "nainggolan-2024")),
    "nps.cumulative": lambda: nps.yearly(load("nps", "nainggolan-2024")),
    "nps.increments": lambda: nps.yearly(load("nps", "nainggolan-2024")),
    "diplomacy.hosts": lambda: diplomacy.hosts(load("meetings", "nainggolan-2024")),
    "diplomacy.timeline": lambda: diplomacy.timeline(load("agreements", "nainggolan-2024")),
    "diplomacy.running": lambda: diplomacy.cumulative(load("agreements", "nainggolan-2024")),
    "realism.coverage": lambda: realism.coverage(relations()),
    "realism.ratios": lambda: realism.ratios(relations()),
    "realism.size": relations,
    "realism.world": world,
    "demand_supply.sides": lambda: demand_supply.shares(
        demand_supply.titles(load("agreements", "nainggolan-2024"), load("codebook"))
    ),
    "demand_supply.activities": lambda: demand_supply.activities(
        load("activities", "nainggolan-2024"), load("codebook")
    ),
}


MAPS = ["realism.world", "countries.locator"]  # which have no axes
STILL = ["countries.locator"]  # drawn once, without a live chart


def views(spec, data=None):
    """Every single view of a specification, with the name of its data."""
    data = spec.get("data", data)
    inner = spec.get("layer") or spec.get("vconcat") or ([spec["spec"]] if "spec" in spec else [])
    if "encoding" in spec:
        yield spec["encoding"], data["name"]
    for view in inner:
        yield from views(view, data)


def test_every_chart_of_the_book_is_looked_at_here():
    drawn = {
        f"{path.stem}.{name}"
        for path in (ROOT / "analysis" / "figures").glob("*.py")
        for name in re.findall(r"@trace\ndef (\w+)", path.read_text(encoding="utf-8"))
    }
    assert drawn == set(FRAMES)


@pytest.mark.parametrize("name", FRAMES)
def test_a_chart_draws_only_fields_that_its_data_have(name):
    spec = chart(name).to_dict()
    for encoding, data in views(spec):
        columns = set(spec["datasets"][data][0])
        fields = {channel["field"] for channel in encoding.values() if "field" in channel}
        assert fields <= columns


@pytest.mark.parametrize("name", FRAMES)
def test_the_axis_of_a_quantity_or_of_time_has_a_title(name):
    titled = 0
    for encoding, _ in views(chart(name).to_dict()):
        for channel in (encoding[axis] for axis in "xy" if axis in encoding):
            if channel.get("type") in ("quantitative", "temporal") and channel.get("axis"):
                titled += bool(channel["axis"]["title"])
                assert channel["axis"]["title"] or name == "indicators.panels"  # titled by panel
    assert titled or name in MAPS


@pytest.mark.parametrize("name", FRAMES)
def test_a_chart_says_what_it_shows_its_measure_and_its_vintage(name):
    title = chart(name).to_dict()["title"]
    assert title["text"]
    assert title["subtitle"][0]
    assert re.search(r"(nainggolan-2024|companion-2026)", title["subtitle"][-1])


@pytest.mark.parametrize("name", FRAMES)
def test_a_chart_carries_its_tables_and_its_makers(name):
    notes = chart(name).to_dict()["usermeta"]
    assert notes["inputs"]
    assert notes["made_by"][-1] == f"figures.{name}"


@pytest.mark.slow
@pytest.mark.parametrize("name", FRAMES)
def test_a_chart_can_be_drawn_in_indonesian(name):
    assert chart(name, "id").to_dict()["title"] != chart(name, "en").to_dict()["title"]


def test_units_stand_on_the_axes_of_measures_that_have_one():
    text = str(chart("problem.seizures").to_dict()) + str(chart("realism.size").to_dict())
    assert "(kg)" in text
    assert "(km)" in text
    assert "(billion US dollars)" in text


def test_bars_start_at_zero():
    for name in ("nps.cumulative", "nps.increments", "diplomacy.hosts", "realism.coverage"):
        for encoding, _ in views(chart(name).to_dict()):
            assert encoding["x"].get("scale", {}).get("zero", True)
            assert "domain" not in encoding["x"].get("scale", {})


def test_the_bars_of_a_group_add_up_to_its_countries():
    spec = chart("realism.coverage").to_dict()
    encoding, data = next(v for v in views(spec) if v[0]["x"]["field"] == "countries")
    rows = spec["datasets"][data]
    for group in realism.coverage(relations()).itertuples():
        label = Wording().label(group.group)
        drawn = [row["countries"] for row in rows if row[encoding["y"]["field"]] == label]
        assert sum(drawn) == group.of_count


@pytest.mark.parametrize(
    ("name", "channel", "field"),
    [
        ("realism.ratios", "x", "cinc_ratio"),
        ("demand_supply.sides", "x", "low_percent"),
        ("demand_supply.sides", "x2", "high_percent"),
        ("power.curve", "y2", "high_ratio"),
        ("power.curve", "y", "odds_ratio"),
        ("nps.cumulative", "x", "substances"),
        ("nps.increments", "x", "increment"),
    ],
)
def test_a_chart_draws_what_its_title_names(name, channel, field):
    drawn = [e[channel].get("field") for e, _ in views(chart(name).to_dict()) if channel in e]
    assert field in drawn


@pytest.mark.slow
@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_a_chart_can_be_drawn_as_wide_as_a_page_asks(name, width):
    drawn, plot = render.draw_svg(chart(name).to_dict(), width, "x")
    assert float(re.search(r'width="([\d.]+)"', drawn)[1]) == pytest.approx(width, abs=2)
    assert plot > width / 4


@pytest.mark.parametrize("name", FRAMES)
def test_a_chart_says_in_words_what_it_shows(name):
    for lang in ("en", "id"):
        told = chart(name, lang).to_dict()["description"]
        assert re.search(r"\d", told)
        assert told[0] == told[0].upper()
        assert told.endswith(".")


def test_words_of_a_course_name_its_ends_and_its_largest_step():
    yearly = nps.yearly(load("nps", "nainggolan-2024"))
    steps = yearly["substances"].astype(int).diff()
    most = yearly["year"][steps.idxmax()]
    assert chart("nps.cumulative").to_dict()["description"] == (
        f"From {yearly['substances'].iloc[0]} in {yearly['year'].iloc[0]} "
        f"to {yearly['substances'].iloc[-1]:,} in {yearly['year'].iloc[-1]}, "
        f"rising at every step, most between {most - 1} and {most}."
    )


def tooltips(view):
    told = view.get("encoding", {}).get("tooltip", [])
    return told if isinstance(told, list) else [told]


@pytest.mark.parametrize("name", sorted(FRAMES.keys() - STILL))
def test_a_live_chart_compiles_and_tells_each_mark_in_headings(name):
    spec = interactive.add_interaction(chart(name).to_dict(), Wording())
    vl_convert.vegalite_to_vega(spec, vl_version=interactive.VEGA_LITE)
    tips = [tip for view in interactive.mark_views(spec) for tip in tooltips(view)]
    assert tips
    assert not [tip for tip in tips if "_" in (tip["title"] or "")]


def test_a_legend_picks_out_a_series_and_a_crowd_of_points_can_be_zoomed():
    params = {
        param["name"]: param
        for view in interactive.mark_views(
            interactive.add_interaction(chart("realism.size").to_dict(), Wording())
        )
        for param in view.get("params", [])
    }
    assert params["picked"]["bind"] == "legend"
    assert params["zoom"]["bind"] == "scales"


def test_the_rows_of_a_chart_hold_all_its_panels_and_what_each_row_is_about():
    rows = theme.data(chart("indicators.panels").to_dict())
    assert rows["indicator"].nunique() == panels()["indicator"].nunique()
    assert theme.data(chart("realism.size").to_dict()).columns[0] == "iso3"
    assert "odds_ratio" in theme.data(chart("power.curve").to_dict())


def drawn(name, width=theme.WIDE):
    """A chart as its page draws it, to be searched."""
    return BeautifulSoup(render.draw_svg(chart(name).to_dict(), width, "x")[0], "html.parser")


@pytest.mark.parametrize("name", FRAMES)
def test_every_colour_that_a_chart_draws_has_its_counterpart_on_dark_pages(name):
    page = drawn(name)
    used = {tag[how] for how in ("fill", "stroke") for tag in page.select(f"[{how}^='#']")}
    assert used
    assert {colour for colour in used if not Colour(colour).dark} == set()


def test_each_country_of_the_map_is_one_link_with_a_name_to_its_row():
    facts = world()[0]
    for width in (theme.WIDE, theme.NARROW):
        links = drawn("realism.world", width).select("a:not([tabindex])")
        assert sorted(a["href"] for a in links) == [f"#map-{iso3}" for iso3 in facts["iso3"]]
        names = {a["href"]: a["aria-label"] for a in links}
        assert names["#map-CHN"] == "China: agreement 2012; named source country"
        assert names["#map-AUS"].startswith("Australia: 2 agreements, the first in 2018; neig")


def test_a_country_of_the_map_that_has_a_page_leads_to_it_and_the_others_to_their_rows():
    spec = realism_figures.world(*world(), Wording(), ["CHN", "XXX"]).to_dict()
    page = BeautifulSoup(render.draw_svg(spec, theme.WIDE, "x")[0], "html.parser")
    led = {a["href"] for a in page.select("a")}
    assert "countries/CHN.html" in led
    assert led - {"countries/CHN.html"} == {
        f"#map-{iso3}" for iso3 in world()[0]["iso3"] if iso3 != "CHN"
    }


def test_a_link_of_the_map_that_only_serves_a_pointer_is_hidden_from_the_keyboard():
    links = drawn("realism.world").select("a[tabindex]")
    assert {a["tabindex"] for a in links} == {"-1"}
    assert all(a.find_parent(attrs={"aria-hidden": "true"}) for a in links)


def test_a_chart_without_links_is_hidden_behind_its_text_and_a_map_is_not():
    assert drawn("realism.size").svg["aria-hidden"] == "true"
    assert not drawn("realism.world").svg.has_attr("aria-hidden")


def test_the_map_keeps_its_proportions_at_every_width():
    spec = chart("realism.world").to_dict()
    shapes = [
        [part["width"] / part["height"] for part in render.with_size(spec, plot, plot)["vconcat"]]
        for plot in (640, 330)
    ]
    assert shapes[0] == pytest.approx(shapes[1], rel=0.01)


def test_kinds_of_countries_differ_on_the_map_by_shape_and_not_by_colour_alone():
    encodings = [e for e, _ in views(chart("realism.world").to_dict()) if "shape" in e]
    for encoding in encodings:
        assert len(set(encoding["shape"]["scale"]["range"])) == 4
        assert encoding["shape"]["field"] == encoding["stroke"]["field"]
