"""The recipes of CONTRIBUTING are whole: a copy of the tree in which one is followed, and no
other file touched, is sound."""

import hashlib
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
PRINTED = """
import json, sys
from pathlib import Path
from analysis.build.run.values import record_values
given = {"vintage": "nainggolan-2024", "lang": "en"}
printed = {stem: record_values(Path("book", f"{stem}.ipynb"), given) for stem in sys.argv[1:]}
json.dump(printed, sys.stdout)
"""
DESCRIPTOR = {
    "title": "Hearings in parliament, by year",
    "released": "2026",
    "checked": "2026-01-31",
    "sources": {"list": {"title": "A list of hearings"}},
    "licence": {"name": "CC-BY-4.0"},
    "anomalies": [],
}


@pytest.fixture
def tree(tmp_path):
    """A copy of the tree in which a recipe is followed."""
    left_out = shutil.ignore_patterns(*reproduce.LEFT_OUT, ".git")
    return shutil.copytree(ROOT, tmp_path / "tree", ignore=left_out)


def files_of(recipe, **names):
    """The files that a recipe names, with names in place of what stands in angle brackets."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(rf"^### {recipe}\n(.*?)^##", text, re.M | re.S)[1]
    found = set()
    for line in re.findall(r"^- (.+)$", section, re.M):
        found.update(re.findall(r"`([^`]+\.\w+|[^`]+/[^`]+)`", line.split(": ")[0]))
    return {re.sub(r"<(\w+)>", lambda name: names[name[1]], path) for path in found}


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


def accept(tree, *tables):
    """Write the hash of tables that were changed on purpose, and the data package."""
    for path in tables:
        digest = hashlib.sha256((tree / "data" / f"{path}.csv").read_bytes()).hexdigest()
        descriptor = tree / "data" / f"{path}.yaml"
        text = re.sub(r"^sha256: .*\n", "", descriptor.read_text(encoding="utf-8"), flags=re.M)
        descriptor.write_text(f'{text}sha256: "{digest}"\n', encoding="utf-8")
    assert companion(tree, "package").returncode == 0


def agree(tree, *chapters):
    """Write the numbers of some chapters as those agreed on."""
    printed = json.loads(run(tree, "-c", PRINTED, *chapters))
    path = tree / "tests" / "values.json"
    agreed = json.loads(path.read_text(encoding="utf-8")) | printed
    path.write_text(json.dumps(agreed), encoding="utf-8")


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


def test_the_recipe_for_a_table_names_all_that_it_needs(tree):
    data = tree / "data"
    write(data / "schemas" / "hearings.yaml", SCHEMA)
    write(data / "hearings" / "parliament-2026.csv", "year,hearings\n2024,3\n2025,5\n")
    (data / "hearings" / "parliament-2026.yaml").write_text(yaml.safe_dump(DESCRIPTOR))
    accept(tree, "hearings/parliament-2026")
    names = {"table": "hearings", "vintage": "parliament-2026"}
    assert changed_files(tree) == files_of("A table", **names)
    assert companion(tree, "check").stdout.startswith("data/ is sound: ")
    code = "from analysis.tables import load; print(load('hearings')['hearings'].sum())"
    assert run(tree, "-c", code) == "8\n"
    assert "hearings" in run(tree, "-m", "papermill", "book/data.ipynb", "-", "--cwd", ".")


def test_the_recipe_for_a_claim_names_all_that_it_needs(tree):
    claims = tree / "data" / "claims" / "nainggolan-2024.csv"
    row = "{},nps,Discussion,,100,fact,A claim of the paper.,,,,{},{},"
    add_row(claims, row.format("C998", "evidence", "confirmed"))
    add_row(claims, row.format("C999", "nps_counted", "reproduced"))
    evidence = tree / "data" / "claim_evidence" / "companion-2026.csv"
    last = int(evidence.read_text(encoding="utf-8").splitlines()[-1].split(",")[0])
    add_row(evidence, f"{last + 1},C998,agrees,Says so.,A source,https://example.org,2026,")
    module = tree / "analysis" / "claims" / "nps.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace("CHECKS = (", dedent(CHECK).lstrip("\n")), encoding="utf-8")
    add_row(tree / "tests" / "test_claims.py", dedent(FLIP).rstrip("\n"))
    accept(tree, "claims/nainggolan-2024", "claim_evidence/companion-2026")
    agree(tree, "claims", "nps")
    assert changed_files(tree) == files_of("A claim", chapter="nps")
    listed = {c["id"]: c for c in json.loads(companion(tree, "claims", "--json").stdout)}
    assert [listed[name]["verdict"] for name in ("C998", "C999")] == ["confirmed", "reproduced"]
    assert companion(tree, "check").returncode == 0
    run_tests(tree, "tests/test_claims.py", "-k", "function or expected or every_year")


def test_the_recipe_for_a_chapter_names_all_that_it_needs(tree):
    write_chapter(tree / "book" / "trend.ipynb")
    insert(tree / "_toc.yml", "      - file: book/indicators\n", "      - file: book/trend\n")
    about = "- **Trend.** The count by year. {doc}`trend`\n"
    insert(tree / "book" / "index.md", "{doc}`indicators`\n", about)
    write(tree / "analysis" / "questions" / "trend.py", QUESTIONS)
    write(tree / "analysis" / "figures" / "trend.py", FIGURES)
    add_row(tree / "analysis" / "labels.yaml", "chart_trend: [A trend, Tren]")
    add_row(tree / "analysis" / "labels.yaml", "chart_trend_measure: [substances, zat]")
    write(tree / "tests" / "test_trend.py", TESTS)
    insert(
        tree / "tests" / "test_figures.py",
        "FRAMES = {\n",
        '    "trend.bars": lambda: load("nps"),\n',
    )
    row = "| A trend | [trend](../book/trend.ipynb) | `trend.span` | `trend.bars` |\n"
    insert(tree / "docs" / "map.md", "|---|---|---|---|\n", row)
    agree(tree, "trend")
    assert changed_files(tree) == files_of("A chapter with one chart", chapter="trend")
    run(tree, "-m", "papermill", "book/trend.ipynb", os.devnull, "--cwd", ".")
    run_tests(tree, "tests/test_figures.py", "-k", "trend or every_chart")
    held = ("chapters", "documents", "rooms", "tree", "trend")
    run_tests(tree, *(f"tests/test_{name}.py" for name in held), "-k", "not makefile")


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
