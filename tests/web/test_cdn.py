"""The recipes for nginx and Varnish in docs/cdn.md, run in front of a real fitter."""

from __future__ import annotations

import re
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fitter.flow.answers.tags import tag
from tests.server import Reply, Server
from tests.web import caches
from tests.web.caches import PAGE, SECRET, Cache
from tests.web.stage import Stage, metric, until

# Nothing is kept by fitter, so that whatever is old comes from the cache before it.
LOOKED_AT = {"max_age": 0, "missing": 0}  # what the caches keep is what is tested
SETTINGS = {"result_storage": [], "cache": {"errors": {"not_found": "1s"}}, "sources": LOOKED_AT}
JOBS = 'fitter_worker_events_total{event="jobs"}'
KINDS = {"nginx": caches.nginx, "varnish": caches.varnish}
CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
FIREFOX = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"


@contextmanager
def before(kind: str, server: Server) -> Iterator[Cache]:
    """A cache before a server, in a folder whose name is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="cdn", dir="/tmp") as folder, KINDS[kind](server, Path(folder)) as cache:
        yield cache


@pytest.fixture(scope="module", params=KINDS)
def cache(request: pytest.FixtureRequest, server: Server) -> Iterator[Cache]:
    with before(request.param, server) as cache:
        yield cache


def fill(stage: Stage, name: str, source: str) -> None:
    shutil.copy(stage.folder / "images" / source, stage.folder / "images" / name)


def test_second_time_is_a_hit_whatever_the_query_and_the_cookies(server: Server, cache: Cache) -> None:
    path, made = server.path("60x40", "quarters.jpg"), metric(server, JOBS)
    first = cache.request(path)
    others = [cache.request(path), cache.request(f"{path}?v=2", Cookie="a=b", Host="other.example")]
    assert (first.status, cache.status(first)) == (200, "MISS")
    for other in others:
        assert (other.status, other.body, cache.status(other)) == (200, first.body, "HIT")
    assert metric(server, JOBS) == made + 1


def test_bytes_of_the_path_reach_fitter_as_they_are(server: Server, cache: Cache) -> None:
    for source in ("two words é?#%.jpg", "folder//../quarters.jpg"):
        path = server.path("61x40", source)
        assert cache.request(path).status == server.request(path).status


def test_what_the_client_has_is_not_sent_again(server: Server, cache: Cache) -> None:
    path = server.path("62x40", "quarters.jpg")
    first = cache.request(path)
    same, other = (cache.request(path, If_None_Match=etag) for etag in (first.headers["Etag"], '"other"'))
    assert (same.status, same.body, cache.status(same)) == (304, b"", "HIT")
    assert (other.status, other.body) == (200, first.body)


def test_each_format_is_kept_once(server: Server, cache: Cache) -> None:
    path, made = server.path("63x40", "quarters.png"), metric(server, JOBS)
    accepts = {CHROME: "avif", FIREFOX: "avif", "image/webp,*/*": "webp", "image/png,*/*;q=0.5": "png", "": "png"}
    first = {accept: cache.request(path, Accept=accept) for accept in accepts}
    for accept, kind in accepts.items():
        again = cache.request(path, Accept=accept)
        assert again.headers["Content-Type"] == first[accept].headers["Content-Type"] == f"image/{kind}"
        assert (again.body, cache.status(again)) == (first[accept].body, "HIT")
    assert [cache.status(reply) for reply in first.values()] == ["MISS", "HIT", "MISS", "MISS", "HIT"]
    assert len({reply.body for reply in first.values()}) == 3
    assert metric(server, JOBS) == made + 3


def test_parts_come_from_the_cache(server: Server, cache: Cache) -> None:
    path = server.path("64x40", "quarters.jpg")
    whole = cache.request(path).body
    part = cache.request(path, Range="bytes=10-19")
    assert (part.status, part.body, cache.status(part)) == (206, whole[10:20], "HIT")


def test_errors_are_kept_shortly_or_not_at_all(server: Server, stage: Stage, cache: Cache) -> None:
    later = server.path("65x40", f"later-{cache.name}.jpg")
    missing = [cache.request(later) for _ in range(2)]
    assert [(one.status, cache.status(one)) for one in missing] == [(404, "MISS"), (404, "HIT")]
    fill(stage, f"later-{cache.name}.jpg", "quarters.jpg")
    until(lambda: cache.request(later).status == 200)
    broken = [cache.request(server.path("65x40", "cut.jpg")) for _ in range(2)]
    assert [(one.status, cache.status(one)) for one in broken] == [(422, "MISS"), (422, "HIT")]
    faults = [cache.request(server.path("fault", "quarters.jpg")) for _ in range(2)]
    assert [(one.status, cache.status(one)) for one in faults] == [(500, "MISS")] * 2


@pytest.mark.parametrize("cache", ["varnish"], indirect=True)
def test_purge_by_tag(server: Server, stage: Stage, cache: Cache) -> None:
    for name in ("purged.png", "kept.png"):
        fill(stage, name, "quarters.png")
    paths = [server.path(operations, "purged.png") for operations in ("66x40", "67x40/flip")]
    paths += [server.path(operations, "kept.png") for operations in ("66x40", "66x40/watermark:purged.png,0,0,50")]
    old = [cache.request(path).body for path in paths]
    missing = server.path("66x40", "purged-too.png")
    assert cache.request(missing).status == 404
    fill(stage, "purged.png", "stripes.png")
    fill(stage, "purged-too.png", "stripes.png")
    assert [cache.request(path).body for path in paths] == old
    tags = f"{tag('purged.png')}|{tag('purged-too.png')}"
    assert cache.request("/", "BAN", Surrogate_Key=tags).status == 200
    new = [cache.request(path) for path in paths]
    assert [cache.status(reply) for reply in new] == ["MISS", "MISS", "HIT", "MISS"]
    assert [reply.body == body for reply, body in zip(new, old, strict=True)] == [False, False, True, False]
    assert cache.request(missing).status == 200
    assert cache.request("/", "BAN").status == 400


@pytest.mark.parametrize("cache", ["nginx"], indirect=True)
def test_refresh_by_a_secret_and_by_the_key(server: Server, stage: Stage, cache: Cache) -> None:
    fill(stage, "refreshed.png", "quarters.png")
    path = server.path("68x40", "refreshed.png")
    old = cache.request(path).body
    fill(stage, "refreshed.png", "stripes.png")
    assert cache.request(path, X_Refresh="a guess").body == old
    refreshed = cache.request(path, X_Refresh=SECRET)
    assert (cache.status(refreshed), refreshed.body == old) == ("BYPASS", False)
    again = cache.request(path)
    assert (cache.status(again), again.body) == ("HIT", refreshed.body)
    text = cache.file.read_text()
    cache.file.write_text(text.replace('proxy_cache_key "1 ', 'proxy_cache_key "2 '))
    cache.process.send_signal(signal.SIGHUP)
    until(lambda: cache.status(cache.request(path)) == "MISS")


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Server]]:
    """A fitter whose one worker lets nobody wait, and whose pictures are soon old."""
    old = {"max_age": "1s", "stale_while_revalidate": "1h", "stale_if_error": "1h"}
    settings = {"result_storage": [], "cache": old, "limits": {"queue": 0}, "sources": LOOKED_AT}
    stage = Stage(tmp_path_factory.mktemp("busy"), settings)
    with stage.server() as server:
        yield stage, server


def is_old(reply: Reply) -> bool:
    """Whether it was shown beyond its second: nginx says so, Varnish says how old it is."""
    return reply.headers.get("X-Cache-Status") in ("STALE", "UPDATING") or int(reply.headers.get("Age", 0)) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_old_pictures_are_shown_while_fitter_cannot_make_new_ones(busy: tuple[Stage, Server], kind: str) -> None:
    stage, server = busy
    with before(kind, server) as cache:
        fill(stage, f"{kind}.png", "quarters.png")
        path, other = server.path("60x40", f"{kind}.png"), server.path("61x40", "quarters.jpg")
        first = cache.request(path)
        at_work = threading.Thread(target=server.get, args=(f"wait:{kind}", "quarters.jpg"))
        at_work.start()
        stage.at_gate(kind)
        fill(stage, f"{kind}.png", "stripes.png")  # or it would only say that nothing has changed
        seen: list[Reply] = []
        until(lambda: seen.append(cache.request(path)) or is_old(seen[-1]))
        seen += [cache.request(path) for _ in range(20)]
        assert {(reply.status, reply.body) for reply in seen} == {(200, first.body)}
        assert cache.request(other).status == 503
        stage.open_gate(kind)
        at_work.join()
        assert cache.request(other).status == 200  # what was refused is not kept
        until(lambda: cache.request(path).body != first.body)


def test_page_says_the_tag_that_answers_have() -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    said: dict[str, object] = {}
    exec(snippet, said)  # noqa: S102  the text that readers copy is what is tested
    for key in ("a.jpg", "two words é.jpg"):
        assert said["tag"](key) == tag(key)  # type: ignore[operator]  # a page's code
    assert tag("a.jpg") in PAGE
