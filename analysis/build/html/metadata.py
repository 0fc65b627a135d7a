"""What is in the head of each page: what it says in short, where it is, what it may load."""

import base64
import hashlib
import html
import re
from pathlib import Path

CHARSET = re.compile(r'<meta charset="utf-8" ?/?>', re.IGNORECASE)
INLINE = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
OVERVIEW = re.compile(r'<section id="overview">.*', re.DOTALL)
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
ARTICLE = re.compile(r'<article class="bd-article">.*?</article>', re.DOTALL)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
LONGEST = 200  # characters of a description, as search engines show it
PICTURE = "_static/social.png"
FIRST = "book/index.html"


def write_metadata(site: Path, address: str) -> None:
    """Write the head of every page in place, the first page of the folder, and a site map.

    ``address`` is that of the published site, or '' if none is known: then no page names an
    address of its own, and there is no site map, which would need one.
    """
    paths = sorted(path for path in site.rglob("*.html") if path != site / "index.html")
    first = (site / FIRST).read_text(encoding="utf-8")
    (site / "index.html").write_text(redirect_page(first, address), encoding="utf-8")
    for path in paths:
        page = path.read_text(encoding="utf-8")
        name = path.relative_to(site).as_posix()
        path.write_text(add_metadata(page, name, address), encoding="utf-8")
    if address:
        names = [path.relative_to(site).as_posix() for path in paths if path.parent != site]
        (site / "sitemap.xml").write_text(sitemap(names, address), encoding="utf-8")


def add_metadata(page: str, name: str, address: str) -> str:
    """Return a page with policy, description, address and what a link to it shows."""
    text = html.escape(page_description(page), quote=True)
    title = html.escape(html.unescape(TITLE.search(page)[1].strip()))  # type: ignore[index]
    picture = address + PICTURE if address else "../" * name.count("/") + PICTURE
    tags = [
        f'<meta http-equiv="Content-Security-Policy" content="{content_security_policy(page)}" />',
        f'<meta name="description" content="{text}" />',
        '<meta property="og:type" content="article" />',
        f'<meta property="og:title" content="{title}" />',
        f'<meta property="og:description" content="{text}" />',
        f'<meta property="og:image" content="{picture}" />',
        '<meta name="twitter:card" content="summary_large_image" />',
    ]
    if address:
        tags.append(f'<link rel="canonical" href="{address}{name}" />')
        tags.append(f'<meta property="og:url" content="{address}{name}" />')
    return CHARSET.sub(lambda found: "\n    ".join([found[0], *tags]), page, count=1)


def content_security_policy(page: str) -> str:
    """Return a Content-Security-Policy by which a page loads nothing from another host and runs
    no script but those of the site and the few lines that are in it."""
    hashes = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in INLINE.findall(page)
    ]
    scripts = " ".join(["'self'", *(f"'sha256-{value}'" for value in dict.fromkeys(hashes))])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'"
    )


def page_description(page: str) -> str:
    """Return the first sentences of a page's overview, or of its text, as plain text."""
    article = ARTICLE.search(page)
    text = article[0] if article else page
    overview = OVERVIEW.search(text)
    paragraphs = PARAGRAPH.findall(overview[0] if overview else text)
    plain = [html.unescape(re.sub(r"<[^>]+>", "", found)) for found in paragraphs]
    said = next((" ".join(found.split()) for found in plain if found.strip()), "")
    return shorten(said or html.unescape(TITLE.search(page)[1].strip()))  # type: ignore[index]


def shorten(text: str) -> str:
    """Return the sentences of a text that fit a description, or as many words of the first."""
    if len(text) <= LONGEST:
        return text
    ends = [found.end() for found in re.finditer(r"[.?!](?= )", text[: LONGEST + 1])]
    return text[: ends[-1]] if ends else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def redirect_page(page: str, address: str) -> str:
    """Return the first page of the folder, which leads on to the first page of the book."""
    title = html.escape(html.unescape(TITLE.search(page)[1].strip()))  # type: ignore[index]
    text = html.escape(page_description(page), quote=True)
    canonical = f'<link rel="canonical" href="{address}{FIRST}" />\n' if address else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n'
        f'<meta http-equiv="refresh" content="0; url={FIRST}" />\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
        f'<title>{title}</title>\n<meta name="description" content="{text}" />\n{canonical}'
        f'</head>\n<body>\n<p><a href="{FIRST}">{title}</a></p>\n</body>\n</html>\n'
    )


def sitemap(names: list[str], address: str) -> str:
    """Return a site map of pages (sitemaps.org 0.9)."""
    rows = [f"  <url><loc>{html.escape(address + name)}</loc></url>" for name in names]
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{space}">', *rows, "</urlset>"]
    )
