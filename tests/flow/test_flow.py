"""The steps together, without a server: who looks, who makes, and how long it may take."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from fitter import resolve
from fitter.blob import Blob, Version
from fitter.errors import (
    BadArgument,
    BadPath,
    BadSignature,
    DeadlineExceeded,
    Expired,
    OriginFailed,
    OriginTimeout,
    SourceNotAllowed,
    SourceNotFound,
    SourceTooLarge,
    UndecodableImage,
)
from fitter.flow.admission import Admission
from fitter.flow.flight import SingleFlight
from fitter.flow.flow import Flow, Found
from fitter.flow.reading.blocked import Blocked
from fitter.flow.reading.negotiate import Negotiate
from fitter.flow.results.keep import Keep
from fitter.flow.results.lock import Lock
from fitter.flow.results.recall import Recall
from fitter.flow.sources.current import Current
from fitter.flow.sources.seen import Seen, noted
from fitter.flow.trace import Trace
from fitter.flow.transform import Transform
from fitter.jobs import Job
from fitter.settings.fallback import Fallback
from fitter.url.grammar import Grammar
from fitter.url.rules import Rules
from fitter.url.signature import Key, Signer
from fitter.url.vocabulary import Vocabulary
from fitter.values import Output
from fitter.wishes import NONE, Wishes
from fitter.workers.pool import Pool
from tests.flow.storages import Dict, loading, settle, tier

SIGNER = Signer([Key(b"a key for the flow")])
GRAMMAR = Grammar(Vocabulary(resolve.operations([])))
PATH = SIGNER.sign("a.jpg")


class Maker:
    """Stands where the workers do, and makes a blob of the plan's text."""

    def __init__(self) -> None:
        self.made: list[str] = []

    async def __call__(
        self, keys: Sequence[str], text: str, sources: Sequence[Blob], deadline: float, wishes: Wishes = NONE
    ) -> Blob:
        self.made.append(text)
        return Blob(b"".join(source.read() + b" " for source in sources) + text.encode())


def flow(results: Dict, sources: Dict, maker: Any, deadline: float = 60) -> Flow:
    keep = Keep()
    recall, load = Recall([tier(results)], keep), loading([], [sources], keep, missing=0)
    admission, negotiate = Admission(9, 9), Negotiate(("avif", "webp"))
    lock = Lock(recall.tiers, keep, 60)
    steps = recall, load, maker, keep, Current(load), admission, SingleFlight[Found](), lock, negotiate
    return Flow(SIGNER, GRAMMAR, Output(), "", 100, deadline, *steps)


def played(scene: Callable[[], Any]) -> Any:
    return asyncio.run(asyncio.wait_for(scene(), 20))


def test_miss_then_hit() -> None:
    async def scene() -> None:
        maker, traces = Maker(), [Trace(), Trace()]
        one = flow(Dict(), Dict(**{"a.jpg": Blob(b"source")}), maker)
        answers = [await one(PATH, {}, trace) for trace in traces]
        assert {answer.blob.read() for answer in answers} == {b"source a.jpg"}
        assert [trace.cache for trace in traces] == ["miss", "hit"]
        assert [list(trace.steps) for trace in traces] == [
            ["parse", "recall", "load", "transform"],
            ["parse", "recall"],
        ]
        assert maker.made == ["a.jpg"]

    played(scene)


def test_who_came_while_it_was_made_does_not_make_it_again() -> None:
    """However the look-ups and the writing fall: a look-up that began before the writing may end after it."""

    async def scene() -> None:
        maker, results = Maker(), Dict()
        one = flow(results, Dict(**{"a.jpg": Blob(b"source")}), maker)
        results.gate.clear()
        first = asyncio.ensure_future(one(PATH, {}, Trace()))
        await settle()
        second = asyncio.ensure_future(one(PATH, {}, trace := Trace()))
        await settle()
        results.gate.set()
        assert (await first).blob == (await second).blob
        assert maker.made == ["a.jpg"]
        assert trace.cache == "shared"

    played(scene)


def test_shared_look_up_that_finds_it_is_everyones_hit() -> None:
    async def scene() -> None:
        results, traces = Dict(), [Trace() for _ in range(5)]
        one = flow(results, Dict(), Maker())
        key = GRAMMAR.parse("a.jpg").key("")
        results.kept[key] = noted(Blob(b"kept"), [Seen(Version("t"), time.time())])
        await asyncio.gather(*(one(PATH, {}, trace) for trace in traces))
        assert {trace.cache for trace in traces} == {"hit"}
        assert results.asked == [key]

    played(scene)


