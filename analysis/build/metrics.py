"""How long each step of a build takes and how much memory it needs, for whoever waits."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil

NAME = "run.json"
PAUSE_S = 0.25  # between two looks at the memory
MB = 1_000_000


class Meter:
    """The steps of one build, each with its seconds and the most memory that the build and its
    processes held meanwhile."""

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.steps: dict[str, dict[str, float]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what is done in the ``with`` block, and tell it when it is done."""
        start = time.perf_counter()
        with watch_memory() as seen:
            yield
        self.steps[name] = round_figures(time.perf_counter() - start, max(seen))
        print(format_line(name, self.steps[name]))

    def write(self, target: Path, notebooks: dict[str, dict[str, Any]]) -> None:
        """Write the steps as JSON, with what is told of each notebook."""
        told = {
            "seconds": round(time.perf_counter() - self.start, 3),
            "steps": self.steps,
            "notebooks": notebooks,
        }
        target.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def round_figures(seconds: float, memory: int) -> dict[str, float]:
    """Return seconds and memory as they are written: to the millisecond, in megabytes."""
    return {"seconds": round(seconds, 3), "mb": round(memory / MB, 1)}


def format_line(name: str, found: dict[str, float], why: str = "") -> str:
    """Return one line of the table: a notebook or a step, seconds, megabytes, a reason."""
    return f"{name:<16} {found['seconds']:5.1f} s {found['mb']:6.0f} MB  {why}".rstrip()


@contextmanager
def watch_memory() -> Iterator[list[int]]:
    """Look at the memory again and again during the ``with`` block; give the list of what was
    seen, in bytes, to be read when it is over."""
    seen = [memory_held()]
    over = Event()

    def look() -> None:
        while not over.wait(PAUSE_S):
            seen.append(memory_held())

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def memory_held() -> int:
    """Return the memory of this process and all that it has started, in bytes; what several of
    them share is counted in each."""
    this = psutil.Process()
    total = 0
    for process in (this, *this.children(recursive=True)):
        with suppress(psutil.Error):  # it has just ended
            total += process.memory_info().rss
    return total
