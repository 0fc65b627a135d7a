"""Every page, wide and narrow, light and dark, in a real browser."""

import pytest

pytestmark = pytest.mark.slow

MOST_BYTES = 200_000  # of a first view, by gzip
MOST_REQUESTS = 20
MOST_OF_A_SITE = 8_000_000  # without PDF and EPUB


def test_no_page_says_an_error_or_a_warning(visits, names):
    assert len(visits) == 4 * len(names)
    assert {key: visit.said for key, visit in visits.items() if visit.said} == {}


def test_no_page_asks_another_host(visits, served):
    foreign = {
        key: [address for address in visit.asked if not address.startswith(served)]
        for key, visit in visits.items()
    }
    assert {key: asked for key, asked in foreign.items() if asked} == {}


def test_no_page_breaks_a_rule_of_wcag_at_level_a_or_aa(visits):
    assert {key: visit.broken for key, visit in visits.items() if visit.broken} == {}


def test_no_page_is_wider_than_its_window(visits):
    assert {key: visit.wider for key, visit in visits.items() if visit.wider} == {}


def test_a_first_view_is_light(visits):
    seen = {key: (visit.bytes, visit.requests) for key, visit in visits.items()}
    heavy = {key: v for key, v in seen.items() if v[0] > MOST_BYTES or v[1] > MOST_REQUESTS}
    assert heavy == {}


def test_nothing_moves_while_a_page_loads(visits):
    moved = {key: visit.shift for key, visit in visits.items() if visit.shift >= 0.005}
    assert moved == {}


def test_the_whole_site_is_small(site):
    forms = {"companion.pdf", "companion.epub"}
    files = [path for path in site.rglob("*") if path.is_file() and path.name not in forms]
    assert sum(path.stat().st_size for path in files) <= MOST_OF_A_SITE
