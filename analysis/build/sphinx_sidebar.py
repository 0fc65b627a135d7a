"""A Sphinx extension: the contents beside each page hold no country pages.

Sphinx sets the whole contents anew for each page, so that with country pages in them the time of
one page would grow with the number of country pages. What is before and after a page is found
otherwise and stays.
"""

from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

INDEX = "book/countries"


def remove_country_pages(_: Sphinx, env: BuildEnvironment) -> None:
    """Take the country pages out of the contents of their index, in place, if the book has one."""
    for node in list(env.tocs[INDEX].findall(addnodes.toctree)) if INDEX in env.tocs else []:
        node.parent.remove(node)


def setup(app: Sphinx) -> dict[str, Any]:
    """Have Sphinx call ``remove_country_pages`` once all pages are read."""
    app.connect("env-check-consistency", remove_country_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
