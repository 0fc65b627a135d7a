"""The built site in a real Chromium: served on this machine, or opened from its folder."""

from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from multiprocessing import get_context
from threading import Thread
from types import SimpleNamespace

import pytest
import visiting

# Pages of countries come from one template: to visit all would take minutes and find the same.
# One of each kind is: a partner, a neighbour without an agreement, one with most values missing.
COUNTRY_PAGES = ("book/countries/CHN.html", "book/countries/SGP.html", "book/countries/HKG.html")


class Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_):
        pass


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
    """The pages of the site, but for the one that only leads on and for most country pages."""
    found = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    of_countries = {name for name in found if name.startswith("book/countries/")}
    return [
        name
        for name in found
        if name not in of_countries - {*COUNTRY_PAGES} and name != "index.html"
    ]


@pytest.fixture(scope="module")
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
        opened.goto(address, wait_until="load")
        opened.heard = heard
        yield opened
        context.close()

    return page


@pytest.fixture(scope="session")
def visits(names, served, site):
    """What each page said, asked for, weighed and broke, at each width and in each scheme."""
    halves = [names[::2], names[1::2]]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = pool.map(visiting.visit, halves, repeat(served), repeat(site))
        return {key: visit for half in found for key, visit in half.items()}
