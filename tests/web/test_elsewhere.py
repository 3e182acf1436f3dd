"""Two machines that share a Redis and have memories of their own: what one purges the other forgets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fitter.url.signature import PURGE
from tests.pictures import encoded, quarters, see
from tests.server import Server
from tests.valkey import Valkey
from tests.web.stage import BASIS, Stage, until


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    valkey = Valkey(tmp_path_factory.mktemp("valkey"))
    yield valkey
    valkey.kill()


@pytest.fixture(scope="module")
def servers(valkey: Valkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Server, Server]]:
    """Started while nobody listens at the Redis; both have the first one's sources."""
    memory = {"use": "fitter.storages.memory.MemoryStorage"}
    redis = {"use": "fitter.storages.redis.RedisStorage", "url": valkey.url, "timeout": "5s"}
    settings = {"result_storage": [memory, redis], "sources": {"max_age": "1h"}}
    stages = [Stage(tmp_path_factory.mktemp(name), settings) for name in ("one", "other")]
    loader = {**BASIS["loader"], "root": str(stages[0].folder / "images")}
    with stages[0].server(loader=loader) as one, stages[1].server(loader=loader) as other:
        yield stages[0], one, other


def listening(valkey: Valkey) -> int:
    return int(valkey.do("PUBSUB", "NUMSUB", "fitter:announced")[1])


def test_what_one_purges_the_other_forgets(valkey: Valkey, servers: tuple[Stage, Server, Server]) -> None:
    stage, one, other = servers
    for again in ("started late", "started again"):
        valkey.start()
        until(lambda: listening(valkey) == 2)
        name, files = f"{again.replace(' ', '-')}.png", stage.folder / "images"
        (files / name).write_bytes(encoded(quarters(), ".png"))
        for server in (one, other):
            until(lambda server=server, name=name: server.get("60x", name).headers["X-Cache"] == "HIT")
        (files / name).write_bytes(encoded(quarters(80, 120), ".png"))
        assert see(other.get("60x", name).body).size == "60x40", "it is not asked for yet"
        assert one.request(one.signer.sign(name, PURGE), "DELETE").status == 204
        until(lambda name=name: see(other.get("60x", name).body).size == "60x90")
        assert see(one.get("60x", name).body).size == "60x90"
        valkey.kill()
    assert one.request(one.signer.sign("a.png", PURGE), "DELETE").status == 502
    until(lambda: "other machines were not told of a purge" in "".join(one.lines))
