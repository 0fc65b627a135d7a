"""The claims of the paper, each judged by its check."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.claims import demand_supply, diplomacy, evidence, general, nps, problem, realism
from analysis.claims.verdicts import Result
from analysis.tables import CURRENT, DATA

Check = Callable[[Any, evidence.Read], Result]
MODULES = (general, problem, nps, diplomacy, realism, demand_supply)
CHECKS: dict[str, Check] = {f.__name__: f for module in MODULES for f in module.CHECKS}
MEMORY: ContextVar[dict[tuple[str, Path], pd.DataFrame] | None] = ContextVar("memory", default=None)


@contextmanager
def remember_ledgers() -> Iterator[None]:
    """Judge the claims of a vintage once, however often its ledger is asked for; data/ must
    not change meanwhile."""
    token = MEMORY.set({} if MEMORY.get() is None else MEMORY.get())
    try:
        yield
    finally:
        MEMORY.reset(token)


def ledger(
    vintage: str = CURRENT,
    data: Path = DATA,
    chapter: str = "",
    only: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the ledger, or that of one chapter, or ``only`` the claims named by id, with what
    each check found, one row a claim.

    Of one chapter alone no claim of another is judged, and no table read that only those need.
    Columns: those of ``data/schemas/claims.yaml``, and result (a ``rules.Result``), verdict,
    surprise (the verdict is not the one expected).
    """
    memory = MEMORY.get()
    if memory is None or only is not None:
        return judge_claims(vintage, data, chapter, only)
    if (vintage, data) not in memory:
        memory[vintage, data] = judge_claims(vintage, data)
    found = memory[vintage, data]
    return (found[found["chapter"] == chapter] if chapter else found).copy()


def judge_claims(
    vintage: str, data: Path, chapter: str = "", only: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the ledger of a vintage, or of one chapter, or some claims of it, each check run."""
    read = evidence.evidence_reader(vintage, data)
    claims = read("claims")
    claims = claims[claims["chapter"] == chapter] if chapter else claims
    claims = claims if only is None else claims[claims["id"].isin(only)].reset_index(drop=True)
    results = [CHECKS[str(claim.check)](claim, read) for claim in claims.itertuples()]
    verdicts = [result.verdict for result in results]
    return claims.assign(
        result=results,  # type: ignore[arg-type]  # a column may hold any object
        verdict=verdicts,
        surprise=claims["expected"] != pd.Series(verdicts, claims.index),
    )


def problems(data: Path = DATA) -> list[str]:
    """Return one line a claim whose check is no function or whose value can't be compared."""
    found = []
    for vintage in tables.vintages("claims", data):
        path = f"data/claims/{vintage}.csv"
        for row, claim in enumerate(tables.load("claims", vintage, data).itertuples(), 2):
            if claim.check not in CHECKS:
                known = ", ".join(sorted(CHECKS))
                found.append(f"{path}:{row}:check: found '{claim.check}', expected one of {known}")
            if claim.kind == "quantity" and not is_comparable(claim):
                found.append(f"{path}:{row}:value: found '{claim.value}', expected a number")
    return found


def is_comparable(claim: Any) -> bool:
    """Return whether the value of a claim on a quantity is a number or is left empty."""
    try:
        return pd.isna(claim.value) or bool(float(claim.value) >= 0)
    except ValueError:
        return False
