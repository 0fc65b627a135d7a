"""The command ``companion``: build, verify, serve, check, update, claims, diff, package,
colours."""

import argparse
import signal
import sys
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from analysis import tables
from analysis.cli import places
from analysis.cli.options import add_about, add_building, add_comparing, add_data, add_reading
from analysis.errors import UserError, decode_words, exit_code
from analysis.tables import (
    CURRENT,
    DATA,
    ROOT,
    refuse_unknown,
    require_own_data,
    require_tables,
    require_tree,
    table_names,
    vintages,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 1 after a message on standard error; a
    request to end is the same as Ctrl-C, so that nothing half-made is left."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return exit_code(lambda: run(sys.argv[1:] if arguments is None else arguments))


def run(words: Sequence[str]) -> int:
    """Run one command where the person stands and return its exit code."""
    tree = places.other_tree(Path.cwd())
    if tree:
        return places.run_there(words, tree=tree)
    chosen = parser().parse_args(words)
    for name, value in vars(chosen).items():
        setattr(chosen, name, decode_words(value))
    if hasattr(chosen, "data"):
        data = places.other_data(Path.cwd(), chosen.data)
        if data:
            return places.run_there([*words, "--data", str(data)], data=data)
        require_tables(chosen.data)
    chosen.run(chosen)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="companion", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="command")
    build_parser = commands.add_parser("build", help="make the site, the PDF and the EPUB")
    add_building(build_parser)
    build_parser.set_defaults(run=run_build)
    serve_parser = commands.add_parser("serve", help="show the built site on this machine")
    serve_parser.add_argument("--port", type=int, default=8000, help="port (8000)")
    serve_parser.set_defaults(run=run_serve)
    verify_parser = commands.add_parser("verify", help="check a site against its manifest")
    verify_parser.add_argument("folder", nargs="?", type=Path, help="a site (that of make book)")
    verify_parser.set_defaults(run=run_verify)
    check_parser = commands.add_parser("check", help="check data/, or a file before it is added")
    check_parser.set_defaults(run=run_check)
    check_parser.add_argument("file", nargs="?", type=Path, help="a file in place of data/")
    add_data(check_parser)
    check_parser.add_argument("--html", action="store_true", help="show it on FILE.check.html too")
    add_reading(check_parser)
    update_parser = commands.add_parser("update", help="add a file as a vintage of a table")
    update_parser.add_argument("file", type=Path, help="the file")
    add_reading(update_parser)
    add_about(update_parser)
    add_data(update_parser)
    update_parser.set_defaults(run=run_update)
    claims_parser = commands.add_parser("claims", help="print the ledger of claims")
    claims_parser.add_argument("--json", action="store_true", help="as JSON")
    claims_parser.add_argument("--vintage", default=CURRENT, help=f"evidence used ({CURRENT})")
    add_data(claims_parser)
    claims_parser.set_defaults(run=run_claims)
    diff_parser = commands.add_parser("diff", help="show what changed between two vintages")
    add_comparing(diff_parser)
    add_data(diff_parser)
    diff_parser.set_defaults(run=run_diff)
    package_parser = commands.add_parser("package", help="write datapackage.json into data/")
    add_data(package_parser)
    package_parser.set_defaults(run=run_package)
    colours_parser = commands.add_parser("colours", help="write the palette into book/assets")
    colours_parser.set_defaults(run=run_colours)
    return top


def run_build(chosen: argparse.Namespace) -> None:
    """Build the site and say where it is."""
    from analysis.build import NAME, Options, build

    require_tree()
    refuse_unknown(chosen.vintage)
    require_own_data()
    parameters = {"vintage": chosen.vintage, "lang": chosen.lang}
    options = Options(chosen.plain, chosen.workers, chosen.scheduler)
    page = build(parameters, ROOT, chosen.only_site, options, chosen.countries)
    if not chosen.only_site:
        print(f"PDF and EPUB are at {page.with_name(NAME)}.pdf and .epub")
    print(f"The site is at {page}\nOpen that file in a browser, or run: make serve")


