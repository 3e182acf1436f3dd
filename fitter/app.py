"""The only place that knows all the parts: settings become a running front."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import tornado.web
from tornado.ioloop import PeriodicCallback
from tornado.routing import PathMatches, Rule

from fitter import kernel, metrics
from fitter.answering import Answering
from fitter.flow.answers.answer import Answer
from fitter.flow.answers.response import Response
from fitter.flow.reading.order import Order
from fitter.flow.request import Request
from fitter.flow.uploads.arrivals import Arrivals
from fitter.flow.uploads.credentials import Credentials
from fitter.flow.uploads.upload import Upload
from fitter.settings.config import Settings
from fitter.url.signature import Signer
from fitter.web.admin import HealthCheckHandler, HealthHandler, MetricsHandler, ReadyHandler
from fitter.web.hits import Hits
from fitter.web.image import ImageHandler
from fitter.web.listener import Listener
from fitter.web.running import Running
from fitter.web.thumbor import ThumborHandler
from fitter.web.upload import UploadHandler

_GRACE = 1.0  # seconds after the drain for what is still being written to the storages
_BODY = 2.0  # seconds for a body, which no request needs
_MEASURED = 1000  # milliseconds
_OTHERS = 100  # open files of the loop, the workers, the storages, sources
_LEAST = 10  # connections


class App:
    """One front: what answers, and its Tornado application."""

    def __init__(self, settings: Settings) -> None:
        """Make all the parts; nothing runs yet. Raises as Studio."""
        self.settings = settings
        self.answering = answering = Answering(settings)
        self.studio, self.flow = answering.studio, answering.flow
        self.purge, self.replying = answering.purge, answering.replying
        self.grammar, self.signer, self.pool = self.studio.grammar, self.studio.signer, self.studio.pool
        self._counted = self.pool.stats()
        self.running = Running()
        self.hits = Hits(self.flow, settings.cache)
        self.draining = False
        answering.learn = self._learn
        self.upload = self._uploading()
        self.credentials = _credentials(settings, self.signer)
        self.arrivals = Arrivals(settings.upload.at_once)
        self._measuring = PeriodicCallback(self.measure, _MEASURED)  # of several fronts, any one tells of all

    def _uploading(self) -> Upload | None:
        if self.studio.uploads is None:
            return None
        section, base = self.settings.upload, self.settings.server.public_url or ""
        return Upload(self.flow, self.purge, self.studio.uploads, section.types, section.prefix, base)

    async def start(self) -> None:
        """Start the workers; they get ready meanwhile."""
        self.answering.neighbours.listen(self.purge.drop)
        self.answering.elsewhere.listen(self.purge.drop)
        await self.answering.start()
        self._measuring.start()

    async def close(self) -> None:
        """End the workers and the plugins."""
        self._measuring.stop()
        await self.answering.close()

    @property
    def ready(self) -> bool:
        """Whether a worker has really made a picture and nobody has asked to stop."""
        return self.pool.ready and not self.draining

    def server(self) -> Listener:
        """The HTTP server, not yet listening."""
        return Listener(
            self.application(),
            near=self,
            most=connections(self.settings.server.connections),
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
                *self._uploading_rules(state),
                Rule(PathMatches(r"/health"), HealthHandler),
                Rule(PathMatches(r"/healthcheck/?"), HealthCheckHandler),
                Rule(PathMatches(r"/ready"), ReadyHandler, state),
                Rule(PathMatches(r"/metrics"), MetricsHandler, state),
                Rule(PathMatches(r".*"), ImageHandler, state),
            ],
            log_function=lambda handler: None,  # web/ writes the one line a request itself
        )

    def _uploading_rules(self, state: dict[str, Any]) -> list[Rule]:
        rules = [Rule(PathMatches(r"/upload(/.*)?"), UploadHandler, state)]
        rules += [Rule(PathMatches(r"/image(/.*)?"), ThumborHandler, state)] if self.settings.thumbor.uploads else []
        return rules if self.upload else []

    def _learn(self, request: Request, order: Order, answer: Answer, response: Response) -> None:
        if not self.draining:
            self.hits.learn(request, order, answer, response)

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
                await self.answering.flush()
        await self.close()


def connections(wanted: int | None) -> int:
    """How many a front may hold: a result that is sent may be an open file too, and some belong to all else."""
    room = max(_LEAST, (kernel.open_files() - _OTHERS) // 2)
    return room if wanted is None else min(wanted, room)


def _credentials(settings: Settings, signer: Signer) -> Credentials:
    tokens = [token.get_secret_value() for token in settings.upload.tokens]
    return Credentials(signer, tokens, everybody=settings.upload.allow_unsigned)
