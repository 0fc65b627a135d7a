"""``data/`` as one Frictionless data package, generated from schemas and descriptors."""

import copy
import json
from pathlib import Path
from typing import Any

from analysis.tables.loader import descriptor, referred_vintage, schema
from analysis.tables.paths import DATA, table_names, vintages

PACKAGE = {
    "name": "narcotics-cooperation-companion",
    "title": "Data of the reproducible companion to Nainggolan (2024)",
    "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}],
}


def build_datapackage(data: Path = DATA) -> dict[str, Any]:
    """Return the descriptor of the data package: one resource a vintage, schemas inlined."""
    resources = [
        resource(table, vintage, data)
        for table in table_names(data)
        for vintage in vintages(table, data)
    ]
    return {**PACKAGE, "resources": resources}


def resource(table: str, vintage: str, data: Path = DATA) -> dict[str, Any]:
    """Return the package's entry for one vintage: path, title, sources, licence, hash, schema."""
    about = descriptor(table, vintage, data)
    return {
        "name": f"{table}-{vintage}",
        "title": about["title"],
        "path": f"{table}/{vintage}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": f"sha256:{about['sha256']}",
        "sources": [packaged_source(source) for source in about["sources"].values()],
        "licenses": [{"name": about["licence"]["name"]}],
        "schema": packaged_schema(table, data),
    }


def packaged_source(source: dict[str, str]) -> dict[str, str]:
    """Return a source in the words of the Data Package standard (title, path)."""
    return {"title": source["title"]} | ({"path": source["address"]} if "address" in source else {})


def packaged_schema(table: str, data: Path = DATA) -> dict[str, Any]:
    """Return a schema whose foreign keys name resources of the package, not tables.

    A key into a table of the paper points to the paper's own rows, which it speaks of.
    """
    inlined = copy.deepcopy(schema(table, data))
    for key in inlined.get("foreignKeys", []):
        target = key["reference"]["resource"]
        vintage = referred_vintage(target, data)
        key["reference"]["resource"] = f"{target}-{vintage}"
    return inlined


def datapackage_text(data: Path = DATA) -> str:
    """Return the content that ``data/datapackage.json`` must have."""
    return json.dumps(build_datapackage(data), indent=2, ensure_ascii=False) + "\n"


def datapackage_is_current(data: Path = DATA) -> bool:
    """Return whether ``datapackage.json`` is there and says what schemas and descriptors say."""
    path = data / "datapackage.json"
    return path.exists() and path.read_text(encoding="utf-8") == datapackage_text(data)


def write_datapackage(data: Path = DATA) -> Path:
    """Write ``datapackage.json`` and return its path."""
    path = data / "datapackage.json"
    path.write_text(datapackage_text(data), encoding="utf-8", newline="\n")
    return path