def test_preview_is_not_kept() -> None:
    async def scene() -> None:
        results, maker = Dict(), Maker()
        one = flow(results, Dict(**{"a.jpg": Blob(b"source")}), maker)
        both = await asyncio.gather(*(one(SIGNER.sign(path), {}, Trace()) for path in ("preview/a.jpg", "a.jpg")))
        await one.keep.flush()
        assert maker.made == ["preview/a.jpg", "a.jpg"]
        assert [blob.read() for blob in results.kept.values()] == [both[1].blob.read()]
        assert (await one(SIGNER.sign("preview/a.jpg"), {}, trace := Trace())).blob.read() == both[1].blob.read()
        assert trace.cache == "hit"

    played(scene)


def test_what_is_made_elsewhere_is_waited_for() -> None:
    async def scene() -> None:
        results, maker, trace = Dict(), Maker(), Trace()
        key = GRAMMAR.parse("a.jpg").key("")

        async def elsewhere(name: str) -> bool:
            assert name == key
            results.kept[key] = noted(Blob(b"of another machine"), [Seen(Version("t"), time.time())])
            return True

        one = replace(flow(results, Dict(**{"a.jpg": Blob(b"source")}), maker), elsewhere=elsewhere)
        assert (await one(PATH, {}, trace)).blob.read() == b"of another machine"
        assert (trace.cache, list(trace.steps), maker.made) == ("hit", ["parse", "recall", "wait"], [])

    played(scene)


def test_who_makes_it_elsewhere_and_has_died_costs_half_of_the_time() -> None:
    async def scene() -> None:
        maker = Maker()

        async def elsewhere(name: str) -> bool:
            return await asyncio.Event().wait()

        one = replace(flow(Dict(), Dict(**{"a.jpg": Blob(b"source")}), maker, deadline=0.2), elsewhere=elsewhere)
        assert (await one(PATH, {}, Trace())).blob.read() == b"source a.jpg"

    played(scene)


BROKEN = Blob(b"of another")


class Failing(Dict):
    """Has one source, and fails with all others."""

    def __init__(self, error: Exception) -> None:
        super().__init__(**{"other.png": BROKEN})
        self.error: Exception | None = error

    async def get(self, key: str) -> Blob | None:
        if key != "other.png" and self.error is not None:
            raise self.error
        return await super().get(key)


@pytest.mark.parametrize(
    "error", [SourceNotFound("gone"), OriginFailed("broken"), OriginTimeout("slow"), OSError("a disk")]
)
def test_another_source_where_the_own_is_missing(error: Exception) -> None:
    async def scene() -> None:
        results, sources, maker = Dict(), Failing(error), Maker()
        one = replace(flow(results, sources, maker), fallback=Fallback(max_age=30, status=404))
        path = SIGNER.sign("fallback:other.png/a.jpg")
        answers = [await one(path, {}, Trace()) for _ in range(2)]
        assert maker.made == ["fallback:other.png/other.png"], "it is kept as the other's"
        for answer in answers:
            assert answer.blob.read().startswith(b"of another")
            assert (answer.status, answer.output.max_age, answer.source) == (404, 30, "a.jpg")
            assert answer.fallback == {"disk": "origin_failed"}.get(str(error)[2:], getattr(error, "code", ""))
        sources.error, sources.kept["a.jpg"] = None, Blob(b"at last")
        answer = await one(path, {}, Trace())
        assert answer.blob.read().startswith(b"at last")
        assert (answer.status, answer.output.max_age, answer.fallback) == (200, None, "")

    played(scene)


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("a.jpg", SourceNotFound("gone")),
        ("fallback:a.jpg/a.jpg", SourceNotFound("gone")),
        ("fallback:b.jpg/a.jpg", SourceNotFound("gone")),
        ("fallback:other.png/a.jpg", SourceTooLarge("much")),
        ("fallback:other.png/a.jpg", SourceNotAllowed("never")),
    ],
)
def test_no_other_source(path: str, error: Exception) -> None:
    async def scene() -> None:
        with pytest.raises(type(error), match=str(error)):
            await flow(Dict(), Failing(error), Maker())(SIGNER.sign(path), {}, Trace())

    played(scene)


