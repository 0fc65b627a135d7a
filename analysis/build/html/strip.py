"""Take out of a typeset site what its theme brings and this book does not use, and mend
what of it is not valid HTML."""

import re
from pathlib import Path

# Icons are drawn by a font (fontawesome.js), and no page is on the servers that these are for.
UNUSED_TAGS = re.compile(
    r"<script[^>]*/fontawesome\.js[^>]*></script>\s*"
    r"|<script>DOCUMENTATION_OPTIONS\.\w+ = .*?</script>\s*"
    r'|<meta name="docsearch:\w+"[^>]*>\s*'
    r'|<div id="ethical-ad-placement".*?</div>\s*',
    re.DOTALL,
)
SEARCH_TAGS = re.compile(
    r'<script src="[^"]*(searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>\s*'
)
UNUSED_FILES = (
    *("**/*.map", "**/*.ttf", "**/fontawesome.js*", "**/*macros.html", "**/copybutton_funcs.js"),
    *("locales/**/*.*", "images/*", "*.png", "play-solid.svg", "pdf.js"),
)
MAP_COMMENT = re.compile(r"(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)\s*$")
SCRIPT = re.compile(r"<script>.*?</script>\s*", re.DOTALL)
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
SETTINGS = """
DOCUMENTATION_OPTIONS.search_as_you_type = false;
// What is around a hit is fetched, which a page opened from a folder may not do.
DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol !== "file:";
"""
INDENTED = re.compile(r"(<(pre|script|style)\b.*?</\2>)|\n\s+", re.DOTALL)
SPAN = r'<span class="\1">\2</span>'  # a summary may not hold paragraphs
# Colours are those of the reader's system before anything is shown, so that nothing moves.
SCHEME = '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
MENDED = (
    (re.compile(r'(?<=localStorage\.getItem\("theme"\) \|\| )"auto"'), SCHEME),
    (re.compile(r'\s*autocorrect="off"'), ""),
    (re.compile(r'<summary aria-label="[^"]*">'), "<summary>"),
    (re.compile(r'(search-button-field[^>]*?) title="Search" aria-label="Search"'), r"\1"),
    (re.compile(r'<p class="((?:collapsed|expanded) admonition-title)">(.*?)</p>'), SPAN),
    (re.compile(r"<script src="), "<script defer src="),
    (re.compile(r'(class="citation" id="[^"]*") role="doc-biblioentry"'), r"\1"),
    (re.compile(r'<div role="list" class="citation-list">'), '<div class="citation-list">'),
)


def strip_site(site: Path) -> Path:
    """Remove unused scripts, fonts and source maps from a site in place and return it."""
    static = site / "_static"
    (site / ".buildinfo").unlink(missing_ok=True)  # of no use to readers, other on each machine
    for pattern in UNUSED_FILES:
        for path in static.glob(pattern):
            path.unlink()
    for folder in sorted(static.rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    for path in site.rglob("*.html"):
        page = strip_page(path.read_text(encoding="utf-8"))
        path.write_text(repair_page(page, path.stem), encoding="utf-8")
    for path in [*static.rglob("*.js"), *static.rglob("*.css")]:
        text = path.read_text(encoding="utf-8")
        path.write_text(MAP_COMMENT.sub("", text), encoding="utf-8")
    with (static / "documentation_options.js").open("a", encoding="utf-8") as options:
        options.write(SETTINGS)
    return site


def strip_page(page: str) -> str:
    """Return a page without unused tags and without the second of two equal inline scripts."""
    seen: set[str] = set()

    def first(found: re.Match[str]) -> str:
        text = found[0].strip()
        if text in seen:
            return ""
        seen.add(text)
        return found[0]

    return SCRIPT.sub(first, UNUSED_TAGS.sub("", page))


def repair_page(page: str, stem: str) -> str:
    """Return a page as valid HTML without indentation, its scripts read after it is shown, and
    those of the search on the page of the search alone."""
    if stem != "search":
        page = SEARCH_TAGS.sub("", page)
    viewports = VIEWPORT.findall(page)
    for tag in viewports[1:]:
        head, _, tail = page.rpartition(tag)
        page = head + tail
    for pattern, replacement in MENDED:
        page = pattern.sub(replacement, page)
    return INDENTED.sub(lambda found: found[1] or "\n", page)
