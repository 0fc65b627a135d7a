"""Country pages: what stands on one, which are made, and where links to them lead."""

import hashlib
import json
import re

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from commands import FEW, build_few, companion, ran

from analysis.build import country_pages, sphinx_sidebar, stage
from analysis.build.run import jobs
from analysis.errors import UserError
from analysis.figures import countries as figures
from analysis.figures import maps
from analysis.publish.page import without_empty_columns
from analysis.questions import countries, records
from analysis.tables import CURRENT, DATA, PAPER, ROOT, load
from analysis.wording import Wording

GIVEN = {"vintage": CURRENT, "lang": "en"}


@pytest.fixture(scope="module")
def found():
    listed, newest = load("agreements", PAPER), load("agreements")
    more = load("treaties"), load("agreements_reported")
    return records.records(listed, newest, *more, load("meetings", PAPER), load("meeting_hosts"))


@pytest.fixture(scope="module")
def facts():
    return country_pages.country_facts(CURRENT, DATA).set_index("iso3", drop=False)


def test_the_records_hold_each_row_that_names_one_country_once(found):
    counts = found["found_in"].value_counts()
    assert counts["paper_list"] == len(load("agreements", PAPER))
    assert counts["newer_list"] == len(load("agreements")) - len(load("agreements", PAPER))
    assert counts["treaties"] == load("treaties")["country_iso3"].notna().sum()
    assert counts["reports"] == len(load("agreements_reported"))
    assert counts["meeting_hosts"] == load("meeting_hosts")["host_iso3"].notna().sum()
    meetings = load("meetings", PAPER)
    choices = meetings["alternative_country_iso3"].notna().sum()
    assert counts["paper_meetings"] == len(meetings) + choices


def test_an_agreement_with_two_days_and_places_shows_both(found):
    row = found.query("iso3 == 'AUS' and found_in == 'paper_list'").iloc[-1]
    assert (row["when"], row["place"]) == ("2021-11-16; 2021-11-25", "Bali; Canberra")
    one = found.query("iso3 == 'CHN' and found_in == 'paper_list'").iloc[0]
    assert (one["when"], one["place"]) == ("2012-03-23", "Beijing")


def test_records_run_from_the_oldest_to_those_without_a_date(found):
    for _, rows in found.groupby("iso3"):
        assert rows["when"].isna().is_monotonic_increasing
        assert rows["when"].dropna().is_monotonic_increasing


def test_with_the_paper_s_vintage_pinned_nothing_is_newer():
    listed = load("agreements", PAPER)
    tables = (load(n) for n in ("treaties", "agreements_reported"))
    found = records.records(listed, listed, *tables, load("meetings", PAPER), load("meeting_hosts"))
    assert "newer_list" not in set(found["found_in"])


def test_facts_count_what_the_lists_hold(facts):
    assert facts.loc["FJI", ["listed_count", "newest_count"]].tolist() == [1, 2]
    assert facts.loc["CUB", ["listed_count", "newest_count"]].tolist() == [0, 1]
    assert facts.loc["AUS", "listed_count"] == 2
    assert facts.loc["PLW", [*countries.COUNTS.values()][2]] == 0
    assert "IDN" not in facts.index


def test_a_ratio_is_of_indonesia_to_the_country_and_missing_where_a_value_is(facts):
    power = load("power").set_index("iso3")["cinc"]
    assert facts.loc["SGP", "home_cinc_ratio"] == pytest.approx(power["IDN"] / power["SGP"])
    assert pd.isna(facts.loc["HKG", "home_cinc_ratio"])


def test_by_default_partners_neighbours_members_of_asean_and_named_sources_have_a_page(facts):
    chosen = set(countries.related_codes(facts))
    states = load("countries").set_index("iso3")
    assert set(load("agreements")["partner_iso3"]) <= chosen
    assert set(load("named_sources", PAPER)["country_iso3"].dropna()) <= chosen
    assert set(states.index[states["asean_since"].notna()]) - {"IDN"} <= chosen
    assert set(
        states.index[(states["land_neighbour"] | states["sea_neighbour"]).fillna(False)]
    ) <= (chosen)
    assert not {"USA", "TWN", "IDN"} & chosen


