"""Provenance: what a frame or a chart was made from, and by which functions."""

import functools
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")


def trace(function: Callable[P, R]) -> Callable[P, R]:
    """Let the frame or chart that a function returns carry its inputs and its makers.

    A frame carries them in ``attrs``, a chart in ``usermeta``, which Vega-Lite keeps
    for such notes: ``inputs`` is a list of [table, vintage], ``made_by`` a list of
    functions in the order in which they ran.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        result = function(*args, **kwargs)
        sources = [origin(value) for value in [*args, *kwargs.values()]]
        name = f"{function.__module__.removeprefix('analysis.')}.{function.__name__}"
        stamp(
            result,
            inputs=unique(pair for source in sources for pair in source["inputs"]),
            made_by=unique([*(m for source in sources for m in source["made_by"]), name]),
        )
        return result

    return wrapper


def origin(value: Any) -> dict[str, list[Any]]:
    """Return the inputs and makers that a frame or a chart carries, as two lists."""
    notes: Any = {}
    if isinstance(value, pd.DataFrame):
        notes = value.attrs
    elif is_chart(value) and isinstance(value.usermeta, dict):
        notes = value.usermeta
    return {
        "inputs": list(notes.get("inputs", [])),
        "made_by": list(notes.get("made_by", [])),
    }


def is_chart(value: Any) -> bool:
    """Return whether a value is a chart; altair takes a while to import, and who draws has it."""
    altair = sys.modules.get("altair")
    return altair is not None and isinstance(value, altair.TopLevelSpec)


def stamp(value: Any, inputs: list[Any], made_by: list[str]) -> None:
    """Write inputs and makers on a frame or a chart."""
    notes: dict[Any, Any] = {"inputs": inputs, "made_by": made_by}
    if isinstance(value, pd.DataFrame):
        value.attrs = notes
    else:
        value.usermeta = notes


def unique(values: Any) -> list[Any]:
    """Return values without repetition, in the order of their first appearance."""
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept
