"""The built site holds every page, every exhibit and every printed value."""

import hashlib
import json
import re

import pytest
import yaml
from bs4 import BeautifulSoup
from commands import FEW

from analysis.build.run import values
from analysis.claims import ledger
from analysis.tables import CURRENT, DATA, ROOT, load
from analysis.wording import Wording

pytestmark = pytest.mark.slow
NOTEBOOKS = sorted((ROOT / "book").glob("*.ipynb"))


@pytest.fixture(scope="session")
def page(site):
    """A function that reads one page of the site."""
    return lambda stem: BeautifulSoup(
        (site / "book" / f"{stem}.html").read_text(encoding="utf-8"), "html.parser"
    )


def entries():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(c["file"] for part in toc["parts"] for c in part["chapters"])]


@pytest.mark.parametrize("entry", entries())
def test_every_entry_of_the_contents_has_a_page_with_a_heading(site, entry):
    soup = BeautifulSoup((site / f"{entry}.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.find("h1")


def test_the_first_page_leads_to_the_book(site):
    assert "book/index.html" in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_exhibit_stands_on_its_page_with_caption_and_content(page, path):
    soup = page(path.stem)
    names = re.findall(r"\{glue:figure\} ([\w-]+)", path.read_text(encoding="utf-8"))
    assert names
    for name in names:
        figure = soup.find("figure", id=name)
        assert figure.figcaption.get_text(strip=True)
        assert figure.select("svg") or figure.select("tbody tr") or figure.select("pre.copy")


def test_table_one_stands_as_printed(page):
    cells = [td.text for td in page("problem").select("#disclosures-recomputed td")]
    say = Wording()
    for row in load("disclosures", "nainggolan-2024").itertuples():
        for value in (row.cases, row.suspects_foreign, row.suspects_domestic, row.suspects_total):
            assert say.number(value) in cells


def test_bagan_one_stands_as_printed_in_chart_and_table(page):
    soup = page("nps")
    drawn = soup.select_one("#nps-cumulative .wide").get_text(" ")
    cells = [td.text for td in soup.select("#nps-recomputed td")]
    for value in load("nps", "nainggolan-2024")["substances"]:
        assert Wording().number(value) in drawn
        assert Wording().number(value) in cells


def test_all_meetings_and_all_agreements_stand_in_their_tables(page):
    soup = page("diplomacy")
    assert len(soup.select("#meetings-listed tbody tr")) == 14
    assert len(soup.select("#agreements-listed tbody tr")) == 15
    titles = soup.select_one("#agreements-listed").get_text(" ")
    for title in load("agreements", "nainggolan-2024")["title"]:
        assert title in titles


def test_no_page_shows_a_traceback_a_warning_or_an_unresolved_number(site):
    for path in site.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert "Traceback" not in soup.get_text(" ")
        assert not soup.select(".stderr, .problematic, .system-message")
        for value in soup.select(".exhibit td, .exhibit text, .pasted-text"):
            assert not re.search(r"<NA>|\bnan\b|\bNaT\b|^None$", value.text), value


def test_the_site_prints_the_numbers_that_its_chapters_compute(site):
    printed = json.loads((site / "values.json").read_text(encoding="utf-8"))
    del printed[values.COMPARING]
    collected = values.collect_values(ROOT, CURRENT)
    assert printed["countries"]["page_facts.page_count"] == str(len(FEW))
    for found in (printed, collected):  # those that count the pages asked for
        own = [name for name in found["countries"] if name.startswith("page_facts.")]
        assert own
        for name in own:
            del found["countries"][name]
    assert printed == collected


def test_every_exhibit_of_data_says_from_what_and_by_what_it_was_made(page):
    for path in NOTEBOOKS:
        for line in page(path.stem).select(".provenance"):
            assert re.search(r"Source: \S|Made by \S", line.text), (path.stem, line.text)
            assert not re.search(r": \.|by \.", line.text), (path.stem, line.text)


def test_every_claim_has_an_anchor_with_verdict_rule_and_function(page):
    soup = page("claims")
    found = ledger("nainggolan-2024").set_index("id")
    assert [row["id"] for row in soup.select("#ledger tbody tr")] == found.index.tolist()
    for row in soup.select("#ledger tbody tr"):
        assert row.select_one(".verdict").text == found.loc[row["id"], "verdict"]
        assert "analysis.claims." in row.select_one("dl").text
    drawn = soup.select_one("#claims-tally .wide").get_text(" ")
    for count in found["verdict"].value_counts():
        assert str(count) in drawn


def test_every_chapter_shows_badges_for_exactly_its_own_claims(page):
    found = ledger("nainggolan-2024")
    for chapter, own in found.groupby("chapter"):
        badges = page(chapter).select(".badges a")
        shown = {badge["href"].removeprefix("claims.html#"): badge.text for badge in badges}
        assert set(shown) == set(own["id"])
        for claim in own.itertuples():
            assert shown[claim.id] == f"{claim.id} {claim.verdict}"


def test_every_source_of_a_claim_is_a_link(page):
    for item in page("claims").select("#ledger dd a"):
        assert item["href"].startswith(("http://", "https://"))


def test_every_difference_leads_to_the_claims_it_touches(page):
    soup, claims = page("errata"), page("claims")
    links = soup.select('a[href^="claims.html#C"]')
    assert links
    assert all(claims.find(id=link["href"].split("#")[1]) for link in links)


def test_no_page_names_a_path_of_the_machine_that_built_it(site, built):
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".json", ".txt"):
            assert str(built) not in path.read_text(encoding="utf-8", errors="replace")


def test_every_link_inside_the_site_leads_somewhere(site):
    pages = {
        path.resolve(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in site.rglob("*.html")
    }
    anchors = {path: {tag["id"] for tag in soup.select("[id]")} for path, soup in pages.items()}
    for path, soup in pages.items():
        for link in soup.select("a[href]"):
            target, _, anchor = link["href"].partition("#")
            if re.match(r"\w+:", target):
                continue
            file = (path.parent / target).resolve() if target else path
            assert file.exists(), (path.name, link["href"])
            assert not anchor or anchor in anchors.get(file, {anchor}), (path.name, link["href"])


def test_no_page_asks_another_host_for_anything(site):
    for path in site.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        asked = [tag.get("src") or tag.get("href") for tag in soup.select("[src], link[href]")]
        assert not [address for address in asked if re.match(r"(https?:)?//", address)]
        code = soup.select('script:not([src]):not([type="application/json"])')
        assert not [script for script in code if "https://" in script.text]


def test_every_exhibit_has_its_files_beside_it_and_every_chart_its_rows_and_words(page, site):
    for path in NOTEBOOKS:
        for exhibit in page(path.stem).select(".exhibit"):
            named = {link["href"].split(".", 3)[-1] for link in exhibit.select(".links a")}
            assert {"csv", "xlsx", "json", "metadata.json"} <= named
            for link in exhibit.select(".links a"):
                assert (site / "book" / link["href"]).exists()
            for chart in exhibit.select(".chart"):
                assert {"svg", "png", "vl.json"} <= named
                assert exhibit.select(".files tbody tr")
                assert re.search(r"\d", exhibit.find(id=chart["aria-describedby"]).text)


def test_metadata_of_an_exhibit_lead_to_its_tables_and_its_functions(site):
    paths = sorted(site.glob("figures/*.metadata.json"))
    assert len(paths) > 40
    for path in paths:
        about = json.loads(path.read_text(encoding="utf-8"))
        for used in about["inputs"]:
            content = (DATA.parent / used["path"]).read_bytes()
            assert used["sha256"] == hashlib.sha256(content).hexdigest()
            assert used["sources"]
            assert used["licence"]
        for made in about["made_by"]:
            lines = (ROOT / made["file"]).read_text(encoding="utf-8").splitlines()
            start = "\n".join(lines[made["line"] - 1 : made["line"] + 2])
            assert f"def {made['function'].rsplit('.', 1)[1]}(" in start
        for column in about["columns"]:
            assert column["heading"]


def test_each_page_says_where_it_stands_and_leads_to_its_source(page, site):
    for path in NOTEBOOKS:
        soup = page(path.stem)
        crumbs = [item.get_text(strip=True) for item in soup.select(".crumbs li")]
        assert crumbs[0] == "Home"
        assert len(crumbs) == 3
        (source,) = soup.select(".about-page a")
        copy = site / "book" / source["href"]
        assert copy.read_bytes() == path.read_bytes()
