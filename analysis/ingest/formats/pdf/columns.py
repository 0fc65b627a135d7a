"""The columns of rows that no lines part: by the ends of rules and the gaps between cells."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from analysis.ingest.formats.pdf.lines import Line, Segment, clusters, joined_text

SLACK = 2.0  # points by which a word may leave its column
CLOSE = 3.0  # points within which two edges are one
NARROW = 6.0  # points that a column is wide at least
APART = 0.5  # of a letter's height: so far from a header a text is not of it
DEEPEST = 4  # lines of a header
CENTRED = 0.2  # of its columns' width: so far from their middle a header over them may be

Edges = list[float]
Spans = list[tuple[float, float]]
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


def columns_of_rows(
    body: Sequence[Line], rules: Sequence[dict[str, Any]]
) -> tuple[Edges, Spans] | None:
    """Return the edges of the columns of some rows, and from where to where each of them is
    taken up; None if they are not sure.

    They are the ends of the rules among the rows, else the middles of the gaps that all rows
    leave. Each row has one segment a column at most, each column a segment in two rows.
    """
    top, bottom = body[0].top - 2 * body[0].height, body[-1].bottom + body[-1].height
    ends = [e for r in rules if top < r["top"] < bottom for e in (r["x0"], r["x1"])]
    taken = clusters([segment for line in body for segment in line.segments])
    spans = [(min(s.x0 for s in column), max(s.x1 for s in column)) for column in taken]
    inner = [(left + right) / 2 for (_, left), (right, _) in pairwise(spans)]
    gaps = [spans[0][0] - CLOSE, *inner, spans[-1][1] + CLOSE]
    ruled = snap(ends)
    for edges, within in ((ruled, [*pairwise(ruled)]), (gaps, spans)):
        wide = len(edges) > 2 and min(b - a for a, b in pairwise(edges)) > NARROW
        if wide and is_sure(body, edges):
            return edges, within
    return None


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
    above: Sequence[Line], edges: Edges, within: Spans, rules: Sequence[dict[str, Any]]
) -> tuple[Rows, int] | None:
    """Return the header over some columns as one row or two, and of how many lines it is made;
    None if it is not sure over which columns a text stands: there must be a text for each, over
    no other."""
    above, inner = part_inner(above)
    count, below = 0, float("inf")
    while count < min(len(above), DEEPEST) and is_header(above[-1 - count], edges, below):
        count += 1
        below = above[-count].top
    if not count:
        return None
    lines = above[len(above) - count :]
    ruled = [(s, columns_ruled(s, line, edges, rules)) for line in lines for s in line.segments]
    spans = [(segment, places) for segment, places in ruled if len(places) > 1]
    alone = [segment for segment, places in ruled if len(places) == 1]
    rest = [segment for segment, places in ruled if len(places) < 2]
    hanging = [s for s in rest if s not in alone and is_hanging(s, lines, len(edges) - 1)]
    if is_wrapped(hanging, lines):
        hanging = []
    leaves = clusters([segment for segment in rest if segment not in hanging])
    if len(leaves) != len(edges) - 1 or (hanging and spans):
        return None
    for number, leaf in enumerate(leaves):
        others = [span for n, span in enumerate(within) if n != number]
        if any(
            s.x0 < right - SLACK and s.x1 > left + SLACK for s in leaf for left, right in others
        ):
            return None
    grouped = group_columns(hanging, leaves, lines) if hanging else []
    if grouped is None:
        return None
    return stack_rows(leaves, spans + grouped) + inner, count + len(inner)


def part_inner(above: Sequence[Line]) -> tuple[Sequence[Line], Rows]:
    """Return the lines above some figures without a lone text apart from the header, and that
    text as a row."""
    alone = len(above) > 1 and len(above[-1].segments) == 1
    if alone and above[-1].top - above[-2].bottom > APART * above[-1].height:
        return above[:-1], [[above[-1].text]]
    return above, []


def is_wrapped(hanging: Sequence[Segment], lines: Sequence[Line]) -> bool:
    """Return whether each text of the uppermost line goes on in one of the last line, so that
    none stands over several columns."""
    last = lines[-1].segments
    pairs = clusters([*hanging, *last])
    return len(hanging) == len(last) == len(pairs) and all(len(pair) == 2 for pair in pairs)


def is_header(line: Line, edges: Edges, below: float) -> bool:
    """Return whether a line may be of a header: it has several texts, or one beyond the first
    column, or one over the first that reaches below the top of the next line."""
    first = line.segments[0]
    beside = line.bottom > below and first.x1 < edges[1]
    return len(line.segments) > 1 or first.x0 > edges[1] - SLACK or beside


def is_hanging(segment: Segment, lines: Sequence[Line], width: int) -> bool:
    """Return whether a text of the uppermost line stands over others, in a line that does not
    have one for each column."""
    below = [other for line in lines[1:] for other in line.segments]
    first = lines[0].segments
    over = any(segment.x0 < other.x1 and segment.x1 > other.x0 for other in below)
    return segment in first and len(first) < width and over


def columns_ruled(
    segment: Segment, line: Line, edges: Edges, rules: Sequence[dict[str, Any]]
) -> list[int]:
    """Return the columns over which the rule below a text alone runs; none if it runs over all."""
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
        if [s for s in line.segments if s.x1 > x0 and s.x0 < x1] == [segment]:
            middles = [(a + b) / 2 for a, b in pairwise(edges)]
            under = [n for n, middle in enumerate(middles) if x0 < middle < x1]
            return under if len(under) < len(middles) else []
    return []


def group_columns(
    hanging: list[Segment], leaves: list[list[Segment]], lines: Sequence[Line]
) -> list[tuple[Segment, list[int]]] | None:
    """Return the columns under each text that stands over several: those of the last line, if it
    is not that of all, whose middle is its middle; None if that is not sure."""
    last = lines[-1].segments
    under = [n for n, leaf in enumerate(leaves) if leaf[-1] in last]
    if len(under) == len(leaves) or len(under) != len(last):
        return None
    found: dict[int, list[int]] = {}
    for place in under:
        far = [abs(over.centre - leaves[place][-1].centre) for over in hanging]
        found.setdefault(far.index(min(far)), []).append(place)
    for number, over in enumerate(hanging):
        places = found.get(number, [])
        if len(places) < 2 or places != [*range(places[0], places[-1] + 1)]:
            return None
        left, right = leaves[places[0]][-1].x0, leaves[places[-1]][-1].x1
        if abs(over.centre - (left + right) / 2) > CENTRED * (right - left):
            return None
    return [(over, found[number]) for number, over in enumerate(hanging)]


def stack_rows(leaves: list[list[Segment]], spans: list[tuple[Segment, list[int]]]) -> Rows:
    """Return texts over columns as a row, below a row of those that stand over several."""
    own = [" ".join(segment.text for segment in leaf) for leaf in leaves]
    covered = {n for _, places in spans for n in places}
    if not covered:
        return [own]
    upper = ["" if n in covered else text for n, text in enumerate(own)]
    for segment, places in spans:
        upper[places[0]] = segment.text
    return [upper, [text if n in covered else "" for n, text in enumerate(own)]]
