"""The one exception that stands for a mistake a user can mend."""


class UserError(Exception):
    """A problem to be shown as one message, without a traceback."""
