"""Hits: a picture that was answered is answered again from memory, with no handler and with nothing read anew.

A way of asking is remembered with its answer's head: the raw target, whose signature was verified, and each header
that may decide over the answer. Whether the answer still holds is judged at every request, by what the flow judges by:
the result must be at hand, the very one, and its sources fresh. Whatever is not so goes the ordinary way.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fitter import metrics
from fitter.blob import Blob
from fitter.flow.answers.answer import Answer
from fitter.flow.answers.cors import allowing
from fitter.flow.answers.etag import etag
from fitter.flow.answers.response import Response
from fitter.flow.flow import Flow
from fitter.flow.reading.order import Order
from fitter.flow.request import Request, number, tell
from fitter.flow.sources.freshness import Verdict
from fitter.flow.sources.seen import Seen, read
from fitter.settings.caching import Cache
from fitter.web.head import Head
from fitter.web.written import JOINED, date, pieces

_MOST = 4096  # ways of asking that are remembered
_LONGEST = 2000  # characters of one
_ALWAYS = ("host", "connection", "x-request-id", "if-none-match", "if-modified-since")

Way = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An answer without its body. It holds no picture, so that the memory's own bound is the bound."""

    name: str  # the result's in its storages
    facts: Mapping[str, Any] | None  # of the result, which no other has; None: the client has the picture
    sources: tuple[tuple[str, Seen], ...]
    pieces: tuple[bytes, bytes, bytes]  # of the head: date and number stand between them
    told: dict[str, Any]  # what the log says each time


class Hits:
    """Remembers ways of asking, those that were used last."""

    def __init__(self, flow: Flow, cache: Cache) -> None:
        """Remember answers of the flow, given as the settings say."""
        self._freshness, self._keep = flow.load.freshness, flow.keep
        self._tier = next(iter(flow.recall.tiers), None)
        self._found = self._tier and metrics.RECALLS.labels(self._tier.name, "yes")
        self._recall = metrics.STEP_SECONDS.labels("recall")
        self._cache = cache
        readers = allowing(cache.cors, {}).get("Vary")
        negotiable = (*([readers] if readers else []), *flow.negotiate.negotiable)
        self._deciding = ("if-none-match", *(name.lower() for name in negotiable))
        self._known: OrderedDict[Way, Hit] = OrderedDict()
        self.names = frozenset((*_ALWAYS, *self._deciding))
        """The headers that must be read."""

    def learn(self, request: Request, order: Order, answer: Answer, response: Response) -> None:
        """Remember an answer that went the ordinary way, if it may be given again."""
        asked = request.headers
        way = self._way(request.method, request.target, asked)
        hit = self._hit(request, order, answer, response)
        if hit is None or sum(len(part or "") for part in way) > _LONGEST or not _is_plain(asked):
            return
        self._known[way] = hit
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def answer(self, asked: Head, write: Callable[[bytes], Any]) -> bool:
        """Write the answer to a request and take note of it; False: it must go the ordinary way."""
        start, way = time.perf_counter(), self._way(asked.method, asked.target, asked.asked)
        hit = self._known.get(way)
        if hit is None or ("if-modified-since" in asked.asked and "if-none-match" not in asked.asked):
            return False
        blob = self._blob(hit)
        if blob is None if hit.facts is not None else not self._is_had(hit):
            return False
        self._known.move_to_end(way)
        steps = {}
        if hit.facts is not None and self._found:
            looked = time.perf_counter() - start
            steps["recall"] = round(looked * 1000, 3)
            self._recall.observe(looked)
            self._found.inc()
        first, second, third = hit.pieces
        name = number(asked.asked.get("x-request-id", ""))
        body = blob.body if blob is not None and asked.method == "GET" and isinstance(blob.body, bytes) else b""
        head = (first, date(int(time.time())), second, name.encode(), third)
        if len(body) <= JOINED:
            write(b"".join((*head, body)))
        else:
            write(b"".join(head))
            write(body)  # itself: all who read it share it
        seconds = time.perf_counter() - start
        tell({"id": name, **hit.told, "ms": round(seconds * 1000, 3), "steps": steps}, seconds)
        return True

    def _way(self, method: str, target: str, asked: Mapping[str, str]) -> Way:
        return (method, target, *map(asked.get, self._deciding))

    def _blob(self, hit: Hit) -> Blob | None:
        """The picture, if it is at hand, the very one, and its sources fresh."""
        if self._tier is None or hit.facts is None or self._keep.pending(hit.name) is not None:
            return None
        blob = self._tier.at_hand(hit.name)
        if blob is None or blob.facts is not hit.facts:
            return None
        fresh = all(self._freshness.judge(key, seen) is Verdict.FRESH for key, seen in hit.sources)
        return blob if fresh else None

    def _is_had(self, hit: Hit) -> bool:
        """Whether the sources are known to be as they were when the client got it."""
        states = ((self._freshness.fresh(key), seen) for key, seen in hit.sources)
        return all(known is seen or (known is not None and known.version == seen.version) for known, seen in states)

    def _hit(self, request: Request, order: Order, answer: Answer, response: Response) -> Hit | None:
        blob, plan, trace = answer.blob, order.plan, request.trace
        counts_down = order.output.expires is not None or (self._cache.from_origin and answer.fresh is not None)
        if trace.cache != "hit" or answer.fallback or counts_down or self._cache.server_timing:
            return None
        if blob is None:
            known = [one for one in map(self._freshness.fresh, plan.sources) if one is not None]
            if len(known) < len(plan.sources) or etag(order.key, known) != answer.etag:
                return None
            seen, facts = known, None
        else:
            there = None if self._tier is None else self._tier.at_hand(order.name)
            if response.status != 200 or "If-None-Match" in request.headers or there is None:
                return None
            seen, facts = list(read(blob.facts, len(plan.sources)) or []), blob.facts
            if there.facts is not facts or not seen:
                return None
        told = {"method": request.method, "status": response.status, "cache": "hit"}
        told |= {"plan": trace.plan, "wishes": trace.wishes}
        sources = tuple(zip(plan.sources, seen, strict=True))
        return Hit(order.name, facts, sources, pieces(response), told)


def _is_plain(asked: Mapping[str, str]) -> bool:
    """Whether nothing was asked for that the head's reader leaves to others."""
    return not any(name in asked for name in ("Range", "If-Range", "X-Sendfile-Type", "Content-Length"))
