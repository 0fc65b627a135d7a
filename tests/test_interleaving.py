"""Whatever comes, goes or is put back while a book is made, its site is that of the tree.

A small book goes through sequences of edits, updates, deletions, branches and builds. The code
that decides what is run, kept and released is that of every build; chapters alone are run by a
few lines here, which read what a chapter names, and in the middle of which things happen.
``COMPANION_SEQUENCES=2000`` tries more of them.
"""

import json
import os
import random
import re
import shutil
from pathlib import Path

import pytest

from analysis import tables
from analysis.build import build, country_pages, metrics, typeset
from analysis.build.html import postprocess
from analysis.build.options import Options
from analysis.build.run import executors
from analysis.build.run.execute import Run
from analysis.errors import UserError

CHECKED = 30  # in each run
SEQUENCES = int(os.environ.get("COMPANION_SEQUENCES", "230"))
KERNEL = {"name": "python3", "language": "python", "display_name": "x"}
PARAMETERS = {"vintage": "current", "lang": "en"}
SETTINGS = "title: x\nsphinx: {config: {html_context: {}}}\n"
CITATION = "title: x\nauthors: []\nrepository-code: https://example.org/x\n"


def chapter(name, *reads, prose="Words."):
    """A notebook that reads these files and folders, and code of the package."""
    code = "import analysis.one\n" + "\n".join(f'read("{path}")' for path in reads)
    cells = [
        ("markdown", f"# {name}\n\n{prose}", []),
        ("code", "vintage = ''\nlang = ''", ["parameters"]),
    ]
    return json.dumps(
        {
            "cells": [
                {"cell_type": kind, "id": f"c{n}", "metadata": {"tags": tags}, "source": text}
                | ({"outputs": [], "execution_count": None} if kind == "code" else {})
                for n, (kind, text, tags) in enumerate([*cells, ("code", code, [])])
            ],
            "metadata": {"kernelspec": KERNEL},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def contents(names):
    """The table of contents of a book of these chapters."""
    listed = "".join(f"      - file: book/{name}\n" for name in names)
    return f"root: book/index\nparts:\n  - caption: All\n    chapters:\n{listed}"


FIRST = {
    "_config.yml": SETTINGS,
    "_toc.yml": contents(["one", "two"]),
    "CITATION.cff": CITATION,
    "requirements.lock": "x==1\n",
    "analysis/__init__.py": "",
    "analysis/one.py": "WORD = 'a'\n",
    "book/index.md": "# Small\n",
    "book/one.ipynb": chapter("one", "data/a", "data/b/v1.csv"),
    "book/two.ipynb": chapter("two", "data/b", "book/own.ipynb"),
    "data/a/v1.csv": "1\n",
    "data/b/v1.csv": "2\n",
}


# What can happen to a tree: each takes its files and chance, and returns its files.


def edit_data(files, chance):
    path = chance.choice(sorted(path for path in files if path.startswith("data/")))
    return files | {path: chance.choice(["1\n", "2\n", "3\n", "unsound\n"])}


def add_vintage(files, chance):
    return files | {f"data/{chance.choice('ab')}/v2.csv": chance.choice(["7\n", "8\n"])}


def remove_vintage(files, _):
    return {path: text for path, text in files.items() if "v2" not in path}


def swap_files(files, _):
    one, other = "data/a/v1.csv", "data/b/v1.csv"
    return files | {one: files[other], other: files[one]}


def edit_prose(files, chance):
    return files | {"book/index.md": f"# Small {chance.choice('xyz')}\n"}


def edit_chapter(files, chance):
    reads = chance.choice([["data/a"], ["data/a", "data/b/v1.csv"], ["data/b/v2.csv"]])
    return files | {"book/one.ipynb": chapter("one", *reads, prose=chance.choice("xy"))}


def add_chapter(files, chance):
    own = chapter("own", chance.choice(["data/a", "data/b"]))
    return files | {"book/own.ipynb": own, "_toc.yml": contents(["one", "two", "own"])}


def remove_chapter(files, _):
    kept = {path: text for path, text in files.items() if path != "book/own.ipynb"}
    return kept | {"_toc.yml": contents(["one", "two"])}


def edit_module(files, chance):
    return files | {"analysis/one.py": chance.choice(["WORD = 'a'\n", "WORD = 'b'\n"])}


def add_module(files, _):
    return files | {"analysis/one.py": "import analysis.two\n", "analysis/two.py": "x = 1\n"}


def remove_module(files, _):
    kept = {path: text for path, text in files.items() if path != "analysis/two.py"}
    return kept | {"analysis/one.py": "WORD = 'a'\n"}


OF_CODE = [edit_module, add_module, remove_module]
OF_DATA = [edit_data, add_vintage, remove_vintage, swap_files]
OF_BOOK = [edit_prose, edit_chapter, add_chapter, remove_chapter]
EVENTS = [*OF_DATA, *OF_DATA, *OF_BOOK, *OF_CODE]


class World:
    """A tree, what happens to it, and the states that it has been in, which are its branches."""

    def __init__(self, root):
        self.root, self.expected = root, {}
        self.start(0)

    def start(self, seed):
        """Begin a sequence from nothing."""
        self.chance = random.Random(seed)
        self.files, self.branches, self.coming = {}, [FIRST], {}
        shutil.rmtree(self.root, ignore_errors=True)
        self.write(FIRST)

    def write(self, files):
        """Bring the tree to a state, by what differs alone."""
        for path in self.files.keys() - files.keys():
            (self.root / path).unlink()
        for path, text in files.items():
            if self.files.get(path) != text:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_text(text, encoding="utf-8")
        self.files = files

    def happen(self, events=EVENTS):
        """Let one thing happen to the tree, or switch to a state of before."""
        if self.chance.random() < 0.15:
            return self.write(self.chance.choice(self.branches))
        self.write(self.chance.choice(events)(self.files, self.chance))
        return self.branches.append(self.files)

    def expect(self):
        """Let something happen within the next build, and mostly be put back."""
        moment = self.chance.randrange(6)
        self.coming = {moment: "happen"}
        if self.chance.random() < 0.8:
            self.coming[moment + self.chance.randrange(1, 3)] = "put back"

    def pass_moment(self):
        """Pass a moment of a build; there are two within each run and each check."""
        before, self.moment = self.files, self.moment + 1
        match self.coming.pop(self.moment, None):
            case "happen":
                self.before = before
                self.happen([*OF_DATA, *OF_DATA, *EVENTS])
            case "put back":
                self.write(self.before)

    def build(self):
        """Build, and return the site; of a book that is refused, None."""
        self.moment = -1
        try:
            build(PARAMETERS, self.root, only_site=True, options=Options(plain=True, workers=1))
        except UserError:
            return None
        finally:
            self.coming = {}
        return site_files(self.root / "_build" / "html")

    def clean_build(self):
        """The site of the tree when nothing is kept of any build before."""
        key = json.dumps(self.files, sort_keys=True)
        if key not in self.expected:
            aside = (self.root / "_build").rename(self.root.with_name("aside"))
            self.expected[key] = self.build()
            shutil.rmtree(self.root / "_build", ignore_errors=True)
            aside.rename(self.root / "_build")
        return self.expected[key]


def site_files(site):
    """The content of every file of a site."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def small_run(world):
    """A function that runs a chapter as a kernel would: it reads what the code names."""

    def run(job, root, server=None, shop=None):  # noqa: ARG001
        world.pass_moment()
        found, reads = [(root / "analysis/one.py").read_text()], []
        for path in re.findall(r'read\(\\"(.+?)\\"\)', job.notebook):
            place = root / path
            reads.append(["folder" if place.is_dir() else "file", path])
            inside = sorted(place.iterdir()) if place.is_dir() else [place]
            reads += [["file", one.relative_to(root).as_posix()] for one in inside]
            found += [one.read_text() if one.exists() else "none" for one in inside]
            world.pass_moment()
        cells = [{"outputs": [], "execution_count": n} for n in (1, 2)]
        unique = [list(one) for one in sorted(set(map(tuple, reads)))]
        return Run(cells, {f"{job.stem}.txt": "\n".join(found).encode()}, unique, 0.0)

    return run


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A small book whose pages are typeset by copying them, and whose data are sound unless they
    say otherwise."""
    made = World(tmp_path / "tree")

    def check(data, *_):
        texts = [path.read_text() for path in sorted(Path(data).rglob("*.csv"))]
        made.pass_moment()
        if "unsound\n" in texts:
            raise UserError("data: found unsound, expected sound")

    def typeset_pages(staged):
        made.pass_moment()
        shutil.copytree(staged / "book", staged / "_build/html/book")
        (staged / "_build/html/index.html").write_text("small")
        return staged / "_build/html"

    def with_figures(site, staged, *_):
        (staged / "figures").rename(site / "figures")
        return site

    monkeypatch.setattr(tables, "require_sound", check)
    monkeypatch.setattr(typeset, "typeset", typeset_pages)
    monkeypatch.setattr(postprocess, "postprocess", with_figures)
    monkeypatch.setattr(metrics, "memory_held", lambda *_: 0)
    monkeypatch.setattr(country_pages, "sorted_codes", lambda *_: [])
    monkeypatch.setattr(country_pages, "possible_stems", lambda *_: [])
    monkeypatch.setattr(executors, "run_notebook", small_run(made))
    return made


@pytest.mark.parametrize(
    "seeds", [range(CHECKED), pytest.param(range(CHECKED, SEQUENCES), marks=pytest.mark.slow)]
)
def test_the_site_is_that_of_the_tree_after_any_sequence(world, seeds):
    wrong, made = [], 0
    for seed in seeds:
        world.start(seed)
        world.build()
        for _ in range(world.chance.randrange(1, 4)):
            for _ in range(world.chance.randrange(3)):
                world.happen()
            world.expect()
            site = world.build()
            made += site is not None
            if site is not None and site != world.clean_build():
                wrong.append((seed, "in between"))
        if world.build() != world.clean_build():
            wrong.append((seed, "at the end"))
    assert wrong == []
    assert made > len(seeds) / 2  # most of what happens within a build ends in a site
