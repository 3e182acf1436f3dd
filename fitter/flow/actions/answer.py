"""What actions answer: facts of a picture that is made, its URL while it is made, or the way to where it is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from fitter.blob import Blob
from fitter.errors import BadPath
from fitter.flow.actions.enqueue import Enqueue
from fitter.flow.actions.link import Link, is_plain, redirect
from fitter.flow.answers.answer import Answer
from fitter.flow.answers.disposition import saved_as
from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.respond import for_browsers
from fitter.flow.answers.response import Response
from fitter.flow.flow import Flow
from fitter.flow.reading.order import Order
from fitter.flow.trace import Trace
from fitter.jobs import Job
from fitter.settings.caching import Cache
from fitter.url.actions import ActionGrammar
from fitter.url.query import Query

_JSON = "application/json"
_PATIENCE = 0.025  # seconds for looking whether it is there: a store that is slow must not keep /show waiting


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that may be asked for."""

    order: Order
    path: str  # that the URL's signature covers
    url: str


@dataclass(frozen=True, slots=True)
class Actions:
    """``/get``, ``/show`` and ``/redirect``; their requests take the way of a picture's.

    Nothing of it is for CDNs: those leave queries out of their keys for the pictures' sake, and would give the answer
    to one query to another.
    """

    flow: Flow
    grammar: ActionGrammar
    enqueue: Enqueue
    cache: Cache
    public_url: str  # what stands before paths

    async def get(self, target: str, headers: Mapping[str, str], trace: Trace) -> Response:
        """200 and the facts, when the picture is made; raises the errors of fitter.errors, as the others do."""
        asked = self._asked("get", target, headers, trace)
        return self._facts(asked, await self.flow.answer(asked.order, trace))

    async def show(self, target: str, headers: Mapping[str, str], trace: Trace) -> Response:
        """202 and the URL, while the queue has the picture made; or 200 and the facts, if it is there."""
        asked = self._asked("show", target, headers, trace)
        order = asked.order
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                if (answer := await self.flow.there(order, trace)) is not None:
                    return self._facts(asked, answer)
        if order.output.stored and self.flow.recall.tiers:  # else it would be made for nobody
            await self.enqueue(Job(order.text, order.key, order.wishes))
        facts = {"filename": _filename(order, None), "path": asked.path, "url": asked.url}
        return _json(202, facts, {"Cache-Control": NOBODY})

    async def redirect(self, target: str, headers: Mapping[str, str], trace: Trace) -> Response:
        """302 to where a result storage says that clients get it, or else to the picture's own URL."""
        asked = self._asked("redirect", target, headers, trace)
        order, link = asked.order, Link.of(self.flow.recall)
        if link is not None and is_plain(order.output):
            answer = await self.flow.answer(order, trace)
            if (url := await link.to(order, answer, trace)) is not None:
                return redirect(url)
        own = Answer(None, order.output)
        return Response(302, {"Location": asked.url, "Cache-Control": for_browsers(self.cache, own)})

    def _asked(self, action: str, target: str, headers: Mapping[str, str], trace: Trace) -> Asked:
        with trace.step("parse"):
            text = target.partition("?")[2]
            if len(text) > self.flow.path_bytes:
                raise BadPath(f"The query has {len(text)} bytes; at most {self.flow.path_bytes} are read.")
            query = Query.read(text)
            query.verify(action, self.flow.signer)
            wanted = self.grammar.read(query.pairs)
            order = self.flow.order(wanted.plan, headers, trace)
            order = replace(order, known=frozenset())  # what the client has is a picture, and not its facts
            return Asked(order, wanted.path, self.public_url + self.flow.signer.sign(wanted.path))

    def _facts(self, asked: Asked, answer: Answer) -> Response:
        blob, headers = answer.blob, {"Cache-Control": for_browsers(self.cache, answer), **answer.negotiated}
        facts: dict[str, object] = {"filename": _filename(asked.order, blob), "path": asked.path, "url": asked.url}
        if blob is not None:
            known = {name: blob.facts[name] for name in ("format", "width", "height") if name in blob.facts}
            facts |= {"type": blob.media_type, **known, "bytes": blob.size}
        if answer.fallback:
            headers["X-Fitter-Fallback"] = answer.fallback
        return _json(answer.status, facts, headers)


def _filename(order: Order, blob: Blob | None) -> str:
    known = blob.media_type if blob else f"image/{order.output.format}" if order.output.format else None
    return saved_as(order.output.attachment or "", order.plan.source, known)


def _json(status: int, facts: Mapping[str, object], headers: Mapping[str, str]) -> Response:
    body = json.dumps(facts, ensure_ascii=False).encode() + b"\n"
    return Response(status, {"Content-Type": _JSON, "X-Content-Type-Options": "nosniff", **headers}, body)
