"""Make a site, with PDF and EPUB, in a folder of its own, and write down how that went."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.press import (
    built,
    depends,
    dress,
    forms,
    manifest,
    meter,
    origin,
    run,
    stage,
    typeset,
)
from analysis.press.how import How
from analysis.press.server import ForkServer


@dataclass(frozen=True)
class Order:
    """What is to be made, and from what: the tree as it was when the build began."""

    parameters: dict[str, Any]
    root: Path
    only_site: bool
    how: How
    tree: depends.Facts
    commit: str | None
    countries: list[str]
    server: ForkServer | None


def made(order: Order, shop: Path, times: meter.Meter) -> Path:
    """Return the folder of a finished site, made in ``shop``; its times stand beside it."""
    root, parameters = order.root, order.parameters
    with times.step("notebooks"):
        staged = stage.stage(root, shop / "stage", parameters["lang"], order.countries)
        runs, ran = run.run(staged, parameters, root, order.tree, order.how, order.server)
    if order.server is not None:
        order.server.close()
    found = origin.find(root, order.commit, parameters, runs, order.tree)
    built.fill(staged, found)
    with times.step("typesetting"):
        site = typeset.typeset(staged)
    with times.step("dressing"):
        site = dress.dressed(site, staged, root, order.commit)
    forms.add(site, staged, parameters, root, order.only_site, times)
    manifest.write(site, found)
    times.write(shop / meter.NAME, {stem: told(one, stem in ran) for stem, one in runs.items()})
    return site


def told(one: run.Run, ran: bool) -> dict[str, Any]:
    """Return what is written down of a notebook; of one that was kept, what its run needed."""
    return {"ran": ran, **meter.figures(one.seconds, one.memory)}