def test_all_means_the_united_nations_and_the_named_sources():
    chosen = set(country_pages.select_codes("all", CURRENT))
    members = load("countries").dropna(subset="un_member_since_year")["iso3"]
    assert chosen == ({*members} - {"IDN"}) | {"HKG"}


def test_countries_are_named_by_their_codes_in_any_case_and_once():
    assert country_pages.select_codes("mys, SGP,MYS", CURRENT) == ["MYS", "SGP"]
    assert country_pages.select_codes("TWN", CURRENT) == ["TWN"]


@pytest.mark.parametrize("words", ["XYZ", "MYS,Malaysia", "IDN", "", "MYS,"])
def test_an_unknown_country_is_refused_by_name(words):
    with pytest.raises(UserError, match=r"--countries: found '(XYZ|MALAYSIA|IDN|)', expected"):
        country_pages.select_codes(words, CURRENT)


def test_country_pages_stand_in_the_order_of_their_names():
    assert country_pages.sorted_codes("CIV,CHE,CHL", GIVEN) == ["CHL", "CIV", "CHE"]
    assert country_pages.sorted_codes("DEU,MYS,NLD", GIVEN | {"lang": "id"}) == [
        "NLD",
        "DEU",
        "MYS",
    ]


def test_a_country_without_anything_misses_every_record(facts, found):
    (gap,) = countries.gaps(facts, found, load("outlines"), "AND").to_dict("records")
    assert gap["found_in"] == [*countries.COUNTS]
    assert (
        "cinc_ratio"
        in countries.gaps(facts, found, load("outlines"), "HKG")["power_measure"].iloc[0]
    )


@pytest.mark.parametrize(
    ("iso3", "claims"),
    [
        ("IRN", ["C22", "C23", "C66"]),  # by name and by adjective
        ("VNM", ["C65"]),  # as the agreements write it: Viet Nam
        ("SGP", ["C79", "C85", "C105"]),
        ("NER", []),  # nor is Nigeria meant
        ("AND", []),
    ],
)
def test_the_claims_of_a_country_are_those_whose_sentence_names_it(iso3, claims):
    named = countries.naming(load("claims", PAPER), load("countries"), load("agreements"), iso3)
    assert named["id"].tolist() == claims
    assert countries.naming_facts(named)["claim_count"].item() == len(claims)


def test_a_longer_name_is_not_taken_for_a_shorter_one_within_it():
    claims = pd.DataFrame({"claim": ["A Nigerian ship.", "Papua New Guinea waits."]})
    states, agreements = load("countries"), load("agreements")
    held = {
        iso3: len(countries.naming(claims, states, agreements, iso3))
        for iso3 in ("NGA", "NER", "PNG", "GIN")
    }
    assert held == {"NGA": 1, "NER": 0, "PNG": 1, "GIN": 0}


def test_a_table_of_a_country_page_has_only_columns_with_a_value_and_without_rows_one():
    frame = pd.DataFrame({"what": ["x"], "note": [None]})
    assert list(without_empty_columns(frame)) == ["what"]
    assert list(without_empty_columns(frame.head(0))) == ["what"]


@pytest.mark.parametrize("iso3", ["SGP", "RUS", "USA", "NZL", "COL", "PLW", "TUV"])
def test_the_map_of_a_country_page_shows_both_countries_whole(iso3):
    states, outlines = load("countries"), load("outlines")
    pair = states[states["iso3"].isin([iso3, "IDN"])]
    drawn = outlines[outlines["extent"] == "world"]
    west, south, east, north = figures.box_around(pair, drawn)
    for ring in figures.outer_rings(drawn[drawn["iso3"].isin(pair["iso3"]).fillna(False)]):
        assert all(west <= x <= east and max(south, -90) <= y <= north for x, y in ring)
    assert figures.LOWEST - 0.01 <= (north - south) / (east - west) <= figures.HIGHEST + 0.01


def test_a_link_leads_to_a_country_page_only_where_there_is_one():
    assert maps.address("CHN", ["CHN"]) == "countries/CHN.html"
    assert maps.address("CHN", ["MYS"]) == maps.address("CHN") == "#map-CHN"
    assert maps.addresses(["CHN"]) == {"CHN": "countries/CHN.html"}


@pytest.fixture
def staged(tmp_path):
    return stage.stage_book(ROOT, tmp_path / "stage", "en", ["CHN", "MYS"])


