"""Requests become responses, whoever listens: the flow, its actions and purges, and what all responses say.

::

    async with Answering(settings) as answering:
        response = await answering(Request("GET", target, headers))
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import replace

from fitter.abilities import Awaited, Working
from fitter.errors import FitterError, LimitExceeded
from fitter.flow.actions.answer import Actions
from fitter.flow.actions.enqueue import Enqueue
from fitter.flow.actions.link import Link, is_plain, redirect
from fitter.flow.answers.answer import Answer
from fitter.flow.answers.cors import preflight
from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.replying import ACTIONS, PICTURES, Replying, instead
from fitter.flow.answers.response import Response
from fitter.flow.answers.telling import Telling
from fitter.flow.calling import close_all
from fitter.flow.flow import Flow
from fitter.flow.purging.elsewhere import Elsewhere
from fitter.flow.purging.neighbours import Neighbours
from fitter.flow.purging.purge import Purge
from fitter.flow.reading.order import Order
from fitter.flow.request import Request
from fitter.lasting import Lasting
from fitter.settings.config import Settings
from fitter.studio import Studio, plugins
from fitter.url.actions import NAMES, ActionGrammar

_SMALLER = "Ask for a smaller one, or for a format that needs less."
_crash_log = logging.getLogger("fitter.crash")


class Answering(Lasting):
    """A front without its listener. Use it as a context, or start and close it."""

    def __init__(self, settings: Settings) -> None:
        """Make all the parts; nothing runs yet. Raises as Studio."""
        self._queues = plugins(settings, "queue")
        queue = next(iter(self._queues.values()), None)
        self.enqueue = Enqueue(queue)
        self.studio = Studio(settings, self.enqueue.wait if isinstance(queue, Awaited) else None)
        if isinstance(queue, Working):
            queue.work(self.studio.do)
        flow = self.flow = self.studio.flow
        self._purgers = plugins(settings, "purge")
        grammar, base = ActionGrammar(self.studio.grammar), settings.server.public_url or ""
        self.actions = Actions(flow, grammar, self.enqueue, settings.cache, base)
        self.neighbours = Neighbours()
        self.elsewhere = Elsewhere(tier.storage for tier in (*flow.recall.tiers, *flow.load.storages))
        self.purge = Purge(flow, self.neighbours, self.elsewhere, self._purgers)
        telling = Telling(settings.cache, flow.negotiate.negotiable)
        self.replying = Replying(settings.cache, telling, settings.thumbor.errors == "thumbor")
        self.learn: Callable[[Request, Order, Answer, Response], None] | None = None
        """Who is told of each picture that was answered."""

    async def start(self) -> None:
        """Start the workers; they get ready meanwhile."""
        await self.studio.start()

    def slept(self, seconds: float) -> None:
        """Take note that this process stood still for so long, and its clock with it."""
        self.flow.load.freshness.slept(seconds)

    async def close(self) -> None:
        """End the workers and the plugins."""
        self.neighbours.close()
        await self.elsewhere.close()
        await close_all([*self._queues.values(), *self._purgers.values()])
        await self.studio.close()

    async def flush(self) -> None:
        """Wait until all that was made and loaded is kept."""
        await self.studio.flush()

    async def __call__(self, request: Request, seconds: float = math.inf, most: int | None = None) -> Response:
        """The response, errors among them; its body is in memory. Uploads are not taken.

        Args:
            request: what was asked for.
            seconds: that it may take, if the settings do not say less.
            most: bytes of a body that get through; the way to a larger one is answered, if a storage gives it.
        """
        response = await self.reply(request, seconds, most, whole=True)
        request.end(response.status)
        return response

    async def reply(
        self, request: Request, seconds: float = math.inf, most: int | None = None, *, whole: bool = False
    ) -> Response:
        """The same; the request's end is for the caller to say, when the response is out.

        A large body stays in its file unless it is wanted whole: many who take their time would fill the memory.
        """
        action = request.target.partition("?")[0].removeprefix("/")
        try:
            if action in NAMES:
                return self.replying.told(await self._acted(action, request, seconds), request)
            return await self._pictured(request, seconds, most, whole)
        except FitterError as error:
            response = self.replying.error(error, request, NOBODY if action in NAMES else None)
        except (Exception, SystemExit):  # an operation's own code runs here too
            _crash_log.exception("request %s failed", request.id)
            broken = FitterError("Something broke in the server; the log has it.")
            response = self.replying.error(broken, request)
        return self.replying.told(response, request)

    async def _acted(self, action: str, request: Request, seconds: float) -> Response:
        if request.method not in ("GET", "HEAD"):
            return self._besides(request, ACTIONS)
        flow = self._within(seconds)
        actions = self.actions if flow is self.flow else replace(self.actions, flow=flow)
        ask = {"get": actions.get, "show": actions.show, "redirect": actions.redirect}[action]
        return await ask(request.target, request.headers, request.trace)

    async def _pictured(self, request: Request, seconds: float, most: int | None, whole: bool) -> Response:
        if request.method in ("DELETE", "PURGE"):
            await self.purge(request.target)
            return self.replying.told(Response(204, {"Cache-Control": NOBODY}), request)
        if request.method not in ("GET", "HEAD"):
            return self.replying.told(self._besides(request, PICTURES), request)
        flow = self._within(seconds)
        order = flow.wanted(request.target, request.headers, request.trace)
        answer = await flow.answer(order, request.trace)
        with request.trace.step("respond"):
            response = self.replying.picture(answer, request)
            if most is not None and response.size > most and response.has_body(request.method):
                response = await self._link(order, answer, request, response.size, most)
            elif response.has_body(request.method) and (whole or not response.is_large):
                response = response.loaded  # before anything is said of it: reading may fail
            response = self.replying.told(response, request, *instead(answer))
        if self.learn is not None:
            self.learn(request, order, answer, response)
        return response

    async def _link(self, order: Order, answer: Answer, request: Request, size: int, most: int) -> Response:
        link = Link.of(self.flow.recall) if is_plain(order.output) else None
        if link is not None and (url := await link.to(order, answer, request.trace)) is not None:
            return redirect(url)
        raise LimitExceeded(f"The picture has {size} bytes, and at most {most} get through here. {_SMALLER}")

    def _besides(self, request: Request, methods: tuple[str, str]) -> Response:
        if request.method == "OPTIONS" and self.replying.cache.cors:
            return preflight(methods[1])
        raise self.replying.not_allowed(*methods)

    def _within(self, seconds: float) -> Flow:
        return self.flow if seconds >= self.flow.deadline else replace(self.flow, deadline=seconds)
