"""A page for those without a terminal: the sheet with what is wrong marked, and the rows read."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

from analysis.errors import UserError
from analysis.ingest.draft import Draft, Options
from analysis.ingest.formats.sandbox import run_guarded
from analysis.ingest.look import Look, Message, look_here
from analysis.ingest.messages import failure
from analysis.ingest.report import describe_span, reading, tell
from analysis.tables import DATA

ENDING = ".check.html"
OURS = '<meta name="generator" content="companion check">'
BEGINNING = 1000  # characters in which a page says that it is one of ours


def check_on_page(path: Path, options: Options, strict: bool = False) -> Draft:
    """Check a file as ``check_file`` does, and write what was found as a page into the working
    folder, ``FILE.check.html``; a page of an earlier check is replaced.

    Raises UserError with every problem, and for another file where the page would be.
    """
    if not path.is_file():
        raise failure("no-file", file=path, error="it is no file")
    target = Path(f"{path.name}{ENDING}").absolute()
    if target.exists() and OURS not in beginning(target):
        raise failure("page-in-the-way", file=target)
    try:
        look = run_guarded(look_here, path, options, DATA)
    except UserError as error:
        look = Look(None, [Message(line, False) for line in str(error).splitlines()])
    if strict:
        look = replace(look, messages=[replace(m, warning=False) for m in look.messages])
    replace_text(target, render_page(path.name, look))
    print(f"wrote {target}; a double click opens it")
    if look.draft is None:
        raise UserError("\n".join(message.text for message in look.messages))
    return tell(look.draft, path.name, strict, "nothing was written but the page")


def beginning(path: Path) -> str:
    """Return the first characters of a file."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(BEGINNING)


def render_page(name: str, look: Look) -> str:
    """Return the page of a file; what the file holds is text in it, never markup."""
    import jinja2  # which only a page needs
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    draft = look.draft

    def texts(numbers: tuple[int, ...]) -> str:
        return "\n".join(look.messages[number - 1].text for number in numbers)

    def only_warnings(numbers: tuple[int, ...]) -> bool:
        return all(look.messages[number - 1].warning for number in numbers)

    return environment.get_template("check.html").render(
        name=name,
        look=look,
        columns=[*draft.frame.columns] if draft else [],
        span=describe_span(draft) if draft else "",
        count=len(draft.frame) if draft else 0,
        reading=[*reading(draft)] if draft else [],
        problems=sum(not message.warning for message in look.messages),
        ours=Markup(OURS),
        texts=texts,
        only_warnings=only_warnings,
    )


def replace_text(target: Path, text: str) -> None:
    """Write a file whole or not at all."""
    number, staged = tempfile.mkstemp(dir=target.parent, prefix=".check-")
    try:
        with os.fdopen(number, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
        Path(staged).chmod(0o644)
        Path(staged).replace(target)
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise
