"""Redis as the only place for sources and results, and all that can go wrong with it: every request is answered."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.server import Server
from tests.storages.redis import saying
from tests.valkey import Valkey
from tests.web.stage import Stage, metric, until

USE = "fitter.storages.redis.RedisStorage"
FOUND = 'fitter_recalls_total{found="yes",tier="%s[0]"}'
WIDTHS = itertools.count(40)


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    valkey = Valkey(tmp_path_factory.mktemp("valkey"))
    yield valkey
    valkey.kill()


@pytest.fixture(scope="module")
def server(stage: Stage, valkey: Valkey) -> Iterator[Server]:
    """Started while nobody listens there."""
    redis = {"use": USE, "url": valkey.url, "user": "default", "password": "hush", "timeout": "200ms"}
    tiers = {"result_storage": [redis], "storage": [{**redis, "prefix": "sources:"}]}
    with stage.server(**tiers) as server:
        assert server.get("30x40", "quarters.jpg").status == 200
        yield server


@pytest.fixture
def up(valkey: Valkey) -> Valkey:
    """A Valkey that works, whatever the last test did to it."""
    valkey.kill()
    valkey.start()
    return valkey


def serves(server: Server, *paths: str) -> None:
    """Each path several times, and some that nobody asked for yet."""
    bodies = {}
    for path in [*paths, *(server.path(f"{next(WIDTHS)}x40", "quarters.jpg") for _ in range(2))] * 2:
        reply = server.request(path)
        assert reply.status == 200
        assert bodies.setdefault(path, reply.body) == reply.body


def in_use(server: Server, section: str = "result_storage") -> str:
    """Wait until Redis has found something for the server; the path of what it was."""
    before = metric(server, FOUND % section)

    def found() -> bool:
        path = server.path(f"{next(WIDTHS)}x40" if section == "storage" else "39x40", "quarters.jpg")
        assert server.request(path).status == 200
        time.sleep(0.1)  # each look may cost a picture
        return metric(server, FOUND % section) > before

    until(found)
    return server.path("39x40", "quarters.jpg")


def test_starts_without_it_and_says_so(server: Server, valkey: Valkey) -> None:
    assert f"the Redis at 127.0.0.1:{valkey.port} cannot be used" in "".join(server.lines)
    assert "it is left alone until it answers" in "".join(server.lines)


def test_finds_results_and_sources(server: Server, stage: Stage, up: Valkey) -> None:
    path = in_use(server)
    until(lambda: server.request(path).headers["X-Cache"] == "HIT")
    assert server.request(path).headers["Content-Type"] == "image/jpeg"
    source = stage.folder / "images" / "quarters.jpg"
    in_use(server, "storage")
    content = source.read_bytes()
    source.unlink()
    try:
        in_use(server, "storage")
    finally:
        source.write_bytes(content)


def test_killed_and_started_again(server: Server, up: Valkey) -> None:
    path = in_use(server)
    up.kill()
    serves(server, path)
    up.start()
    in_use(server)


def test_paused(server: Server, up: Valkey) -> None:
    path = in_use(server)
    with up.paused():
        serves(server, path)
    in_use(server)


@pytest.mark.parametrize(
    ("command", "undo"),
    [
        (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0")),
        (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE")),
        (("ACL", "SETUSER", "default", "-hset", "-hget"), ("ACL", "SETUSER", "default", "+@all")),
        (("CLIENT", "PAUSE", "500"), ("PING",)),
    ],
    ids=["full", "read-only", "forbidden", "stuck"],
)
def test_refusing(server: Server, up: Valkey, command: tuple[str, ...], undo: tuple[str, ...]) -> None:
    path = in_use(server)
    up.do(*command)
    serves(server, path)
    up.do(*undo)
    in_use(server)


@contextmanager
def nonsense(port: int) -> Iterator[None]:
    """In the place of the server: it answers everything with the head of a web page."""
    loop, over = asyncio.new_event_loop(), asyncio.Event()

    async def talk() -> None:
        async with saying(b"HTTP/1.1 400 Bad Request\r\n\r\n<html>", port):
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[talk()])
    thread.start()
    yield
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


def test_nonsense(server: Server, up: Valkey) -> None:
    path = in_use(server)
    up.kill()
    with nonsense(up.port):
        serves(server, path)
    up.start()
    in_use(server)


def test_broken_values(server: Server, up: Valkey) -> None:
    path = in_use(server)
    body = server.request(path).body
    for name in up.do("KEYS", "fitter:*"):
        for field in up.do("HKEYS", name):
            value = up.do("HGET", name, field)
            up.do("HSET", name, field, value[:30] + b"\0" + value[31:])
    assert server.request(path).body == body
    in_use(server)


def test_the_log_is_short_and_keeps_the_password(server: Server, up: Valkey) -> None:
    lines = [line for line in server.lines if "result_storage[0]" in line and "failed" in line]
    assert len(lines) < 30
    assert "hush" not in "".join(server.lines)
