"""The rules by which a claim gets its verdict. They are here and nowhere else.

Every check ends in one of the first five functions; the chapter *Claims* prints what
they say.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Fact = tuple[str, Any]
"""A value with the name of its column, which says its unit and form."""


@dataclass(frozen=True)
class Report:
    """What one source says, whether it agrees with the paper, and where it is."""

    said: Fact
    bearing: str
    source: str
    address: str
    date: str = ""


@dataclass(frozen=True)
class Result:
    """What a check found: verdict, the rule applied, recomputed facts, reports."""

    verdict: str
    rule: str
    recomputed: tuple[Fact, ...] = ()
    reported: tuple[Report, ...] = ()


def normative(*facts: Fact) -> Result:
    """A recommendation or an argument that no figure can settle is normative."""
    return Result("normative", "normative", facts)


def by_recomputation(agrees: bool, *facts: Fact) -> Result:
    """A claim about the paper's own tables is reproduced if they bear it out, else it differs."""
    return Result("reproduced" if agrees else "differs", "recomputed", facts)


def by_measures(holds: Iterable[bool], *facts: Fact) -> Result:
    """A claim measured in several ways is confirmed if all measures bear it out, differs if none
    does, and holds partly otherwise."""
    verdicts = {frozenset({True}): "confirmed", frozenset({False}): "differs"}
    return Result(verdicts.get(frozenset(holds), "partly"), "measured", facts)


def in_part(holds: bool, *facts: Fact, reports: Iterable[Report] = ()) -> Result:
    """Where only a part of a claim can be counted: if that part holds, the claim holds partly,
    else it differs."""
    return Result("partly" if holds else "differs", "in_part", facts, tuple(reports))


def by_reports(reports: Iterable[Report], *facts: Fact) -> Result:
    """Sources that agree confirm a claim; sources that differ make it differ; a mix, or
    agreement in part, makes it hold partly; without a source it is unverifiable. A source
    that is too coarse to decide counts only where there is no finer one, and then the claim
    holds partly."""
    found = tuple(reports)
    bearings = {report.bearing for report in found}
    decisive = bearings - {"allows"}
    verdicts = {frozenset({"agrees"}): "confirmed", frozenset({"differs"}): "differs"}
    verdict = verdicts.get(frozenset(decisive), "partly") if bearings else "unverifiable"
    return Result(verdict, "reported", facts, found)


ROUNDING = 0.01


def bearing(published: float, found: float, tolerance: float, bound: str = "exact") -> str:
    """Return how a reported number bears on the published one: agrees, differs or allows.

    It agrees within the tolerance; a number given as ``about`` also within a hundredth. A
    report of ``at_least`` or ``at_most`` is too coarse to agree: it allows or differs.
    """
    if bound == "at_least":
        return "allows" if published >= found else "differs"
    if bound == "at_most":
        return "allows" if published <= found else "differs"
    allowed = max(tolerance, ROUNDING * found if bound == "about" else 0.0)
    close = math.isclose(published, found, rel_tol=0, abs_tol=allowed + 1e-9)
    return "agrees" if close else "differs"
