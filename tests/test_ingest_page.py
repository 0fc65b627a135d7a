"""A page shows a file with what is wrong in it, to those who have no terminal."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from analysis import cli

SOUND = "TAHUN;KASUS;WNA;WNI;JUMLAH\n2022;59533;31;59502;59533\n2023;52858;60;52798;52858\n"
WRONG = SOUND.replace("52858;60", "5x858;60").replace("59502;59533", "59502;59999")
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def show(tmp_path, monkeypatch, unguarded):  # noqa: ARG001 (a fixture asked for what it does)
    """A function that checks a file on a page, in an empty working folder: exit code and page."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr("analysis.ingest.page.run_guarded", lambda work, *given: work(*given))

    def show(text, name="bnn.csv", *options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = cli.main(["check", "--html", str(path), *options])
        written = [each.name for each in (tmp_path / "work").iterdir()]
        assert written == [f"{name}.check.html"]
        page = (tmp_path / "work" / written[0]).read_text(encoding="utf-8")
        assert path.read_bytes() == (text if isinstance(text, bytes) else text.encode())
        return code, BeautifulSoup(page, "html.parser")

    return show


def rows_of(page, section):
    """The cells of the table after a heading, row by row."""
    table = page.find(["h2"], string=section).find_next("table")
    return [[cell.get_text(" ", strip=True) for cell in row] for row in table.tbody.find_all("tr")]


def test_a_sound_file_is_shown_beside_the_rows_as_understood(show, capsys, tmp_path):
    code, page = show("Rekap\n" + SOUND + "Sumber: BNN\n")
    assert code == 0
    assert "Sound: 2 rows, 2022 to 2023" in page.find(class_="verdict").text
    kinds = [row[1] for row in rows_of(page, "The file")]
    assert kinds == ["", "header", "row", "row", "left out: footnote or remark"]
    assert rows_of(page, "The rows as understood")[0][:3] == ["3", "2022", "59533"]
    said = capsys.readouterr().out
    assert f"wrote {tmp_path / 'work' / 'bnn.csv.check.html'}; a double click opens it" in said
    assert "nothing was written but the page" in said


def test_each_cell_that_something_is_said_of_is_marked_and_linked(show):
    code, page = show(WRONG)
    assert code == 1
    marked = page.find_all(class_="wrong")
    assert [cell.find(string=True, recursive=False).strip() for cell in marked] == [
        "59999",
        "5x858",
    ]
    assert all("expected" in cell["title"] for cell in marked)
    items = page.find("ol").find_all("li")
    places = [item.find("a")["href"] for item in items]
    assert sorted(places) == sorted(f"#{cell['id']}" for cell in marked)


def test_every_link_leads_to_a_place_on_the_page(show):
    _, page = show(WRONG)
    targets = {tag["id"] for tag in page.find_all(id=True)}
    assert {a["href"].removeprefix("#") for a in page.find_all("a")} <= targets


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("<html><table></table></html>", "a.xls", 0),
        ("NAMA;TINGGI\nMonas;132\n", "a.csv", 1),
        ("TAHUN;KASUS;JUMLAH KASUS\n2023;1;1\n", "a.csv", 1),
    ],
)
def test_a_file_of_which_no_table_is_made_is_shown_as_far_as_it_opens(show, text, name, shown):
    code, page = show(text, name)
    assert code == 1
    assert "1 problem: nothing can be added before it is cured" in page.find(class_="verdict").text
    assert len(page.find_all("table")) == shown


def test_what_a_file_holds_is_text_on_the_page_and_nothing_is_fetched(show):
    text = SOUND.replace("JUMLAH\n", f'JUMLAH;"{HOSTILE} onclick=""x"" \'\u202e"\n', 1)
    _, page = show(text.replace("59533\n", f"59533;{HOSTILE}\n").replace("52858\n", "52858;\n"))
    assert page.find("script") is None
    assert HOSTILE in page.get_text()
    assert r"\x202e" in page.get_text()
    for tag in page.find_all(True):
        assert not {name for name in tag.attrs if name.startswith("on") or name == "src"}
    assert not re.search(r"url\(|@import|https?:", str(page))
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")


def test_of_a_long_file_the_beginning_and_what_is_wrong_are_shown(show):
    lines = [f"{year};{n}" for n, year in enumerate([*range(1900, 2020)] * 5, start=100)]
    lines[400] = lines[400].replace(";", ";x")
    _, page = show("TAHUN;KASUS\n" + "\n".join(lines) + "\n")
    rows = rows_of(page, "The file")
    assert ["402", "", *lines[400].split(";")] in [
        [r[0], r[1], r[2], r[3].split()[0]] for r in rows if len(r) > 3
    ]
    assert any("rows not shown" in row[1] for row in rows)
    assert len(rows) < 300


def test_a_warning_is_marked_as_one_and_is_a_problem_if_that_is_asked_for(show):
    gap = SOUND.replace("2022", "2020")
    code, page = show(gap)
    assert (code, page.find(class_="wrong")["class"]) == (0, ["wrong", "odd"])
    assert page.find("ol").find("strong").text == "Warning:"
    code, page = show(gap, "bnn.csv", "--strict")
    assert (code, page.find(class_="wrong")["class"]) == (1, ["wrong"])
    assert page.find(class_="verdict").text.startswith("1 problem:")


def test_a_page_is_replaced_and_another_file_never(show, tmp_path, capsys):
    show(WRONG)
    code, page = show(SOUND)
    assert code == 0
    assert page.find(class_="wrong") is None
    (tmp_path / "work" / "bnn.csv.check.html").write_text("mine", encoding="utf-8")
    show_again = cli.main(["check", "--html", str(tmp_path / "bnn.csv")])
    assert show_again == 1
    assert "found a file that is no page of a check" in capsys.readouterr().err
    assert (tmp_path / "work" / "bnn.csv.check.html").read_text(encoding="utf-8") == "mine"


def test_without_a_file_there_is_no_page(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["check", "--html", "nothing.csv"]) == 1
    assert "found no file that can be read" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits_narrow_screens(show, chromium, tmp_path, scheme):
    show(WRONG)
    page = chromium.new_page(viewport={"width": 380, "height": 900}, color_scheme=scheme)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "work" / "bnn.csv.check.html").as_uri())
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert len(asked) == 1