def test_each_country_gets_a_notebook_with_its_name_and_labels_of_its_own(staged):
    paths = country_pages.staged_notebooks(staged)
    assert [path.stem for path in paths] == ["CHN", "MYS"]
    assert not (staged / f"{country_pages.TEMPLATE}.ipynb").exists()
    labels = [re.findall(r":name: ([\w-]+)", path.read_text(encoding="utf-8")) for path in paths]
    assert len({*labels[0], *labels[1]}) == 2 * len(labels[0]) > 0
    first = nbformat.read(paths[0], as_version=4).cells[0].source
    assert first.startswith("# China\n")


def test_a_country_page_is_told_its_country_and_chapters_that_ask_which_there_are(staged):
    asked = {job.stem: job.parameters for job in jobs.list_jobs(staged, ROOT, GIVEN)}
    assert asked["countries/MYS"] == GIVEN | {"iso3": "MYS"}
    assert asked["realism"] == asked["countries"] == GIVEN | {"country_pages": ["CHN", "MYS"]}
    assert asked["nps"] == GIVEN


def test_only_the_template_declares_the_country(tmp_path):
    tree, template = tmp_path / "tree", f"{country_pages.TEMPLATE}.ipynb"
    staged = stage.stage_book(ROOT, tmp_path / "stage", "en", ["CHN"])
    (tree / template).parent.mkdir(parents=True)
    text = (ROOT / template).read_text(encoding="utf-8")
    (tree / template).write_text(text.replace("iso3 = ", "iso = "), encoding="utf-8")
    with pytest.raises(UserError, match=r"book/countries/country\.ipynb: found no .* 'iso3'"):
        jobs.list_jobs(staged, tree, GIVEN)
    with pytest.raises(UserError, match=r"book/nps\.ipynb: found no parameter 'iso3'"):
        jobs.list_jobs(staged, ROOT, GIVEN | {"iso3": "CHN"})


def test_a_book_without_country_pages_has_no_template_in_its_contents(tmp_path):
    staged = stage.stage_book(ROOT, tmp_path / "stage", "en")
    assert country_pages.staged_notebooks(staged) == []
    assert "sections" not in (staged / "_toc.yml").read_text(encoding="utf-8")


def test_the_sidebar_s_extension_names_the_index_of_the_country_pages():
    assert f"{sphinx_sidebar.INDEX}/" in country_pages.TEMPLATE


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def made(site):
    return {path.stem for path in (site / "book" / "countries").glob("*.html")}


def test_by_default_each_country_related_to_indonesia_has_a_page(facts):
    assert set(country_pages.select_codes("default", CURRENT)) == set(
        countries.related_codes(facts)
    )


@pytest.mark.slow
def test_the_site_has_a_page_for_each_country_asked_for_and_links_each(site):
    wanted = set(FEW)
    assert made(site) == wanted
    expected = {f"countries/{iso3}.html" for iso3 in wanted}
    index = soup(site / "book" / "countries.html").select("#country-pages a[href^=countries]")
    assert {a["href"] for a in index} == expected
    realism = soup(site / "book" / "realism.html")
    for place in ("#world-map svg", "#world-map-table"):
        led = {a["href"] for a in realism.select(f"{place} a[href]")}
        assert led
        assert {href for href in led if href.startswith("countries/")} <= expected
    drawn = {a["href"] for a in realism.select("#world-map svg a")}
    assert not {href for href in drawn if href.startswith("#map-")} & {
        f"#map-{iso3}" for iso3 in wanted
    }


@pytest.mark.slow
def test_a_country_page_says_what_the_tables_say_and_leads_to_its_claims(site, facts):
    for iso3 in made(site):
        page = soup(site / "book" / "countries" / f"{iso3}.html")
        assert page.h1.get_text().startswith(Wording().country(iso3))
        cells = {th.text: th.find_next("td").text for th in page.select("figure tbody th")}
        assert cells["Agreements in the newest list"] == str(facts.loc[iso3, "newest_count"])
        badges = [a["href"] for a in page.select(".badges a")]
        claims = soup(site / "book" / "claims.html") if badges else None
        assert all(claims.find(id=href.removeprefix("../claims.html#")) for href in badges)


