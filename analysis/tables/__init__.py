"""Read and check ``data/``: a table and a vintage become a typed frame.

paths        where things are in the tree, by name alone
loader       the only reader of ``data/``: load(table, vintage) → typed frame
constraints  what a schema asks of cells, keys and rows: the one judge of data
time_series  that a column does not fall, and its order of magnitude
breaches     what breaks a constraint, and how it is told: ``breaches.yaml``
rows         the rows of one vintage, read and judged
validate     schema, descriptor and table must agree; every problem at once
datapackage  ``data/datapackage.json``, generated
catalogue    what ``data/`` holds: vintages, columns, known anomalies
"""

from typing import TYPE_CHECKING, Any

from analysis.tables.paths import (
    CURRENT,
    DATA,
    ELSEWHERE,
    LANGUAGES,
    PAPER,
    ROOT,
    refuse_unknown,
    require_own_data,
    require_tables,
    require_tree,
    site_environment,
    table_names,
    vintages,
)

if TYPE_CHECKING:
    from analysis.tables.breaches import (
        Breach,
        breach_message,
        breach_messages,
        describe_row,
        plain_value,
    )
    from analysis.tables.catalogue import data_catalogue, data_dictionary, known_anomalies
    from analysis.tables.constraints import ADDRESS, find_breaches, rule_names
    from analysis.tables.datapackage import datapackage_is_current, write_datapackage
    from analysis.tables.loader import (
        PANDAS_TYPES,
        descriptor,
        load,
        load_current,
        load_vintage,
        newest_vintage,
        printings,
        read_typed,
        read_yaml,
        referred_rows,
        referred_vintage,
        referring_keys,
        rows_with_values,
        schema,
        vintages_by_release,
        vintages_of_body,
    )
    from analysis.tables.validate import VINTAGE_NAME, require_readable, require_sound

__all__ = [
    "ADDRESS",
    "CURRENT",
    "DATA",
    "ELSEWHERE",
    "LANGUAGES",
    "PANDAS_TYPES",
    "PAPER",
    "ROOT",
    "VINTAGE_NAME",
    "Breach",
    "breach_message",
    "breach_messages",
    "data_catalogue",
    "data_dictionary",
    "datapackage_is_current",
    "describe_row",
    "descriptor",
    "find_breaches",
    "known_anomalies",
    "load",
    "load_current",
    "load_vintage",
    "newest_vintage",
    "plain_value",
    "printings",
    "read_typed",
    "read_yaml",
    "referred_rows",
    "referred_vintage",
    "referring_keys",
    "refuse_unknown",
    "require_own_data",
    "require_readable",
    "require_sound",
    "require_tables",
    "require_tree",
    "rows_with_values",
    "rule_names",
    "schema",
    "site_environment",
    "table_names",
    "vintages",
    "vintages_by_release",
    "vintages_of_body",
    "write_datapackage",
]

if not TYPE_CHECKING:  # else every name would be one of this face to a type checker

    def __getattr__(name: str) -> Any:
        """Import what reads tables when it is asked for: pandas takes half a second, for which a
        build that has nothing to do need not wait."""
        from importlib import import_module

        modules = ("loader", "breaches", "constraints", "validate", "datapackage", "catalogue")
        for module in modules if name in __all__ else ():
            found = import_module(f"{__name__}.{module}")
            if hasattr(found, name):
                return getattr(found, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
