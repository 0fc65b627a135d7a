"""Make a site, with PDF and EPUB, in a folder of its own, and write down how that went."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.build import export, fingerprint, metrics, release, stage, stamps, typeset, workspace
from analysis.build.html import postprocess
from analysis.build.options import How
from analysis.build.record import build_page, manifest, provenance
from analysis.build.run import schedule
from analysis.build.run.fork_client import ForkServer


@dataclass(frozen=True)
class Order:
    """What is to be made, and from what: the tree as it was when the build began."""

    parameters: dict[str, Any]
    root: Path
    only_site: bool
    how: How
    tree: fingerprint.Facts
    commit: str | None
    countries: list[str]
    server: ForkServer | None


def renew(order: Order, home: Path, key: str, times: metrics.Meter) -> None:
    """Make a site in a folder of its own in ``home``, and put it in the place of the one that
    stands there when it is finished; ``key`` stands for all that it is made from."""
    with TemporaryDirectory(prefix=workspace.SHOPS, dir=home, ignore_cleanup_errors=True) as shop:
        site = made(order, Path(shop), times)
        with stamps.renewed(home, key):
            release.publish(site, home)
        (Path(shop) / metrics.NAME).replace(home / metrics.NAME)


def made(order: Order, shop: Path, times: metrics.Meter) -> Path:
    """Return the folder of a finished site, made in ``shop``; its times stand beside it."""
    root, parameters = order.root, order.parameters
    with times.step("notebooks"), order.server or nullcontext():
        staged = stage.stage(root, shop / "stage", parameters["lang"], order.countries)
        runs, ran = schedule.run(staged, parameters, root, order.tree, order.how, order.server)
    found = provenance.find(root, order.commit, parameters, runs, order.tree)
    build_page.fill(staged, found)
    with times.step("typesetting"):
        site = typeset.typeset(staged)
    with times.step("dressing"):
        site = postprocess.dressed(site, staged, root, order.commit)
    export.add(site, staged, parameters, root, order.only_site, times)
    manifest.write(site, found)
    times.write(shop / metrics.NAME, {stem: told(one, stem in ran) for stem, one in runs.items()})
    return site


def told(one: schedule.Run, ran: bool) -> dict[str, Any]:
    """Return what is written down of a notebook; of one that was kept, what its run needed."""
    return {"ran": ran, **metrics.figures(one.seconds, one.memory)}
