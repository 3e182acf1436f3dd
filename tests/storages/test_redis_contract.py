"""What every storage must do, done by Redis in all the ways to reach it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fitter.storages.redis import RedisStorage
from tests.contracts.storage import StorageContract
from tests.storages.redis import redis
from tests.valkey import Valkey

try:
    from uvloop import new_event_loop
except ImportError:
    from asyncio import new_event_loop


def emptied(*servers: Valkey, **options: object) -> RedisStorage:
    for server in servers:
        server.do("FLUSHALL")
    return redis(**{"url": servers[0].url, "largest": "100MB", **options})


class TestServer(StorageContract):
    @pytest.fixture(autouse=True)
    def _own_loop(self) -> Iterator[None]:
        with asyncio.Runner(loop_factory=new_event_loop) as self.runner:  # as the front does
            yield

    @pytest.fixture
    def storage(self, valkey: Valkey) -> RedisStorage:
        return emptied(valkey)


class AnotherWay(StorageContract):
    """All but what does not depend on how the server is reached."""

    test_nasty_key = test_delete_what_is_not_there = test_never_a_torn_value = None

    @pytest.mark.parametrize("size", [0, 1 << 20, (1 << 20) + 1])
    @pytest.mark.parametrize("form", [bytes])
    def test_keeps_any_size_in_both_forms(self, storage: Any, size: int, form: Any) -> None:
        super().test_keeps_any_size_in_both_forms(storage, size, form)


class TestSocket(AnotherWay):
    @pytest.fixture
    def storage(self, valkey: Valkey) -> RedisStorage:
        return emptied(valkey, url=f"{valkey.socket}?db=3", ttl="1h", prefix="")


class TestSecured(AnotherWay):
    @pytest.fixture
    def storage(self, guarded: Valkey, secured_url: str, pem: Path) -> RedisStorage:
        return emptied(guarded, url=secured_url, password="pass word", ca_file=pem)


class TestSentinel(AnotherWay):
    @pytest.fixture
    def storage(self, valkey: Valkey, sentinel: Valkey) -> RedisStorage:
        return emptied(valkey, sentinels=[f"127.0.0.1:{sentinel.port}"], service="main")


class TestCluster(AnotherWay):
    @pytest.fixture
    def storage(self, nodes: list[Valkey]) -> RedisStorage:
        return emptied(*nodes, cluster=True, ttl="1h")
