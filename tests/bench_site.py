"""Measure the first view of every page, beside the same book in the default theme.

For each page: bytes by gzip and requests before anything is touched (Chromium), and the
scores of Lighthouse, medians of three (of the default theme one run each). Needs Node 20 with
npx. Prints a table and writes ``_build/bench-site.json``; `make bench` calls it after a build.
"""

import gzip
import json
import shutil
import statistics
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import yaml

from analysis.build import stage, typeset
from analysis.build.export import browser
from analysis.build.run import schedule
from analysis.tables import ROOT, read_yaml

LIGHTHOUSE = "lighthouse@13"
SCORES = ("performance", "accessibility", "best-practices", "seo")
TEXT = (".html", ".js", ".css", ".json", ".svg", ".txt", ".map")
SITE, DEFAULT = "companion", "default theme"
RUNS = {SITE: 3, DEFAULT: 1}


class Compressed(SimpleHTTPRequestHandler):
    """A server that sends text by gzip and tells browsers to keep what has a version."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        packed = path.suffix in TEXT
        content = gzip.compress(path.read_bytes(), 9) if packed else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        if path.suffix != ".html":
            self.send_header("Cache-Control", "public, max-age=31536000")
        self.end_headers()
        self.wfile.write(content)


def in_default_theme(folder):
    """The same run book, typeset with the configuration that Jupyter Book starts with."""
    staged = stage.stage_book(ROOT, folder / "stage", "en")
    schedule.run_notebooks(staged, {"vintage": "current", "lang": "en"}, ROOT)
    ours = read_yaml(ROOT / "_config.yml")
    plain = {key: ours[key] for key in ("title", "author", "only_build_toc_files", "parse")}
    plain |= {"execute": {"execute_notebooks": "off"}, "bibtex_bibfiles": ["book/references.bib"]}
    (staged / "_config.yml").write_text(yaml.safe_dump(plain), encoding="utf-8")
    shutil.rmtree(staged / "book" / "_templates", ignore_errors=True)
    return typeset.typeset(staged)


def first_view(opened, address):
    """Bytes and requests of a page before anything is touched, and what moved."""
    answers = []
    opened.on("requestfinished", lambda request: answers.append(request))
    opened.goto(address, wait_until="networkidle")
    sizes = [request.sizes()["responseBodySize"] for request in answers]
    hosts = {request.url.split("/")[2] for request in answers if "//" in request.url}
    return {"bytes": sum(sizes), "requests": len(sizes), "foreign": len(hosts) - 1}


def scores(address, folder, runs):
    """Medians of Lighthouse's scores, and of its layout shift."""
    command = [
        *("npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"),
        f"--output-path={folder / 'report.json'}",
        f"--chrome-flags=--headless {' '.join(browser.flags())}",
        f"--only-categories={','.join(SCORES)}",
    ]
    found = []
    for _ in range(runs):
        subprocess.run(command, check=True, capture_output=True)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
        found.append(
            {name: round(100 * report["categories"][name]["score"]) for name in SCORES}
            | {"shift": round(shift, 3)}
        )
    return {key: statistics.median(run[key] for run in found) for key in found[0]}


def measure(site, folder, runs):
    """Every page of a site: its first view and its scores."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressed, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    found = {}
    for path in sorted(site.glob("book/*.html")):
        address = f"http://127.0.0.1:{server.server_port}/book/{path.name}"
        with browser.launch() as started:
            view = first_view(started.new_context().new_page(), address)
        found[path.stem] = view | scores(address, folder, runs)
        print(path.stem, found[path.stem], file=sys.stderr)
    server.shutdown()
    return found


def table(found):
    """The figures as a table in Markdown."""
    columns = ["kB", "requests", *SCORES, "shift"]
    lines = ["| page | " + " | ".join(columns) + " | default: kB | requests | performance |"]
    lines.append("|" + "---|" * (len(columns) + 4))
    for name, row in found[SITE].items():
        cells = [f"{row['bytes'] / 1000:.0f}", row["requests"], *(row[s] for s in SCORES)]
        plain = found[DEFAULT].get(name, {"bytes": 0, "requests": 0, "performance": 0})
        beside = [f"{plain['bytes'] / 1000:.0f}", plain["requests"], plain["performance"]]
        lines.append("| " + " | ".join(map(str, [name, *cells, row["shift"], *beside])) + " |")
    return "\n".join(lines)


def main():
    if shutil.which("npx") is None:
        sys.exit("npx: found none, expected Node 20 with npx, which brings Lighthouse")
    browser.ensure_browser()
    with TemporaryDirectory(prefix="bench-", dir=ROOT / "_build") as name:
        plain = in_default_theme(Path(name))
        found = {
            SITE: measure(ROOT / "_build" / "html", Path(name), RUNS[SITE]),
            DEFAULT: measure(plain, Path(name), RUNS[DEFAULT]),
        }
    target = ROOT / "_build" / "bench-site.json"
    target.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(table(found))
    print(f"\nGzip; Lighthouse ({LIGHTHOUSE}), medians of {RUNS[SITE]}; written to {target.name}")


if __name__ == "__main__":
    main()
