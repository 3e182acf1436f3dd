"""Settings become the flow and its workers, without a listener: what a server, a queue's worker and a command share.

::

    async with Studio.of(Path("fitter.conf")) as studio:
        await studio.do(job)
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Self

import fitter
from fitter import metrics, resolve
from fitter.abilities import Fleeting, Near
from fitter.errors import by_code
from fitter.flow.admission import Admission
from fitter.flow.calling import call, close_all
from fitter.flow.flight import SingleFlight
from fitter.flow.flow import Flow
from fitter.flow.reading.blocked import Blocked
from fitter.flow.reading.negotiate import Negotiate
from fitter.flow.reading.order import Order
from fitter.flow.results.keep import Keep
from fitter.flow.results.lock import Lock
from fitter.flow.results.naming import Naming
from fitter.flow.results.recall import Recall
from fitter.flow.results.tier import Tier
from fitter.flow.sources.current import Current
from fitter.flow.sources.freshness import Freshness
from fitter.flow.sources.load import Load
from fitter.flow.sources.origins import Origins
from fitter.flow.trace import Trace
from fitter.flow.transform import Transform
from fitter.flow.uploads.kept import Uploads, forget
from fitter.jobs import Job
from fitter.lasting import Lasting
from fitter.protocols import Storage
from fitter.room import Room
from fitter.settings import configfile, permissions, uploading
from fitter.settings.config import Settings
from fitter.settings.writing import Writing
from fitter.url.signature import Signer
from fitter.workers.greeting import hello
from fitter.workers.pool import Pool

_log = logging.getLogger("fitter.jobs")

_PIPELINE = "3"
"""Raised when the same URL comes to mean other bytes, so that older results are not found any more."""

_INSTEAD = "Its source is not to be had; another picture is shown in its place."
_SECTIONS = ("loader", "storage", "result_storage")


class Studio(Lasting):
    """The flow, its plugins and its workers. Use it as a context, or start and close it."""

    def __init__(self, settings: Settings, elsewhere: Callable[[str], Awaitable[bool]] | None = None) -> None:
        """Make all the parts; nothing runs yet.

        Args:
            settings: all of them.
            elsewhere: waits while a result of that key is being made elsewhere; whether it was.

        Raises:
            ConfigError: an operation does not exist.
            Unresolved: a plugin cannot be made.
        """
        self.settings = settings
        self.grammar = permissions.grammar(settings)
        self.signer = Signer(settings.signing_keys, allow_unsigned=settings.security.allow_unsigned)
        self.pool = _pool(settings)
        self._plugins = {section: plugins(settings, section) for section in _SECTIONS}
        place = uploading.place(settings) if settings.upload.enabled else None
        self._uploads_at = "" if place is None else f"{place[0]}[{place[1]}]"
        self.uploads = None if place is None else self._uploads(str(place[0]))
        self._keep_sources, self._keep_results = Keep(), Keep()  # apart: a source may be called like a result
        self.flow = replace(self._flow(), elsewhere=elsewhere)

    @classmethod
    def of(cls, file: Path) -> Self:
        """The studio of a configuration file; raises ConfigError for all that is wrong with it."""
        return cls(configfile.load(file))

    @property
    def shares(self) -> bool:
        """Whether others find what is made here: it is kept somewhere else than in this process."""
        storages = [tier.storage for tier in self.flow.recall.tiers]
        return any(not (isinstance(one, Fleeting) and one.fleeting) for one in storages)

    def _flow(self) -> Flow:
        settings = self.settings
        loaders = [*self._plugins["loader"].values()]
        if self.uploads and self._uploads_at != "loader[0]":  # a loader in front might refuse their keys
            loaders.insert(0, self.uploads)
        limits, freshness = settings.limits, Freshness(settings.sources)
        most = limits.source_bytes
        room = Room(max(most, limits.sources_memory))
        load = Load(self._tiers("storage"), Origins(loaders), self._keep_sources, most, freshness, room)
        results, keep = self._tiers("result_storage"), self._keep_results
        return Flow(
            signer=self.signer,
            grammar=self.grammar,
            defaults=replace(settings.output.output(), fallback=settings.fallback.source),
            context=_context(settings),
            path_bytes=limits.path_bytes,
            deadline=settings.engine.deadline,
            recall=Recall(results, keep),
            load=load,
            current=Current(load),
            transform=Transform(self.pool),
            keep=keep,
            admission=Admission(limits.loading, limits.queue + settings.workers),
            flight=SingleFlight(),
            lock=Lock(results, keep, settings.herd.lock),
            naming=Naming(settings.naming),
            fallback=settings.fallback,
            negotiate=_negotiate(settings.output),
            blocked=Blocked(settings.security.blocked_sources),
        )

    def _uploads(self, section: str) -> Uploads:
        loaders = [plugin for name, plugin in self._plugins["loader"].items() if name != self._uploads_at]
        beside = [plugin for plugin in loaders if isinstance(plugin, Storage)]
        return Uploads(self._plugins[section][self._uploads_at], beside)

    def _tiers(self, section: str) -> list[Tier]:
        patience = self.settings.engine.deadline / 4
        return [
            Tier(name, plugin, patience, partial(forget, plugin) if name == self._uploads_at else None)
            for name, plugin in self._plugins[section].items()
        ]

    async def start(self) -> None:
        """Start the workers; they get ready meanwhile."""
        await self.pool.start()

    async def do(self, job: Job, trace: Trace | None = None) -> bool:
        """Make the picture of a job, unless it is there; whether every tier has it then.

        Args:
            job: which picture, by which way.
            trace: is told how it went.

        Raises:
            FitterError: it cannot be made, whatever is shown in its place; with a status of 500 or more, trying again
                later makes sense.
        """
        order = self.flow.ordered(job)
        if order.key != job.key:
            _log.warning("a job comes from other settings than these; what is made of it may be found by nobody")
        try:
            await self._made(order, trace or Trace())
        except Exception:
            metrics.JOBS.labels("failed").inc()
            raise
        metrics.JOBS.labels("done").inc()
        return await self._keep_results.settled(order.name)

    async def _made(self, order: Order, trace: Trace) -> None:
        answer = await self.flow.answer(order, trace)
        if answer.fallback:
            raise by_code(answer.fallback, _INSTEAD)

    async def lacking(self) -> list[str]:
        """What keeps loaders of this machine from their work, a sentence each. Those that ask others are not asked."""
        found = []
        for name, loader in self._plugins["loader"].items():
            check = getattr(loader, "check", None)
            if check is not None and isinstance(loader, Near) and name != self._uploads_at:  # which makes its folder
                try:
                    await call(check)
                except Exception as error:  # a plugin's own code runs here
                    found.append(f"{name}: {error}")
        return found

    async def flush(self) -> None:
        """Wait until all that was made and loaded is kept."""
        await asyncio.gather(self._keep_sources.flush(), self._keep_results.flush(), self.flow.lock.flush())

    async def close(self) -> None:
        """End the workers and the plugins."""
        await self.flow.current.close()
        await self.pool.close()
        await close_all(chain.from_iterable(section.values() for section in self._plugins.values()))


def plugins(settings: Settings, section: str) -> dict[str, Any]:
    """The plugins that a section of the settings names, by their names for people; raises Unresolved."""
    return {
        f"{section}[{path[1]}]": resolve.plugin(plugin.use, plugin.options, kind, settings.value)()
        for path, plugin, kind in settings.plugins()
        if path[0] == section
    }


def _negotiate(output: Writing) -> Negotiate:
    return Negotiate(tuple(output.auto), output.client_hints, output.accept_wildcards, output.vary == "always")


def _pool(settings: Settings) -> Pool:
    engine = settings.engine
    return Pool(
        hello(settings),
        size=settings.workers,
        queue=settings.limits.queue,
        deadline=engine.deadline,
        memory=engine.memory,
        recycle_jobs=engine.recycle_jobs,
        recycle_memory=engine.recycle_memory,
    )


def _context(settings: Settings) -> str:
    """All that decides over the bytes besides the URL; a change of settings so never shows old results."""
    engine = {"use": settings.engine.use, **settings.engine.options}
    output = settings.output.model_dump_json()
    still = settings.limits.frames == 1  # the other limits refuse, and change no picture
    most = settings.limits.width, settings.limits.height
    detector = settings.detector and sorted({"use": settings.detector.use, **settings.detector.options}.items())
    return repr(
        (_PIPELINE, fitter.__version__, output, sorted(engine.items()), detector, settings.operations, still, most)
    )
