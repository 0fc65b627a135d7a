"""One style sheet for the whole site, of the rules that its pages use, and in it one small font
of the icons that they show, so that nothing moves when a font arrives."""

import base64
import hashlib
import io
import re
import shutil
from pathlib import Path

import tinycss2
from fontTools import subset

SHEET = re.compile(r'[ \t]*<link[^>]*href="([^"?]+\.css)[^"]*"[^>]*>\n?')
IMPORT = re.compile(r'@import "([^"]+)";?')
NAMES = re.compile(r"[A-Za-z_][\w-]*")
MARKED = re.compile(r'\b(?:class|id|data-[\w-]+)="([^"]*)"')
OWN = "companion.css"  # written for these pages, so all of it stays
FONT = "vendor/fontawesome/webfonts/fa-solid-900.woff2"
ICON = re.compile("[\ue000-\uf8ff]")  # Unicode's private use area, where icon fonts have theirs
FACE = re.compile(rf"src:\s*url\([^)]*{Path(FONT).name}\)[^;}}]*")
TARGET = "styles/site.css"


def join_stylesheets(site: Path) -> None:
    """Replace the style sheets of a site by one that all its pages share."""
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    sheets = dict.fromkeys(
        (path.parent / name).resolve()
        for path, page in pages.items()
        for name in stylesheet_links(page)
    )
    used = names_in_use(site, list(pages.values()))
    css = "\n".join(
        text if sheet.name == OWN else prune(text, used)
        for sheet in sheets
        for text in [inline_imports(sheet)]
    )
    target = site / "_static" / TARGET
    for sheet in (site / "_static").rglob("*.css"):
        sheet.unlink()
    font = base64.b64encode(subset_font(site / "_static" / FONT, css)).decode()
    css = FACE.sub(f"src:url(data:font/woff2;base64,{font}) format('woff2')", css)
    target.write_text(css, encoding="utf-8")
    shutil.rmtree(site / "_static" / "vendor")
    version = hashlib.sha256(css.encode()).hexdigest()[:8]
    for path, page in pages.items():
        path.write_text(relink_page(page, version), encoding="utf-8")


def stylesheet_links(page: str) -> list[str]:
    """Return the addresses of the style sheets of a page, in their order."""
    return SHEET.findall(page)


def relink_page(page: str, version: str) -> str:
    """Return a page with one style sheet in the place of its first."""
    first = SHEET.search(page)
    if first is None:
        return page
    root = re.search(r'data-content_root="([^"]*)"', page)
    prefix = root[1] if root else "./"
    tag = f'<link rel="stylesheet" href="{prefix}_static/{TARGET}?v={version}" />\n'
    return page[: first.start()] + tag + SHEET.sub("", page[first.start() :])


def inline_imports(sheet: Path) -> str:
    """Return a style sheet with those that it imports in their places."""
    text = sheet.read_text(encoding="utf-8")
    return IMPORT.sub(lambda found: inline_imports((sheet.parent / found[1]).resolve()), text)


def names_in_use(site: Path, pages: list[str]) -> set[str]:
    """Return the classes and ids of pages, and every word of the scripts that may add some."""
    found = {name for page in pages for marks in MARKED.findall(page) for name in marks.split()}
    for script in (site / "_static").rglob("*.js"):
        found.update(NAMES.findall(script.read_text(encoding="utf-8")))
    return found


def prune(css: str, used: set[str]) -> str:
    """Return a style sheet without comments and without rules for classes and ids not used."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "\n".join(text for rule in rules if (text := prune_rule(rule, used)))


def prune_rule(rule: tinycss2.ast.Node, used: set[str]) -> str:
    """Return what of one rule is used, as text; a group of rules keeps those used."""
    if rule.type == "qualified-rule":
        selectors = [s for s in split_selectors(rule.prelude) if required_names(s) <= used]
        text = ",".join(tinycss2.serialize(s).strip() for s in selectors)
        return f"{text}{{{tinycss2.serialize(rule.content).strip()}}}" if text else ""
    if rule.type != "at-rule" or rule.at_keyword == "charset":
        return ""
    if rule.at_keyword in ("media", "supports", "container", "layer") and rule.content:
        inner = prune(tinycss2.serialize(rule.content), used)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}" if inner else ""
    text = rule.serialize()
    other_font = rule.at_keyword == "font-face" and Path(FONT).name not in text
    return "" if other_font else text


def split_selectors(prelude: list[tinycss2.ast.Node]) -> list[list[tinycss2.ast.Node]]:
    """Return the selectors of a rule."""
    selectors: list[list[tinycss2.ast.Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def required_names(selector: list[tinycss2.ast.Node]) -> set[str]:
    """Return the classes and ids that a page must have for a selector to match; what is in
    ``:is()``, ``:not()`` and the like is left open."""
    found = set()
    for before, token in zip([None, *selector], selector, strict=False):
        if token.type == "hash":
            found.add(token.value)
        elif token.type == "ident" and before is not None and before.type == "literal":
            found.update({token.value} if before.value == "." else set())
    return found


def subset_font(font: Path, css: str) -> bytes:
    """Return a font with no more than the icons that a style sheet names."""
    options = subset.Options(flavor="woff2", layout_features=[], notdef_outline=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(set(ICON.findall(css)))))
    with subset.load_font(str(font), options) as glyphs, io.BytesIO() as written:
        cutter.subset(glyphs)
        subset.save_font(glyphs, written, options)
        return written.getvalue()