def test_the_urls_own_time_is_kept_if_it_is_shorter() -> None:
    async def scene() -> None:
        one = flow(Dict(), Failing(SourceNotFound("gone")), Maker())
        for seconds, age in ((5, 5), (500, 60)):
            answer = await one(SIGNER.sign(f"fallback:other.png/max-age:{seconds}/a.jpg"), {}, Trace())
            assert (answer.output.max_age, answer.status) == (age, 200)

    played(scene)


def test_filters_that_are_left_out_are_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        one = flow(Dict(), Dict(**{"a.jpg": Blob(b"source")}), Maker())
        one = replace(one, grammar=Grammar(GRAMMAR.vocabulary, Rules(ignore_filters=True)))
        for path, name in (("fog()", "fog"), ("fog():flip()", "fog"), ("fog\x9b2J()", "fog\x9b2J")):
            assert (await one(SIGNER.sign(f"filters:{path}/a.jpg"), {}, Trace())).ignored == (name,)

    played(scene)
    assert [record.getMessage() for record in caplog.records if "fog" in record.getMessage()] == [
        f"filter {name} is left out: unknown, not allowed, or with arguments that are unknown (told once)"
        for name in ("'fog'", r"'fog\x9b2J'")
    ]


def test_what_is_provisional_is_answered_and_not_kept() -> None:
    async def scene() -> None:
        maker, results = Maker(), Dict()

        async def provisional(*arguments: Any, **named: Any) -> Blob:
            return replace(await maker(*arguments, **named), facts={"provisional": True})

        one = flow(results, Dict(**{"a.jpg": Blob(b"source")}), provisional)
        for _ in range(2):
            assert (await one(PATH, {}, Trace())).blob.read()
            await one.keep.flush()
        assert (len(maker.made), results.kept) == (2, {})

    played(scene)


def test_a_blocked_source_is_not_even_looked_for() -> None:
    async def scene() -> None:
        results, sources = Dict(), Dict(**{"a.jpg": Blob(b"source")})
        one = replace(flow(results, sources, Maker()), blocked=Blocked(["A.jpg"]))
        with pytest.raises(SourceNotAllowed):
            await one(PATH, {}, Trace())
        with pytest.raises(BadArgument):
            await one(SIGNER.sign("fallback:a.jpg/b.jpg"), {}, Trace())
        with pytest.raises(BadArgument):
            one.ordered(Job("fallback:a.jpg/b.jpg", ""))
        assert (results.asked, sources.asked) == ([], [])

    played(scene)


def test_source_that_does_not_come() -> None:
    async def scene() -> None:
        silent = Dict()
        silent.gate.clear()
        with pytest.raises(DeadlineExceeded, match="did not arrive"):
            await flow(Dict(), silent, Maker(), deadline=0.01)(PATH, {}, Trace())

    played(scene)


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("", BadPath),
        ("*", BadPath),
        ("http://x/a.jpg", BadSignature),
        ("/" + "a" * 100, BadPath),
        ("/a.jpg", BadSignature),
        (PATH.replace("a.jpg", "b.jpg"), BadSignature),
        (SIGNER.sign("expires:1/a.jpg"), Expired),
        (SIGNER.sign("%ff"), BadPath),
    ],
)
def test_refused_before_anything_is_asked(target: str, error: type[Exception]) -> None:
    async def scene() -> None:
        results, sources = Dict(), Dict()
        with pytest.raises(error):
            await flow(results, sources, Maker())(target, {}, Trace())
        assert (results.asked, sources.asked) == ([], [])

    played(scene)


def test_transform_refuses_what_has_crashed_two_workers() -> None:
    """With the real pool, whose workers run the work that crashes."""

    async def scene() -> None:
        hello = {"work": "tests.workers.fakes.Fake"}
        pool = Pool(hello, size=1, queue=1, deadline=20, memory=None, recycle_jobs=100, recycle_memory=None)
        await pool.start()
        try:
            transform, crashed = Transform(pool), []
            for source in (Blob(b"x", modified=1.0), Blob(b"x", modified=1.0), Blob(b"x", modified=2.0)):
                with pytest.raises(UndecodableImage):
                    await transform(["k"], "segfault", [source], 20)
                crashed.append(pool.stats().crashed)
            assert crashed == [2, 2, 4]  # a new version of the source is tried again
            assert (await transform(["other"], "echo", [Blob(b"x")], 20)).read() == b"x"
        finally:
            await pool.close()

    asyncio.run(scene())
