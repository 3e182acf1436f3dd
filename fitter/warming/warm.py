"""Errands are done side by side: by a studio here, or by whoever works for the queue."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from fitter.abilities import Working
from fitter.errors import FitterError
from fitter.flow.actions.enqueue import Enqueue
from fitter.flow.calling import close
from fitter.flow.trace import Trace
from fitter.problems import ConfigError
from fitter.settings.config import Settings
from fitter.studio import Studio, plugins
from fitter.warming.handing import Handing
from fitter.warming.holding import Holding
from fitter.warming.wanted import Errand, Wanted, errands

_FAILED = "It was made, but a storage has not kept it."
_REFUSED = "It was made, but may not be kept: the origin of a source forbids it, or its detector has failed."


class State(Enum):
    """What became of a picture."""

    MADE = "made"
    THERE = "there already"
    QUEUED = "queued"
    ANSWERED = "answered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of what was wanted, and why."""

    wanted: Wanted
    state: State
    why: str = ""


Tell = Callable[[Outcome], None]
Expect = Callable[[int], None]
"""Hears how many outcomes are to come."""


async def here(
    settings: Settings, urls: Iterable[str], accept: Sequence[str], jobs: int, expect: Expect, tell: Tell
) -> None:
    """Make all of it in this process and put it into the storages of the settings.

    Raises:
        ConfigError: there is no storage for results that others share.
        CannotStart: no worker starts.
    """
    studio = Studio(settings)
    if not studio.shares:
        raise ConfigError(["result_storage: there is none that outlives this command; warm with --server"])
    load = Holding.of(studio.flow.load)
    studio.flow = replace(studio.flow, load=load)

    async def do(errand: Errand) -> Outcome:
        trace = Trace()
        try:
            kept = await studio.do(errand.job, trace)
        finally:
            load.done(errand.sources)
        if not (kept and trace.kept):
            return Outcome(errand.wanted, State.FAILED, _REFUSED if kept else _FAILED)
        return Outcome(errand.wanted, State.THERE if trace.cache == "hit" else State.MADE)

    found = await _read(studio, settings, urls, accept, expect, tell)
    for errand in found:
        load.expect(errand.sources)
    if not found:
        await studio.close()
        return
    async with studio:
        await studio.pool.wait_ready()
        await _all(found, jobs, do, tell)


async def queued(
    settings: Settings, urls: Iterable[str], accept: Sequence[str], jobs: int, expect: Expect, tell: Tell
) -> None:
    """Hand all of it to the queue of the settings.

    Raises:
        ConfigError: there is no queue, or it would end with this process.
    """
    queue = next(iter(plugins(settings, "queue").values()), None)
    if queue is None or isinstance(queue, Working):
        raise ConfigError(["queue: its jobs are done in the server's own process; warm without --queue, or --server"])
    studio = Studio(settings)
    try:
        found, handed = await _read(studio, settings, urls, accept, expect, tell), Handing(Enqueue(queue))

        async def do(errand: Errand) -> Outcome:
            await handed(errand.job)
            return Outcome(errand.wanted, State.QUEUED)

        await _all(found, jobs, do, tell)
    finally:
        await close(queue)
        await studio.close()


async def _read(
    studio: Studio, settings: Settings, urls: Iterable[str], accept: Sequence[str], expect: Expect, tell: Tell
) -> list[Errand]:
    found, refused = await errands(studio.flow, urls, accept, (settings.server.public_url or "").rstrip("/"))
    expect(len(found) + len(refused))
    for url, error in refused.items():
        tell(Outcome(Wanted(url), State.FAILED, error.detail))
    return found


async def _all(found: Sequence[Errand], jobs: int, do: Callable[[Errand], Awaitable[Outcome]], tell: Tell) -> None:
    left = iter(found)

    async def lane() -> None:
        for errand in left:
            try:
                tell(await do(errand))
            except FitterError as error:
                tell(Outcome(errand.wanted, State.FAILED, error.detail))
            except Exception as error:  # a plugin's own mistake ends nothing else
                tell(Outcome(errand.wanted, State.FAILED, repr(error)))

    async with asyncio.TaskGroup() as group:
        for _ in range(min(jobs, len(found))):
            group.create_task(lane())
