"""The command says what it did, or what is wrong, and exits accordingly."""

import os
import shutil
import socket
import subprocess
import sys

import pytest
from commands import companion

from analysis import cli, errors, tables
from analysis.tables import ROOT


def test_check_says_how_many_tables_are_sound(capsys):
    assert cli.main(["check"]) == 0
    assert capsys.readouterr().out.startswith(
        f"data/ is sound: {len(tables.table_names())} tables in "
    )


def test_check_refuses_a_data_package_that_is_not_current(capsys, monkeypatch):
    monkeypatch.setattr(tables, "datapackage_is_current", lambda: False)
    assert cli.main(["check"]) == 1
    assert capsys.readouterr().err.endswith("found old content, run: make package\n")


def test_an_unknown_vintage_is_refused_before_anything_runs(capsys):
    assert cli.main(["build", "--vintage", "idr-1999"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("--vintage: found 'idr-1999', expected current or one of companion-2026")


def test_a_port_in_use_is_told_without_a_traceback(capsys, monkeypatch, tmp_path):
    (tmp_path / "_build" / "html").mkdir(parents=True)
    (tmp_path / "_build" / "html" / "index.html").touch()
    monkeypatch.setattr(cli, "ROOT", tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert cli.main(["serve", "--port", str(taken.getsockname()[1])]) == 1
    assert "can't be used" in capsys.readouterr().err


def test_serving_without_a_site_says_how_to_make_one(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(cli, "ROOT", tmp_path)
    assert cli.main(["serve"]) == 1
    assert capsys.readouterr().err.endswith("expected index.html; run: make book\n")


def test_what_writes_into_the_tree_refuses_tables_from_elsewhere(capsys, monkeypatch, data):
    monkeypatch.setenv(tables.ELSEWHERE, str(data))
    said = ["--vintage", "x-2026", "--source", "x", "--released", "2026"]
    for words in (["build"], ["package"], ["update", "missing.csv", *said]):
        assert cli.main(words) == 1
        assert capsys.readouterr().err.startswith(f"COMPANION_DATA: found '{data}', expected it un")


def test_tables_in_another_folder_are_checked_when_the_environment_names_it(data, monkeypatch):
    shutil.rmtree(data / "nps_indonesia")
    monkeypatch.setenv(tables.ELSEWHERE, str(data))
    done = companion(tables.ROOT, "check")
    assert done.returncode == 1
    assert "nps_indonesia.yaml: found no table" in done.stderr


def test_no_command_is_a_mistake_with_a_hint(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == 2
    assert "usage: companion" in capsys.readouterr().err


@pytest.mark.slow
def test_unsound_data_stop_the_build_before_any_chapter_runs(copy_tree):
    tree = copy_tree()
    table = tree / "data" / "nps" / "nainggolan-2024.csv"
    table.write_text(table.read_text().replace("1230", "many"))
    done = companion(tree, "build")
    assert done.returncode == 1
    assert done.stderr.startswith("data/ has 2 problems:\ndata/nps/nainggolan-2024.csv: found sha")
    assert "nainggolan-2024.csv:16:substances: found 'many'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tree / "_build").exists()


WEIRD = {
    "ascii": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "posix": {"LC_ALL": "POSIX"},
    "variable": {"PYTHONIOENCODING": "ascii:strict"},
    "latin": {"PYTHONIOENCODING": "latin-1:strict"},
    "windows": {"PYTHONIOENCODING": "cp1252:strict"},
}
SPOKEN = [
    ("--help",),
    ("check", "--help"),
    ("check", "nowhere.csv"),
    ("check", "tests/bad_files/parts-do-not-add-up.csv"),
    ("check", "tests/bad_files/odd/footnote-marks.csv"),
]


def run_under(words, **variables):
    """What a command says, as bytes, under other variables than those of this process."""
    return subprocess.run(
        [sys.executable, "-m", "analysis", *words],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("words", SPOKEN, ids=" ".join)
def test_every_terminal_is_told_the_same_in_utf_8(words):
    usual = run_under(words)
    assert (usual.stdout + usual.stderr).decode("utf-8")
    for variables in WEIRD.values():
        done = run_under(words, **variables)
        assert (done.returncode, done.stdout, done.stderr) == (
            usual.returncode,
            usual.stdout,
            usual.stderr,
        )


@pytest.mark.slow
@pytest.mark.parametrize("name", WEIRD)
def test_a_name_that_a_locale_can_t_say_is_told_all_the_same(name):
    done = run_under(("check", "rekap – 2025.csv"), **WEIRD[name])
    assert done.returncode == 1
    assert "2025.csv: found no file that can be read" in done.stderr.decode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check FILE", "claims", "check --help"])
@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
def test_a_reader_that_leaves_early_is_no_error(command, tmp_path):
    path = tmp_path / "bnn.csv"
    path.write_text("TAHUN;KASUS\n" + "2024;x\n" * 200, encoding="utf-8")
    line = f"'{sys.executable}' -m analysis {command.replace('FILE', str(path))} | head -c 1"
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, check=False)
    assert (len(done.stdout), done.stderr[:0]) == (1, b"")
    assert b"Traceback" not in done.stderr
    assert b"pipe" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
def test_a_command_works_without_any_output_and_tells_that_a_disk_is_full():
    run = f"'{sys.executable}' -m analysis check tests/bad_files/odd/tabs.txt"
    assert (
        subprocess.run(["sh", "-c", f"{run} <&- >&- 2>&-"], cwd=ROOT, check=False).returncode == 0
    )
    full = subprocess.run(["sh", "-c", f"{run} > /dev/full"], cwd=ROOT, capture_output=True)
    assert (full.returncode, full.stderr) == (1, b"system: No space left on device\n")


def test_words_are_taken_as_utf_8_whatever_the_locale_took_them_for(monkeypatch):
    monkeypatch.setattr("os.fsencode", lambda text: text.encode("latin-1"))
    assert errors.decode_words("Laporan â\x80\x93 2025") == "Laporan – 2025"
    assert errors.decode_words(["é", 1, None]) == ["é", 1, None]
