"""A link leads to what is surely there, or there is none."""

from __future__ import annotations

import asyncio

from fitter.blob import Blob
from fitter.flow.actions.link import Link
from fitter.flow.results.keep import Keep
from fitter.flow.results.recall import Recall
from tests.flow.storages import Dict, tier

PICTURE = Blob(b"picture")


class Linked(Dict):
    """Gives links, keeps what it is told to, and fails when it is told to."""

    keeps = True
    error: Exception | None = None

    async def put(self, key: str, blob: Blob) -> None:
        if self.keeps:
            await super().put(key, blob)

    async def url(self, key: str) -> str:
        if self.error:
            raise self.error
        return f"https://store.example/{key}"


def link(storage: Linked) -> Link:
    found = Link.of(Recall([tier(Dict()), tier(storage)], Keep()))
    assert found is not None
    return found


def test_links() -> None:
    async def scene() -> None:
        storage = Linked()
        one = link(storage)
        assert await one("a", PICTURE) == "https://store.example/a", "it is put there first"
        assert storage.kept["a"].read() == b"picture"
        storage.kept["a"] = Blob(b"an older")
        assert await one("a", PICTURE) == "https://store.example/a"
        assert storage.kept["a"].read() == b"picture"
        storage.error = OSError("no keys to sign with")
        assert await one("a", PICTURE) is None
        storage.error, storage.keeps = None, False
        assert await one("a", PICTURE) is not None, "it is there"
        assert await one("b", PICTURE) is None, "it keeps nothing any more"

    asyncio.run(scene())


def test_none_gives_links() -> None:
    assert Link.of(Recall([tier(Dict())], Keep())) is None
