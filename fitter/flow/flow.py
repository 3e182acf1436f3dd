"""The way of one request: the steps in order, each in a file of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from fitter.errors import DeadlineExceeded
from fitter.flow.admission import Admission
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
    negotiated: Mapping[str, str] = field(default_factory=dict)  # headers that say what else may have decided over it


@dataclass(frozen=True, slots=True)
class Order:
    """What one request wants."""

    plan: Plan
    text: str  # the canonical path
    output: Output
    wishes: Wishes
    key: str  # of the result


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
    ignored: Ignored = field(default_factory=Ignored)

    async def __call__(self, target: str, asked: Mapping[str, str], trace: Trace) -> Answer:
        """The answer to a raw request target; asked are the request's headers. Raises the errors of fitter.errors."""
        with trace.step("parse"):
            path = verify(self.signer, receive(target, self.path_bytes))
            plan, output = parse(self.grammar, path, self.defaults)
            order = self._order(plan, output, self.negotiate(plan, output, asked))
            trace.plan, trace.wishes = order.text, order.wishes.text
        self.ignored(plan.ignored)
        found = await self._shared(order, trace)
        return Answer(found.blob, output, plan.source, plan.ignored, self.negotiate.headers(plan, output, found.blob))

    def _order(self, plan: Plan, output: Output, wishes: Wishes) -> Order:
        return Order(plan, self.grammar.write(plan), output, wishes, plan.key(self.context, wishes.text))

    async def _shared(self, order: Order, trace: Trace) -> Found:
        trace.cache = "shared"  # unless this request is the one that looks and makes
        # Previews apart from others: whoever comes first decides whether the result is kept.
        run = order.key if order.output.stored else f"{order.key} preview"
        found = await self.flight(run, lambda: self._find(order, trace))
        trace.cache = "hit" if found.kept else trace.cache
        return found

    async def _find(self, order: Order, trace: Trace) -> Found:
        # Looking belongs to the flight too: between a miss and its own flight, another one may begin and end.
        trace.cache, end = "miss", time.monotonic() + self.deadline
        with trace.step("recall"):
            blob = await self.recall(order.key)
        if blob is not None:
            return Found(blob, kept=True)
        with self.admission.place():
            blob = await self._make(order, trace, end)
        if order.output.stored:
            self.keep(self.recall.tiers, order.key, blob)
        return Found(blob, kept=False)

    async def _make(self, order: Order, trace: Trace, end: float) -> Blob:
        plan = order.plan
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
