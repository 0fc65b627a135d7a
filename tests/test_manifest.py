"""A site can be checked against its manifest, and says how it was built."""

import hashlib
import json
import re
import subprocess
import zipfile

import pytest
from bs4 import BeautifulSoup

from analysis import cli
from analysis.build.record import build_page, manifest, provenance
from analysis.errors import UserError
from analysis.tables import ROOT

ORIGIN = provenance.Provenance("c" * 40, False, "l" * 64, {"vintage": "current"}, {"one": []}, {})


@pytest.fixture
def small(tmp_path):
    """A site of three files with their sums and its manifest."""
    for name in ("index.html", "book/one.html", "companion.pdf"):
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    manifest.write_manifest(tmp_path / "site", ORIGIN)
    return tmp_path / "site"


def test_a_site_that_agrees_is_told_in_one_line(small, capsys):
    assert cli.main(["verify", str(small)]) == 0
    assert capsys.readouterr().out == f"all 4 files of {small} agree with manifest.json\n"


def test_every_changed_missing_and_added_file_is_named_in_a_line(small, capsys):
    (small / "index.html").write_text("other")
    (small / "companion.pdf").unlink()
    (small / "book" / "two.html").touch()
    (small / "book" / "loose").symlink_to("nowhere")
    assert cli.main(["verify", str(small)]) == 1
    *lines, last = capsys.readouterr().err.splitlines()
    assert lines == [
        "book/loose: added",
        "book/two.html: added",
        "companion.pdf: missing",
        "index.html: changed",
    ]
    assert last.startswith(f"{small}: found 4 of 6 files not as in manifest.json")


def test_a_folder_in_the_place_of_a_file_is_a_missing_file(small):
    (small / "index.html").unlink()
    (small / "index.html").mkdir()
    with pytest.raises(UserError, match=r"index\.html: missing"):
        manifest.verify(small)


@pytest.mark.parametrize("place", ["nowhere", "index.html"])
def test_a_site_without_manifest_is_told(small, place):
    with pytest.raises(UserError, match=rf"{place}/manifest\.json: found no manifest"):
        manifest.verify(small / place)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"files": {}}', '{"files": {"a": 1}}', '{"files": [1]}', "\x00"]
)
def test_a_broken_manifest_is_one_clear_message(small, text):
    (small / "manifest.json").write_text(text)
    with pytest.raises(UserError, match=r"^\S+manifest\.json: found no list of files") as told:
        manifest.verify(small)
    assert "\n" not in str(told.value)


def test_a_manifest_of_other_bytes_is_one_clear_message(small):
    (small / "manifest.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="found no list of files"):
        manifest.verify(small)


def test_the_inputs_of_a_notebook_are_the_files_of_data_that_it_read():
    reads = [["folder", "data/nps"], ["file", "data/nps/b.csv"], ["file", "book/nps.ipynb"]]
    assert provenance.data_inputs([*reads, ["file", "data/nps/a.csv"]]) == [
        "data/nps/a.csv",
        "data/nps/b.csv",
    ]


def test_the_page_says_that_the_press_fills_it_until_it_does(tmp_path):
    (tmp_path / "book").mkdir()
    text = (ROOT / build_page.PAGE).read_text(encoding="utf-8")
    (tmp_path / build_page.PAGE).write_text(text, encoding="utf-8")
    assert "run `make book`" in text
    build_page.fill_page(tmp_path, ORIGIN)
    filled = (tmp_path / build_page.PAGE).read_text(encoding="utf-8")
    assert "run `make book`" not in filled
    assert "% facts" not in filled
    for words in (ORIGIN.commit, ORIGIN.lock, "current", "one", "pandas"):
        assert words in filled


def test_a_tree_that_is_not_as_committed_says_so():
    words = "with changes that are not committed"
    assert words not in build_page.render_facts(ORIGIN)
    changed = provenance.Provenance("c" * 40, True, "l" * 64, {}, {}, {})
    assert words in build_page.render_facts(changed)
    assert "no repository" in build_page.render_facts(
        provenance.Provenance(None, False, "l" * 64, {}, {}, {})
    )


@pytest.mark.slow
def test_the_built_site_agrees_with_its_manifest_and_so_does_its_archive(site, tmp_path):
    listed = manifest.read_manifest(site)
    assert {"index.html", "companion.pdf", "companion.epub", "values.json"} <= set(listed)
    assert manifest.verify(site).startswith(f"all {len(listed)} files of ")
    with zipfile.ZipFile(site.parent / "companion-site.zip") as archive:
        archive.extractall(tmp_path)
    assert manifest.verify(tmp_path / "companion-site").startswith(f"all {len(listed)} ")


@pytest.mark.slow
def test_the_sums_are_read_by_the_tool_that_every_system_has_and_name_every_file(site):
    sums = (site / manifest.SUMS).read_text(encoding="utf-8").splitlines()
    assert {manifest.SUMS, *(line[66:] for line in sums)} == set(manifest.read_manifest(site))
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", manifest.SUMS], cwd=site, check=False
    )
    assert done.returncode == 0


@pytest.mark.slow
def test_the_manifest_names_the_inputs_with_the_hashes_that_their_descriptors_have(site, built):
    told = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    lock = (built / "requirements.lock").read_bytes()
    assert told["lock"] == hashlib.sha256(lock).hexdigest()
    assert told["parameters"] == {"vintage": "current", "lang": "en"}
    assert "data/nps/nainggolan-2024.csv" in told["notebooks"]["nps"]
    assert "data/power/cow-2012.csv" not in told["notebooks"]["nps"]
    assert {*told["inputs"]} == {path for paths in told["notebooks"].values() for path in paths}
    for path, digest in told["inputs"].items():
        assert hashlib.sha256((built / path).read_bytes()).hexdigest() == digest


@pytest.mark.slow
def test_the_page_holds_the_facts_of_the_manifest(site):
    told = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    text = (site / "book" / "built.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(text, "html.parser")
    assert told["lock"] in soup.select_one("dl.built").text
    assert len(soup.select(".built details")) == len(told["notebooks"])
    for details, paths in zip(
        soup.select(".built details"), told["notebooks"].values(), strict=True
    ):
        rows = [[cell.text for cell in row.select("th, td")] for row in details.select("tbody tr")]
        assert rows == [[path, told["inputs"][path][:16]] for path in paths]


@pytest.mark.slow
def test_the_times_of_a_build_stand_outside_the_site(built):
    told = json.loads((built / "_build" / "run.json").read_text(encoding="utf-8"))
    steps = ["checks", "notebooks", "typesetting", "postprocessing", "EPUB", "PDF"]
    assert list(told["steps"]) == steps
    chapters = {path.stem for path in (built / "book").glob("*.ipynb")}
    assert {stem for stem in told["notebooks"] if "/" not in stem} == chapters
    for found in [*told["steps"].values(), *told["notebooks"].values()]:
        assert 0 < found["seconds"] < told["seconds"]
        assert 10 < found["mb"] < 10_000
    assert all(one["ran"] for one in told["notebooks"].values())
    assert not re.search(r"run\.json", "".join(manifest.read_manifest(built / "_build" / "html")))
