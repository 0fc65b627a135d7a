"""What ``data/`` holds, as frames: vintages with their sources, columns, known anomalies."""

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.tables.loader import descriptor, load, schema
from analysis.tables.paths import DATA, table_names, vintages
from analysis.tracing import trace


@trace
def data_dictionary(data: Path = DATA) -> pd.DataFrame:
    """Return one row a column of every table: table, column, type, unit, description."""
    rows = [
        {
            "table": table,
            "column": field["name"],
            "type": field["type"],
            "unit": field.get("unit"),
            "description": field["description"],
        }
        for table in table_names(data)
        for field in schema(table, data)["fields"]
    ]
    return pd.DataFrame(rows)


@trace
def data_catalogue(data: Path = DATA) -> pd.DataFrame:
    """Return one row a vintage: table, vintage, about, rows, source, checked."""
    rows = [
        {
            "table": table,
            "vintage": vintage,
            "about": descriptor(table, vintage, data)["title"],
            "rows": len(load(table, vintage, data)),
            "source": "; ".join(
                source["title"] for source in descriptor(table, vintage, data)["sources"].values()
            ),
            "checked": pd.Timestamp(str(descriptor(table, vintage, data)["checked"])),
        }
        for table in table_names(data)
        for vintage in vintages(table, data)
    ]
    return pd.DataFrame(rows)


@trace
def known_anomalies(data: Path = DATA) -> pd.DataFrame:
    """Return one row a known anomaly: table, vintage, place, printed, expected, why, source."""
    rows = [
        {
            "table": table,
            "vintage": vintage,
            "place": anomaly_location(anomaly),
            "printed": str(anomaly["printed"]),
            "expected": None if anomaly["expected"] is None else str(anomaly["expected"]),
            "why": anomaly["why"],
            "source": anomaly.get("source"),
        }
        for table in table_names(data)
        for vintage in vintages(table, data)
        for anomaly in descriptor(table, vintage, data)["anomalies"]
    ]
    return pd.DataFrame(rows)


def anomaly_location(anomaly: dict[str, Any]) -> str:
    """Return where an anomaly is: ``year 2019, suspects_total`` or ``title``."""
    if not isinstance(anomaly["at"], dict):
        return anomaly["at"]
    row = ", ".join(f"{key} {value}" for key, value in anomaly["at"].items())
    return f"{row}, {anomaly['column']}"
