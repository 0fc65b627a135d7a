"""The recipes of CONTRIBUTING are whole: a copy of the tree in which they are followed, and no
other file is touched, is sound."""

import json
import os
import re
import shutil
import subprocess
import sys
from textwrap import dedent

import nbformat
import pytest
import reproduce
import yaml
from commands import companion

from analysis.tables import ROOT

SECTIONS = ("What the paper says", "What it shows and what it can't", "Summary")
QUESTIONS = '''
    """The course of a count."""

    import pandas as pd

    from analysis.tracing import trace


    @trace
    def span(nps: pd.DataFrame) -> pd.DataFrame:
        """Return in one row first_year and last_year."""
        return pd.DataFrame({"first_year": [nps["year"].min()], "last_year": [nps["year"].max()]})
'''
FIGURES = '''
    """Charts of the chapter on trends."""

    import altair as alt
    import pandas as pd

    from analysis.figures import alt_text, theme
    from analysis.figures.palette import Colour
    from analysis.tracing import trace
    from analysis.wording import Wording


    @trace
    def bars(nps: pd.DataFrame, say: Wording) -> alt.Chart:
        """Return the count by year. Takes the table ``nps``."""
        drawn = alt.Chart(nps).mark_bar(color=Colour.AS_PUBLISHED)
        chart = drawn.encode(
            alt.X("year:O", axis=theme.axis(say, "year")),
            alt.Y("substances:Q", axis=theme.axis(say, "substances")),
        )
        told = alt_text.courses(nps, "year", "substances", say)
        return theme.with_title(chart, say, "trend", nps, told)
'''
TESTS = '''
    """The trend of a count."""

    import pandas as pd

    from analysis.questions import trend


    def test_the_span_is_from_the_first_year_to_the_last():
        span = trend.span(pd.DataFrame({"year": [2002, 2001]})).iloc[0]
        assert (span["first_year"], span["last_year"]) == (2001, 2002)
'''
IMPORTS = """
    import analysis.figures.trend as figures
    import analysis.questions.trend as questions
    from analysis.publish import Page
    from analysis.tables import load

    page = Page(lang)
    nps = load("nps", vintage)
    page.values(questions.span(nps))
"""
EXHIBIT = """
    ```{glue:figure} trend-bars
    :name: trend-bars

    From {glue:text}`span.first_year` to {glue:text}`span.last_year`.
    ```
"""
SCHEMA = """
    title: Hearings in parliament
    description: One row a year.
    primaryKey: [year]
    missingValues: [""]
    fields:
      - {name: year, type: year, description: Calendar year, constraints: {required: true}}
      - {name: hearings, type: integer, unit: hearings, description: Hearings held}
"""
CHECK = '''
    def nps_counted(_: Any, read: Read) -> Result:
        """A bar for every year, each with its count."""
        return verdicts.by_recomputation(read("nps")["substances"].notna().all())


    CHECKS = (nps_counted, '''
FLIP = """

    def test_a_count_for_every_year_is_asked_of_the_paper_s_table():
        read = {"nps": pd.DataFrame({"substances": [1, None]})}.get
        assert judge.CHECKS["nps_counted"](None, read).verdict == "differs"
"""
DESCRIPTOR = {
    "title": "Hearings in parliament, by year",
    "released": "2026",
    "checked": "2026-01-31",
    "sha256": "",
    "sources": {"list": {"title": "A list of hearings"}},
    "licence": {"name": "CC-BY-4.0"},
    "anomalies": [],
}


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the tree in which the recipes are followed, and what follows is accepted; each
    step touches the files that its recipe names and no other."""
    left_out = shutil.ignore_patterns(*reproduce.LEFT_OUT, ".git")
    tree = shutil.copytree(ROOT, tmp_path_factory.mktemp("recipes") / "tree", ignore=left_out)
    seen, follows = set(), {"tests/values.json"}
    for name, (follow, names) in RECIPES.items():
        follow(tree)
        by_hand, written = files_of(name, **names)
        assert changed_files(tree) - seen == by_hand - seen, name
        seen, follows = changed_files(tree), follows | written
    run(tree, "tests/accept.py", "--yes")
    accepted = changed_files(tree) - seen
    folders = {path for path in follows if path.endswith("/")}
    assert {path for path in accepted if not path.startswith(tuple(folders))} == follows - folders
    return tree


def files_of(recipe, **names):
    """The files that a recipe has one touch, and those that are written, with names in place of
    what stands in angle brackets."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(rf"^### {recipe}\n(.*?)^##", text, re.M | re.S)[1]
    found = {False: set(), True: set()}
    for line in re.findall(r"^- (.+)$", section, re.M):
        paths = re.findall(r"`([^`]+\.\w+|[^`]+/[^`]*)`", line.split(": ")[0])
        full = (re.sub(r"<(\w+)>", lambda name: names[name[1]], path) for path in paths)
        found["*written*" in line].update(full)
    return found[False], found[True]


def changed_files(tree):
    """The files of a copy that are not, or not so, in the tree."""
    copied = [path for path in tree.rglob("*") if path.is_file()]
    return {
        path.relative_to(tree).as_posix()
        for path in copied
        if not {"__pycache__", "_build", ".pytest_cache"} & set(path.parts)
        and not is_same(path, ROOT / path.relative_to(tree))
    }


