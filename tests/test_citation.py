"""CITATION.cff is valid and says the same as the project and the book."""

import json
import tomllib
from importlib import resources

import jsonschema
import yaml
from pybtex.database import parse_file

from analysis.publish import citation
from analysis.tables import ROOT


def about():
    content = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return content | {"date-released": str(content["date-released"])}


def test_the_citation_file_follows_the_schema_of_its_format():
    schema = resources.files("cffconvert") / "schemas" / "1.2.0" / "schema.json"
    jsonschema.validate(about(), json.loads(schema.read_text(encoding="utf-8")))


def test_citation_and_project_name_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert about()["version"] == project["project"]["version"]


def test_the_bibliography_cites_the_paper_as_the_citation_file_does():
    printed = parse_file(str(ROOT / "book" / "references.bib")).entries["nainggolan2024"].fields
    cited = citation.works()["paper"].entries["nainggolan2024"].fields
    for field in ("journal", "volume", "number", "pages", "year"):
        assert printed[field] == cited[field]


def test_bibtex_and_plain_text_name_the_same_paper():
    assert 'pages = "231--243"' in citation.bibtex_citation("paper")
    assert "Honeste Vivere, 34(2):231–243, 2024" in citation.plain_citation("paper")


def test_a_group_of_authors_is_not_split_into_names():
    assert "{The companion's contributors}" in citation.bibtex_citation("companion")
