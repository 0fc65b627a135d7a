"""A Chromium is found, or installed, or told as missing; never passed over."""

import subprocess
import sys

import pytest

from analysis.build.export import browser
from analysis.errors import UserError


@pytest.fixture
def nothing(monkeypatch):
    """A machine without Chromium, on which nothing can be installed."""
    asked = []

    def refuse(step, **_):
        asked.append(browser.render_command(step))
        return subprocess.CompletedProcess(step, 1, "", "trying\nE: no network\nlog")

    monkeypatch.delenv(browser.NAMED, raising=False)
    monkeypatch.setattr(browser, "can_run", lambda _: False)
    monkeypatch.setattr(browser, "is_root", lambda: True)
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(browser.subprocess, "run", refuse)
    return asked


@pytest.fixture
def command(tmp_path):
    """A function that makes a command which ends with an exit code."""

    def command(code, name="chromium"):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\nexit {code}\n")
        path.chmod(0o755)
        return path

    return command


def test_the_chromium_that_the_environment_names_comes_first(monkeypatch, command):
    monkeypatch.setenv(browser.NAMED, str(command(0)))
    assert browser.find_browser() == command(0)


def test_a_name_in_the_environment_that_does_not_run_is_refused(monkeypatch, command):
    monkeypatch.setenv(browser.NAMED, str(command(1)))
    with pytest.raises(UserError, match=r"COMPANION_BROWSER: found '.*', expected a Chromium that"):
        browser.find_browser()


def test_a_chromium_that_does_not_start_is_passed_over_for_one_that_does(monkeypatch, command):
    broken, good = command(1, "chromium"), command(0, "google-chrome")
    monkeypatch.delenv(browser.NAMED, raising=False)
    monkeypatch.setattr(browser, "playwright_browser", lambda: broken)
    monkeypatch.setenv("PATH", str(good.parent))
    assert browser.find_browser() == good


def test_a_missing_chromium_is_told_with_each_step_that_failed(nothing, capsys):
    with pytest.raises(UserError, match=r"found no Chromium, expected one .*COMPANION_BROWSER="):
        browser.install_browser()
    assert nothing == [
        "python -m playwright install chromium",
        "apt-get update --quiet",
        "apt-get install --yes --quiet chromium",
    ]
    told = capsys.readouterr().err
    assert all(f"  {step} failed: E: no network\n" in told for step in nothing)


def test_packages_of_the_system_are_touched_by_root_alone(nothing, monkeypatch):
    monkeypatch.setattr(browser, "is_root", lambda: False)
    with pytest.raises(UserError):
        browser.install_browser()
    assert nothing == ["python -m playwright install chromium"]


def test_the_first_step_that_brings_a_chromium_is_the_last_one_taken(monkeypatch, command):
    brought = []
    monkeypatch.setattr(browser, "install_steps", lambda: [["true"], ["false"]])
    monkeypatch.setattr(browser, "find_browser", lambda: brought.append(1) or command(0))
    assert browser.install_browser() == command(0)
    assert brought == [1]


def test_only_root_goes_without_a_sandbox(monkeypatch):
    for root in (True, False):
        monkeypatch.setattr(browser, "is_root", lambda root=root: root)
        assert ("--no-sandbox" in browser.flags()) is root


def test_a_command_is_told_as_a_person_types_it():
    assert browser.render_command([sys.executable, "-m", "x"]) == "python -m x"


@pytest.mark.slow
def test_a_chromium_opens_a_page(chromium):
    page = chromium.new_page()
    page.set_content("<h1>Hello</h1>")
    assert page.inner_text("h1") == "Hello"
    page.close()
