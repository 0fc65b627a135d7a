"""A typeset site is postprocessed: one style sheet, heads that tell and forbid, an archive."""

import base64
import hashlib
import re
import zipfile
from pathlib import Path

import pydata_sphinx_theme
import pytest
from bs4 import BeautifulSoup

from analysis.build import release, stage
from analysis.build.html import metadata, social_card, strip, stylesheet
from analysis.publish import citation
from analysis.tables import ROOT

PAGE = """<!DOCTYPE html>
<html lang="en" data-content_root="../"><head><meta charset="utf-8" />
<title>5. Realism &#8212; The book</title>
<link rel="stylesheet" href="../_static/one.css?v=1" />
<link rel="stylesheet" href="../_static/two.css?v=1" />
<script>let a = 1;</script>
<script type="application/json">{"b": 2}</script>
</head><body class="used"><article class="bd-article"><h1>Realism</h1><section id="overview">
<p>First &amp; foremost. Second.</p></section></article></body></html>"""
ADDRESS = "https://example.org/book/"


@pytest.fixture
def site(tmp_path):
    """A site of one page with two style sheets and the font of icons."""
    fonts = tmp_path / "_static" / "vendor" / "fontawesome" / "webfonts"
    for folder in (tmp_path / "book", tmp_path / "_static" / "styles", fonts):
        folder.mkdir(parents=True)
    theme = next(Path(pydata_sphinx_theme.__file__).parent.rglob("fa-solid-900.woff2"))
    (fonts / theme.name).write_bytes(theme.read_bytes())
    (tmp_path / "book" / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "book" / "realism.html").write_text(PAGE, encoding="utf-8")
    one = '@import "base.css";\n.used{color:red}.unused{color:blue}.used .js-only{top:0}'
    (tmp_path / "_static" / "one.css").write_text(one, encoding="utf-8")
    (tmp_path / "_static" / "base.css").write_text("p{margin:0}", encoding="utf-8")
    two = (
        '@font-face{font-family:i;src:url(../vendor/x/fa-solid-900.woff2) format("woff2")}'
        '.used::before{content:"\\f185"}@media print{.unused{top:0}.used{top:1px}}'
    )
    (tmp_path / "_static" / "two.css").write_text(two, encoding="utf-8")
    (tmp_path / "_static" / "code.js").write_text('x.classList.add("js-only")', encoding="utf-8")
    return tmp_path


def read(site):
    page = (site / "book" / "realism.html").read_text(encoding="utf-8")
    return BeautifulSoup(page, "html.parser")


def joined(site):
    stylesheet.join_stylesheets(site)
    return (site / "_static" / stylesheet.TARGET).read_text(encoding="utf-8")


def test_all_pages_share_one_style_sheet_of_the_rules_that_pages_and_scripts_use(site):
    css = joined(site)
    page = (site / "book" / "realism.html").read_text(encoding="utf-8")
    assert len(re.findall(r"<link[^>]*stylesheet", page)) == 1
    assert f'href="../_static/{stylesheet.TARGET}?v=' in page
    assert "p{margin:0}" in css
    assert ".used{color:red}" in css
    assert ".used .js-only{top:0}" in css
    assert ".unused" not in css
    assert [path.name for path in site.rglob("*.css")] == ["site.css"]


def test_icons_stand_in_the_style_sheet_as_a_small_font(site):
    css = joined(site)
    (font,) = re.findall(r"url\(data:font/woff2;base64,([^)]*)\)", css)
    assert base64.b64decode(font).startswith(b"wOF2")
    assert len(font) < 5000
    assert not list(site.rglob("*.woff2"))


