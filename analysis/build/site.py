"""Make a site, with PDF and EPUB, in a folder of its own, and write down how that went."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.build import export, metrics, release, stage, stamps, typeset, watch, workspace
from analysis.build.html import postprocess
from analysis.build.options import Options
from analysis.build.record import build_page, git, manifest, provenance
from analysis.build.run import schedule
from analysis.build.run.execute import Run
from analysis.build.run.fork_client import ForkServer


@dataclass(frozen=True)
class Order:
    """What is to be made, and from what: the tree as it was when the build began."""

    parameters: dict[str, Any]
    root: Path
    only_site: bool
    options: Options
    watched: watch.Watch
    commit: str | None
    countries: list[str]
    server: ForkServer | None


def rebuild_site(order: Order, home: Path, key: str, times: metrics.Meter) -> None:
    """Make a site in a folder of its own in ``home``, and put it in the place of the one that
    is there when it is finished; ``key`` means all that it is made from."""
    with TemporaryDirectory(prefix=workspace.WORK, dir=home, ignore_cleanup_errors=True) as shop:
        site = make_site(order, Path(shop), times)
        watch.require_unchanged(order.watched)
        if git.head_commit(order.root) != order.commit:
            raise watch.TreeChanged(["the commit"])
        with stamps.renew_stamp(home, key):
            release.release(site, home)
        (Path(shop) / metrics.NAME).replace(home / metrics.NAME)


def make_site(order: Order, shop: Path, times: metrics.Meter) -> Path:
    """Return the folder of a finished site, made in ``shop``; its times are beside it."""
    root, parameters = order.root, order.parameters
    with times.step("notebooks"), order.server or nullcontext():
        staged = stage.stage_book(root, shop / "stage", parameters["lang"], order.countries)
        runs, ran = schedule.run_notebooks(
            staged, parameters, root, order.watched, order.options, order.server
        )
    found = provenance.find_provenance(root, order.commit, parameters, runs, order.watched.facts)
    build_page.fill_page(staged, found)
    with times.step("typesetting"):
        site = typeset.typeset(staged)
    with times.step("postprocessing"):
        site = postprocess.postprocess(site, staged, root, order.commit)
    export.add_exports(site, staged, parameters, root, order.only_site, times)
    manifest.write_manifest(site, found)
    times.write(
        shop / metrics.NAME,
        {stem: notebook_metrics(one, stem in ran) for stem, one in runs.items()},
    )
    return site


def notebook_metrics(one: Run, ran: bool) -> dict[str, Any]:
    """Return what is written down of a notebook; of one that was kept, what its run needed."""
    return {"ran": ran, **metrics.round_figures(one.seconds, one.memory)}
