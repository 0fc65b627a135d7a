"""What is to be run: chapters and country pages, each with the parameters that it declares."""

from pathlib import Path
from typing import Any

import papermill

from analysis.build import country_pages
from analysis.build.run.execute import Job
from analysis.build.stage import chapter_notebooks
from analysis.errors import UserError

COUNTRY_PAGES = "country_pages"  # declared by chapters that want to know which there are


def list_jobs(staged: Path, root: Path, parameters: dict[str, Any]) -> list[Job]:
    """Return the chapters and then the country pages of a staged book as jobs.

    Raises UserError for parameters that a chapter or the template of the country pages does not
    declare, all of them at once.
    """
    of_countries = country_pages.staged_notebooks(staged)
    codes = {COUNTRY_PAGES: [path.stem for path in of_countries]}
    known = {path: declared_parameters(path) for path in chapter_notebooks(staged)}
    given = {
        path: parameters | (codes if COUNTRY_PAGES in names else {})
        for path, names in known.items()
    }
    template = root / f"{country_pages.TEMPLATE}.ipynb"
    asked_of = [(path, parameters, names) for path, names in known.items()]
    if of_countries:
        asked_of.append(
            (template, parameters | {country_pages.PARAMETER: ""}, declared_parameters(template))
        )
    refuse_unknown_parameters(asked_of)
    own = country_pages.notebook_stem(template.stem)
    return [
        *(Job(path.stem, read_text(path), given[path]) for path in known),
        *(
            Job(
                country_pages.notebook_stem(path.stem),
                read_text(path),
                parameters | {country_pages.PARAMETER: path.stem},
                own,
            )
            for path in of_countries
        ),
    ]


def read_text(path: Path) -> str:
    """Return the content of a notebook."""
    return path.read_text(encoding="utf-8")


def declared_parameters(path: Path) -> list[str]:
    """Return the parameters that a notebook declares."""
    return list(papermill.inspect_notebook(path))


def refuse_unknown_parameters(asked_of: list[tuple[Path, dict[str, Any], list[str]]]) -> None:
    """Raise UserError if a notebook is given a parameter that it does not declare; papermill
    would only warn."""
    unknown = [
        f"{notebook_path(path)}: found no parameter '{name}', expected one of "
        f"{', '.join(names) or '(none)'} in its cell tagged parameters"
        for path, given, names in asked_of
        for name in given
        if name not in names
    ]
    if unknown:
        raise UserError("\n".join(unknown))


def notebook_path(path: Path) -> str:
    """Return where a notebook is in the tree."""
    return f"book/{path.as_posix().rpartition('/book/')[2]}"
