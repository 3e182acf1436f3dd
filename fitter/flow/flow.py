"""The way of one request: the steps in order, each in a file of its own."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from fitter.errors import DeadlineExceeded
from fitter.flow.flight import SingleFlight
from fitter.flow.keep import Keep
from fitter.flow.load import Load
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


@dataclass(frozen=True, slots=True)
class Answer:
    """A result, and how it was asked for."""

    blob: Blob
    output: Output


@dataclass(frozen=True, slots=True)
class Flow:
    """receive, verify, parse, recall, load, transform, keep. Responding is the web's."""

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
    flight: SingleFlight[Blob]

    async def __call__(self, target: str, trace: Trace) -> Answer:
        """The answer to a raw request target; raises the errors of fitter.errors."""
        with trace.step("parse"):
            path = verify(self.signer, receive(target, self.path_bytes))
            plan, output = parse(self.grammar, path, self.defaults)
            trace.plan = self.grammar.write(plan)
            key = plan.key(self.context)
        with trace.step("recall"):
            blob = await self.recall(key)
        if blob is None:
            trace.cache = "shared"  # unless this request is the one that makes it
            blob = await self.flight(key, lambda: self._make(key, plan, trace))
        else:
            trace.cache = "hit"
        return Answer(blob, output)

    async def _make(self, key: str, plan: Plan, trace: Trace) -> Blob:
        trace.cache = "miss"
        end = time.monotonic() + self.deadline
        with trace.step("load"):
            try:
                async with asyncio.timeout(self.deadline):
                    source = await self.load(plan.source)
            except TimeoutError:
                raise DeadlineExceeded("The source did not arrive within the deadline.") from None
        with trace.step("transform"):
            blob = await self.transform(plan.source, trace.plan, source, end - time.monotonic())
        self.keep(self.recall.tiers, key, blob)
        return blob
