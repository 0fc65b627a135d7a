"""From what a site was made: the commit, the lock, the parameters, what each notebook read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.build import fingerprint
from analysis.build.record import git
from analysis.build.run.execute import Run

DATA = "data/"
LOCK = "requirements.lock"


@dataclass(frozen=True)
class Provenance:
    """Commit (None without a repository) and whether something is not committed; the SHA-256 of
    the lock; the parameters; for each notebook the files of ``data/`` that it read or looked
    for; and the SHA-256 of each of these that there was."""

    commit: str | None
    changed: bool
    lock: str
    parameters: dict[str, Any]
    notebooks: dict[str, list[str]]
    inputs: dict[str, str]


def find_provenance(
    root: Path,
    commit: str | None,
    parameters: dict[str, Any],
    runs: dict[str, Run],
    tree: fingerprint.Facts,
) -> Provenance:
    """Return the origin of a site, as the tree was when the build began."""
    read = {stem: data_inputs(run.reads) for stem, run in runs.items()}
    every = {path for paths in read.values() for path in paths}
    return Provenance(
        commit=commit,
        changed=git.has_changes(root),
        lock=tree[f"file {LOCK}"],
        parameters=parameters,
        notebooks=read,
        inputs={path: tree[key] for path in sorted(every) if (key := f"file {path}") in tree},
    )


def data_inputs(reads: list[list[str]]) -> list[str]:
    """Return the files of ``data/`` among what a run has read."""
    return sorted(path for kind, path in reads if kind == "file" and path.startswith(DATA))
