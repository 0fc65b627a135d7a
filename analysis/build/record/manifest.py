"""The manifest of a site: from what it was made, and the SHA-256 of each of its files."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from analysis.build.record.provenance import Provenance
from analysis.errors import UserError

NAME = "manifest.json"
SUMS = "SHA256SUMS"
REMEDY = "name the folder of a site that make book made, or of its unzipped archive"


def write_manifest(site: Path, provenance: Provenance) -> None:
    """Write the manifest of a finished site into it, and beside it the hashes in the form that
    ``sha256sum --check`` reads."""
    sums = [f"{digest}  {name}\n" for name, digest in file_hashes(site).items()]
    (site / SUMS).write_text("".join(sums), encoding="utf-8")
    files = {"files": file_hashes(site)}
    told = json.dumps(asdict(provenance) | files, indent=1, ensure_ascii=False)
    (site / NAME).write_text(told + "\n", encoding="utf-8")


def file_hashes(site: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a site but the manifest, by path."""
    paths = [path for path in site.rglob("*") if path.is_symlink() or not path.is_dir()]
    found = {path.relative_to(site).as_posix(): path for path in paths}
    return {name: file_hash(found[name]) for name in sorted(found) if name != NAME}


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, or '' if it can't be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def verify(site: Path) -> str:
    """Return a sentence that says how many files agree with the manifest of a site.

    Raises UserError with each file that is changed, missing or added, a line each, or for a
    manifest that is missing or broken.
    """
    told, found = read_manifest(site), file_hashes(site)
    problems = list(differences(told, found))
    if problems:
        wrong = f"{site}: found {len(problems)} of {len({*told, *found})} files not as in {NAME}"
        raise UserError("\n".join([*problems, f"{wrong}, expected all; take the site anew"]))
    return f"all {len(told)} files of {site} agree with {NAME}"


def differences(told: dict[str, str], found: dict[str, str]) -> Iterator[str]:
    """Yield each file that is not as told, in the order of paths."""
    for name in sorted({*told, *found}):
        if name not in found:
            yield f"{name}: missing"
        elif name not in told:
            yield f"{name}: added"
        elif told[name] != found[name]:
            yield f"{name}: changed"


def read_manifest(site: Path) -> dict[str, str]:
    """Return the files that a manifest lists. Raises UserError if it is missing or broken."""
    path = site / NAME
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        if files and all(isinstance(value, str) for value in files.values()):
            return dict(files)
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(f"{path}: found no manifest, expected one; {REMEDY}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise UserError(f"{path}: found no list of files, expected one; take the site anew")