@pytest.mark.slow
def test_country_pages_are_light_and_their_files_and_anchors_have_names_of_their_own(site):
    for iso3 in made(site):
        path = site / "book" / "countries" / f"{iso3}.html"
        assert path.stat().st_size < 60_000
        assert (site / "figures" / f"country-records-{iso3.lower()}.csv").exists()
        assert {f"country-{name}-{iso3.lower()}" for name in ("facts", "map", "records")} <= {
            figure["id"] for figure in soup(path).select("figure[id]")
        }


@pytest.mark.slow
def test_country_pages_are_not_in_the_sidebar_and_lead_to_each_other(site):
    pages = [site / "book" / f"countries/{iso3}.html" for iso3 in made(site)]
    for path in [*pages, site / "book" / "nps.html", site / "book" / "countries.html"]:
        page = soup(path)
        assert page.select(".bd-sidenav a[href$='countries.html'], .bd-sidenav .current")
        assert not re.search(r"/?[A-Z]{3}\.html", str(page.select(".bd-sidenav")))
    page = soup(site / "book" / "countries" / "MYS.html")
    assert page.select_one(".left-prev")["href"] == "IRN.html"
    assert page.select_one(".right-next")["href"] == "PAK.html"
    assert "Country by country" in page.select_one(".crumbs").text


@pytest.mark.slow
def test_values_of_country_pages_are_not_among_those_of_the_book(site):
    held = json.loads((site / "values.json").read_text(encoding="utf-8"))
    assert "countries" in held
    assert not {"country", "CHN", "countries/CHN"} & set(held)


@pytest.mark.slow
def test_two_countries_give_two_pages_and_no_link_dangles(copy_built):
    tree = copy_built()
    done = companion(tree, "build", "--only-site", "--countries", "MYS,SGP")
    assert set(ran(done)) == {"realism", "countries"}  # the two country pages are kept
    site = tree / "_build" / "html"
    assert made(site) == {"MYS", "SGP"}
    led = {}
    for path in site.rglob("*.html"):
        for href in re.findall(r'href="([^"#?:]+\.html)', path.read_text(encoding="utf-8")):
            led[(path.parent / href).resolve()] = path
    assert [path for path in led if not path.exists()] == []
    drawn = {a["href"] for a in soup(site / "book" / "realism.html").select("#world-map svg a")}
    assert {"countries/MYS.html", "countries/SGP.html", "#map-CHN"} <= drawn


@pytest.mark.slow
def test_an_unknown_country_stops_the_build_before_anything_runs(copy_built):
    tree = copy_built()
    done = companion(tree, "build", "--only-site", "--countries", "MYS,XYZ")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("--countries: found 'XYZ', expected default, all or codes")


def changed(tree, table, old, new):
    """Change a cell of a table, and the hash that its descriptor has of it."""
    before = table.read_bytes()
    assert old in before
    table.write_bytes(before.replace(old, new))
    about = table.with_suffix(".yaml")
    digests = [hashlib.sha256(data).hexdigest() for data in (before, table.read_bytes())]
    about.write_text(about.read_text(encoding="utf-8").replace(*digests), encoding="utf-8")
    return ran(build_few(tree, "--only-site"))


@pytest.mark.slow
def test_a_changed_cell_runs_exactly_the_notebooks_that_read_its_table(copy_built):
    tree = copy_built()
    table = tree / "data" / "agreements" / "companion-2026.csv"
    reasons = changed(tree, table, b"Islamabad", b"Karachi")
    chapters = {"demand_supply", "diplomacy", "realism", "what_follows"}
    of_all_tables = {"changes", "data"}
    of_countries = {f"countries/{iso3}" for iso3 in made(tree / "_build" / "html")}
    assert set(reasons) == chapters | of_all_tables | {"countries"} | of_countries
    assert set(reasons.values()) == {"agreements changed"}
    page = (tree / "_build/html/book/countries/PAK.html").read_text(encoding="utf-8")
    assert "Karachi" in page


@pytest.mark.slow
def test_a_cell_that_only_the_claims_of_one_country_read_runs_its_page_alone(copy_built):
    tree = copy_built()
    table = tree / "data" / "incidents" / f"{PAPER}.csv"
    reasons = changed(tree, table, b"309,IRN", b"308,IRN")
    assert {stem for stem in reasons if "/" in stem} == {"countries/IRN"}
