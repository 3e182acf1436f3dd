"""Tiers, and the steps that ask and fill them: recall, keep, load."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace

import pytest

from fitter.blob import Blob
from fitter.errors import OriginFailed, SourceNotFound, SourceTooLarge
from fitter.flow.results.keep import Keep
from fitter.flow.results.recall import Recall
from tests.flow.storages import Dict, Failing, Plain, loading, settle, tier

A, B = Blob(b"a"), Blob(b"b")


def recalled(*storages: Dict, key: str = "k", patience: float = 60) -> tuple[Blob | None, Keep]:
    async def scene() -> tuple[Blob | None, Keep]:
        keep = Keep()
        found = await Recall([tier(storage, patience) for storage in storages], keep)(key)
        await keep.flush()
        return found, keep

    return asyncio.run(scene())


@pytest.mark.parametrize("kind", [Dict, Plain])
def test_found_in_the_first_tier_that_has_it(kind: type[Dict]) -> None:
    assert recalled(kind(k=A), kind(k=B))[0] == A
    assert recalled(kind(), kind(k=B))[0] == B
    assert recalled(kind(), kind())[0] is None
    assert recalled()[0] is None


def test_found_low_is_copied_up_and_not_down() -> None:
    top, middle, low = Dict(), Dict(k=B), Dict()
    recalled(top, middle, low)
    assert (top.kept, low.kept) == ({"k": B}, {})


def test_failing_tier_is_a_miss_and_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert recalled(Failing(), Dict(k=B))[0] == B
    assert [record.getMessage() for record in caplog.records] == [
        "get of Failing failed: ConnectionError('gone'); it is left alone until it answers",
    ]


def test_tier_that_hangs_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = Dict(k=A)
    hanging.gate.clear()

    async def scene() -> None:
        top = tier(hanging, patience=0.01)
        for _ in range(5):
            assert await top.get("k") is None
            await top.put("k", B)
        assert hanging.asked == ["k"]
        hanging.gate.set()
        later = time.monotonic() + 60
        monkeypatch.setattr(time, "monotonic", lambda: later)
        assert await top.get("k") == A

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_sizes_of_one_source_that_are_asked_for_at_once_load_it_once() -> None:
    async def scene() -> None:
        loader = Dict(k=A)
        loader.gate.clear()
        load = loading([], [loader], Keep())
        callers = [asyncio.ensure_future(load("k")) for _ in range(6)]
        await settle()
        loader.gate.set()
        assert [one.blob for one in await asyncio.gather(*callers)] == [A] * 6
        assert loader.asked == ["k"]

    asyncio.run(scene())


def test_tier_that_hangs_is_a_miss() -> None:
    hanging = Dict(k=A)
    hanging.gate.clear()

    async def scene() -> Blob | None:
        return await Recall([tier(hanging, patience=0.01), tier(Dict(k=B))], Keep())("k")

    assert asyncio.run(asyncio.wait_for(scene(), 20)) == B


def test_what_is_being_written_is_as_good_as_written() -> None:
    async def scene() -> None:
        keep, slow = Keep(), Dict()
        recall = Recall([tier(slow)], keep)
        slow.gate.clear()
        keep(recall.tiers, "k", A)
        await settle()
        assert await recall("k") == A
        assert slow.asked == []
        slow.gate.set()
        await keep.flush()
        assert (keep.pending("k"), await recall("k"), slow.asked) == (None, A, ["k"])

    asyncio.run(scene())


def test_what_waits_to_be_written_is_bounded() -> None:
    async def scene() -> None:
        keep, slow = Keep(), Dict()
        slow.gate.clear()
        for number in range(1500):
            keep([tier(slow)], str(number), A)
        slow.gate.set()
        await keep.flush()
        assert len(slow.kept) == 1000

    asyncio.run(scene())


def test_one_tier_that_fails_does_not_keep_the_others_from_it() -> None:
    async def scene() -> None:
        keep, good = Keep(), Dict()
        keep([tier(Failing()), tier(good)], "k", A)
        await keep.flush()
        assert good.kept == {"k": A}

    asyncio.run(scene())


def loaded(storages: list[Dict], loaders: list[Dict], most: int = 10) -> Blob:
    async def scene() -> Blob:
        keep = Keep()
        try:
            return (await loading(storages, loaders, keep, most)("k")).blob
        finally:
            await keep.flush()

    return asyncio.run(scene())


def test_source_storage_comes_before_the_loaders() -> None:
    storage, loader = Dict(k=A), Dict(k=B)
    assert loaded([storage], [loader]).read() == b"a"
    assert loader.asked == []


@pytest.mark.parametrize("kind", [Dict, Plain])
def test_first_loader_that_has_it_and_then_it_is_stored(kind: type[Dict]) -> None:
    storage = Dict()
    assert loaded([storage], [kind(), kind(k=B), kind(k=A)]) == B
    assert [blob.read() for blob in storage.kept.values()] == [b"b"]


def test_nobody_has_it() -> None:
    with pytest.raises(SourceNotFound):
        loaded([Dict(), Failing()], [Dict()])


def test_loader_that_fails_is_no_miss() -> None:
    with pytest.raises(OriginFailed):
        loaded([], [Failing(), Dict(k=A)])


@pytest.mark.parametrize("from_storage", [True, False])
def test_too_large_is_refused_and_not_stored(from_storage: bool) -> None:
    large, storage = Dict(k=Blob(bytes(11))), Dict()
    with pytest.raises(SourceTooLarge, match="has 11 bytes; at most 10"):
        loaded([large] if from_storage else [storage], [] if from_storage else [large])
    assert storage.kept == {}


class Far(Dict):
    """One that says how long it is waited for."""

    patience = 0.01


def test_storage_far_away_is_not_waited_for_and_judged_all_the_same() -> None:
    far = Far(k=A)
    far.gate.clear()

    async def scene() -> None:
        top = tier(far, patience=60)
        assert await top.get("k") is None
        assert await top.get("k") is None
        assert len(far.asked) == 2, "it was only late, so it is not left alone"
        far.gate.set()
        await settle()
        assert await top.get("k") == A
        far.gate.clear()
        assert top.haste is not None
        top.haste.took(100)  # seconds
        slow = asyncio.ensure_future(top.get("k"))
        await asyncio.sleep(0.05)  # longer than its patience, but it is slow
        far.gate.set()
        assert await slow == A
        far.gate.clear()
        top = tier(far, patience=0.05)
        assert await top.get("k") is None
        asked = len(far.asked)
        while await top.get("k") is None and len(far.asked) > asked:
            asked = len(far.asked)
        assert top.breaker.turn == 1, "it hung, and rests"

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_a_blob_above_what_may_wait_is_kept_by_itself() -> None:
    large, below = Blob(bytes(129 * 1024**2)), Dict()

    async def scene() -> None:
        keep, tiers = Keep(), [tier(below)]
        keep(tiers, "large", large)
        keep(tiers, "behind", A)
        await keep.flush()
        assert below.kept == {"large": large}, "what is behind it would wait for too much"
        keep(tiers, "behind", A)
        keep(tiers, "after", large)
        await keep.flush()
        assert set(below.kept) == {"large", "behind"}

    asyncio.run(scene())


def test_tiers_that_end_at_the_same_moment(caplog: pytest.LogCaptureFixture) -> None:
    first, second = Dict(), Dict()
    first.gate = second.gate = asyncio.Event()

    async def scene() -> None:
        keep = Keep()
        keep([replace(tier(first), name="first"), tier(second)], "k", A)
        await settle()
        assert keep.pending("k") is A
        first.gate.set()
        await keep.flush()
        await settle()
        assert (first.kept, second.kept, keep.pending("k")) == ({"k": A}, {"k": A}, None)

    asyncio.run(scene())
    assert caplog.messages == []
