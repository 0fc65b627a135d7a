"""The built site in a real Chromium: served on this machine, or opened from its folder."""

import gzip
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace

import axe_playwright_python
import pytest

from analysis.press import browser

# Sheets come from one template: to visit all would take minutes and find the same. One of each
# kind is: a partner, a neighbour without an agreement, and one with most values missing.
SHEETS = ("book/countries/CHN.html", "book/countries/SGP.html", "book/countries/HKG.html")
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 380)
SCHEMES = ("light", "dark")
TEXT = (".html", ".js", ".css", ".json", ".svg", ".txt")
WATCH = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts.push(entry.value);
  }).observe({ type: "layout-shift", buffered: true });
"""
# What stands beside the page, but in a box that can be scrolled.
WIDER = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.getClientRects().length
    && !e.closest(".scroll, pre, .visually-hidden, .skip-link, dialog")
    && !e.closest(".bd-sidebar, .bd-sidebar-secondary"))
  .map((e) => `${e.tagName}.${e.className}`)"""


class Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def chromium():
    """A Chromium, installed if there is none."""
    with browser.launch() as started:
        yield started


@pytest.fixture(scope="session")
def served(site):
    """The address of the site under a path that is not the root of its host."""
    handler = partial(Quiet, directory=str(site.parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
    server.shutdown()


@pytest.fixture(scope="session")
def names(site):
    """The pages of the site, but for the one that only leads on and for most sheets."""
    found = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    sheets = {name for name in found if name.startswith("book/countries/")}
    return [name for name in found if name not in sheets - {*SHEETS} and name != "index.html"]


@pytest.fixture(scope="session")
def page(chromium):
    """A function that opens a page, with what it says and asks for in ``heard``."""

    @contextmanager
    def page(address, width=1280, scheme="light", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        opened = context.new_page()
        heard = SimpleNamespace(said=[], asked=[])
        opened.on("console", lambda m: heard.said.append((m.type, m.text)))
        opened.on("pageerror", lambda error: heard.said.append(("error", str(error))))
        opened.on("request", lambda request: heard.asked.append(request.url))
        if options.get("java_script_enabled", True):
            opened.add_init_script(WATCH)
        opened.goto(address, wait_until="load")
        opened.heard = heard
        yield opened
        context.close()

    return page


@pytest.fixture(scope="session")
def visits(names, served, page, site):
    """What each page said, asked for, weighed and broke, at each width and in each scheme."""
    folder = axe_playwright_python.__path__[0]
    axe = open(f"{folder}/axe.min.js", encoding="utf-8").read()  # noqa: PTH123, SIM115
    rules = {"runOnly": {"type": "tag", "values": AXE}}
    found = {}
    for name in names:
        for width in WIDTHS:
            for scheme in SCHEMES:
                with page(served + name, width, scheme, bypass_csp=True) as opened:
                    opened.wait_for_load_state("networkidle")
                    asked = list(dict.fromkeys(opened.heard.asked))
                    shifts, wider = opened.evaluate("window.shifts"), opened.evaluate(WIDER)
                    over = opened.evaluate("document.documentElement.scrollWidth - innerWidth")
                    opened.evaluate(axe)
                    broken = opened.evaluate("(rules) => axe.run(document, rules)", rules)
                    found[name, width, scheme] = SimpleNamespace(
                        said=loud(opened.heard.said),
                        asked=asked,
                        bytes=sum(weight(site, address, served) for address in asked),
                        shift=sum(shifts),
                        wider=[over, *wider] if over > 0 or wider else [],
                        broken=[told(rule) for rule in broken["violations"]],
                    )
    return found


def loud(said):
    """Messages that are more than the theme's notes of its steps."""
    return [(kind, text) for kind, text in said if kind not in ("log", "info", "debug")]


def weight(site, address, served):
    """The bytes of a file of the site as a server sends them, text by gzip."""
    path = site / address.removeprefix(served).split("?")[0].split("#")[0]
    content = path.read_bytes()
    return len(gzip.compress(content, 9) if path.suffix in TEXT else content)


def told(rule):
    """A rule that a page breaks, with the first place where it does."""
    return f"{rule['id']}: {rule['nodes'][0]['html'][:160]} ({len(rule['nodes'])})"
