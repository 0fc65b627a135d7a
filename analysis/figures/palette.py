"""The colours of the book, and the only place that has them.

The palette is that of Okabe and Ito (2008), darkened until each colour stands out from a white
page. Charts take a colour by its name; ``publish.styles`` writes all of them as variables of
style sheets, and into the icon of the site.
"""

from enum import StrEnum


class Colour(StrEnum):
    """A colour as it is on light pages; ``dark`` is its counterpart on dark ones, or '' for a
    colour that is used in print alone."""

    dark: str

    INK = "#1f2328", "#e6edf3"
    MUTED = "#57606a", "#a6afb9"
    GRID = "#d0d7de", "#3d444d"
    AS_PUBLISHED = "#0072b2", "#56b4e9"
    RECOMPUTED = "#c04a00", "#ff9a52"
    REPORTED = "#00785a", "#2fd6a3"
    CONTRAST = "#9a3f7f", "#e6a0d0"
    MISSING = "#6e7781", "#8b949e"
    PAGE = "white", ""
    SURFACE = "#f6f8fa", ""
    LINK = "#00588a", ""

    def __new__(cls, light: str, dark: str) -> "Colour":
        """Return a colour that is its light form wherever a text is asked for."""
        colour = str.__new__(cls, light)
        colour._value_ = light
        colour.dark = dark
        return colour

    @property
    def variable(self) -> str:
        """The name of the colour in style sheets: ``--companion-as-published``."""
        return f"--companion-{self.name.lower().replace('_', '-')}"


SERIES = (
    Colour.AS_PUBLISHED,
    Colour.RECOMPUTED,
    Colour.REPORTED,
    Colour.CONTRAST,
    Colour.MISSING,
)
VERDICTS = {
    "reproduced": Colour.REPORTED,
    "confirmed": Colour.REPORTED,
    "partly": Colour.AS_PUBLISHED,
    "differs": Colour.RECOMPUTED,
    "unverifiable": Colour.MISSING,
    "normative": Colour.MISSING,
}
