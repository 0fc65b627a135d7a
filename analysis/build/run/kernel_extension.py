"""What every kernel of a build begins with: equal seeds, and a record of what it reads and
of how much memory it needs.

An IPython extension. The record is kept by an audit hook, since Python tells such a hook of
every file that it opens and every folder that it lists, whoever asks.
"""

import json
import os
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from analysis.tables import ROOT

RECORD = "COMPANION_READS"  # names the file in which reads are noted, one JSON line each
MEMORY = "memory"  # the file beside the record that holds the bytes
LISTINGS = ("os.listdir", "os.scandir")
WRITING = os.O_WRONLY | os.O_RDWR
UNSEEN = (".git", ".venv", "_build", "__pycache__")
MODULES = (".py", ".pyc")  # found from the imports, so that it is no matter who loaded them


def load_ipython_extension(shell: Any) -> None:
    """Have the generators of random numbers seeded and, in the build, begin the record."""
    shell.events.register("pre_run_cell", lambda _: seed_generators(shell.execution_count))
    named = os.environ.get(RECORD)
    if named:
        record = Path(named).open("a", encoding="utf-8")  # noqa: SIM115, open as long as the kernel
        sys.addaudithook(read_recorder(record, ROOT))
        memory = Path(named).with_name(MEMORY)
        shell.events.register(
            "post_run_cell", lambda _: memory.write_text(str(peak_memory()), "utf-8")
        )


def peak_memory() -> int:
    """Return the most memory that this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # the other count knows what the process was before it was a kernel
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        return 1024 * int(found[1]) if found else 0
    try:
        import resource
    except ImportError:
        import psutil

        return int(psutil.Process().memory_info().peak_wset)  # type: ignore[attr-defined]  # of Windows
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS counts in bytes


def seed_generators(number: int) -> None:
    """Seed the generators of random numbers by the number of the cell that is about to run."""
    random.seed(number)
    np.random.seed(number)


def read_recorder(record: TextIO, root: Path) -> Callable[[str, tuple[Any, ...]], None]:
    """Return an audit hook that notes each file and folder of the tree once, when it is read:
    ``["file", "data/nps/idr-2023.csv"]`` or ``["folder", "data/nps"]``."""
    seen: set[tuple[str, str]] = set()

    def hook(event: str, about: tuple[Any, ...]) -> None:
        if event == "open" and not about[2] & WRITING:
            found = ("file", path_in_tree(about[0], root))
        elif event in LISTINGS:
            found = ("folder", path_in_tree(about[0], root))
        else:
            return
        if (
            found[1]
            and found not in seen
            and not (found[0] == "folder" and is_code_folder(found[1]))
        ):
            seen.add(found)
            record.write(json.dumps(found) + "\n")
            record.flush()  # the kernel may be ended at any moment

    return hook


def path_in_tree(path: Any, root: Path) -> str:
    """Return a path relative to the tree, or '' if it is outside or need not be noted."""
    if isinstance(path, int):
        return ""
    absolute = os.path.realpath(os.fsdecode(path or "."))
    if not absolute.startswith(f"{root}{os.sep}"):
        return ""
    found = Path(absolute).relative_to(root)
    hidden = found.parts[0] in UNSEEN or "__pycache__" in found.parts or found.suffix in MODULES
    return "" if hidden else found.as_posix()


def is_code_folder(folder: str) -> bool:
    """Return whether a folder is one that Python lists to find modules."""
    return folder.split("/")[0] == "analysis"
