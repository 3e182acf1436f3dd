from __future__ import annotations

import asyncio
import random
import re
import signal
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from fitter import Announcing, Blob, Locking, Storage
from fitter.resolve import Unresolved, plugin
from fitter.storages.envelope import sealed
from fitter.storages.redis import RedisStorage
from tests.contracts.storage import BLOB, RESULT
from tests.material import ROOT
from tests.storages.redis import Relay, redis, saying
from tests.table import table
from tests.valkey import Valkey

SOURCE, VARIANT = RESULT.split("/")
HASH = f"fitter:{SOURCE}/"
SECRET = "a secret of Redis"


@pytest.fixture(autouse=True)
def empty(valkey: Valkey) -> None:
    valkey.do("FLUSHALL")


def run(storage: RedisStorage, doing: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it, in a loop of its own."""

    async def scene() -> Any:
        try:
            return await doing
        finally:
            await storage.close()

    return asyncio.run(scene())


def get(storage: RedisStorage, key: str = RESULT) -> Blob | None:
    return run(storage, storage.get(key))


def put(storage: RedisStorage, key: str = RESULT, blob: Blob = BLOB) -> None:
    run(storage, storage.put(key, blob))


def fields(valkey: Valkey) -> dict[str, list[str]]:
    """All hashes and their fields."""
    return {
        name.decode(): sorted(field.decode() for field in valkey.do("HKEYS", name)) for name in valkey.do("KEYS", "*")
    }


# Layout


def test_all_of_one_source_is_one_hash(valkey: Valkey) -> None:
    storage = redis(url=valkey.url)
    for key in ("a/b/1", "a/b/2", "a/3", "4", "/5", "a/b/"):
        put(storage, key)
    assert fields(valkey) == {
        "fitter:a/b/": ["", "1", "2"],
        "fitter:a/": ["3"],
        "fitter:": ["4"],
        "fitter:/": ["5"],
    }


def test_a_prefix_of_its_own_keeps_two_apart(valkey: Valkey) -> None:
    one, other = redis(url=valkey.url, prefix="one:"), redis(url=valkey.url, prefix="other:")
    put(one)
    assert get(other) is None
    run(other, other.delete(f"{SOURCE}/"))
    assert get(one) is not None


def test_a_purge_takes_thousands_along_and_those_below(valkey: Valkey) -> None:
    pairs = [text for number in range(5000) for text in (number, "x")]
    valkey.do("HSET", HASH, *pairs)
    script = "for i = 1, 3000 do redis.call('HSET', KEYS[1] .. i .. '/', 'a', 'b') end"
    for name in (HASH, "fitter:beside/"):
        valkey.do("EVAL", script, 1, name)
    storage = redis(url=valkey.url)
    run(storage, storage.delete(f"{SOURCE}/"))
    assert valkey.do("DBSIZE") == 3000


def test_a_purge_takes_names_by_the_letter(valkey: Valkey) -> None:
    storage, strange = redis(url=valkey.url), ["*", "a?", "[ab]", "a\\", "\\*"]
    keys = [f"{name}/deep/{end}" for name in [*strange, "ab", "b", "aa"] for end in "xy"]
    for key in keys:
        put(storage, key)
    for name in strange:
        run(storage, storage.delete(f"{name}/"))
    assert [key for key in keys if get(storage, key)] == [key for key in keys if key.split("/")[0] in ("ab", "b", "aa")]


# Envelopes


def test_values_of_others_are_not_found_and_stay(valkey: Valkey) -> None:
    valkey.do("HSET", HASH, VARIANT, "<html>not ours</html>" * 100)
    storage = redis(url=valkey.url)
    assert get(storage) is None
    assert valkey.do("HEXISTS", HASH, VARIANT)
    put(storage)
    assert get(storage) is not None


def test_a_name_that_is_no_hash_is_not_found_and_not_written(valkey: Valkey) -> None:
    valkey.do("SET", HASH, "somebody's")
    storage = redis(url=valkey.url)
    assert get(storage) is None
    with pytest.raises(OSError, match="refuses this with WRONGTYPE"):
        put(storage)
    assert valkey.do("GET", HASH) == b"somebody's"


def test_broken_values_are_not_found_and_go_where_they_bear_our_mark(valkey: Valkey) -> None:
    whole, storage = sealed(RESULT, BLOB), redis(url=valkey.url)
    flipped = [whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :] for at in (0, 9, len(whole) - 60)]
    other = sealed(f"{SOURCE}/another", BLOB)
    for value, goes in [*((one, True) for one in (*flipped, whole[5:], other, b"fitter\0\2")), (whole[:-5], False)]:
        valkey.do("HSET", HASH, VARIANT, value)
        assert get(storage) is None
        assert valkey.do("HEXISTS", HASH, VARIANT) == (not goes)
    valkey.do("HSET", HASH, VARIANT, whole)
    assert get(storage) == BLOB


def test_a_blob_that_is_too_large_leaves_nothing_older_behind(valkey: Valkey) -> None:
    storage = redis(url=valkey.url, largest=100)
    put(storage)
    put(storage, blob=Blob(bytes(101)))
    assert get(storage) is None


# Ends


def test_a_hash_ends_by_itself(valkey: Valkey) -> None:
    put(redis(url=valkey.url, ttl="1h"))
    assert 3_500_000 < valkey.do("PTTL", HASH) <= 3_600_000
    put(redis(url=valkey.url, ttl="20ms"), "b/c")
    end = time.monotonic() + 20
    while valkey.do("EXISTS", "fitter:b/"):
        assert time.monotonic() < end


@pytest.mark.parametrize(
    ("kept", "ttl", "later", "found"),
    [
        ("1h", "1h", 3500, True),
        ("1h", "1h", 3601, False),
        ("1h", None, 3601, False),
        ("1h", None, 10, True),
        ("1h", "1h", -30, True),  # another machine's clock
        ("1h", "1h", -86_400, False),  # it would live for a day longer
        ("7d", "1h", 0, False),  # the settings have changed
        (None, "1h", 0, False),
        (None, None, 10**8, True),
    ],
)
def test_each_value_has_its_own_end(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch, kept: str | None, ttl: str | None, later: float, found: bool
) -> None:
    put(redis(url=valkey.url, ttl=kept))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + later)
    assert (get(redis(url=valkey.url, ttl=ttl)) is not None) == found


# Faults


def failure(storage: RedisStorage, doing: str = "get") -> OSError:
    with pytest.raises(OSError, match="Redis") as caught:
        get(storage) if doing == "get" else put(storage)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


def test_nobody_is_there(tmp_path: Any) -> None:
    error = failure(redis(url=f"redis://user:{SECRET.replace(' ', '%20')}@127.0.0.1:1", password=SECRET))
    assert isinstance(error, ConnectionError)
    assert str(error).startswith("the Redis at 127.0.0.1:1 cannot be used: ")
    assert SECRET not in repr(error)
    assert isinstance(failure(redis(url=f"unix://{tmp_path}/none")), ConnectionError)
    assert isinstance(failure(redis(url="redis://127.0.0.1:1", cluster=True)), ConnectionError)
    assert isinstance(failure(redis(sentinels=["127.0.0.1:1"], service="main")), ConnectionError)


def test_a_wrong_password(guarded: Valkey) -> None:
    for password in (SECRET, None):
        error = failure(redis(url=guarded.url, password=password))
        assert isinstance(error, ConnectionError)
        assert str(error) == f"the Redis at 127.0.0.1:{guarded.port} does not let this user in"


def test_a_certificate_that_nobody_vouches_for(secured_url: str) -> None:
    error = failure(redis(url=secured_url, password="pass word"))
    assert isinstance(error, ConnectionError)
    assert "certificate verify failed" in str(error)


def test_a_node_of_a_cluster_is_no_server_by_itself(nodes: list[Valkey]) -> None:
    storages = [redis(url=node.url) for node in nodes[:2]]  # at most one of them has the slot
    assert "needs cluster: true" in str([failure(one) for one in storages if run(one, asks(one))])


async def asks(storage: RedisStorage) -> bool:
    try:
        await storage.get(RESULT)
    except OSError:
        return True
    return False


def test_a_server_that_hangs(valkey: Valkey) -> None:
    storage = redis(url=valkey.url, timeout="50ms")
    with valkey.paused():
        for doing in ("get", "put"):
            error = failure(storage, doing)
            assert isinstance(error, TimeoutError)
            assert str(error).endswith(f"{valkey.port} did not answer within 50 ms")


@table(
    "answer",
    [
        None,
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        bytes(100),
        b"$-5\r\n",
        b"*1000000\r\n",
        b"$999999999999\r\nabc",
        b"-ERR unknown command 'AUTH', with args beginning with: 'a secret of Redis'\r\n",
        b"-MOVED nonsense\r\n",
        b"-\xff\xfe\r\n",
        b":5\r\n",
        b"*1\r\n" * 100,
        b"+OK\r\n+OK\r\n+OK\r\n+OK\r\n",
    ],
)
def test_a_server_that_talks_nonsense(answer: bytes | None) -> None:
    async def scene(**options: Any) -> list[Any]:
        async with saying(answer) as url:
            storage = redis(url=url, timeout="100ms", **options)
            calls = [storage.get("a/b"), storage.put("a/b", BLOB), storage.get("a/b"), storage.delete("a/")]
            results = [await asyncio.gather(one, return_exceptions=True) for one in calls]
            await storage.close()
            return [result for (result,) in results]

    for options in ({}, {"password": SECRET}, {"cluster": True}):
        for result in asyncio.run(scene(**options)):
            assert result is None or isinstance(result, OSError), result
            assert SECRET not in repr(result)


def test_a_full_server_still_finds(valkey: Valkey) -> None:
    storage = redis(url=valkey.url)
    put(storage)
    valkey.do("CONFIG", "SET", "maxmemory", "1")
    try:
        error = failure(storage, "put")
        assert re.search("refuses this with (OOM|OutOfMemoryError)$", str(error))
        assert not isinstance(error, ConnectionError | TimeoutError)
        assert get(storage) == BLOB
    finally:
        valkey.do("CONFIG", "SET", "maxmemory", "0")


async def ended(valkey: Valkey) -> None:
    """The server ends all connections, and the loop has seen it."""
    before = valkey.clients()
    valkey.do("CLIENT", "KILL", "TYPE", "normal")
    while before & valkey.clients():
        pass
    await asyncio.sleep(0.01)


def test_connections_that_the_server_has_ended_are_made_anew(tmp_path: Path) -> None:
    async def scene() -> None:
        storage = redis(url=valkey.url)
        await storage.put(RESULT, BLOB)
        await asyncio.gather(*(storage.get(RESULT) for _ in range(10)))
        await ended(valkey)
        assert await asyncio.gather(*(storage.get(RESULT) for _ in range(20))) == [BLOB] * 20
        await storage.close()
        async with asyncio.timeout(20):
            while valkey.clients():  # noqa: ASYNC110  it is another process that notices
                await asyncio.sleep(0.01)
        assert await storage.get(RESULT) == BLOB
        await storage.close()

    with Valkey(tmp_path) as valkey:  # which has no other clients
        asyncio.run(scene())


def test_connections_are_bounded_and_waiting_for_one_counts(valkey: Valkey) -> None:
    async def scene() -> None:
        async with Relay(valkey.port) as relay:
            storage = redis(url=relay.url, connections=3)
            await storage.put(RESULT, BLOB)
            assert await asyncio.gather(*(storage.get(RESULT) for _ in range(100))) == [BLOB] * 100
            assert relay.most_connections <= 3
            await storage.close()
            hurried = redis(url=relay.url, connections=1, timeout="60ms")
            relay.delay = lambda: 3600
            results = await asyncio.gather(*(hurried.get(RESULT) for _ in range(5)), return_exceptions=True)
            assert {type(result) for result in results} == {TimeoutError}
            relay.delay = lambda: 0
            await hurried.close()

    asyncio.run(asyncio.wait_for(scene(), 30))


def test_whoever_is_cancelled_leaves_no_answer_to_the_next(valkey: Valkey) -> None:
    """Many give up at any point, through a server that is slow in pieces; the others all get what is theirs."""
    dice = random.Random(7)  # noqa: S311  the same each time
    keys = [f"{number % 5}/{number}" for number in range(40)]

    async def ask(storage: RedisStorage, key: str) -> None:
        found = await storage.get(key)
        assert found is not None
        assert found.read() == key.encode() * 500

    async def one(storage: RedisStorage) -> bool:
        task = asyncio.ensure_future(ask(storage, dice.choice(keys)))
        if dice.random() < 0.5:
            await asyncio.sleep(dice.random() * 0.02)
            task.cancel()
        await asyncio.wait([task])
        return not task.cancelled() and task.result() is None

    async def scene() -> None:
        async with Relay(valkey.port, lambda: dice.random() * 0.002) as relay:
            storage = redis(url=relay.url, connections=8)
            for key in keys:
                await storage.put(key, Blob(key.encode() * 500))
            ended = await asyncio.gather(*(one(storage) for _ in range(2500)))
            assert 100 < sum(ended) < 2400
            await asyncio.gather(*(ask(storage, key) for key in keys))  # no connection is lost
            await storage.close()

    asyncio.run(scene())


PUTS = """
import asyncio, sys
from fitter import Blob
from fitter.storages.redis import RedisStorage

async def main():
    storage = RedisStorage(RedisStorage.Options(url=sys.argv[1], timeout="30s", largest="100MB"))
    await storage.put(sys.argv[2], Blob(b"new" * 7_000_000))

asyncio.run(main())
"""


def test_a_client_that_dies_in_mid_put(valkey: Valkey) -> None:
    async def scene() -> int:
        async with Relay(valkey.port) as relay:
            client = await asyncio.create_subprocess_exec(sys.executable, "-c", PUTS, relay.url, RESULT, cwd=ROOT)
            await relay.has_sent(3_000_000)
            client.kill()
            assert await client.wait() == -signal.SIGKILL
            return relay.sent

    storage = redis(url=valkey.url)
    put(storage)
    assert asyncio.run(asyncio.wait_for(scene(), 60)) < 21_000_000
    assert get(storage) == BLOB


# Sentinels and clusters


def test_the_primary_is_another_one_now(valkey: Valkey, guarded: Valkey, sentinel: Valkey, tmp_path: Any) -> None:
    sentinel.do("SENTINEL", "MONITOR", "moving", "127.0.0.1", valkey.port, 1)

    async def scene(other: Valkey) -> None:
        silent = "127.0.0.1:1"
        storage = redis(sentinels=[silent, f"127.0.0.1:{sentinel.port}"], service="moving")
        await storage.put(RESULT, BLOB)
        sentinel.do("SENTINEL", "REMOVE", "moving")
        sentinel.do("SENTINEL", "MONITOR", "moving", "127.0.0.1", other.port, 1)
        await ended(valkey)
        assert await storage.get(RESULT) is None
        await storage.put("a/b", BLOB)
        assert await storage.get("a/b") == BLOB
        await storage.close()

    with Valkey(tmp_path / "other") as other:
        asyncio.run(scene(other))
        assert list(fields(other)) == ["fitter:a/"]


def test_a_slot_moves_to_another_node(nodes: list[Valkey]) -> None:
    slot = nodes[0].do("CLUSTER", "KEYSLOT", HASH)
    ids = [node.do("CLUSTER", "MYID").decode() for node in nodes]
    owner = min(slot // 5461, 2)
    other = (owner + 1) % 3

    async def scene() -> None:
        storage = redis(url=[nodes[2].url], cluster=True)
        await storage.put(RESULT, BLOB)
        await storage.delete(f"{SOURCE}/")
        for node in (other, owner):
            nodes[node].do("CLUSTER", "SETSLOT", slot, "NODE", ids[other])
        await storage.put(RESULT, BLOB)
        assert await storage.get(RESULT) == BLOB
        assert nodes[other].do("HLEN", HASH) == 1
        await storage.delete(f"{SOURCE}/")
        assert await storage.get(RESULT) is None
        await storage.close()

    asyncio.run(scene())
    for node in (owner, other):
        nodes[node].do("CLUSTER", "SETSLOT", slot, "NODE", ids[owner])


# Options


def test_is_made_and_closed_without_a_server() -> None:
    make = plugin("fitter.storages.redis.RedisStorage", {"url": "redis://127.0.0.1:1"}, Storage, {}.get)
    asyncio.run(make().close())


def problems(**options: Any) -> list[str]:
    with pytest.raises(Unresolved) as caught:
        plugin("fitter.storages.redis.RedisStorage", options, Storage, {}.get)
    return [one.text for one in caught.value.problems]


BAD = [
    "http://:{}@host",
    "host:6379",
    "redis://",
    "redis://:{}@host:99999",
    "redis://:{}@host/one",
    "redis://:{}@host/-1",
    "redis://:{}@host?socket_timeout=5",
    "redis://:{}@host#1",
    "unix://",
    "unix:///s?db=x&password={}",
    5,
    None,
    {"redis://:hush@host": None},
]


@table("url", BAD, ids=str)
def test_a_bad_url_is_refused_without_showing_it(url: Any) -> None:
    given = url.format("hush") if isinstance(url, str) else url
    for value in (given, ["redis://a", given]):
        (problem,) = problems(url=value, cluster=True)
        assert problem.startswith("must be a URL such as redis://127.0.0.1:6379/0")
        assert "hush" not in problem


@table(
    ("options", "said"),
    [
        ({"sentinels": ["host:1"]}, "belong together"),
        ({"service": "main"}, "belong together"),
        ({"service": "main", "sentinels": ["a:1"], "cluster": True}, "either sentinels or cluster"),
        ({"url": ["redis://a", "redis://b"]}, "only a cluster"),
        ({"url": "unix:///s", "cluster": True}, "not by a unix:// socket"),
        ({"url": "redis://a/1", "cluster": True}, "no other database"),
        ({"url": []}, "must be a URL"),
        ({"sentinels": ["host:port"], "service": "main"}, "must be a host and a port"),
        ({"sentinels": ["u:hush@host:1"], "service": "main"}, "must be a host and a port"),
        ({"timeout": 0}, "must be a duration such as 10s from 1ms to 1m"),
        ({"ttl": 0}, "must be a duration such as 10s above 0s"),
        ({"connections": 0}, "must be a whole number from 1"),
        ({"largest": "1GiB"}, "must be bytes"),
        ({"ca_file": "/no/such/file"}, "must be a path"),
        ({"password": ["hush"]}, "must be text"),
    ],
)
def test_bad_options(options: dict[str, Any], said: str) -> None:
    (problem,) = problems(**options)
    assert said in problem
    assert "hush" not in problem


def test_a_url_says_all_of_it(valkey: Valkey) -> None:
    from fitter.storages.redis.address import Url

    url = Url.parse("rediss://me%40here:p%2Fw@[::1]:7000/3")
    assert (url.tls, url.host, url.port, url.database, url.user, url.password) == (
        *(True, "::1", 7000, 3, "me@here", "p/w"),
    )
    assert str(url) == "rediss://[::1]:7000/3"
    assert "p/w" not in repr(url)
    storage = redis(url=f"redis://127.0.0.1:{valkey.port}/5")
    put(storage)
    assert valkey.do("INFO", "keyspace")["db5"]["keys"] == 1


def test_locks(valkey: Valkey) -> None:
    async def scene(storage: RedisStorage) -> None:
        assert await storage.lock(RESULT, "one", 60)
        assert not await storage.lock(RESULT, "other", 60)
        await storage.unlock(RESULT, "other")
        assert not await storage.lock(RESULT, "other", 60)
        assert await storage.lock(f"{SOURCE}/", "other", 60)
        await storage.unlock(RESULT, "one")
        assert await storage.lock(RESULT, "other", 60)
        await storage.put(RESULT, BLOB)
        await storage.unlock(RESULT, "other")
        assert await storage.get(RESULT) is not None
        assert await storage.lock(RESULT, "who dies", 60)
        await storage.delete(f"{SOURCE}/")
        assert await storage.lock(RESULT, "who begins anew", 0.001)
        while not await storage.lock(RESULT, "who comes when that is over", 60):
            pass

    storage = redis(url=valkey.url)
    assert isinstance(storage, Locking)
    run(storage, scene(storage))


def test_words_are_heard_by_all_who_listen(valkey: Valkey, nodes: list[Valkey]) -> None:
    async def scene(one: RedisStorage, other: RedisStorage, *servers: Valkey) -> str:
        said = one.announced()
        hearing = asyncio.ensure_future(anext(said))
        while not any(server.do("PUBSUB", "NUMSUB", "fitter:announced")[1] for server in servers):  # noqa: ASYNC110  another process
            await asyncio.sleep(0.005)
        servers[0].do("PUBLISH", "fitter:announced", b"\xff\xfe")  # by somebody else
        await other.announce("größe \udcff")
        try:
            return await hearing
        finally:
            await said.aclose()
            await asyncio.gather(one.close(), other.close())

    alone = [redis(url=valkey.url) for _ in range(2)]
    assert isinstance(alone[0], Announcing)
    assert asyncio.run(asyncio.wait_for(scene(*alone, valkey), 20)) == "größe \udcff"
    cluster = [redis(url=node.url, cluster=True) for node in nodes[:2]]
    assert asyncio.run(asyncio.wait_for(scene(*cluster, *nodes), 20)) == "größe \udcff"


def test_a_channel_that_cannot_be_heard(valkey: Valkey) -> None:
    async def scene(storage: RedisStorage) -> None:
        await anext(storage.announced())

    with pytest.raises(ConnectionError, match="cannot be used"):
        asyncio.run(scene(redis(url="redis://127.0.0.1:1")))
    valkey.do("ACL", "SETUSER", "deaf", "on", "nopass", "+@all", "~*", "resetchannels")
    with pytest.raises(OSError, match="refuses this with NOPERM"):
        asyncio.run(scene(redis(url=valkey.url, user="deaf", password="x")))