def is_same(one, other):
    return other.is_file() and one.read_bytes() == other.read_bytes()


def write(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")


def insert(path, after, text):
    """Put a text behind the one place of a file where another is."""
    old = path.read_text(encoding="utf-8")
    assert old.count(after) == 1, (path, after)
    path.write_text(old.replace(after, after + text), encoding="utf-8")


def add_row(path, row):
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")


def run(tree, *command):
    """Run Python in a tree, whose package comes first, and return what it printed."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_tests(tree, *chosen):
    return run(tree, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *chosen)


def add_table(tree):
    data = tree / "data"
    write(data / "schemas" / "hearings.yaml", SCHEMA)
    write(data / "hearings" / "parliament-2026.csv", "year,hearings\n2024,3\n2025,5\n")
    (data / "hearings" / "parliament-2026.yaml").write_text(yaml.safe_dump(DESCRIPTOR))


def add_claims(tree):
    """Add a claim that a source decides, and one that a new check does."""
    row = "{},nps,Discussion,,100,fact,A claim of the paper.,,,,{},{},"
    claims = tree / "data" / "claims" / "nainggolan-2024.csv"
    add_row(claims, row.format("C998", "evidence", "confirmed"))
    add_row(claims, row.format("C999", "nps_counted", "reproduced"))
    evidence = tree / "data" / "claim_evidence" / "companion-2026.csv"
    last = int(evidence.read_text(encoding="utf-8").splitlines()[-1].split(",")[0])
    add_row(evidence, f"{last + 1},C998,agrees,Says so.,A source,https://example.org,2026,")
    module = tree / "analysis" / "claims" / "nps.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace("CHECKS = (", dedent(CHECK).lstrip("\n")), encoding="utf-8")
    add_row(tree / "tests" / "test_claims.py", dedent(FLIP).rstrip("\n"))


def add_chapter(tree):
    write_chapter(tree / "book" / "trend.ipynb")
    insert(tree / "_toc.yml", "      - file: book/indicators\n", "      - file: book/trend\n")
    about = "- **Trend.** The count by year. {doc}`trend`\n"
    insert(tree / "book" / "index.md", "{doc}`indicators`\n", about)
    write(tree / "analysis" / "questions" / "trend.py", QUESTIONS)
    write(tree / "analysis" / "figures" / "trend.py", FIGURES)
    add_row(tree / "analysis" / "labels.yaml", "chart_trend: [A trend, Tren]")
    add_row(tree / "analysis" / "labels.yaml", "chart_trend_measure: [substances, zat]")
    write(tree / "tests" / "test_trend.py", TESTS)
    frame = '    "trend.bars": lambda: load("nps"),\n'
    insert(tree / "tests" / "test_figures.py", "FRAMES = {\n", frame)
    row = "| A trend | [trend](../book/trend.ipynb) | `trend.span` | `trend.bars` |\n"
    insert(tree / "docs" / "map.md", "|---|---|---|---|\n", row)


RECIPES = {
    "A table": (add_table, {"table": "hearings", "vintage": "parliament-2026"}),
    "A claim": (add_claims, {"chapter": "nps"}),
    "A chapter with one chart": (add_chapter, {"chapter": "trend"}),
}


def test_a_table_is_read_and_printed_without_code(tree):
    assert companion(tree, "check").stdout.startswith("data/ is sound: ")
    code = "from analysis.tables import load; print(load('hearings')['hearings'].sum())"
    assert run(tree, "-c", code) == "8\n"
    assert "hearings" in run(tree, "-m", "papermill", "book/data.ipynb", "-", "--cwd", ".")


def test_claims_get_their_verdicts_in_the_ledger(tree):
    listed = {c["id"]: c for c in json.loads(companion(tree, "claims", "--json").stdout)}
    assert [listed[name]["verdict"] for name in ("C998", "C999")] == ["confirmed", "reproduced"]
    run_tests(tree, "tests/test_claims.py", "-k", "function or expected or every_year")


def test_a_chapter_runs_and_passes_what_is_asked_of_every_chapter(tree):
    run(tree, "-m", "papermill", "book/trend.ipynb", os.devnull, "--cwd", ".")
    run_tests(tree, "tests/test_figures.py", "-k", "trend or every_chart")
    held = ("chapters", "documents", "rooms", "tree", "trend")
    run_tests(tree, *(f"tests/test_{name}.py" for name in held), "-k", "not types")


def write_chapter(path):
    """Write a chapter with one chart as a notebook."""
    prose, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    english = {"metadata": {"tags": ["lang-en"]}}
    says, shows, sums = (f"## {name}\n\nA sentence." for name in SECTIONS)
    hidden = {"tags": ["hide-input", "remove-output"]}
    given = 'vintage = "current"\nlang = "en"'
    cells = [
        prose("# A trend\n\n## Overview\n\nA sentence.", **english),
        code(given, metadata={"tags": ["parameters", "remove-cell"]}),
        code(dedent(IMPORTS).strip(), metadata={"tags": ["hide-input"]}),
        prose(says + "\n\n## Recomputed\n\nThe count by year.", **english),
        code('page.figure("trend-bars", figures.bars(nps, page.say))', metadata=hidden),
        prose(dedent(EXHIBIT).strip() + f"\n\n{shows}", **english),
        prose(sums, **english),
    ]
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"trend-{number:02d}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
