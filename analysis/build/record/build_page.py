"""The page *How this was built*, which holds what is known only after the notebooks have run."""

import re
import sys
from importlib.metadata import version
from pathlib import Path

from analysis.build.record.provenance import LOCK, Provenance
from analysis.publish import template

PAGE = Path("book", "built.md")
# What is there in the tree says that the build fills the page.
PLACE = re.compile(r"^% facts\n.*?^% end of facts\n", re.DOTALL | re.MULTILINE)
PACKAGES = (
    *("jupyter-book", "sphinx", "myst-nb", "papermill", "ipykernel"),
    *("pandas", "numpy", "scipy", "statsmodels", "frictionless"),
    *("altair", "vl-convert-python", "playwright"),
)


def fill_page(staged: Path, origin: Provenance) -> None:
    """Put the facts of a build into the staged page, if the book has that page."""
    path = staged / PAGE
    if path.exists():
        text = path.read_text(encoding="utf-8")
        path.write_text(PLACE.sub(lambda _: render_facts(origin), text), encoding="utf-8")


def render_facts(origin: Provenance) -> str:
    """Return the facts of a build as MyST text; the same whenever and wherever it is made."""
    return template("built.md").render(
        origin=origin, lock=LOCK, python=sys.version.split()[0], packages=package_versions()
    )


def package_versions() -> dict[str, str]:
    """Return the versions of the main packages that made the site."""
    return {name: version(name) for name in PACKAGES}
