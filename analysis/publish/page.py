"""How a chart, a table or a number of a chapter reaches a page.

A chapter publishes under a name; its prose takes what was published back by that name:
``{glue:text}`scale.last_year``` for a number, the directive ``{glue:figure}`` for an
exhibit. The name of a number is ``<function>.<column>``: the function is in the
chapter's module of ``analysis.questions``.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import altair as alt
import pandas as pd
from IPython.display import HTML, display
from myst_nb import glue

from analysis import tracing
from analysis.claims import as_object, as_rows
from analysis.figures import theme
from analysis.publish import citation, downloads, html, interactive, render
from analysis.publish.html import template
from analysis.wording import Wording

RECORD: ContextVar[dict[str, str] | None] = ContextVar("record", default=None)


@contextmanager
def recording() -> Iterator[dict[str, str]]:
    """Collect the numbers that pages publish, by name, in place of publishing anything."""
    record: dict[str, str] = {}
    token = RECORD.set(record)
    try:
        yield record
    finally:
        RECORD.reset(token)


def glue_value(name: str, value: Any) -> None:
    """Glue a value or an exhibit under a name; while recording, keep values only."""
    record = RECORD.get()
    if record is None:
        glue(name, value, display=isinstance(value, HTML))
    elif isinstance(value, str):
        record[name] = value


class Page:
    """What one chapter publishes in one language.

    A country page is of one country, whose code is ``of``: it is in a folder below the
    chapters, its exhibits bear the code in the names of their files and anchors, and they
    leave few files.
    """

    def __init__(self, lang: str, of: str = "") -> None:
        self.say, self.of = Wording(lang), of
        self.up = "../" if of else ""

    def own(self, name: str) -> str:
        """Return the name of an exhibit as its files and its anchor have it."""
        return f"{name}-{self.of.lower()}" if self.of else name

    def title(self, name: str) -> str:
        """Return the title of a table: its name in words, and the country of its page."""
        return (
            f"{title_in_words(name)}: {self.say.country(self.of)}"
            if self.of
            else title_in_words(name)
        )

    def values(self, frame: pd.DataFrame, of: str = "") -> None:
        """Publish every value of a one-row frame as ``<function>.<column>``, in words.

        ``of`` goes before the name where one function is asked twice: ``current.newest.year``.
        """
        (row,) = frame.to_dict("records")
        function = tracing.origin(frame)["made_by"][-1].rsplit(".", 1)[-1]
        prefix = f"{of}.{function}" if of else function
        for column, value in zip(frame.columns, row.values(), strict=True):
            glue_value(f"{prefix}.{column}", self.say.value(column, value))

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        links: Mapping[str, html.Link] | None = None,
        ids: str = "",
    ) -> None:
        """Publish a frame as an exhibit: first column row headers, numbers right-aligned.

        ``links`` gives columns whose cells are links, with the address that ``{}`` completes
        or the addresses of their values; ``ids`` gives each row an id, which the value of its
        first cell completes.
        """
        if RECORD.get() is not None:
            return  # only numbers are recorded
        notes = tracing.origin(frame)
        shown = without_empty_columns(frame) if self.of else frame
        table = html.render_table(shown, self.say, links or {}, ids=ids)
        self._exhibit(name, table, notes, self._with_files(name, frame, notes))

    def facts(self, name: str, frame: pd.DataFrame) -> None:
        """Publish a frame of one row as a table of two columns: what, and its value in words."""
        if RECORD.get() is None:
            self._exhibit(name, html.render_facts(frame, self.say), tracing.origin(frame))

    def picture(self, name: str, chart: alt.TopLevelMixin) -> None:
        """Publish a chart as one small drawing for all widths, with what it shows in words and
        without files."""
        if RECORD.get() is not None:
            return  # only numbers are recorded, and drawing takes long
        spec = chart.to_dict()
        told = f"{render.title_text(spec)}. {spec['description']}"
        drawn = render.draw_fixed(spec, self.own(name))
        content = template("picture.html").render(drawn=drawn, told=told)
        self._exhibit(name, content, tracing.origin(chart))

    def figure(self, name: str, chart: alt.TopLevelMixin) -> None:
        """Publish a chart as an exhibit: drawn for wide and for narrow pages, with what it
        shows in words and its rows beside it. In a notebook a live chart is shown at once."""
        if RECORD.get() is not None:
            return  # only numbers are recorded, and drawing takes long
        spec, notes = chart.to_dict(), tracing.origin(chart)
        title, told = spec["title"]["text"], spec["description"]
        wide, narrow, sizes = render.draw_both_widths(spec, name)
        moving = interactive.add_interaction(spec, self.say) | {"config": theme.config()}
        drawings = template("figure.html").render(
            name=name,
            title=render.title_text(spec),
            wide=wide,
            narrow=narrow,
            live={"spec": moving, "sizes": sizes},
            links="<a " in wide,
        )
        rows = theme.data(spec)
        written = downloads.write_downloads(name, rows, title, notes, self.say)
        written += downloads.write_chart(
            name, render.with_size(spec, theme.WIDE, theme.WIDE), interactive.VEGA_LITE
        )
        table = html.render_table(rows, self.say, {}, worded=True)
        self._exhibit(name, drawings, notes, self._beside(name, title, written, table, told))
        if downloads.downloads_folder() is None:
            at_hand = render.with_size(moving, theme.WIDE, theme.WIDE)
            display(HTML(interactive.standalone_html(name, at_hand, f"{title}. {told}")))

    def ledger(self, name: str, ledger: pd.DataFrame) -> None:
        """Publish the ledger as a table to be searched, sorted and filtered; each claim has an
        anchor of its own."""
        claims = [as_object(claim, self.say) for claim in ledger.itertuples()]
        content = template("ledger.html").render(claims=claims, say=self.say)
        notes = tracing.origin(ledger)
        beside = self._with_files(name, as_rows(ledger), notes)
        self._exhibit(name, content, notes, beside)

    def errata(self, name: str, errata: pd.DataFrame) -> None:
        """Publish differences as a table whose claims, exhibits and sources are links."""
        content = template("errata.html").render(rows=errata.to_dict("records"), say=self.say)
        notes = tracing.origin(errata)
        self._exhibit(name, content, notes, self._with_files(name, errata, notes))

    def badges(self, name: str, claims: pd.DataFrame) -> None:
        """Publish claims as links to their anchors in the ledger, each with its verdict."""
        content = template("badges.html").render(
            claims=list(claims.itertuples()), say=self.say, up=self.up
        )
        glue_value(name, HTML(content))

    def text(self, name: str, text: str) -> None:
        """Publish text to be copied, such as a citation, as a block."""
        glue_value(name, HTML(template("text.html").render(text=text)))

    def _with_files(self, name: str, frame: pd.DataFrame, notes: dict[str, list[Any]]) -> str:
        """Write the files of a table, few for a country page, and return what opens below it;
        nothing while numbers are recorded, since the files are those of another chapter."""
        if RECORD.get() is not None:
            return ""
        own, title = self.own(name), self.title(name)
        if self.of:
            written = downloads.write_country_downloads(
                own, name, frame, title_in_words(name), notes, self.say
            )
        else:
            written = downloads.write_downloads(own, frame, title, notes, self.say)
        return self._beside(own, title, written)

    def _beside(
        self, name: str, title: str, written: list[str], rows: str = "", told: str = ""
    ) -> str:
        """Return what opens below an exhibit: a chart in words and its rows, files, citations."""
        words = {"vl.json": "specification", "metadata.json": "metadata"}
        kinds = [(file, file.split(".", 1)[1]) for file in written]
        links = [
            (file, self.say.label(words[kind]) if kind in words else kind.upper())
            for file, kind in kinds
        ]
        return template("files.html").render(
            name=name,
            told=told,
            rows=rows,
            links=links,
            citations=citation.cite_exhibit(name, title) if written else {},
            say=self.say,
            up=self.up,
        )

    def _exhibit(
        self, name: str, content: str, notes: dict[str, list[Any]], beside: str = ""
    ) -> None:
        words = {"sources": group_inputs(notes["inputs"]), "made_by": " → ".join(notes["made_by"])}
        provenance = " ".join(
            self.say.label(f"provenance_{key}").format(**words) for key in words if words[key]
        )
        page = template("exhibit.html").render(
            content=content, provenance=provenance, beside=beside
        )
        glue_value(name, HTML(page))


def without_empty_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without columns that have no value; of one without rows the first."""
    return frame.dropna(axis="columns", how="all") if len(frame) else frame.iloc[:, :1]


def title_in_words(name: str) -> str:
    """Return the name of an exhibit in words."""
    return name.replace("-", " ").capitalize()


def group_inputs(inputs: list[list[str]]) -> str:
    """Return tables grouped by vintage: ``nainggolan-2024 (agreements, nps); …``."""
    grouped: dict[str, list[str]] = {}
    for table, vintage in inputs:
        grouped.setdefault(vintage, []).append(table)
    return "; ".join(f"{vintage} ({', '.join(tables)})" for vintage, tables in grouped.items())
