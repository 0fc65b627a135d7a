"""Run the chapters that need it, two at a time; the others get what is kept of their last run."""

import sys
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from analysis.build import country_pages, fingerprint, metrics, watch
from analysis.build.options import Options
from analysis.build.run import cache, dependencies, executors, jobs
from analysis.build.run.execute import Job, Run, write_run
from analysis.build.run.fork_client import ForkServer
from analysis.build.run.values import COMPARING
from analysis.errors import UserError

FIGURES = "figures"  # folder of the plain files, in the stage and in the site


@dataclass(frozen=True)
class Due:
    """A chapter that must run: why, where its run is kept, and how long the last one took."""

    job: Job
    why: str
    kept: Path
    seconds: float


def run_notebooks(
    staged: Path,
    parameters: dict[str, Any],
    root: Path,
    watched: watch.Watch | None = None,
    options: Options | None = None,
    server: ForkServer | None = None,
) -> tuple[dict[str, Run], set[str]]:
    """Replace each staged notebook by its run, or none of them; return the runs by stem, and
    the stems of those that were not kept from before.

    ``watched`` is the tree as it was when the build began; kernels are forked by ``server``, or
    ordinary ones. Says which chapters ran, and why. A run is kept only if nothing changed while
    it read.
    Raises UserError for parameters that a chapter does not declare and for chapters that
    fail, all of them at once; TreeChanged if the tree changed meanwhile.
    """
    watched = watched or watch.watch_tree(root)
    todo = jobs.list_jobs(staged, root, parameters)
    folder = root / "_build" / "cache"
    plans = {job.stem: make_plan(job, folder, root, watched.facts) for job in todo}
    runs = {stem: plan for stem, plan in plans.items() if isinstance(plan, Run)}
    due = [plan for plan in plans.values() if isinstance(plan, Due)]
    runs |= run_due(due, watched, staged.parent, options or Options(), server)
    refuse_shared_names([(job.template or job.stem, runs[job.stem]) for job in todo])
    for job in todo:
        write_run(runs[job.stem], staged / "book" / f"{job.stem}.ipynb", staged / FIGURES)
    cache.remove_stale(
        folder, {*runs, *country_pages.possible_stems(root / "data")}
    )  # runs of country pages of other builds too
    return {job.stem: runs[job.stem] for job in todo}, {plan.job.stem for plan in due}


def make_plan(job: Job, folder: Path, root: Path, tree: fingerprint.Facts) -> Run | Due:
    """Return the kept run of a chapter, or that it is due."""
    kept = cache.entry_path(folder, job)
    found = cache.load_run(kept)
    if found is None:
        longest = float(job.stem == COMPARING)  # it runs all others
        return Due(job, "damaged in cache" if kept.exists() else "new", kept, longest)
    facts, run = found
    why = dependencies.reason_to_run(
        facts, dependencies.run_dependencies(root, job.notebook, run.reads, tree)
    )
    return Due(job, why, kept, run.seconds) if why else run


def run_due(
    due: list[Due],
    watched: watch.Watch,
    shop: Path,
    options: Options,
    server: ForkServer | None,
) -> dict[str, Run]:
    """Return the runs of chapters by stem, and keep each. Raises TreeChanged if the tree changed
    meanwhile, else UserError if any fails."""
    if not due:
        return {}
    runs: dict[str, Run] = {}
    failures: dict[str, str] = {}
    root, tree = watched.root, watched.facts
    with (
        executors.open_pool(root, tree, shop, options, server) as submit,
        progress_bar(len(due)) as bar,
    ):
        longest_first = sorted(due, key=lambda plan: -plan.seconds)
        submitted = {submit(plan.job): plan for plan in longest_first}
        for future in as_completed(submitted):
            plan, error = submitted[future], future.exception()
            stem = plan.job.stem
            if error is not None:
                known = isinstance(error, UserError)
                failures[stem] = str(error) if known else f"book/{stem}.ipynb: {error!r}"
                continue
            run = runs[stem] = future.result()
            if not watch.changed_paths(watched):
                facts = dependencies.run_dependencies(root, plan.job.notebook, run.reads, tree)
                cache.save_run(plan.kept, facts, run)
            found = metrics.round_figures(run.seconds, run.memory)
            bar.write(metrics.format_line(stem, found, plan.why), file=sys.stdout)
            bar.update()
    watch.require_unchanged(watched)
    if failures:
        raise UserError("\n".join(group_messages(failures)))
    return runs


def refuse_shared_names(published: list[tuple[str, Run]]) -> None:
    """Raise UserError if two notebooks publish files of one name, each exhibit once: one would
    show what the other has drawn. Country pages, of one template, share what is the same."""
    owners: dict[str, dict[str, None]] = {}
    for stem, run in published:
        for file in run.files:
            owners.setdefault(file.casefold(), {})[f"book/{stem}.ipynb"] = None
    shared = {
        f"{', '.join(stems)}: found the exhibit '{file.partition('.')[0]}' in each, expected each "
        "name once in the book; publish it under another name in all but one"
        for file, stems in owners.items()
        if len(stems) > 1
    }
    if shared:
        raise UserError("\n".join(sorted(shared)))


def group_messages(failures: dict[str, str]) -> list[str]:
    """Return each message once; of country pages, made from one template, which have it. The
    chapter that runs all others fails with each of them, which need not be said."""
    own = {stem: message for stem, message in failures.items() if stem != COMPARING}
    found: dict[str, list[str]] = {}
    for stem, message in (own or failures).items():
        found.setdefault(message, []).append(stem)
    return [
        f"{message}\n  in {', '.join(stems)}" if any("/" in stem for stem in stems) else message
        for message, stems in found.items()
    ]


def progress_bar(total: int) -> "tqdm[Any]":
    """Return a progress bar over chapters that is silent unless standard error is a terminal."""
    quiet = not sys.stderr.isatty()
    return tqdm(total=total, unit="chapter", desc="running", leave=False, disable=quiet)
