"""The text of a page of a PDF as lines of segments, with raised marks set into their line."""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from pdfplumber.page import Page

WIDE = 0.45  # of a letter's height: a wider gap parts two cells
RAISED = 0.1  # of a letter's height: so far above the line, a smaller letter is a mark
FIGURE = re.compile(r"\(\d{1,2}\)|[\d., ]*\d[\d., ]*%?[*)†‡⁾¹²³⁰⁴-⁹]*|[-–—]")
SPACED = re.compile(r"(?=.*\b[A-Z]\b.*\b[A-Z]\b|.{4}$)(?:[A-Z]{1,2} )+[A-Z]{1,2}")
MARKS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, eq=False)
class Segment:
    """Words beside each other, in points from the left and the top of the page."""

    words: tuple[dict[str, Any], ...]

    @property
    def x0(self) -> float:
        """Return where it begins."""
        return min(float(word["x0"]) for word in self.words)

    @property
    def x1(self) -> float:
        """Return where it ends."""
        return max(float(word["x1"]) for word in self.words)

    @property
    def centre(self) -> float:
        """Return the middle between its ends."""
        return (self.x0 + self.x1) / 2

    @cached_property
    def text(self) -> str:
        """Return its words as one text."""
        return joined_text(word["text"] for word in self.words)

    @property
    def is_figure(self) -> bool:
        """Return whether it is a number, or a dash in its place."""
        return bool(FIGURE.fullmatch(self.text))


@dataclass(frozen=True)
class Line:
    """Segments at one height."""

    segments: tuple[Segment, ...]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Return the height of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Return the height of its letters."""
        return self.bottom - self.top

    @cached_property
    def text(self) -> str:
        """Return the whole line."""
        return " ".join(segment.text for segment in self.segments)

    @cached_property
    def figures(self) -> int:
        """Return how many of its segments are figures."""
        return sum(segment.is_figure for segment in self.segments)

    @cached_property
    def is_row(self) -> bool:
        """Return whether it reads as a row of a table: several cells, half of them figures."""
        return len(self.segments) > 1 and 2 * self.figures >= len(self.segments)

    def meets(self, left: float, right: float) -> bool:
        """Return whether some of it lies between two heights of the page's width."""
        return self.segments[0].x0 < right and self.segments[-1].x1 > left


def joined_text(words: Any) -> str:
    """Return words as one text; spaced letters become a word again."""
    text = " ".join(words)
    return text.replace(" ", "") if SPACED.fullmatch(text) else text


def lines_of(page: Page) -> list[Line]:
    """Return the lines of a page from above."""
    words = sorted(page.extract_words(), key=lambda word: word["top"] + word["bottom"])
    lines: list[list[dict[str, Any]]] = []
    for word in words:
        middle = (word["top"] + word["bottom"]) / 2
        if lines and lines[-1][0]["top"] < middle < lines[-1][0]["bottom"]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [line_of(sorted(line, key=lambda word: word["x0"])) for line in lines]


def line_of(words: Sequence[dict[str, Any]]) -> Line:
    """Return words at one height as a line, parted where the gap is wide."""
    segments = [[words[0]]]
    for before, word in pairwise(words):
        if word["x0"] - before["x1"] < WIDE * (word["bottom"] - word["top"]):
            segments[-1].append(word)
        else:
            segments.append([word])
    top, bottom = min(w["top"] for w in words), max(w["bottom"] for w in words)
    return Line(tuple(Segment(tuple(part)) for part in segments), top, bottom)


def join_bands(lines: Sequence[Line], rules: Sequence[dict[str, Any]]) -> list[Line]:
    """Return lines with those as one that two rules hold between them, where one of them is a row
    and the others are the rest of its texts."""
    heights = sorted({round(rule["top"], 1) for rule in rules})
    found: list[Line] = []
    for place, band in groupby(lines, key=lambda line: bisect(heights, line.middle)):
        held = list(band)
        whole = 0 < place < len(heights) and sum(line.is_row for line in held) == 1
        found += [line_of_band(held)] if whole else held
    return found


def line_of_band(band: Sequence[Line]) -> Line:
    """Return lines as one, what stands above each other as one segment."""
    if len(band) == 1:
        return band[0]
    parts = clusters([segment for line in band for segment in line.segments])
    segments = [Segment(tuple(w for part in cluster for w in part.words)) for cluster in parts]
    return Line(tuple(segments), band[0].top, max(line.bottom for line in band))


def clusters(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return segments that stand above each other together, from the left; each from above."""
    found: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: s.x0):
        if found and segment.x0 < max(s.x1 for s in found[-1]):
            found[-1].append(segment)
        else:
            found.append([segment])
    return [sorted(cluster, key=lambda s: float(s.words[0]["top"])) for cluster in found]


def set_marks(chars: list[dict[str, Any]]) -> None:
    """Turn small raised digits beside a larger letter into ``¹`` at the height of that letter."""
    sizes = np.array([char["size"] for char in chars])
    small = sizes < sizes.max(initial=0) / 1.1
    x0, x1, top, bottom = (np.array([c[k] for c in chars]) for k in ("x0", "x1", "top", "bottom"))
    order = np.flatnonzero(small & [c["text"] in "0123456789*)†‡" for c in chars])
    for n in order[np.argsort(x0[order], kind="stable")].tolist():
        near = np.minimum(abs(x0[n] - x1), abs(x1[n] - x0)) < WIDE * sizes / 2
        over = (bottom[n] < bottom - RAISED * sizes) & (bottom[n] > top)
        bases = np.flatnonzero(near & over & (sizes > 1.1 * sizes[n]))
        if len(bases):
            base = bases[np.argmin(abs(x0[n] - x1[bases]))]
            chars[n]["text"] = chars[n]["text"].translate(MARKS)
            for key in ("top", "bottom", "doctop", "y0", "y1"):
                chars[n][key] = chars[base][key]
            top[n], bottom[n], sizes[n] = top[base], bottom[base], sizes[base]
            bottom[n] += RAISED  # what follows a mark as another mark has the same base
