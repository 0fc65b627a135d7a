"""One module a chapter: frame → chart; the look of all of them is in ``theme``."""
