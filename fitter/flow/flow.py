"""The way of one request: the steps in order, each in a file of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace

from fitter.config import Fallback
from fitter.errors import DeadlineExceeded, FitterError
from fitter.flow.admission import Admission
from fitter.flow.blocked import Blocked
from fitter.flow.fallback import MISSING, failed_too
from fitter.flow.flight import SingleFlight
from fitter.flow.ignored import Ignored
from fitter.flow.keep import Keep
from fitter.flow.load import Load
from fitter.flow.negotiate import Negotiate
from fitter.flow.parse import parse
from fitter.flow.recall import Recall
from fitter.flow.receive import receive
from fitter.flow.trace import Trace
from fitter.flow.transform import Transform
from fitter.flow.verify import verify
from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.url.signature import Signer
from fitter.values import Blob, Output
from fitter.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Answer:
    """A result, and how it was asked for."""

    blob: Blob
    output: Output
    source: str = ""  # its key
    ignored: tuple[str, ...] = ()  # filters that were left out
    fallback: str = ""  # why it is made of another source: the code of the error
    status: int = 200
    negotiated: Mapping[str, str] = field(default_factory=dict)  # headers that say what else may have decided over it


@dataclass(frozen=True, slots=True)
class Order:
    """What one request wants."""

    plan: Plan
    text: str  # the canonical path
    output: Output
    wishes: Wishes
    key: str  # of the result
    end: float  # by time.monotonic


@dataclass(frozen=True, slots=True)
class Found:
    """A result, and whether it was kept or is new."""

    blob: Blob
    kept: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """receive, verify, parse, negotiate, recall, load, transform, keep. Responding is the web's."""

    signer: Signer
    grammar: Grammar
    defaults: Output
    context: str  # what besides the URL decides over the bytes of a result
    path_bytes: int
    deadline: float  # seconds
    recall: Recall
    load: Load
    transform: Transform
    keep: Keep
    admission: Admission
    flight: SingleFlight[Found]
    negotiate: Negotiate
    fallback: Fallback = field(default_factory=Fallback)
    ignored: Ignored = field(default_factory=Ignored)
    blocked: Blocked = field(default_factory=Blocked)

    async def __call__(self, target: str, asked: Mapping[str, str], trace: Trace) -> Answer:
        """The answer to a raw request target; asked are the request's headers. Raises the errors of fitter.errors."""
        with trace.step("parse"):
            path = verify(self.signer, receive(target, self.path_bytes))
            plan, output = parse(self.grammar, path, self.defaults)
            self.blocked(plan)
            order = self._order(plan, output, self.negotiate(plan, output, asked))
            trace.plan, trace.wishes = order.text, order.wishes.text
        self.ignored(plan.ignored)
        try:
            found = await self._shared(order, trace)
        except MISSING as error:
            instead = await self._instead(order, trace)
            if instead is None:
                raise
            return replace(instead, fallback=error.code, status=self.fallback.status)
        return self._answer(order, found.blob)

    def _order(self, plan: Plan, output: Output, wishes: Wishes) -> Order:
        end = time.monotonic() + self.deadline
        return Order(plan, self.grammar.write(plan), output, wishes, plan.key(self.context, wishes.text), end)

    def _answer(self, order: Order, blob: Blob) -> Answer:
        plan, negotiated = order.plan, self.negotiate.headers(order.plan, order.output, blob)
        return Answer(blob, order.output, plan.source, plan.ignored, negotiated=negotiated)

    async def _instead(self, order: Order, trace: Trace) -> Answer | None:
        """The answer of another source, which is kept under that one's key."""
        output, plan, short = order.output, order.plan, int(self.fallback.max_age)
        if output.fallback in (None, plan.source):
            return None
        other = replace(self._order(replace(plan, source=output.fallback), output, order.wishes), end=order.end)
        try:
            found = await self._shared(other, trace)
        except FitterError as error:
            failed_too(error)
            return None
        age = short if output.max_age is None else min(short, output.max_age)
        # Its date says nothing of the one that was asked for.
        return self._answer(replace(order, output=replace(output, max_age=age)), replace(found.blob, modified=None))

    async def _shared(self, order: Order, trace: Trace) -> Found:
        trace.cache = "shared"  # unless this request is the one that looks and makes
        # Previews apart from others: whoever comes first decides whether the result is kept.
        run = order.key if order.output.stored else f"{order.key} preview"
        found = await self.flight(run, lambda: self._find(order, trace))
        trace.cache = "hit" if found.kept else trace.cache
        return found

    async def _find(self, order: Order, trace: Trace) -> Found:
        # Looking belongs to the flight too: between a miss and its own flight, another one may begin and end.
        trace.cache = "miss"
        with trace.step("recall"):
            blob = await self.recall(order.key)
        if blob is not None:
            return Found(blob, kept=True)
        with self.admission.place():
            blob = await self._make(order, trace)
        if order.output.stored and not blob.facts.get("provisional"):
            self.keep(self.recall.tiers, order.key, blob)
        return Found(blob, kept=False)

    async def _make(self, order: Order, trace: Trace) -> Blob:
        plan, end = order.plan, order.end
        async with AsyncExitStack() as held:
            with trace.step("load"):
                try:
                    async with asyncio.timeout(end - time.monotonic()):
                        loading = self.admission.sources(len(plan.sources), lambda: self.load.all(plan))
                        sources = await held.enter_async_context(loading)
                except TimeoutError:
                    raise DeadlineExceeded("The source did not arrive within the deadline.") from None
            with trace.step("transform"):
                left = end - time.monotonic()
                return await self.transform(plan.sources, order.text, sources, left, order.wishes)