def run_serve(chosen: argparse.Namespace) -> None:
    """Serve the built site on this machine until interrupted."""
    require_tree()
    site = ROOT / "_build" / "html"
    if not (site / "index.html").exists():
        raise UserError(f"{site}: found no site, expected index.html; run: make book")
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", chosen.port), handler)
    except (OSError, OverflowError) as error:
        raise UserError(
            f"--port: {chosen.port} can't be used ({error}); name another: make serve PORT=8001"
        ) from None
    print(f"http://127.0.0.1:{server.server_port}/ (stop with Ctrl-C)", flush=True)
    server.serve_forever()


def run_verify(chosen: argparse.Namespace) -> None:
    """Check a site, or the unzipped archive of one, against its manifest."""
    from analysis.build import verify

    if chosen.folder is None:
        require_tree()
    print(verify(chosen.folder or ROOT / "_build" / "html"))


def run_check(chosen: argparse.Namespace) -> None:
    """Check a file, or every table of ``data/``, and say what is sound."""
    if chosen.file is not None:
        from analysis import ingest  # readers of spreadsheets take a moment to import

        said = ingest.options_from_arguments(chosen)
        check = ingest.check_on_page if chosen.html else ingest.check_file
        draft = check(chosen.file, said, chosen.strict)
        but = " but the page" if chosen.html else ""
        print(f"sound: {ingest.describe_span(draft)}; nothing was written{but}")
        return
    if chosen.html:
        raise UserError("--html: found no file, expected one; name the file that the page shows")
    from analysis import claims  # statsmodels takes a second to import

    tables.require_sound(DATA, claims.problems)
    if not tables.datapackage_is_current():
        raise UserError("data/datapackage.json: found old content, run: make package")
    count = sum(len(vintages(table)) for table in table_names())
    print(f"data/ is sound: {len(table_names())} tables in {count} vintages, in {DATA}")


def run_update(chosen: argparse.Namespace) -> None:
    """Check a file and add it to ``data/`` as a vintage, whole or not at all."""
    from analysis import ingest

    require_own_data(chosen.data)
    about = ingest.about_from_arguments(chosen)
    said = ingest.options_from_arguments(chosen)
    draft = ingest.check_file(chosen.file, said, chosen.strict)
    about = ingest.with_release_date(about)
    plan = ingest.plan_vintage(draft, about, chosen.file)
    print("\n".join(plan.shown), flush=True)
    if chosen.strict:
        ingest.refuse_warnings(plan)
    if not plan.there:
        ingest.require_consent(chosen.yes)
    print(ingest.save_vintage(draft, about, chosen.file, shown=plan))


def run_claims(chosen: argparse.Namespace) -> None:
    """Print the ledger; raise UserError if a verdict is not the one expected.

    Tables that differ from their hash or their anomalies are judged too, and named, so that
    one can see what a changed value would do.
    """
    from analysis import claims  # statsmodels takes a second to import

    refuse_unknown(chosen.vintage)
    changed = tables.require_readable(DATA, claims.problems)
    ledger = claims.ledger(chosen.vintage)
    print(claims.as_json(ledger) if chosen.json else claims.as_text(ledger, sys.stdout.isatty()))
    unexpected = claims.unexpected_verdicts(ledger)
    told = ["verdicts that were not expected:", *unexpected] if unexpected else []
    if told or changed:
        raise UserError("\n".join([*told, *changed]))


def run_diff(chosen: argparse.Namespace) -> None:
    """Print what changed between two vintages."""
    from analysis.wording import Wording

    require_tree()
    tables.require_sound()
    from analysis import diff  # runs the chapters, and so imports all that they use

    found = diff.between(chosen.old, chosen.new)
    if chosen.json:
        print(diff.as_json(found))
    else:
        print(diff.as_text(found, Wording(), "- " if chosen.markdown else ""))


def run_package(chosen: argparse.Namespace) -> None:
    """Check ``data/`` and write its data package."""
    require_own_data(chosen.data)
    tables.require_sound()
    print(f"wrote {tables.write_datapackage()}")


def run_colours(_: argparse.Namespace) -> None:
    """Write the colours of the palette into the style sheet and the icon of the site."""
    from analysis.publish import write_colours

    require_tree()
    for path in write_colours(ROOT / "book" / "assets"):
        print(f"wrote {path}")
