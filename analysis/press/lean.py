"""Take out of a typeset site what its theme brings and this book does not use."""

import re
from pathlib import Path

# Code cells are not run in the page (thebe), and icons are drawn by fonts (fontawesome.js).
UNUSED_TAGS = re.compile(
    r"<script[^>]*(fontawesome|sphinx-thebe)\.js[^>]*></script>\s*"
    r"|<link[^>]*sphinx-thebe\.css[^>]*/>\s*"
    r"|<script>const THEBE_JS_URL.*?</script>\s*"
    r'|<script type="text/x-thebe-config">.*?</script>\s*'
    r"|<script>kernelName = .*?</script>\s*",
    re.DOTALL,
)
SCRIPT = re.compile(r"<script>.*?</script>\s*", re.DOTALL)
MAP_COMMENT = re.compile(r"(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)\s*$")
UNUSED_FILES = ("*.map", "*.ttf", "fontawesome.js*", "sphinx-thebe.*")


def lean(site: Path) -> Path:
    """Remove unused scripts, fonts and source maps from a site in place and return it."""
    for pattern in UNUSED_FILES:
        for path in site.glob(f"_static/**/{pattern}"):
            path.unlink()
    for path in site.rglob("*.html"):
        path.write_text(without_unused(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in [*site.glob("_static/**/*.js"), *site.glob("_static/**/*.css")]:
        text = path.read_text(encoding="utf-8")
        path.write_text(MAP_COMMENT.sub("", text), encoding="utf-8")
    return site


def without_unused(page: str) -> str:
    """Return a page without unused tags and without the second of two equal inline scripts."""
    seen: set[str] = set()

    def first(found: re.Match[str]) -> str:
        text = found[0].strip()
        if text in seen:
            return ""
        seen.add(text)
        return found[0]

    return SCRIPT.sub(first, UNUSED_TAGS.sub("", page))
