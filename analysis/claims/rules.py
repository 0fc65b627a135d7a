"""The rules by which a claim gets its verdict. They stand here and nowhere else.

Every check ends in one of these functions; ``book/claims.ipynb`` prints their first lines.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

VERDICTS = ("reproduced", "confirmed", "partly", "differs", "unverifiable", "normative")


@dataclass(frozen=True)
class Report:
    """What one source says: its value in words, whether it agrees, and where it stands."""

    value: str
    bearing: str
    source: str
    address: str
    date: str = ""


@dataclass(frozen=True)
class Result:
    """What a check found: recomputed value in words, reports, verdict, and the rule applied."""

    verdict: str
    rule: str
    recomputed: str = ""
    reported: tuple[Report, ...] = ()


def normative() -> Result:
    """A recommendation or an argument that no figure can settle is normative."""
    return Result("normative", "normative")


def recomputed(agrees: bool, value: str) -> Result:
    """A claim about the paper's own tables is reproduced if they give it, else it differs."""
    return Result("reproduced" if agrees else "differs", "recomputed", value)


def reported(reports: Iterable[Report], value: str = "") -> Result:
    """Sources that all agree confirm a claim, all that differ make it differ, a mix makes it
    partly true; without a source it is unverifiable."""
    found = tuple(reports)
    bearings = {report.bearing for report in found}
    if not bearings:
        verdict = "unverifiable"
    elif bearings == {"agrees"}:
        verdict = "confirmed"
    elif bearings == {"differs"}:
        verdict = "differs"
    else:
        verdict = "partly"
    return Result(verdict, "reported", value, found)


def bearing(published: float, found: float, tolerance: float, bound: str = "exact") -> str:
    """Return whether a reported number agrees with the published one within the tolerance.

    A report of "at least" agrees with every number from it on, of "at most" up to it.
    """
    if bound == "at_least" and published >= found:
        return "agrees"
    if bound == "at_most" and published <= found:
        return "agrees"
    close = math.isclose(published, found, rel_tol=0, abs_tol=tolerance + 1e-9)
    return "agrees" if close else "differs"
