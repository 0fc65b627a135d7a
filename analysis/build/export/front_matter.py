"""What the title page of PDF and EPUB says, from ``CITATION.cff`` and the build."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from analysis.publish import plain_citation
from analysis.tables import read_yaml
from analysis.wording import Wording


@dataclass(frozen=True)
class FrontMatter:
    """Title, subtitle, creator, version, date, licences and vintage of the book."""

    title: str
    subtitle: str
    creator: str
    abstract: str
    keywords: list[str]
    version: str
    date: str
    licences: str
    paper: str
    vintage: str
    say: Wording

    @property
    def day(self) -> str:
        """The date of the version, in words."""
        return self.say.date(pd.Timestamp(self.date))

    @property
    def identifier(self) -> str:
        """A name that is the same for every build of one version, vintage and language."""
        parts = (self.title, self.subtitle, self.version, self.vintage, self.say.lang)
        return uuid5(NAMESPACE_URL, "/".join(parts)).urn


def read_front_matter(parameters: dict[str, Any], root: Path) -> FrontMatter:
    """Return the matter of a book built with the parameters of its notebooks."""
    about = read_yaml(root / "CITATION.cff")
    title, _, subtitle = about["title"].partition(": ")
    return FrontMatter(
        title=title,
        subtitle=subtitle,
        creator=", ".join(author["name"] for author in about["authors"]),
        abstract=about["abstract"].strip(),
        keywords=about["keywords"],
        version=str(about["version"]),
        date=str(about["date-released"]),
        licences=" AND ".join(about["license"]),
        paper=plain_citation("paper"),
        vintage=parameters["vintage"],
        say=Wording(parameters["lang"]),
    )
