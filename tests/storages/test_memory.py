from __future__ import annotations

import asyncio
import time
import tracemalloc

import pytest
from pydantic import ValidationError

from fitter import Blob
from fitter.abilities import Near
from fitter.storages.memory import MemoryStorage
from tests.contracts.storage import StorageContract


def memory(**options: object) -> MemoryStorage:
    return MemoryStorage(MemoryStorage.Options(**options))


class TestContract(StorageContract):
    @pytest.fixture
    def storage(self) -> MemoryStorage:
        return memory(bytes="100MB")


def put(storage: MemoryStorage, *keys: str, size: int = 10_000) -> None:
    for key in keys:
        asyncio.run(storage.put(key, Blob(b"x" * size)))


def there(storage: MemoryStorage, keys: str) -> str:
    return "".join(key for key in keys if asyncio.run(storage.get(key)))


def test_the_least_recently_used_goes_first() -> None:
    storage = memory(bytes=60_000)
    put(storage, *"abcde")
    assert there(storage, "a") == "a"  # and is used with that
    put(storage, "f", "g")
    assert there(storage, "abcdefg") == "adefg"


def test_what_is_at_hand_is_what_get_gives_and_counts_as_used() -> None:
    storage = memory(bytes=60_000)
    assert isinstance(storage, Near)
    put(storage, *"abcde")
    assert storage.at_hand("a") is asyncio.run(storage.get("a"))
    assert storage.at_hand("z") is None
    put(storage, "f", "g")
    assert there(storage, "abcdefg") == "adefg"


async def fill(storage: MemoryStorage, count: int) -> None:
    for number in range(count):
        facts = {"format": "jpeg", "width": number, "height": number}
        await storage.put(f"{number:064x}/{number:064x}", Blob(bytes(number % 300), "image/jpeg", 1.5, facts))


def test_the_bound_holds_all_overhead() -> None:
    storage = memory(bytes="4MB")
    tracemalloc.start()
    try:
        asyncio.run(fill(storage, 10_000))
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert 1_000_000 < used < 4_000_000
    asyncio.run(storage.delete("0" * 64 + "/"))
    for key in list(storage._kept):
        asyncio.run(storage.delete(key))
    assert storage._used == 0


def test_one_blob_cannot_push_out_all_others() -> None:
    storage = memory(bytes="1MB")
    put(storage, *"abc")
    put(storage, "L", size=300_000)
    assert there(storage, "abcL") == "abc"


def test_a_blob_that_is_too_large_leaves_nothing_older_behind() -> None:
    storage = memory(bytes="1MB")
    put(storage, "a")
    put(storage, "a", size=300_000)
    assert there(storage, "a") == ""


def test_ttl(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = memory(ttl="1m")
    put(storage, "a")
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 59)
    assert there(storage, "a") == "a"
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert there(storage, "a") == ""
    assert storage._used == 0


@pytest.mark.parametrize("options", [{"bytes": 0}, {"bytes": "many"}, {"ttl": 0}, {"size": 5}])
def test_bad_options(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        memory(**options)
