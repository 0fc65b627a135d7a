"""The built site holds every page, every exhibit and every printed value."""

import re

import pytest
import yaml
from bs4 import BeautifulSoup

from analysis.tables import ROOT, load
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
    for row in load("disclosures").itertuples():
        for value in (row.cases, row.suspects_foreign, row.suspects_domestic, row.suspects_total):
            assert say.number(value) in cells


def test_bagan_one_stands_as_printed_in_chart_and_table(page):
    soup = page("nps")
    drawn = soup.select_one("#nps-cumulative .wide").get_text(" ")
    cells = [td.text for td in soup.select("#nps-recomputed td")]
    for value in load("nps")["substances"]:
        assert Wording().number(value) in drawn
        assert Wording().number(value) in cells


def test_all_meetings_and_all_agreements_stand_in_their_tables(page):
    soup = page("diplomacy")
    assert len(soup.select("#meetings-listed tbody tr")) == 14
    assert len(soup.select("#agreements-listed tbody tr")) == 15
    titles = soup.select_one("#agreements-listed").get_text(" ")
    for title in load("agreements")["title"]:
        assert title in titles


def test_no_page_shows_a_traceback_a_warning_or_an_unresolved_number(site):
    for path in site.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        text = soup.get_text(" ")
        assert "Traceback" not in text
        assert not soup.select(".stderr, .problematic, .system-message")
        assert not re.search(r"<NA>|\bnan\b|\bNaT\b|\bNone\b", text)


def test_no_page_names_a_path_of_the_machine_that_built_it(site, built):
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".json", ".txt"):
            assert str(built) not in path.read_text(encoding="utf-8", errors="replace")


def test_every_link_inside_the_site_leads_somewhere(site):
    for path in site.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for link in soup.select("a[href]"):
            target, _, anchor = link["href"].partition("#")
            if re.match(r"\w+:", target):
                continue
            file = (path.parent / target).resolve() if target else path
            assert file.exists(), (path.name, link["href"])
            if anchor and file.suffix == ".html":
                there = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
                assert there.find(id=anchor), (path.name, link["href"])
