"""Two servers that share a Redis: a picture that many ask both for is made once, and whoever begins it may die."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import Server
from tests.valkey import Valkey
from tests.web.stage import Stage, asked, children, metric, until
from tests.web.test_herd import HTTP, JOBS
from tests.web.versions import Origin

REDIS = "fitter.storages.redis.RedisStorage"


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("valkey")) as valkey:
        yield valkey


@pytest.fixture
def servers(valkey: Valkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Stage, Server]]]:
    tiers = [{"use": "fitter.storages.memory.MemoryStorage"}, {"use": REDIS, "url": valkey.url, "timeout": "5s"}]
    settings = {"result_storage": tiers, "herd": {"lock": "3s"}, "loader": [HTTP]}
    stages = [Stage(tmp_path_factory.mktemp(name), settings) for name in ("one", "other")]
    with stages[0].server() as one, stages[1].server() as other:
        until(lambda: all(server.request("/ready").status == 200 for server in (one, other)))
        yield [(stages[0], one), (stages[1], other)]


def locks(valkey: Valkey) -> list[bytes]:
    return valkey.do("KEYS", "*.lock")


def test_made_once_by_both_and_again_when_the_maker_dies(servers: list[tuple[Stage, Server]], valkey: Valkey) -> None:
    (stage, one), (there, other) = servers
    with Origin() as origin:
        path = one.path("60x", origin.url())
        before = metric(one, JOBS) + metric(other, JOBS)
        origin.gate.clear()
        with asked(one, path, 100) as here, asked(other, path, 100) as too:
            until(lambda: locks(valkey))
            origin.gate.set()
            replies = [pending.reply() for pending in [*here, *too]]
        assert {(reply.status, reply.headers["Etag"]) for reply in replies} == {(200, replies[0].headers["Etag"])}
        assert len({reply.body for reply in replies}) == 1
        assert metric(one, JOBS) + metric(other, JOBS) == before + 1
        assert origin.asked == [200]
        until(lambda: not locks(valkey))

        path = one.path("wait:death/61x", origin.url())
        there.open_gate("death")
        with asked(one, path):
            stage.at_gate("death")
            assert locks(valkey)
            with asked(other, path) as (waiting,):
                assert not there.pids("death")  # it leaves the picture to the one that began it
                orphans = children(one.process.pid)
                one.process.kill()
                assert waiting.reply().status == 200
        until(lambda: not any(map(children, orphans)))
