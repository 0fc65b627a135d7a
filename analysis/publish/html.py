"""A frame as an HTML table, and the templates of pages."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import jinja2
import pandas as pd

from analysis.wording import Wording

DAY = re.compile(r"\d{4}(-\d\d)+")
LONG_TEXT = 36  # characters above which a column is set wide

Link = str | Mapping[str, str]


def render_table(
    frame: pd.DataFrame,
    say: Wording,
    links: Mapping[str, Link],
    worded: bool = False,
    ids: str = "",
) -> str:
    """Return a frame as HTML, with links and ids as ``publish.Page.table`` has them; ``worded``
    if its texts are the edition's words already."""
    texts = {
        column: [cell_text(column, value, say, worded) for value in frame[column]]
        for column in frame.columns
    }
    kinds = [column_kind(frame[column], texts[column]) for column in frame.columns]
    heads = [
        column_heading(say.heading if worded else say.label, column) for column in frame.columns
    ]
    cells = [
        [
            (text, how, cell_link(links.get(column, ""), text, value))
            for text, value in zip(texts[column], frame[column], strict=True)
        ]
        for column, how in zip(frame.columns, kinds, strict=True)
    ]
    return template("table.html").render(
        heads=list(zip(heads, kinds, strict=True)),
        rows=list(zip(*cells, strict=True)),
        ids=[ids.format(value) for value in frame.iloc[:, 0]],
        nothing=say.label("none"),  # none is a word of Jinja
    )


def render_facts(frame: pd.DataFrame, say: Wording) -> str:
    """Return a frame of one row as HTML: a row for each column, what it is and its value."""
    (row,) = frame.to_dict("records")
    cells = [
        [(column_heading(say.label, column), "", ""), (say.value(column, value), "", "")]
        for column, value in zip(frame.columns, row.values(), strict=True)
    ]
    return template("table.html").render(rows=cells)


def column_heading(label: Callable[[str], str], column: str) -> str:
    """Return the label of a column with a capital."""
    return label(column)[:1].upper() + label(column)[1:]


def cell_text(column: str, value: Any, say: Wording, worded: bool) -> str:
    """Return a value in words, or as it is if it is one."""
    return value if worded and isinstance(value, str) else say.value(column, value)


def cell_link(link: Link, text: str, value: Any) -> str:
    """Return where a cell leads: its text completes an address, or its value has one."""
    return link.format(text) if isinstance(link, str) else link.get(value, "")


def column_kind(column: pd.Series, texts: list[str]) -> str:
    """Return how a column is set: ``number`` right-aligned, ``day`` in one line, ``long``
    wide, or plain ''."""
    if is_quantity(column):
        return "number"
    if any(map(DAY.match, texts)):
        return "day"
    return "long" if max(map(len, texts), default=0) > LONG_TEXT else ""


def is_quantity(column: pd.Series) -> bool:
    """Return whether a column holds quantities, which are right-aligned."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


@cache
def template(name: str) -> jinja2.Template:
    """Return one of the templates in ``analysis/publish/templates``."""
    loader = jinja2.PackageLoader("analysis.publish")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True).get_template(name)
