"""Data that were found sound are not checked again until they, or the checks, change."""

from contextlib import suppress
from pathlib import Path

from analysis.build import fingerprint

NAME = "sound"  # holds a digest of what was found sound
CODE = "import analysis.claims, analysis.tables.validate"


def digest(root: Path, tree: fingerprint.Facts) -> str:
    """Return one digest of ``data/``, of the modules that check it, and of the packages."""
    modules = {f"file {path}" for path in fingerprint.modules(root, (CODE,))}
    entering = modules | {"file requirements.lock"}
    kept = {key: tree[key] for key in tree if key in entering or key.startswith("file data/")}
    return fingerprint.of_parts(kept)


def require(root: Path, home: Path, found: str) -> None:
    """Raise UserError with every problem of the data, unless they are known to be sound."""
    with suppress(OSError):
        if (home / NAME).read_text(encoding="utf-8") == found:
            return
    from analysis import claims
    from analysis.tables import require_sound  # frictionless and statsmodels take a second

    require_sound(root / "data", claims.problems)


def keep(home: Path, found: str) -> None:
    """Note that data were found sound."""
    (home / NAME).write_text(found, encoding="utf-8")
