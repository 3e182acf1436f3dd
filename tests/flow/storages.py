"""Small storages for the steps of the flow: real ones, in a dict, that can be told to wait or to fail."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fitter.blob import Blob
from fitter.flow.results.keep import Keep
from fitter.flow.results.tier import Tier
from fitter.flow.sources.freshness import Freshness
from fitter.flow.sources.load import Load
from fitter.flow.sources.origins import Origins
from fitter.room import Room
from fitter.settings.keeping import Sources


class Dict:
    """Keeps blobs in a dict; each call waits for the gate."""

    def __init__(self, **kept: Blob) -> None:
        self.kept, self.asked = dict(kept), []
        self.gate = asyncio.Event()
        self.gate.set()

    async def get(self, key: str) -> Blob | None:
        self.asked.append(key)
        found = self.kept.get(key)
        await self.gate.wait()
        return found

    async def put(self, key: str, blob: Blob) -> None:
        await self.gate.wait()
        self.kept[key] = blob

    async def delete(self, key: str) -> None:
        self.kept.pop(key, None)


class Plain(Dict):
    """The same with plain methods, which run in threads."""

    def get(self, key: str) -> Blob | None:
        return self.kept.get(key)

    def put(self, key: str, blob: Blob) -> None:
        self.kept[key] = blob


class Locked(Dict):
    """Has locks, which live until somebody gives them back."""

    def __init__(self) -> None:
        super().__init__()
        self.locks: dict[str, str] = {}

    async def lock(self, key: str, token: str, seconds: float) -> bool:
        return self.locks.setdefault(key, token) == token

    async def unlock(self, key: str, token: str) -> None:
        if self.locks.get(key) == token:
            del self.locks[key]


class Failing(Dict):
    """Raises at every call."""

    async def get(self, key: str) -> Blob | None:
        raise ConnectionError("gone")

    async def put(self, key: str, blob: Blob) -> None:
        raise ConnectionError("gone")


def tier(storage: Dict, patience: float = 60) -> Tier:
    return Tier(type(storage).__name__, storage, patience)


def loading(storages: Sequence[Dict], loaders: Sequence[Any], keep: Keep, most: int = 100, **policy: Any) -> Load:
    """The step that loads, over these."""
    known = Freshness(Sources(**policy))
    return Load([tier(one) for one in storages], Origins(loaders), keep, most, known, Room(9 * most))


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(50):
        await asyncio.sleep(0)
