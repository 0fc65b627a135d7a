"""Runs that are kept, so that a chapter runs again only when something it depends on changed.

An entry is one file: the SHA-256 of the rest, then the rest. It is written under another name
and then renamed; an entry that is damaged or half-written is never believed.
"""

import base64
import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from analysis.build.fingerprint import Facts, digest
from analysis.build.run.execute import Job, Run


def entry_path(folder: Path, job: Job) -> Path:
    """Return where the run of a chapter with its parameters is kept."""
    named = digest(json.dumps(job.parameters, sort_keys=True))[:12]
    return folder / f"{flat_name(job.stem)}-{named}"


def flat_name(stem: str) -> str:
    """Return a stem as the name of a file: a country page is in a folder of the book."""
    return stem.replace("/", "-")


def load_run(path: Path) -> tuple[Facts, Run] | None:
    """Return what a kept run depended on, and the run; None if there is none to be believed."""
    try:
        told, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(body).hexdigest().encode() != told:
        return None
    try:  # another state of the code, such as another branch, keeps runs of another form
        kept = json.loads(body)
        files = {name: base64.b64decode(text) for name, text in kept["run"].pop("files").items()}
        return kept["facts"], Run(files=files, **kept["run"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def save_run(path: Path, facts: Facts, run: Run) -> None:
    """Keep a run and what it depended on."""
    about: dict[str, Any] = asdict(run)
    about["files"] = {name: base64.b64encode(data).decode() for name, data in run.files.items()}
    body = json.dumps({"facts": facts, "run": about}, ensure_ascii=False).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix="half-", delete=False) as half:
        try:
            half.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            half.flush()
            Path(half.name).replace(path)
        except OSError:
            Path(half.name).unlink()
            raise


def remove_stale(folder: Path, stems: set[str]) -> None:
    """Remove what a killed build has left and the runs of chapters that are no more."""
    kept = {flat_name(stem) for stem in stems}
    for path in folder.glob("*"):
        if path.name.rpartition("-")[0] not in kept:
            with suppress(OSError):
                path.unlink()
