"""The only place that knows all the parts: settings become a running front."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import Any

import tornado.web
from tornado.ioloop import PeriodicCallback
from tornado.routing import PathMatches, Rule

import fitter
from fitter import metrics, permissions, resolve
from fitter.config import Settings, Writing
from fitter.flow.admission import Admission
from fitter.flow.blocked import Blocked
from fitter.flow.calling import close
from fitter.flow.current import Current
from fitter.flow.elsewhere import Elsewhere
from fitter.flow.flight import SingleFlight
from fitter.flow.flow import Flow
from fitter.flow.freshness import Freshness
from fitter.flow.keep import Keep
from fitter.flow.load import Load
from fitter.flow.lock import Lock
from fitter.flow.naming import Naming
from fitter.flow.negotiate import Negotiate
from fitter.flow.neighbours import Neighbours
from fitter.flow.origins import Origins
from fitter.flow.purge import Purge
from fitter.flow.recall import Recall
from fitter.flow.telling import Telling
from fitter.flow.tier import Tier
from fitter.flow.transform import Transform
from fitter.url.signature import Signer
from fitter.web.admin import HealthCheckHandler, HealthHandler, MetricsHandler, ReadyHandler
from fitter.web.image import ImageHandler
from fitter.web.malformed import Listener
from fitter.web.running import Running
from fitter.workers.pool import Pool

_PIPELINE = "2"
"""Raised when the same URL comes to mean other bytes, so that older results are not found any more."""

_GRACE = 1.0  # seconds after the drain for what is still being written to the storages
_BODY = 2.0  # seconds for a body, which no request needs
_MEASURED = 1000  # milliseconds


class App:
    """One front: its plugins, its workers and its Tornado application."""

    def __init__(self, settings: Settings) -> None:
        """Make all the parts; nothing runs yet. Raises ConfigError for operations that do not exist."""
        self.settings = settings
        self.grammar = permissions.grammar(settings)
        self.signer = Signer(settings.signing_keys, allow_unsigned=settings.security.allow_unsigned)
        self.pool = _pool(settings)
        self._counted = self.pool.stats()
        self.running = Running()
        self.draining = False
        self._plugins = {path: _plugin(settings, plugin, kind) for path, plugin, kind in settings.plugins()}
        self._keep_sources, self._keep_results = Keep(), Keep()  # apart: a source may be called like a result
        self.flow = self._flow()
        self._neighbours = Neighbours()
        self._elsewhere = Elsewhere(tier.storage for tier in (*self.flow.recall.tiers, *self.flow.load.storages))
        purgers = {f"purge[{path[1]}]": one for path, one in self._plugins.items() if path[0] == "purge"}
        self.purge = Purge(self.flow, self._neighbours, self._elsewhere, purgers)
        self.telling = Telling(settings.cache, self.flow.negotiate.negotiable)
        self._measuring = PeriodicCallback(self.measure, _MEASURED)  # of several fronts, any one tells of all

    def _flow(self) -> Flow:
        settings = self.settings
        loaders = [plugin for path, plugin in self._plugins.items() if path[0] == "loader"]
        freshness, most = Freshness(settings.sources), settings.limits.source_bytes
        results, keep = self._tiers("result_storage"), self._keep_results
        load = Load(self._tiers("storage"), Origins(loaders), self._keep_sources, most, freshness)
        return Flow(
            signer=self.signer,
            grammar=self.grammar,
            defaults=replace(settings.output.output(), fallback=settings.fallback.source),
            context=_context(settings),
            path_bytes=settings.limits.path_bytes,
            deadline=settings.engine.deadline,
            recall=Recall(results, keep),
            load=load,
            current=Current(load),
            transform=Transform(self.pool),
            keep=keep,
            admission=Admission(settings.limits.queue + settings.workers, settings.limits.sources_memory, most),
            flight=SingleFlight(),
            lock=Lock(results, keep, settings.herd.lock),
            naming=Naming(settings.naming),
            fallback=settings.fallback,
            negotiate=_negotiate(settings.output),
            blocked=Blocked(settings.security.blocked_sources),
        )

    def _tiers(self, section: str) -> list[Tier]:
        named = [(f"{section}[{path[1]}]", plugin) for path, plugin in self._plugins.items() if path[0] == section]
        return [Tier(name, plugin, self.settings.engine.deadline / 4) for name, plugin in named]

    async def start(self) -> None:
        """Start the workers; they get ready meanwhile."""
        self._neighbours.listen(self.purge.drop)
        self._elsewhere.listen(self.purge.drop)
        await self.pool.start()
        self._measuring.start()

    async def close(self) -> None:
        """End the workers and the plugins."""
        self._measuring.stop()
        self._neighbours.close()
        await self._elsewhere.close()
        await self.flow.current.close()
        await self.pool.close()
        for plugin in self._plugins.values():
            await close(plugin)

    @property
    def ready(self) -> bool:
        """Whether a worker has really made a picture and nobody has asked to stop."""
        return self.pool.ready and not self.draining

    def server(self) -> Listener:
        """The HTTP server, not yet listening."""
        return Listener(
            self.application(),
            # Tornado waits an hour by default, for a header too.
            idle_connection_timeout=self.settings.server.idle_timeout,
            # Beyond it Tornado hangs up without a word; a path that is too long is told so.
            max_header_size=self.settings.limits.path_bytes + 64 * 1024,
            max_body_size=64 * 1024,
            body_timeout=_BODY,
        )

    def application(self) -> tornado.web.Application:
        """The Tornado application."""
        state: dict[str, Any] = {"app": self}
        return tornado.web.Application(
            [
                Rule(PathMatches(r"/health"), HealthHandler),
                Rule(PathMatches(r"/healthcheck/?"), HealthCheckHandler),
                Rule(PathMatches(r"/ready"), ReadyHandler, state),
                Rule(PathMatches(r"/metrics"), MetricsHandler, state),
                Rule(PathMatches(r".*"), ImageHandler, state),
            ],
            log_function=lambda handler: None,  # web/ writes the one line a request itself
        )

    def measure(self) -> None:
        """Bring the gauges up to date."""
        stats = self.pool.stats()
        for state in ("alive", "busy"):
            metrics.WORKERS.labels(state).set(getattr(stats, state))
        for event in ("started", "jobs", "crashed", "killed", "recycled"):
            metrics.WORKER_EVENTS.labels(event).inc(getattr(stats, event) - getattr(self._counted, event))
        self._counted = stats
        metrics.QUEUE.set(stats.waiting)

    async def drain(self, server: Listener) -> None:
        """Accept no more, let what runs come to its end, then close."""
        self.draining = True
        server.stop()
        end = asyncio.get_running_loop().time() + self.settings.server.drain
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(end):
                await self.running.none.wait()
        await server.close_all_connections()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(end + _GRACE):
                await asyncio.gather(self._keep_sources.flush(), self._keep_results.flush(), self.flow.lock.flush())
        await self.close()


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


def hello(settings: Settings) -> dict[str, Any]:
    """What a worker must know, as JSON."""
    sections = settings.model_dump(mode="json", include={"engine", "detector", "operations", "limits", "output"})
    return {"work": "fitter.workers.work.Work", "memory": settings.engine.memory, **sections}


def _plugin(settings: Settings, plugin: Any, kind: type) -> Any:
    return resolve.plugin(plugin.use, plugin.options, kind, settings.value)()


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