def test_a_head_says_what_the_page_says_and_forbids_all_else(site):
    metadata.write_metadata(site, "")
    soup = BeautifulSoup(
        (site / "book" / "realism.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert soup.select_one("meta[name=description]")["content"] == "First & foremost. Second."
    policy = soup.select_one('meta[http-equiv="Content-Security-Policy"]')["content"]
    inline = base64.b64encode(hashlib.sha256(b"let a = 1;").digest()).decode()
    assert f"script-src 'self' 'sha256-{inline}';" in policy
    assert not soup.select("link[rel=canonical]")
    assert not (site / "sitemap.xml").exists()


def test_a_site_with_an_address_names_it_on_each_page_and_in_a_site_map(site):
    metadata.write_metadata(site, ADDRESS)
    soup = BeautifulSoup(
        (site / "book" / "realism.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert soup.select_one("link[rel=canonical]")["href"] == f"{ADDRESS}book/realism.html"
    assert soup.select_one('meta[property="og:image"]')["content"].startswith(ADDRESS)
    assert f"<loc>{ADDRESS}book/realism.html</loc>" in (site / "sitemap.xml").read_text()


def test_the_first_page_of_the_folder_leads_on_with_and_without_a_script(site):
    metadata.write_metadata(site, "")
    soup = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.select_one('meta[http-equiv="refresh"]')["content"].endswith("url=book/index.html")
    assert soup.a["href"] == "book/index.html"


def test_a_long_description_ends_with_a_sentence():
    text = "A sentence of some length stands here. " * 8
    assert metadata.shorten(text).endswith(".")
    assert len(metadata.shorten(text)) <= metadata.LONGEST
    assert metadata.shorten("word " * 99).endswith(" …")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<input autocorrect="off">', "<input>"),
        ('<summary aria-label="Toggle hidden content">', "<summary>"),
        (
            '<p class="collapsed admonition-title">Show</p>',
            '<span class="collapsed admonition-title">Show</span>',
        ),
        ('<script src="a.js"></script>', '<script defer src="a.js"></script>'),
        (
            'x = localStorage.getItem("theme") || "auto";',
            f'x = localStorage.getItem("theme") || {strip.SCHEME};',
        ),
        ('<script src="searchindex.js"></script>', ""),
    ],
)
def test_what_the_theme_gets_wrong_is_mended(before, after):
    assert strip.repair_page(before, "realism") == after


def test_indentation_goes_but_for_that_of_code():
    before = "<div>\n\n    <p>a\n  b</p>\n<pre>x\n\n    y</pre></div>"
    assert strip.repair_page(before, "realism") == "<div>\n<p>a\nb</p>\n<pre>x\n\n    y</pre></div>"


def test_the_page_of_the_search_keeps_its_scripts():
    assert "searchindex.js" in strip.repair_page('<script src="searchindex.js"></script>', "search")


def test_an_archive_opens_as_one_folder_and_has_the_same_bytes_each_time(site, tmp_path_factory):
    target = tmp_path_factory.mktemp("packed")
    packed = [release.pack_site(site, target / f"{n}.zip").read_bytes() for n in "ab"]
    assert packed[0] == packed[1]
    with zipfile.ZipFile(target / "a.zip") as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"companion-site"}
        assert archive.read("companion-site/book/realism.html").decode() == PAGE


def test_the_picture_of_the_book_shows_its_tally():
    values = {f"tally_facts.{verdict}_count": "1" for verdict in social_card.VERDICTS}
    bars = social_card.verdict_bars(values | {"tally_facts.partly_count": "1,002"})
    widths = {bar["word"]: bar["width"] for bar in bars}
    assert widths["partly"] == social_card.WIDTH_PX
    assert widths["differs"] == pytest.approx(social_card.WIDTH_PX / 1002)


def test_addresses_come_from_the_citation_file_and_else_from_the_workflow(tmp_path, monkeypatch):
    named = tmp_path / "CITATION.cff"
    named.write_text(f"url: {ADDRESS}\nrepository-code: https://example.org/code/\n")
    assert citation.site_address(named) == ADDRESS
    assert citation.repository_address(named) == "https://example.org/code"
    named = tmp_path / "none.cff"
    named.write_text("title: x\n")
    assert citation.site_address(named) == citation.repository_address(named) == ""
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://example.org")
    monkeypatch.setenv("GITHUB_REPOSITORY", "Some/book")
    assert citation.site_address(named) == "https://some.github.io/book/"
    assert citation.repository_address(named) == "https://example.org/Some/book"


def test_templates_are_told_the_part_of_each_page_and_the_repository(monkeypatch):
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://example.org")
    monkeypatch.setenv("GITHUB_REPOSITORY", "some/book")
    told = stage.read_config(ROOT)["sphinx"]["config"]["html_context"]
    assert told["repository"] == "https://example.org/some/book"
    assert told["parts"]["book/realism"] == "The paper's arguments"
