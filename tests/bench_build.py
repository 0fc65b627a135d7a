"""Measure this build beside plain Jupyter Book, in one run, on the same content.

Jupyter Book gets the book as the build lays it out, a notebook for each country and the
parameters in each, and runs it itself, once with ``execute_notebooks: force`` and once with
``cache``; the build leaves PDF and EPUB out, which the other two do not make. Each of them
builds from nothing, with nothing changed, with one sentence changed, and with one number of
``data/`` changed; then more and more countries have a page, in a book with little else.
Medians of five (``--runs``), but what no goal speaks of and takes long is measured once: how
Jupyter Book grows, and one worker at fewer than all pages (``--quick`` is one round, and
leaves the two largest sizes to the build; ``--only`` names one half). A command that fails is
tried again, since on a busy machine a kernel of plain Jupyter Book has died at its start; how
often is told on standard error.

Prints tables and writes ``_build/bench-build.json``; `make bench` calls it.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import papermill
import psutil
import reproduce
import yaml

from analysis.build import country_pages, stage, typeset
from analysis.build.run import jobs
from analysis.tables import ROOT

WAYS = OWN, FORCE, CACHE = "own", "force", "cache"
SITE = Path("_build/html/book")
TABLE = Path("data/disclosures/nainggolan-2024.csv")
ROW = re.compile(r"^2023,(\d+),", re.M)  # its first number is the one that is changed
SENTENCE = "## Overview"
GIVEN = {"vintage": "current", "lang": "en"}  # the parameters that the build gives by default
FILLED = ("book/claims", "book/countries")  # the build takes figures of the ledger for a picture
SIZES = (10, 30, 100, 193)  # country pages; the last is all
PAUSE_S = 0.5  # between two looks at the memory
MB = 1_000_000
TRIES = 3
GOALS = (  # what is set against what, and at most how much of it
    ("all", OWN, "all", FORCE, 0.35),
    ("nothing", OWN, "nothing", FORCE, 0.3),
    ("one number", OWN, "all", CACHE, 0.2),  # what it takes to have the new number there
)


def command(way, *options):
    """The words that build a tree in one way."""
    if way == OWN:
        return [sys.executable, "-m", "analysis", "build", "--only-site", *options]
    return [sys.executable, "-c", typeset.JUPYTER_BOOK, "build", ".", "--quiet", *options]


def measured(tree, words):
    """What a command needs, tried again if it fails; ends the bench if it fails thrice."""
    for _ in range(TRIES):
        found = tried(tree, words)
        if found is not None:
            return found
        told("failed, and is tried again", words)
    sys.exit((tree.parent / "log").read_text())


def tried(tree, words):
    """Seconds, seconds of the processors and megabytes that a command needs, with all that it
    starts; None if it fails."""
    environment = os.environ | {"PYTHONPATH": str(tree)}
    log = tree.parent / "log"
    start = time.perf_counter()
    with log.open("w") as out:
        process = subprocess.Popen(words, cwd=tree, env=environment, stdout=out, stderr=out)
        most = []
        watcher = threading.Thread(target=watch, args=(process.pid, most))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    if process.returncode:
        return None
    cpu = usage.ru_utime + usage.ru_stime
    return {"seconds": seconds, "cpu": cpu, "mb": max(most, default=0) / MB}


def watch(pid, most):
    """Note the memory of a process and all that it has started, until it has ended; what they
    share is counted once."""
    with suppress(psutil.Error):
        top = psutil.Process(pid)
        while top.is_running() and top.status() != psutil.STATUS_ZOMBIE:
            total = 0
            for process in (top, *top.children(recursive=True)):
                with suppress(psutil.Error):
                    total += process.memory_full_info().pss
            most.append(total)
            time.sleep(PAUSE_S)


def copy(folder):
    """A copy of the tree."""
    ignored = shutil.ignore_patterns(*reproduce.LEFT_OUT, ".git")
    return shutil.copytree(ROOT, folder / "tree", ignore=ignored)


def lay_out(tree, way, countries):
    """Put the book that the build would run in the place of the book of a tree: a notebook for
    each country, the parameters in each notebook, and the word for how they are run."""
    shop = tree.parent / "stage"
    shop.mkdir()
    codes = country_pages.sorted_codes(countries, GIVEN, tree / "data")
    stage.stage_book(tree, shop, GIVEN["lang"], codes)
    about = {"prepare_only": True, "kernel_name": "python3", "language": "python"}
    for job in jobs.list_jobs(shop, tree, GIVEN):
        path = str(shop / "book" / f"{job.stem}.ipynb")
        told = papermill.execute_notebook(path, path, job.parameters, progress_bar=False, **about)
        for cell in told.cells:
            if "injected-parameters" in cell.metadata.tags:
                cell.metadata.tags.append("remove-cell")
        nbformat.write(told, path)
    config = yaml.safe_load((shop / "_config.yml").read_text(encoding="utf-8"))
    config["execute"]["execute_notebooks"] = way
    (shop / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    shutil.rmtree(tree / "book")
    for path in shop.iterdir():
        path.replace(tree / path.name)


def change_sentence(tree, number):
    path = tree / "book" / "nps.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"{SENTENCE}\w*", f"{SENTENCE}{'x' * number}", text), encoding="utf-8")


def change_number(tree):
    """Raise one number of a table by one, with the hash that is kept of the table; return the
    number as pages print it."""
    path = tree / TABLE
    before = path.read_text(encoding="utf-8")
    number = int(ROW.search(before)[1]) + 1
    after = ROW.sub(f"2023,{number},", before)
    path.write_text(after, encoding="utf-8")
    about = path.with_suffix(".yaml")
    old, new = (hashlib.sha256(text.encode()).hexdigest() for text in (before, after))
    about.write_text(about.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return f"{number:,}"


def is_printed(tree, number):
    return number in (tree / SITE / "problem.html").read_text(encoding="utf-8")


def round_of(tree, way, number):
    """What one round of builds in one way needs, by what had changed."""
    found = {}
    shutil.rmtree(tree / "_build", ignore_errors=True)
    printed = change_number(tree)
    found["all"] = measured(tree, command(way)) | {"printed": is_printed(tree, printed)}
    found["nothing"] = measured(tree, command(way))
    change_sentence(tree, number + 1)
    found["one sentence"] = measured(tree, command(way))
    printed = change_number(tree)
    found["one number"] = measured(tree, command(way)) | {"printed": is_printed(tree, printed)}
    return found


def small(folder):
    """A tree whose book has little besides country pages: the ledger and the chapter of countries,
    without their prose, and of every other page no more than its title."""
    tree = copy(folder)
    toc = yaml.safe_load((tree / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [chapter for part in toc["parts"] for chapter in part["chapters"]]
    for stem in [toc["root"], *(chapter["file"] for chapter in chapters)]:
        path = tree / f"{stem}.ipynb"
        if stem in FILLED:
            notebook = nbformat.read(path, as_version=4)
            prose = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
            notebook.cells = [cell for cell in notebook.cells if cell not in prose[1:]]
            prose[0].source = "# Filled"
            nbformat.write(notebook, path)
        else:
            path.unlink(missing_ok=True)
            path.with_suffix(".md").write_text("# Empty\n", encoding="utf-8")
    return tree


def growth(plain_sizes, alone_sizes=SIZES[-1:]):
    """What a build from nothing needs, by number of pages and way: the build with two workers
    and, at some sizes, with one; at some, Jupyter Book that runs all."""
    found = {}
    for size in SIZES:
        with TemporaryDirectory(prefix="bench-") as name:
            tree = small(Path(name))
            every = country_pages.select_codes(country_pages.ALL, GIVEN["vintage"])
            codes = ",".join(every[:: len(every) // size][:size])
            for workers in (1, 2) if size in alone_sizes else (2,):
                shutil.rmtree(tree / "_build", ignore_errors=True)
                words = command(OWN, "--countries", codes, "--workers", str(workers))
                run = found[f"{size} own {workers}"] = measured(tree, words)
                steps = json.loads((tree / "_build" / "run.json").read_text())["steps"]
                run |= {name: step["seconds"] for name, step in steps.items()}
            if size in plain_sizes:
                lay_out(tree, FORCE, codes)
                shutil.rmtree(tree / "_build")
                found[f"{size} force"] = measured(tree, command(FORCE))
        told(f"{size} country pages", found)
    return found


def told(words, found):
    print(words, json.dumps(found, default=str), file=sys.stderr, flush=True)


def medians(runs):
    """The median of each figure of several runs; of what is no figure, the last."""
    found = {}
    for name, last in runs[-1].items():
        values = [run[name] for run in runs]
        plain = isinstance(last, bool)
        found[name] = last if plain else round(statistics.median(values), 2)
    return found


def merged(rounds):
    """The medians of rounds, each a table of figures by name; of the figures that all have."""
    return {name: medians([one[name] for one in rounds]) for name in rounds[-1]}


def changes(runs):
    """The medians of rounds of all three ways, taken in turn."""
    with TemporaryDirectory(prefix="bench-") as name:
        trees = {}
        for way in WAYS:
            (Path(name) / way).mkdir()
            trees[way] = copy(Path(name) / way)
            if way != OWN:
                lay_out(trees[way], way, country_pages.DEFAULT)
        rounds = {way: [] for way in trees}
        for number in range(runs):
            for way, tree in trees.items():
                rounds[way].append(round_of(tree, way, number))
                told(f"round {number + 1} {way}", rounds[way][-1])
        return {way: merged(found) for way, found in rounds.items()}


def cell(found):
    if found is None:
        return ""
    old = ", prints the old number" if found.get("printed") is False else ""
    return f"{found['seconds']:.1f} s ({found['cpu']:.1f}), {found['mb']:.0f} MB{old}"


def rows(*lines):
    """Lines of a table in Markdown, of which the first is the head."""
    head, *body = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([head, "|---" * len(lines[0]) + "|", *body])


def table_of_changes(found):
    """Seconds (seconds of the processors) and memory, by what had changed and way."""
    lines = [[change, *(cell(found[way][change]) for way in WAYS)] for change in found[OWN]]
    return rows(["changed", *WAYS], *lines)


def table_of_growth(found):
    """Seconds (seconds of the processors) and memory, by number of country pages and way."""
    ways = {"one worker": "own 1", "two workers": "own 2", "force": "force"}
    lines = [[str(n), *(cell(found.get(f"{n} {way}")) for way in ways.values())] for n in SIZES]
    return rows(["country pages", *ways], *lines)


def ratios_of_changes(found):
    """What is set as goals, by the clock and by the processors."""
    result = {}
    for change, way, other, beside, goal in GOALS:
        one, two = found[way][change], found[beside][other]
        name = f"{change} changed: {way}, of {other} by {beside}"
        result[name] = {key: round(one[key] / two[key], 3) for key in ("seconds", "cpu")}
        result[name]["goal"] = goal
    return result


def ratios_of_growth(found):
    """What is set as goals: the cost of a country page, and the speed of two workers."""
    ten, thirty, hundred, every = SIZES
    one, two = (found[f"{every} own {workers}"] for workers in (1, 2))
    return {
        f"cost of a country page: {every} of {thirty}": {
            "all": round(cost(found, every) / cost(found, thirty), 3),
            "of one more": round(cost(found, every, hundred) / cost(found, thirty, ten), 3),
            "goal": 1,
        },
        f"speed of two workers at {every}": {
            "notebooks": round(one["notebooks"] / two["notebooks"], 2),
            "all": round(one["seconds"] / two["seconds"], 2),
            "goal": 1.6,
        },
    }


def cost(found, size, less=0):
    """Seconds of a country page with two workers: of all, or of those that there are more."""
    before = found[f"{less} own 2"]["seconds"] if less else 0
    return (found[f"{size} own 2"]["seconds"] - before) / (size - less)


def grown(runs, quick):
    """The medians of rounds of growth; the first has what is measured once."""
    first = growth(SIZES[:2] if quick else SIZES, SIZES)
    return first | merged([first, *(growth(()) for _ in range(runs - 1))])


HALVES = {
    "changes": (lambda runs, _: changes(runs), table_of_changes, ratios_of_changes),
    "growth": (grown, table_of_growth, ratios_of_growth),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="rounds of which medians are taken")
    parser.add_argument("--quick", action="store_true", help="one round, less of Jupyter Book")
    parser.add_argument("--only", choices=HALVES, help="measure one half and keep the other")
    chosen = parser.parse_args()
    runs = 1 if chosen.quick else chosen.runs
    target = ROOT / "_build" / "bench-build.json"
    kept = chosen.only and target.exists()
    found = json.loads(target.read_text(encoding="utf-8")) if kept else {}
    for name in [chosen.only] if chosen.only else HALVES:
        measure, table, ratios = HALVES[name]
        about = {
            "runs": runs,
            "machine": f"{os.cpu_count()} processors, {platform.machine()}",
            "python": platform.python_version(),
            "date": str(date.today()),
            "load": os.getloadavg(),
        }
        figures = measure(runs, chosen.quick)
        found[name] = {"about": about, "figures": figures, "ratios": ratios(figures)}
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(table(figures))
        print(json.dumps({"ratios": found[name]["ratios"], "about": about}, indent=1))
    print("The site only: seconds (of the processors), most memory; medians")


if __name__ == "__main__":
    main()
