"""The columns of rows that no lines part: by the ends of rules and the gaps between cells."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from analysis.ingest.formats.pdf_lines import Line, Segment, joined_text

SLACK = 2.0  # points by which a word may leave its column
CLOSE = 3.0  # points within which two edges are one
NARROW = 6.0  # points that a column is wide at least
CENTRED = 0.2  # of its columns' width: so far from their middle a header over them may be

Edges = list[float]
Rows = list[list[str]]


def fit(line: Line, edges: Edges) -> list[str] | None:
    """Return the cells of a line, or None if a word lies in no column or in two."""
    cells: list[list[str]] = [[] for _ in edges[1:]]
    for word in (word for segment in line.segments for word in segment.words):
        place = column_at(word["x0"], word["x1"], edges)
        if place is None:
            return None
        cells[place].append(word["text"])
    return [joined_text(words) for words in cells]


def column_at(x0: float, x1: float, edges: Edges) -> int | None:
    """Return the column in which something lies wholly, or None."""
    for number, (left, right) in enumerate(pairwise(edges)):
        if left - SLACK <= x0 and x1 <= right + SLACK and left < (x0 + x1) / 2 < right:
            return number
    return None


def snap(values: Sequence[float]) -> Edges:
    """Return values in order, those close to each other as one."""
    found: Edges = []
    for value in sorted(values):
        if not found or value - found[-1] > CLOSE:
            found.append(value)
    return found


def column_edges(body: Sequence[Line], rules: Sequence[dict[str, Any]]) -> Edges | None:
    """Return the edges of the columns of some rows, or None if they are not sure.

    They are the ends of the rules among the rows, else the middles of the gaps that all rows
    leave. Each row has one segment a column at most, each column a segment in two rows.
    """
    top, bottom = body[0].top - 2 * body[0].height, body[-1].bottom + body[-1].height
    ends = [e for r in rules if top < r["top"] < bottom for e in (r["x0"], r["x1"])]
    for edges in (snap(ends), gap_edges(body)):
        wide = len(edges) > 2 and min(b - a for a, b in pairwise(edges)) > NARROW
        if wide and is_sure(body, edges):
            return edges
    return None


def gap_edges(body: Sequence[Line]) -> Edges:
    """Return the middles of the gaps between segments that all rows leave, and both ends."""
    spans: list[list[float]] = []
    for segment in sorted((s for line in body for s in line.segments), key=lambda s: s.x0):
        if spans and segment.x0 < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], segment.x1)
        else:
            spans.append([segment.x0, segment.x1])
    inner = [(left[1] + right[0]) / 2 for left, right in pairwise(spans)]
    return [spans[0][0] - CLOSE, *inner, spans[-1][1] + CLOSE]


def is_sure(body: Sequence[Line], edges: Edges) -> bool:
    """Return whether the rows fit the columns, one segment to a cell."""
    places = [[column_at(s.x0, s.x1, edges) for s in line.segments] for line in body]
    counts = [sum(n in line for line in places) for n in range(len(edges) - 1)]
    return (
        all(None not in line and len({*line}) == len(line) for line in places)
        and min(counts) >= min(2, len(body))
        and all(fit(line, edges) for line in body)
    )


def header_rows(
    above: Sequence[Line], edges: Edges, rules: Sequence[dict[str, Any]]
) -> tuple[Rows, int] | None:
    """Return the header over some columns as one row or two, and of how many lines it is made;
    None if it is not sure over which columns a text stands."""
    count = 0
    while count < min(len(above), 4) and is_header(above[-1 - count], edges):
        count += 1
    lines = above[len(above) - count :]
    leaves: dict[int, list[str]] = {}
    hanging: list[tuple[Line, Segment]] = []
    spans: list[tuple[Segment, list[int]]] = []
    for line in reversed(lines):
        for segment in line.segments:
            ruled = columns_ruled(segment, line, edges, rules)
            place = own_column(segment, line, edges)
            whole = len(line.segments) == len(edges) - 1
            if len(ruled) > 1:
                spans.append((segment, ruled))
            elif place is None or (place in leaves and not ruled and not whole):
                hanging.append((line, segment))
            else:
                leaves.setdefault(place, []).insert(0, segment.text)
    grouped = group_columns(hanging, lines, edges) if hanging else []
    if grouped is None or (hanging and spans) or len(leaves) < len(edges) - 1:
        return None
    return stack_rows(leaves, spans + grouped, len(edges) - 1), count


def is_header(line: Line, edges: Edges) -> bool:
    """Return whether a line may be of a header: it has several texts, or one beyond the first
    column."""
    return len(line.segments) > 1 or line.segments[0].x0 > edges[1] - SLACK


def own_column(segment: Segment, line: Line, edges: Edges) -> int | None:
    """Return the column over which a text stands alone: that in which it lies, or by its place
    in a line that has as many texts as there are columns."""
    place = column_at(segment.x0, segment.x1, edges)
    if len(line.segments) == len(edges) - 1:
        order = line.segments.index(segment)
        return order if place in (None, order) else None
    return place


def columns_ruled(
    segment: Segment, line: Line, edges: Edges, rules: Sequence[dict[str, Any]]
) -> list[int]:
    """Return the columns over which the rule below a text runs; none if it runs over all."""
    low = line.bottom + 1.5 * line.height
    near = [r for r in rules if line.middle < r["top"] < low]
    first = min((r["top"] for r in near), default=0)
    ends = sorted((r["x0"], r["x1"]) for r in near if r["top"] < first + CLOSE)
    joined: list[list[float]] = []
    for x0, x1 in ends:
        if joined and x0 <= joined[-1][1] + CLOSE:
            joined[-1][1] = max(joined[-1][1], x1)
        else:
            joined.append([x0, x1])
    for x0, x1 in joined:
        if x0 - SLACK <= segment.x0 and segment.x1 <= x1 + SLACK:
            middles = [(a + b) / 2 for a, b in pairwise(edges)]
            under = [n for n, middle in enumerate(middles) if x0 < middle < x1]
            return under if len(under) < len(middles) else []
    return []


def group_columns(
    hanging: list[tuple[Line, Segment]], lines: Sequence[Line], edges: Edges
) -> list[tuple[Segment, list[int]]] | None:
    """Return the columns under each text of the uppermost line that stands over several, by
    their middle; None if that is not sure."""
    last = lines[-1]
    if any(line is not lines[0] for line, _ in hanging) or len(hanging) < len(lines[0].segments):
        return None
    if len(lines) < 3 or len(last.segments) >= len(edges) - 1:
        return None  # without lines of their own, those under a text can't be told from others
    under = [column_at(s.x0, s.x1, edges) for s in last.segments]
    found: dict[int, list[int]] = {}
    for place, segment in zip(under, last.segments, strict=True):
        if place is None:
            return None
        distances = [abs(over.centre - segment.centre) for _, over in hanging]
        found.setdefault(distances.index(min(distances)), []).append(place)
    result = []
    for number, (_, over) in enumerate(hanging):
        places = found.get(number, [])
        if len(places) < 2 or places != [*range(places[0], places[-1] + 1)]:
            return None
        left, right = edges[places[0]], edges[places[-1] + 1]
        if abs(over.centre - (left + right) / 2) > CENTRED * (right - left):
            return None
        result.append((over, places))
    return result


def stack_rows(
    leaves: dict[int, list[str]], spans: list[tuple[Segment, list[int]]], width: int
) -> Rows:
    """Return texts over columns as a row, below a row of those that stand over several."""
    own = [" ".join(leaves.get(n, [])) for n in range(width)]
    covered = {n for _, places in spans for n in places}
    if not covered:
        return [own]
    upper = ["" if n in covered else text for n, text in enumerate(own)]
    for segment, places in spans:
        upper[places[0]] = segment.text
    return [upper, [text if n in covered else "" for n, text in enumerate(own)]]
