"""What a chart shows, in words computed from its rows: for who does not see it.

Each function takes the rows that a chart draws, before they are put into words, and returns
one sentence a group.
"""

from collections.abc import Callable, Sequence

import pandas as pd

from analysis.wording import Wording

Tell = Callable[[pd.DataFrame], str]
ALL_UP_TO = 8  # amounts that are told one by one
TOP = 3  # of more, those told from the top


def courses(frame: pd.DataFrame, x: str, y: str, say: Wording, by: Sequence[str] = ()) -> str:
    """Return how a measure goes from the first to the last x, which is a year."""

    def course(rows: pd.DataFrame) -> str:
        rows = rows.sort_values(x, ignore_index=True)
        first, last = rows.iloc[0], rows.iloc[-1]
        if len(rows) == 1:
            return say.label("told_one").format(
                value=value_in_words(first, y, say), at=value_in_words(first, x, say)
            )
        ends = {
            "first": value_in_words(first, y, say),
            "start": value_in_words(first, x, say),
            "last": value_in_words(last, y, say),
            "end": value_in_words(last, x, say),
        }
        return ", ".join([say.label("told_course").format(**ends), *motion(rows, x, y, say)])

    return describe_groups(frame.dropna(subset=[x, y]), by, say, course)


def motion(rows: pd.DataFrame, x: str, y: str, say: Wording) -> list[str]:
    """Return whether a measure only rises or falls, and its largest step, or where it turns."""
    steps = rows[y].astype(float).diff().dropna()
    if len(steps) < 2:
        return []
    at = 1 + int(steps.abs().argmax())
    ends = {
        "start": value_in_words(rows.iloc[at - 1], x, say),
        "end": value_in_words(rows.iloc[at], x, say),
    }
    most = say.label("told_step").format(**ends)
    if (steps > 0).all():
        return [say.label("told_rising"), most]
    if (steps < 0).all():
        return [say.label("told_falling"), most]
    values = rows[y].astype(float)
    turns = {"told_highest": int(values.argmax()), "told_lowest": int(values.argmin())}
    return [
        say.label(label).format(
            value=value_in_words(rows.iloc[at], y, say), at=value_in_words(rows.iloc[at], x, say)
        )
        for label, at in turns.items()
        if 0 < at < len(rows) - 1  # the ends are told already
    ]


def spreads(frame: pd.DataFrame, x: str, y: str, say: Wording, by: Sequence[str] = ()) -> str:
    """Return how many values there are and between what they lie, with the x of each end."""

    def spread(rows: pd.DataFrame) -> str:
        if len(rows) == 1:
            row = rows.iloc[0]
            return f"{value_in_words(row, y, say)} ({value_in_words(row, x, say)})"
        values = rows[y].astype(float)
        high, low = rows.iloc[int(values.argmax())], rows.iloc[int(values.argmin())]
        words = {
            "count": say.number(len(rows)),
            "high": value_in_words(high, y, say),
            "high_at": value_in_words(high, x, say),
            "low": value_in_words(low, y, say),
            "low_at": value_in_words(low, x, say),
        }
        return say.label("told_spread").format(**words)

    return describe_groups(frame.dropna(subset=[x, y]), by, say, spread)


def amounts(frame: pd.DataFrame, name: str, y: str, say: Wording, by: Sequence[str] = ()) -> str:
    """Return the amount of each name; of many, the largest and the smallest."""

    def amount(rows: pd.DataFrame) -> str:
        if len(rows) > ALL_UP_TO:
            rows = rows.sort_values(y, ascending=False, kind="stable")
            top, (last,) = rows.head(TOP), pairs(rows.tail(1), name, y, say)
            rest = say.label("told_rest").format(count=say.number(len(rows) - TOP), last=last)
            return ", ".join([*pairs(top, name, y, say), rest])
        return ", ".join(pairs(rows, name, y, say))

    return describe_groups(frame.dropna(subset=[y]), by, say, amount)


def intervals(frame: pd.DataFrame, name: str, y: str, ends: tuple[str, str], say: Wording) -> str:
    """Return each estimate with the low and the high end of its interval."""
    low, high = ends
    rows = [
        say.label("told_interval").format(
            name=value_in_words(row, name, say),
            value=value_in_words(row, y, say),
            low=value_in_words(row, low, say),
            high=value_in_words(row, high, say),
        )
        for _, row in frame.iterrows()
    ]
    return as_sentence(", ".join(rows))


def dates(frame: pd.DataFrame, day: str, say: Wording, by: Sequence[str]) -> str:
    """Return how many rows each group has, and the days of the first and of the last."""

    def span(rows: pd.DataFrame) -> str:
        days = rows[day].sort_values()
        words = {"count": say.number(len(rows)), "first": say.date(days.iloc[0])}
        label = "told_dates" if len(rows) > 1 else "told_date"
        return say.label(label).format(last=say.date(days.iloc[-1]), **words)

    return describe_groups(frame.dropna(subset=[day]), by, say, span)


def pairs(rows: pd.DataFrame, name: str, y: str, say: Wording) -> list[str]:
    """Return ``name amount`` for each row."""
    return [
        f"{value_in_words(row, name, say)} {value_in_words(row, y, say)}"
        for _, row in rows.iterrows()
    ]


def describe_groups(frame: pd.DataFrame, by: Sequence[str], say: Wording, tell: Tell) -> str:
    """Return one sentence for each group of rows, after the group's name in words."""
    if frame.empty:
        return ""
    if not by:
        return as_sentence(tell(frame.reset_index(drop=True)))
    sentences = []
    for key, rows in frame.groupby(list(by), sort=False):
        words = [say.value(column, value) for column, value in zip(by, key, strict=True)]
        sentences.append(as_sentence(f"{', '.join(words)}: {tell(rows.reset_index(drop=True))}"))
    return " ".join(sentences)


def as_sentence(text: str) -> str:
    """Return a text with a capital at its start and a stop at its end."""
    return f"{text[:1].upper()}{text[1:]}."


def value_in_words(row: pd.Series, column: str, say: Wording) -> str:
    """Return one value of a row in words."""
    return say.value(column, row[column])
