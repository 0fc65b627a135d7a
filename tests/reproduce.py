"""Build the book twice, as differently as one machine can, and compare file by file.

Two copies of the tree, without any run that was kept, in folders of other names, under another
home, user, time zone, language, order of hashes and umask, one with forked and one with ordinary
kernels; where the machine has them, also another date (with a C compiler) and
no network (unshare).
`make reproduce` calls it; the tests use its parts.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.build.export import browser
from analysis.errors import UserError
from analysis.tables import ROOT, site_environment

LEFT_OUT = (
    *(".venv", "_build", "__pycache__", "*.egg-info"),
    *(".pytest_cache", ".ruff_cache", ".mypy_cache", ".hypothesis"),
)
CLOCK = Path(__file__).with_name("earlier.c")
SHOWN = 20  # differences that are named one by one


@dataclass(frozen=True)
class Way:
    """One way to build: the environment, how new files may be used, options, words before."""

    environment: dict[str, str]
    umask: int = 0o022
    options: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    def told(self) -> str:
        """What is special about it, in a line."""
        names = ("TZ", "LC_ALL", "USER", "PYTHONHASHSEED")
        about = [f"{name}={self.environment[name]}" for name in names]
        about += ["another date"] * ("LD_PRELOAD" in self.environment)
        return ", ".join([*about, *["no network"] * bool(self.before), *self.options])


def ways(folder: Path) -> tuple[Way, Way]:
    """Two ways to build that differ in all that shall not matter; homes stand in a folder."""
    here = surroundings(folder / "home", "one", "Asia/Jayapura", "C")
    away = surroundings(folder / "another home", "somebody", "America/St_Johns", language())
    return Way(here), Way(
        away | earlier(folder), 0o077, ("--plain", "--workers", "1"), no_network()
    )


def surroundings(home: Path, user: str, zone: str, language: str) -> dict[str, str]:
    """An environment with little more than what it names."""
    home.mkdir(parents=True)
    kept = {name: os.environ.get(name, "") for name in ("PATH", *site_environment())}
    names = {browser.NAMED: str(browser.ensure_browser())}  # another home may not have it
    names |= {"USER": user, "LOGNAME": user, "TZ": zone, "LANG": language, "LC_ALL": language}
    return kept | names | {"HOME": str(home), "PYTHONHASHSEED": str(len(user))}


def language() -> str:
    """A locale of this machine, if possible not one that Python starts with."""
    if shutil.which("locale") is None:
        return "C.UTF-8"
    told = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout
    return next((name for name in told.split() if not name.startswith(("C", "POSIX"))), "C.UTF-8")


def earlier(folder: Path) -> dict[str, str]:
    """What lets every program believe that it is a year earlier; nothing without a C compiler."""
    compiler, library = shutil.which("cc"), folder / "earlier.so"
    if sys.platform != "linux" or compiler is None:
        return {}
    command = [compiler, "-shared", "-fPIC", "-o", library, CLOCK, "-ldl"]
    done = subprocess.run(command, capture_output=True, check=False)
    return {} if done.returncode else {"LD_PRELOAD": str(library)}


def no_network() -> tuple[str, ...]:
    """Words that let a command run without any network; none where that is not allowed."""
    words = ("unshare", "--map-root-user", "--net")
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return ()
    done = subprocess.run([*words, "true"], capture_output=True, check=False)
    return () if done.returncode else words


def build(tree: Path, way: Way, *options: str) -> subprocess.CompletedProcess:
    """Build the book of a tree in one way and return what the command said."""
    return subprocess.run(
        [*way.before, sys.executable, "-m", "analysis", "build", *way.options, *options],
        cwd=tree,
        env=way.environment,
        umask=way.umask,
        capture_output=True,
        text=True,
        check=False,
    )


def hashes(tree: Path) -> dict[str, str]:
    """The hash of every file of a built site and of its archive, by its path."""
    home = tree / "_build"
    paths = [home / "companion-site.zip", *(p for p in home.glob("html/**/*") if p.is_file())]
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
    }


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The paths that two sites do not have alike."""
    return sorted(path for path in {*one, *other} if one.get(path) != other.get(path))


def copies(folder: Path) -> list[Path]:
    """Two copies of the tree, in folders of different names."""
    ignored = shutil.ignore_patterns(*LEFT_OUT)
    names = ("one", "a second copy of the book")
    return [shutil.copytree(ROOT, folder / name / "tree", ignore=ignored) for name in names]


def main() -> int:
    """Build twice, say what differs, and return the exit code."""
    with TemporaryDirectory(prefix="reproduce-") as name:
        found = []
        for number, (tree, way) in enumerate(
            zip(copies(Path(name)), ways(Path(name)), strict=True)
        ):
            print(f"build {number + 1} of 2: {way.told()}", flush=True)
            done = build(tree, way)
            if done.returncode:
                print(done.stdout, done.stderr, sep="", file=sys.stderr)
                return 1
            found.append(hashes(tree))
    parted = differences(*found)
    if parted:
        told = [f"{path}: differs between the two builds" for path in parted[:SHOWN]]
        count = f"{len(parted)} of {len({*found[0], *found[1]})} files differ"
        print("\n".join([*told, count]), file=sys.stderr)
        return 1
    print(f"both builds gave the same {len(found[0])} files, byte for byte")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as error:
        sys.exit(str(error))
