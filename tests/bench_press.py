"""Measure this press beside plain Jupyter Book, in one run, on the same content.

Jupyter Book runs the chapters itself, once with ``execute_notebooks: force`` and once with
``cache``; the press leaves PDF and EPUB out, which the other two do not make. Each of them
builds from nothing, with nothing changed, with one sentence changed, and with one number of
``data/`` changed; then the press and Jupyter Book build more and more copies of one small
notebook. Medians of five (``--runs``; ``--quick`` is one, and leaves the two largest sizes to
the press). A command that fails is tried again, since on a busy machine a kernel of plain
Jupyter Book has died at its start; how often is told on standard error.

Prints tables and writes ``_build/bench-press.json``; `make bench` calls it.
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

import psutil
import reproduce
import yaml

from analysis.press import typeset
from analysis.tables import ROOT

PRESS, FORCE, CACHE = "press", "force", "cache"
SITE = Path("_build/html/book")
TABLE = Path("data/disclosures/nainggolan-2024.csv")
ROW = re.compile(r"^2023,(\d+),", re.M)  # its first number is the one that is changed
SENTENCE = "## Overview"
SMALL = "errata"  # the notebook that is copied
SIZES = (10, 30, 100, 195)
PAUSE_S = 0.5  # between two looks at the memory
MB = 1_000_000
TRIES = 3
GOALS = (  # what is set against what, and at most how much of it
    ("cold", PRESS, "cold", FORCE, 0.35),
    ("nothing changed", PRESS, "nothing changed", FORCE, 0.3),
    ("one number changed", PRESS, "one number, all run again", FORCE, 0.2),
)


def command(way, *options):
    """The words that build a tree in one way."""
    if way == PRESS:
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


def copy(folder, way):
    """A copy of the tree that is to be built in one way."""
    ignored = shutil.ignore_patterns(*reproduce.LEFT_OUT, ".git")
    tree = shutil.copytree(ROOT, folder / way / "tree", ignore=ignored)
    if way != PRESS:
        config = yaml.safe_load((tree / "_config.yml").read_text(encoding="utf-8"))
        config["execute"]["execute_notebooks"] = way
        (tree / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return tree


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
    clear = ["--all"] if way == FORCE else []
    found = {}
    shutil.rmtree(tree / "_build", ignore_errors=True)
    found["cold"] = measured(tree, command(way))
    found["nothing changed"] = measured(tree, command(way))
    change_sentence(tree, number + 1)
    found["one sentence changed"] = measured(tree, command(way))
    printed = change_number(tree)
    found["one number changed"] = measured(tree, command(way))
    found["one number changed"]["printed"] = is_printed(tree, printed)
    if way != PRESS:
        if way == CACHE:  # it has no other way to run all again
            shutil.rmtree(tree / "_build")
        found["one number, all run again"] = measured(tree, command(way, *clear))
        found["one number, all run again"]["printed"] = is_printed(tree, printed)
    return found


def grown(folder, way, size):
    """A tree with so many copies of one small notebook, and the ledger, which the press needs
    for the picture of the book."""
    tree = copy(folder, way)
    small = (tree / "book" / f"{SMALL}.ipynb").read_text(encoding="utf-8")
    ledger = json.loads((tree / "book" / "claims.ipynb").read_text(encoding="utf-8"))
    prose = [cell for cell in ledger["cells"] if cell["cell_type"] == "markdown"]
    prose[0]["source"] = "# Claims"
    ledger["cells"] = [c for c in ledger["cells"] if c not in prose[1:]]
    for path in [*(tree / "book").glob("*.ipynb"), *(tree / "book").glob("*.md")]:
        path.unlink()
    (tree / "book" / "claims.ipynb").write_text(json.dumps(ledger), encoding="utf-8")
    (tree / "book" / "index.md").write_text("# Growth\n", encoding="utf-8")
    stems = ["claims", *(f"copy{number}" for number in range(size))]
    for stem in stems[1:]:
        text = re.sub(r"errata-(internal|other)\b", rf"{stem}-\1", small)
        (tree / "book" / f"{stem}.ipynb").write_text(text, encoding="utf-8")
    chapters = [{"file": f"book/{stem}"} for stem in stems]
    parts = [{"caption": "All", "chapters": chapters}]
    toc = {"format": "jb-book", "root": "book/index", "parts": parts}
    (tree / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    return tree


def growth(sizes, plain_sizes):
    """What a build from nothing needs, by size and way: the press with one and two workers,
    Jupyter Book that runs all."""
    found = {}
    for size in sizes:
        with TemporaryDirectory(prefix="bench-") as name:
            tree = grown(Path(name), PRESS, size)
            for workers in (1, 2):
                shutil.rmtree(tree / "_build", ignore_errors=True)
                words = command(PRESS, "--workers", str(workers))
                run = found[f"{size} press {workers}"] = measured(tree, words)
                steps = json.loads((tree / "_build" / "run.json").read_text())["steps"]
                run |= {name: step["seconds"] for name, step in steps.items()}
            if size in plain_sizes:
                plain = grown(Path(name), FORCE, size)
                found[f"{size} force"] = measured(plain, command(FORCE))
        told(f"{size} notebooks", found)
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
    """The medians of rounds, each a table of figures by name."""
    return {name: medians([one[name] for one in rounds]) for name in rounds[0]}


def changes(runs):
    """The medians of rounds of all three ways, taken in turn."""
    with TemporaryDirectory(prefix="bench-") as name:
        trees = {way: copy(Path(name), way) for way in (PRESS, FORCE, CACHE)}
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


def table(found):
    """All figures as tables in Markdown: seconds (seconds of the processors), memory."""
    ways = (PRESS, FORCE, CACHE)
    lines = ["| what had changed | " + " | ".join(ways) + " |", "|---|---|---|---|"]
    for change in found["changes"][FORCE]:
        cells = [cell(found["changes"][way].get(change)) for way in ways]
        lines.append(f"| {change} | " + " | ".join(cells) + " |")
    lines += ["", "| notebooks | one worker | two workers | force |", "|---|---|---|---|"]
    grown = found["growth"]
    for size in found["sizes"]:
        cells = [cell(grown.get(f"{size} {name}")) for name in ("press 1", "press 2", "force")]
        lines.append(f"| {size} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def ratios(found):
    """What is set as goals, as measured in this one run: by the clock and by the processors."""
    result = {}
    for change, way, other, beside, goal in GOALS:
        one, two = found["changes"][way][change], found["changes"][beside][other]
        name = f"{change}: {way} of {beside}"
        result[name] = {key: round(one[key] / two[key], 3) for key in ("seconds", "cpu")}
        result[name]["goal"] = goal
    grown, sizes = found["growth"], found["sizes"]
    least, most = sizes[min(1, len(sizes) - 1)], sizes[-1]
    each = [grown[f"{size} press 2"]["seconds"] / size for size in (least, most)]
    speed = [grown[f"{most} press {n}"]["notebooks"] for n in (1, 2)]
    result[f"cost of a notebook: {most} of {least}"] = {"seconds": round(each[1] / each[0], 3)}
    result[f"two workers at {most}: notebooks, speed"] = {"seconds": round(speed[0] / speed[1], 2)}
    whole = [grown[f"{most} press {n}"]["seconds"] for n in (1, 2)]
    result[f"two workers at {most}: all, speed"] = {"seconds": round(whole[0] / whole[1], 2)}
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="rounds of which medians are taken")
    parser.add_argument("--quick", action="store_true", help="one round, less of Jupyter Book")
    parser.add_argument("--skip", choices=("changes", "growth"), action="append", default=[])
    chosen = parser.parse_args()
    runs = 1 if chosen.quick else chosen.runs
    plain_sizes = SIZES[:2] if chosen.quick else SIZES
    machine = (
        f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
    )
    target = ROOT / "_build" / "bench-press.json"
    found = json.loads(target.read_text(encoding="utf-8")) if chosen.skip else {}
    found |= {"machine": machine, "date": str(date.today()), "load": os.getloadavg()}
    if "changes" not in chosen.skip:
        found |= {"runs": runs, "changes": changes(runs)}
        target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if "growth" not in chosen.skip:
        rounds = [growth(SIZES, plain_sizes) for _ in range(runs)]
        found |= {"sizes": SIZES, "growth": merged(rounds)}
    found["ratios"] = ratios(found)
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(table(found))
    print(json.dumps(found["ratios"], indent=1))
    print(f"Site only; seconds (of the processors), memory; medians of {runs}; {machine}")


if __name__ == "__main__":
    main()
