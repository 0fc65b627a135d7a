"""Visits of pages in a Chromium of its own, at each width and in each scheme."""

import gzip
from pathlib import Path
from types import SimpleNamespace

import axe_playwright_python

from analysis.build.export import browser

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
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
SHOWN = """(scheme) => document.documentElement.dataset.theme === scheme
  && document.getAnimations().every((one) => one.playState !== "running")"""


def visit(names, served, site):
    """What pages said, asked for, weighed and broke: by name, width and scheme."""
    axe = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    found = {}
    with browser.launch() as chromium:
        for name in names:
            for width in WIDTHS:
                size = {"width": width, "height": 900}
                context = chromium.new_context(viewport=size, bypass_csp=True)
                context.add_init_script(WATCH)
                page, said, asked = heard(context.new_page())
                page.goto(served + name, wait_until="networkidle")
                first, shift = list(dict.fromkeys(asked)), sum(page.evaluate("window.shifts"))
                page.evaluate(axe)
                for scheme in SCHEMES:
                    seen = looked_at(page, scheme)
                    seen.said = [m for m in said if m[0] not in ("log", "info", "debug")]
                    seen.asked, seen.shift = list(dict.fromkeys(asked)), shift
                    seen.requests = len(first)
                    seen.bytes = sum(weight(site, address, served) for address in first)
                    found[name, width, scheme] = seen
                context.close()
    return found


def heard(page):
    """A page, and lists of what it will say and ask for."""
    said, asked = [], []
    page.on("console", lambda message: said.append((message.type, message.text)))
    page.on("pageerror", lambda error: said.append(("error", str(error))))
    page.on("request", lambda request: asked.append(request.url))
    return page, said, asked


def looked_at(page, scheme):
    """What of a page is wider than its window, and the rules that it breaks."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(SHOWN, arg=scheme)
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    wider = page.evaluate(WIDER)
    broken = page.evaluate("(rules) => axe.run(document, rules)", RULES)["violations"]
    return SimpleNamespace(
        wider=[over, *wider] if over > 0 or wider else [],
        broken=[told(rule) for rule in broken],
    )


def weight(site, address, served):
    """The bytes of a file of the site as a server sends them, text by gzip."""
    path = site / address.removeprefix(served).split("?")[0].split("#")[0]
    content = path.read_bytes()
    return len(gzip.compress(content, 9) if path.suffix in TEXT else content)


def told(rule):
    """A rule that a page breaks, with the first place where it does."""
    return f"{rule['id']}: {rule['nodes'][0]['html'][:160]} ({len(rule['nodes'])})"
