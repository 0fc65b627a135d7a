"""A reading in a process of its own: nothing that a file holds can hang or fill this one."""

import contextlib
import multiprocessing
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from analysis.errors import UserError
from analysis.ingest.messages import failure

SECONDS = 60
GIGABYTES = 2
# A fork has imported all already; macOS forks too, but its libraries don't bear it.
FORKS = sys.platform == "linux" and "fork" in multiprocessing.get_all_start_methods()


def run_guarded(function: Callable[..., Any], path: Path, *arguments: Any) -> Any:
    """Return what a function makes of a file, or raise its UserError.

    The function, of a module, runs in a child with 60 seconds and, where a system can be held
    to that, 2 GB more memory than at its start. What ends it otherwise becomes a UserError too:
    a file must never cause a traceback.
    """
    with tempfile.TemporaryDirectory() as scratch:
        return run_in_child(function, path, arguments, scratch)


def run_in_child(
    function: Callable[..., Any], path: Path, arguments: tuple[Any, ...], scratch: str
) -> Any:
    """Return what a child gives, or raise its UserError; what it unpacks lies in ``scratch``."""
    context = multiprocessing.get_context("fork" if FORKS else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(  # type: ignore[attr-defined]  # which every context has
        target=work_in_child, args=(sender, scratch, function, path, *arguments), daemon=True
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of numpy do not matter here
        child.start()
    sender.close()
    try:
        if not receiver.poll(SECONDS):
            raise failure("too-slow", file=path.name, seconds=SECONDS)
        kind, value = receiver.recv()
    except (EOFError, OSError):
        raise failure("too-much-memory", file=path.name, most=GIGABYTES) from None
    finally:
        receiver.close()
        child.kill()
        child.join()
    if kind == "told":
        raise UserError(value)
    return value


def work_in_child(
    sender: Connection, scratch: str, function: Callable[..., Any], path: Path, *arguments: Any
) -> None:
    """Run the function in the child and send what it gives, or what it has to say."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # parsers complain there in their own words
    limit_memory()
    tempfile.tempdir = scratch
    try:
        sent = ("value", function(path, *arguments))
    except UserError as error:
        sent = ("told", str(error))
    except MemoryError:
        sent = ("told", str(failure("too-much-memory", file=path.name, most=GIGABYTES)))
    except Exception as error:  # of a parser, on a file that its authors did not foresee
        shown = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        sent = ("told", str(failure("not-readable", file=path.name, error=shown)))
    with contextlib.suppress(BrokenPipeError):
        sender.send(sent)


def limit_memory() -> None:
    """Allow this process so much more memory than it has; some systems do not keep to it."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # Windows has none

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
        used = pages * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + GIGABYTES * 2**30,) * 2)
