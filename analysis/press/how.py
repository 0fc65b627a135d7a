"""How chapters are run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class How:
    """In ordinary kernels (``plain``) or in forked ones, and how many chapters at a time."""

    plain: bool = False
    workers: int = 2
