"""The way of one request: the steps in order, each in a file of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from fitter.blob import Blob
from fitter.errors import DeadlineExceeded, FitterError
from fitter.flow.admission import Admission
from fitter.flow.answers.answer import Answer
from fitter.flow.answers.etag import asked as etags
from fitter.flow.answers.etag import etag
from fitter.flow.fallback import MISSING, failed_too
from fitter.flow.flight import SingleFlight
from fitter.flow.reading import parse
from fitter.flow.reading.blocked import Blocked
from fitter.flow.reading.ignored import Ignored
from fitter.flow.reading.negotiate import Negotiate
from fitter.flow.reading.order import Found, Order
from fitter.flow.reading.receive import receive
from fitter.flow.reading.verify import verify
from fitter.flow.results.keep import Keep
from fitter.flow.results.lock import Lock
from fitter.flow.results.naming import Naming
from fitter.flow.results.recall import Recall
from fitter.flow.sources.current import Current
from fitter.flow.sources.freshness import Verdict
from fitter.flow.sources.load import Load
from fitter.flow.sources.origins import Origins
from fitter.flow.sources.seen import Seen, Source, left, noted, read
from fitter.flow.trace import Trace
from fitter.flow.transform import Transform
from fitter.jobs import Job
from fitter.settings.fallback import Fallback
from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.url.signature import Signer
from fitter.values import Output
from fitter.wishes import Wishes


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
    current: Current
    admission: Admission
    flight: SingleFlight[Found]
    lock: Lock
    negotiate: Negotiate
    naming: Naming = field(default_factory=Naming)
    fallback: Fallback = field(default_factory=Fallback)
    ignored: Ignored = field(default_factory=Ignored)
    blocked: Blocked = field(default_factory=Blocked)
    elsewhere: Callable[[str], Awaitable[bool]] | None = None
    """Waits while a result of that key is being made elsewhere; whether it was."""

    async def __call__(self, target: str, asked: Mapping[str, str], trace: Trace) -> Answer:
        """The answer to a raw request target; asked are the request's headers. Raises the errors of fitter.errors."""
        return await self.answer(self.wanted(target, asked, trace), trace)

    def wanted(self, target: str, asked: Mapping[str, str], trace: Trace) -> Order:
        """What a raw request target wants; raises as the whole."""
        with trace.step("parse"):
            path = verify(self.signer, receive(target, self.path_bytes))
            return self.order(self.grammar.parse(path), asked, trace)

    def order(self, plan: Plan, asked: Mapping[str, str], trace: Trace) -> Order:
        """What a request for a plan wants; raises as the whole."""
        output = self._output(plan)
        order = self._order(plan, output, self.negotiate(plan, output, asked), etags(asked.get("If-None-Match")))
        trace.plan, trace.sources, trace.wishes = order.text, plan.sources, order.wishes.text
        return order

    def ordered(self, job: Job) -> Order:
        """What a job wants. Who asked for it was within the rules, and what is canonical may be beyond them."""
        plan = Grammar(self.grammar.vocabulary).parse(job.path)
        return self._order(plan, self._output(plan), job.wishes, frozenset())

    def _output(self, plan: Plan) -> Output:
        output = parse.output(plan, self.defaults)
        # A source that the settings themselves name is theirs to show.
        self.blocked(plan, None if output.fallback == self.defaults.fallback else output.fallback)
        return output

    async def answer(self, order: Order, trace: Trace) -> Answer:
        """The answer to an order; raises as the whole."""
        self.ignored(order.plan.ignored)
        try:
            found = self._had(order) or await self._shared(order, trace)
        except MISSING as error:
            instead = await self._instead(order, trace)
            if instead is None:
                raise
            return replace(instead, fallback=error.code, status=self.fallback.status)
        trace.cache = "hit" if found.kept else trace.cache
        return self._answer(order, found)

    def _order(self, plan: Plan, output: Output, wishes: Wishes, known: frozenset[str]) -> Order:
        end = time.monotonic() + self.deadline
        key = plan.key(self.context, wishes.text)
        return Order(plan, self.grammar.write(plan), output, wishes, key, self.naming(plan, key, output), known, end)

    def _answer(self, order: Order, found: Found) -> Answer:
        plan, blob = order.plan, found.blob
        negotiated = self.negotiate.headers(plan, order.output, blob)
        modified = found.sources[0].version.modified if blob is None else blob.modified
        provisional = blob is not None and blob.facts.get("provisional")
        tag = etag(f"{order.key} provisional" if provisional else order.key, found.sources)
        fresh = left(found.sources)
        return Answer(blob, order.output, tag, modified, fresh, plan.source, plan.ignored, negotiated=negotiated)

    def _had(self, order: Order) -> Found | None:
        """What the client has, if that is known without looking at anything."""
        sources = [self.load.freshness.fresh(key) for key in order.plan.sources] if order.known else []
        known = [one for one in sources if one is not None]
        had = known and len(known) == len(sources) and etag(order.key, known) in order.known
        return Found(None, known, kept=True) if had else None

    async def _instead(self, order: Order, trace: Trace) -> Answer | None:
        """The answer of another source, which is kept under that one's key."""
        output, plan, short = order.output, order.plan, int(self.fallback.max_age)
        if output.fallback in (None, plan.source):
            return None
        known = order.known if self.fallback.status == 200 else frozenset()
        other = replace(self._order(replace(plan, source=output.fallback), output, order.wishes, known), end=order.end)
        try:
            found = await self._shared(other, trace)
        except FitterError as error:
            failed_too(error)
            return None
        age = short if output.max_age is None else min(short, output.max_age)
        answer = self._answer(replace(other, output=replace(output, max_age=age)), found)
        return replace(answer, source=plan.source, modified=None)  # its date says nothing of the one that was asked for

    async def _shared(self, order: Order, trace: Trace) -> Found:
        trace.cache = "shared"  # unless this request is the one that looks and makes
        # Previews apart from others: whoever comes first decides whether the result is kept. So do those who may have
        # it: for them alone nothing need be made.
        run = " ".join([order.key, *([] if order.output.stored else ["preview"]), *sorted(order.known)])
        return await self.flight(run, lambda: self._find(order, trace))

    async def _find(self, order: Order, trace: Trace) -> Found:
        # Looking belongs to the flight too: between a miss and its own flight, another one may begin and end.
        trace.cache = "miss"
        found = await self._good(order, trace)
        if found is None and await self._made_elsewhere(order, trace):
            found = await self._good(order, trace)
        if found is not None or not order.output.stored:
            return found or await self._new(order, trace)
        async with self.lock(order.name, order.end) as waited:
            return (waited and await self._good(order, trace)) or await self._new(order, trace)

    async def _good(self, order: Order, trace: Trace) -> Found | None:
        kept = await self._kept(order, trace)
        return kept if kept is not None and await self._is_current(order, kept.sources, trace) else None

    async def _new(self, order: Order, trace: Trace) -> Found:
        found = await self._make(order, trace)
        if found.blob is not None:
            trace.kept = self._may_keep(order, found, found.blob)
            if trace.kept:
                self.keep(self.recall.tiers, order.name, noted(found.blob, found.sources))
        return found

    async def _kept(self, order: Order, trace: Trace) -> Found | None:
        with trace.step("recall"):
            blob = await self.recall(order.name)
        sources = None if blob is None else read(blob.facts, len(order.plan.sources))
        return None if sources is None else Found(blob, sources, kept=True)

    async def _made_elsewhere(self, order: Order, trace: Trace) -> bool:
        if self.elsewhere is None:
            return False
        try:
            with trace.step("wait"):
                # Half of the time that is left: who makes it elsewhere may have died, and then it is made here.
                async with asyncio.timeout((order.end - time.monotonic()) / 2):
                    return await self.elsewhere(order.key)
        except TimeoutError:
            return False

    async def there(self, order: Order, trace: Trace) -> Answer | None:
        """The answer, if it is kept and its sources are still as they were, as far as anybody says.

        Raises:
            SourceNotFound: a source is gone.
        """
        with suppress(*Origins.FAILURES):
            if (kept := await self._good(order, trace)) is not None:
                trace.cache = "hit"
                return self._answer(order, kept)
        return None

    def _may_keep(self, order: Order, found: Found, blob: Blob) -> bool:
        if not order.output.stored or blob.facts.get("provisional"):
            return False
        return all(map(self.load.freshness.may_keep, order.plan.sources, found.sources))

    async def _is_current(self, order: Order, sources: Sequence[Seen], trace: Trace) -> bool:
        verdict = self.current.verdict(order.plan, sources)
        if verdict is Verdict.SHOWN:
            self.current.behind(order.plan, sources, lambda: self._again(order))
        if verdict is not Verdict.DUE:
            return verdict < Verdict.DUE
        with trace.step("revalidate"):
            try:
                async with asyncio.timeout(order.end - time.monotonic()):
                    return await self.current.unchanged(order.plan, sources)
            except TimeoutError:
                raise DeadlineExceeded("The source was not heard of within the deadline.") from None

    async def _again(self, order: Order) -> Found:
        return await self._shared(replace(order, known=frozenset(), end=time.monotonic() + self.deadline), Trace())

    async def _make(self, order: Order, trace: Trace) -> Found:
        with trace.step("load"), self.admission.loading():
            sources = await self._sources(order)
        seen = [one.seen for one in sources]
        if order.known and etag(order.key, seen) in order.known:
            return Found(None, seen, kept=False)
        blobs = [one.blob for one in sources]
        with self.admission.place(), self.load.room_for(blobs), trace.step("transform"):
            left = order.end - time.monotonic()
            blob = await self.transform(order.plan.sources, order.text, blobs, left, order.wishes)
            return Found(blob, seen, kept=False)

    async def _sources(self, order: Order) -> Sequence[Source]:
        try:
            async with asyncio.timeout(order.end - time.monotonic()):
                return await self.load.all(order.plan)
        except TimeoutError:
            raise DeadlineExceeded("The source did not arrive within the deadline.") from None
