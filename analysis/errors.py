"""The one exception that stands for a mistake a user can mend."""


class UserError(Exception):
    """A problem to be shown as one message, without a traceback."""


class Change(str):
    """A problem line that says only that a table is not as its descriptor has it."""

    __slots__ = ()
