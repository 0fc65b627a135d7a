"""How chapters are run."""

from dataclasses import dataclass

NAME = "companion"  # of the PDF and the EPUB


@dataclass(frozen=True)
class Options:
    """In ordinary kernels (``plain``) or in forked ones, how many chapters at a time, or by the
    workers of a Dask scheduler at an address."""

    plain: bool = False
    workers: int = 2
    scheduler: str | None = None
