"""A Chromium for the build and the tests: found, or installed, or told as missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from analysis.errors import UserError

NAMED = "COMPANION_BROWSER"  # names the executable to use
COMMANDS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    *("--disable-background-networking", "--disable-breakpad", "--disable-component-update"),
    *("--disable-default-apps", "--disable-domain-reliability", "--disable-extensions"),
    *("--disable-gpu", "--disable-sync", "--metrics-recording-only", "--mute-audio"),
    *("--no-default-browser-check", "--no-first-run", "--no-pings"),
)
REMEDY = (
    "install Chromium or Chrome, or name one: "
    f"{NAMED}=/path/to/chromium make book (the site alone needs none: companion build --only-site)"
)
MISSING = f"found no Chromium, expected one to print the PDF of the book; {REMEDY}"


@contextmanager
def launch() -> Iterator[Browser]:
    """Start Chromium, quiet and offline, and close it at the end.

    Installs one if there is none. Raises UserError if that fails, or if it does not start.
    """
    path = ensure_browser()
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=path, args=flags())
        except Error as error:
            reason = error.message.splitlines()[0]
            raise UserError(f"{path}: found no Chromium that starts ({reason}); {REMEDY}") from None
        try:
            yield started
        finally:
            started.close()


def flags() -> list[str]:
    """Return the flags that keep Chromium quiet; root has no sandbox."""
    return [*QUIET, *(["--no-sandbox"] if is_root() else [])]


@cache
def ensure_browser() -> Path:
    """Return a Chromium, installing one if there is none. Raises UserError if that fails."""
    return find_browser() or install_browser()


def find_browser() -> Path | None:
    """Return the Chromium that the environment names, or Playwright's, or one on the path.

    Raises UserError if the environment names something that can't be run.
    """
    named = os.environ.get(NAMED)
    if named:
        if can_run(Path(named)):
            return Path(named)
        raise UserError(f"{NAMED}: found '{named}', expected a Chromium that runs; name another")
    found = [Path(path) for name in COMMANDS if (path := shutil.which(name))]
    return next((path for path in [playwright_browser(), *found] if can_run(path)), None)


def playwright_browser() -> Path:
    """Return where Playwright keeps its own Chromium, whether it is there or not."""
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def can_run(path: Path) -> bool:
    """Return whether a file can be run as Chromium, with all libraries that it needs."""
    if not os.access(path, os.X_OK) or path.is_dir():
        return False
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def install_browser() -> Path:
    """Install a Chromium and return it; each step is told on standard error.

    Raises UserError, saying what to do, if no step brings one.
    """
    print("found no Chromium to print the book with; installing one (once)", file=sys.stderr)
    asking_nothing = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in install_steps():
        done = subprocess.run(
            step,
            env=asking_nothing,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode:
            print(
                f"  {render_command(step)} failed: {error_line(done.stdout + done.stderr)}",
                file=sys.stderr,
            )
        elif path := find_browser():
            print(f"  {render_command(step)} brought {path}", file=sys.stderr)
            return path
    raise UserError(MISSING)


def install_steps() -> Iterator[list[str]]:
    """Give the commands that may bring a Chromium, in the order to be tried."""
    yield [sys.executable, "-m", "playwright", "install", "chromium"]
    if is_root() and shutil.which("apt-get"):
        yield ["apt-get", "update", "--quiet"]
        yield ["apt-get", "install", "--yes", "--quiet", "chromium"]


def render_command(step: list[str]) -> str:
    """Return a command as a person would type it."""
    return " ".join(["python", *step[1:]] if step[0] == sys.executable else step)


def error_line(output: str) -> str:
    """Return the line of a command's output that says what went wrong: the first error, or
    the last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "e:"))]
    return (errors or lines[-1:] or ["no reason given"])[0]


def is_root() -> bool:
    """Return whether this process runs as root, whom Chromium's sandbox refuses."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
