"""The talk's third demo: a server that answers /get, /show and /redirect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from fitter.url.query import signed
from fitter.url.signature import Key, Signer
from tests.pictures import see
from tests.s3 import S3Server, fetch
from tests.server import KEY, Reply, Server
from tests.web.stage import Stage, asked, logged, metric, until

OLD = Signer([Key(b"an older key of thumbor's", "sha1")])
SETTINGS: dict[str, Any] = {
    "security": {
        "keys": [KEY, {"key": "an older key of thumbor's", "algorithm": "sha1"}],
        "blocked_sources": ["blue*"],
    },
    "queue": {"use": "fitter.queues.local.LocalQueue", "most": 2},
    "presets": {"card": "30x20"},
}
JOBS = 'fitter_worker_events_total{event="jobs"}'


def ask(server: Server, action: str, query: str, method: str = "GET", **headers: str) -> Reply:
    """A signed request for an action."""
    pairs = [(name, value) for name, _, value in (one.partition("=") for one in query.split("&"))]
    return server.request(signed(action, pairs, server.signer), method, **headers)


def facts(reply: Reply) -> dict[str, Any]:
    assert reply.headers["Content-Type"] == "application/json", reply
    found: dict[str, Any] = json.loads(reply.body)
    return found


def shown(server: Server, query: str) -> Reply:
    """What /show says when it is there, and the server has found it in time."""
    replies: list[Reply] = []

    def is_there() -> bool:
        replies.append(ask(server, "show", query))
        return replies[-1].status == 200

    until(is_there)
    return replies[-1]


def test_get(server: Server) -> None:
    """``/get?mode=resize&path=...``: the facts, when it is made; its URL and the path form share the result."""
    before = metric(server, JOBS)
    reply = ask(server, "get", "mode=resize&path=quarters.jpg&width=60&height=40&format=webp")
    said = facts(reply)
    assert reply.status == 200
    assert said == {
        "filename": "quarters.webp",
        "path": "60x40/format:webp/quarters.jpg",
        "url": server.path("60x40/format:webp", "quarters.jpg"),
        "type": "image/webp",
        "format": "webp",
        "width": 60,
        "height": 40,
        "bytes": said["bytes"],
    }
    picture = server.request(said["url"])
    assert (picture.status, picture.headers["X-Cache"], len(picture.body)) == (200, "HIT", said["bytes"])
    assert see(picture.body).size == "60x40"
    again = ask(
        server, "get", "format=webp&h=40&w=60&path=quarters.jpg&mode=resize", If_None_Match=picture.headers["Etag"]
    )
    assert (again.status, facts(again), again.headers["X-Cache"]) == (200, said, "HIT")
    assert metric(server, JOBS) == before + 1
    assert again.headers["Cache-Control"] == "private, max-age=86400", "a CDN may leave the query out of its key"
    for name in ("Cache-Tag", "Access-Control-Allow-Origin"):
        assert again.headers[name] == picture.headers[name]
    line = logged(server, reply.headers["X-Request-Id"])
    assert (line["plan"], line["status"], line["cache"]) == ("60x40/format:webp/quarters.jpg", 200, "miss")
    head = ask(server, "get", "mode=resize&path=quarters.jpg&width=60&height=40&format=webp", "HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", again.headers["Content-Length"])


def test_the_answer_depends_on_what_the_picture_depends_on(server: Server) -> None:
    reply = ask(server, "get", "mode=flip&path=quarters.jpg&direction=horizontal", Accept="image/webp")
    assert (facts(reply)["filename"], facts(reply)["format"], reply.headers["Vary"]) == (
        "quarters.webp",
        "webp",
        "Accept",
    )
    plain = ask(server, "get", "mode=flip&path=quarters.jpg&direction=horizontal")
    assert facts(plain)["format"] == "jpeg"


def test_show_while_it_is_made_and_who_comes_for_it_waits(server: Server, stage: Stage) -> None:
    """``/show?...``: 202 and the URL at once; a GET of it does not make it again."""
    before = metric(server, JOBS)
    reply = ask(server, "show", "path=quarters.jpg&op=51x/wait:show&format=png")
    assert (reply.status, reply.headers["Cache-Control"]) == (202, "no-store")
    path = server.path("51x/wait:show/format:png", "quarters.jpg")
    assert facts(reply) == {"filename": "quarters.png", "path": path.split("/", 2)[2], "url": path}
    stage.at_gate("show")  # a worker is at it, and nobody waits
    with asked(server, path) as (pending,):
        assert ask(server, "show", "path=quarters.jpg&op=51x/wait:show&format=png").status == 202
        stage.open_gate("show")
        picture = pending.reply()
    assert see(picture.body).size == "51x34"
    assert len(stage.pids("show")) == 1
    until(lambda: metric(server, 'fitter_jobs_total{event="done"}') >= 1)
    assert metric(server, JOBS) == before + 1
    ready = shown(server, "path=quarters.jpg&op=51x/wait:show&format=png")
    assert (ready.status, facts(ready)["bytes"], ready.headers["X-Cache"]) == (200, len(picture.body), "HIT")
    assert ready.headers["Cache-Control"] == "private, max-age=86400"


def test_show_when_the_queue_is_full(server: Server, stage: Stage) -> None:
    queries = [f"path=quarters.jpg&op=5{number}x/wait:full" for number in range(4)]
    assert ask(server, "show", queries[0]).status == 202
    stage.at_gate("full")
    assert [ask(server, "show", query).status for query in queries[1:3]] == [202, 202]
    full = ask(server, "show", queries[3])
    assert (full.status, full.problem["code"], full.headers["Retry-After"]) == (503, "overloaded", "1")
    assert "2 pictures wait already" in full.problem["detail"]
    assert full.headers["Cache-Control"] == "no-store"
    stage.open_gate("full")
    assert ask(server, "get", queries[3]).status == 200, "that one still works"
    assert {shown(server, query).status for query in queries} == {200}
    assert len(stage.pids("full")) == 4


def test_show_of_what_fails(server: Server, stage: Stage) -> None:
    assert ask(server, "show", "mode=flip&path=nothing.jpg").status == 202, "nobody has looked yet"
    until(lambda: "flip/nothing.jpg was not made: There is no source of this name." in "".join(server.lines))
    gone = ask(server, "get", "mode=flip&path=nothing.jpg")
    assert (gone.status, gone.problem["code"]) == (404, "source_not_found")
    assert ask(server, "show", "mode=flip&path=quarters.jpg&op=preview").status == 202
    before = len(stage.kept())
    assert ask(server, "get", "mode=flip&path=quarters.jpg&op=preview").status == 200
    assert len(stage.kept()) == before


def test_redirect_to_the_own_path(server: Server) -> None:
    """Files have no address of their own for clients."""
    before = metric(server, JOBS)
    reply = ask(server, "redirect", "mode=resize&path=quarters.jpg&width=44")
    assert (reply.status, reply.body) == (302, b"")
    assert reply.headers["Location"] == server.path("44x", "quarters.jpg")
    assert reply.headers["Cache-Control"] == "private, max-age=86400"
    assert "Content-Type" not in reply.headers
    assert metric(server, JOBS) == before, "it is made where that leads"
    assert see(server.request(reply.headers["Location"]).body).size == "44x29"
    assert ask(server, "redirect", "mode=resize&path=quarters.jpg&width=44", "HEAD").status == 302


def test_what_is_refused(server: Server) -> None:
    bad = ask(server, "get", "mode=resize&width=wide&direction=up&pth=a.jpg")
    assert (bad.status, bad.problem["code"]) == (400, "bad_parameters")
    assert [one["parameter"] for one in bad.problem["problems"]] == ["direction", "pth", "path", "width"]
    assert "width: must be one of orig or a whole number from 0 to 100000, got 'wide'." in bad.problem["detail"]
    for_show = server.signer.mark("show?mode=flip&path=quarters.jpg")
    unsigned = "/get?mode=flip&path=quarters.jpg"
    rows = [
        (server.request(unsigned), 403, "bad_signature"),
        (server.request(f"{unsigned}&sig=unsafe"), 403, "bad_signature"),
        (
            server.request(f"{unsigned}&sig={for_show}"),
            403,
            "bad_signature",
        ),
        (ask(server, "redirect", "path=blue.jpg"), 403, "source_not_allowed"),
        (ask(server, "show", "path=quarters.jpg&op=expires:1"), 410, "expired"),
        (ask(server, "get", "path=text.jpg"), 415, "unsupported_image"),
        (server.request("/get?path=%FF"), 400, "bad_path"),
        (server.request(f"/get?path={'a' * 9000}"), 400, "bad_path"),
        (server.request("/get"), 403, "bad_signature"),
        (server.request("/getting?path=quarters.jpg"), 403, "bad_signature"),
    ]
    assert [(reply.status, reply.problem["code"]) for reply, _, _ in rows] == [row[1:] for row in rows]
    assert {reply.headers["Cache-Control"] for reply, _, _ in rows[:-1]} == {"no-store"}, "as above"
    for method in ("POST", "PUT", "DELETE", "PURGE", "PATCH"):
        reply = ask(server, "get", "mode=flip&path=quarters.jpg", method)
        assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    asking = ask(server, "show", "mode=flip&path=quarters.jpg", "OPTIONS")
    assert (asking.status, asking.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_an_older_key(server: Server) -> None:
    pairs = [("mode", "flip"), ("path", "quarters.jpg")]
    reply = server.request(signed("get", pairs, OLD))
    assert facts(reply)["url"] == server.path("flip", "quarters.jpg"), "signed with the first"


@pytest.fixture(scope="module")
def others(s3: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Presets alone, unsigned, no queue, results in S3, an address of its own, and always asking about sources."""
    stage = Stage(tmp_path_factory.mktemp("others"), {})
    result = {
        "use": "fitter.storages.s3.S3Storage",
        **s3.options,
        "bucket": "others",
        "prefix": "actions",
        "serves": "kept",
    }
    with stage.server(
        security={"keys": [KEY], "allow_unsigned": True, "only_presets": True},
        presets={"card": "30x20/format:png"},
        server={"port": 0, "public_url": "https://img.example.com/i/"},
        result_storage=[{"use": "fitter.storages.memory.MemoryStorage"}, result],
        queue=None,
        sources={"max_age": 0},  # whoever looks for a picture asks for its source's state
    ) as server:
        yield server


def test_redirect_to_a_signed_url_in_s3(s3: S3Server, others: Server) -> None:
    """``/redirect?...``: to where the picture is kept, once it is there."""
    query = "/redirect?op=preset:card&path=quarters.jpg"
    for _ in range(2):
        reply = others.request(query)
        location = reply.headers["Location"]
        assert (reply.status, reply.headers["Cache-Control"]) == (302, "no-store")
        assert location.startswith(s3.endpoint)
        assert "X-Amz-Signature" in location
        kept = fetch(location)
        assert (kept.status, kept.headers["Content-Type"]) == (200, "image/png")
        assert see(kept.body).size == "30x20"
        s3.ask("DELETE", urlsplit(location).path)  # whatever took it away: memory still has it, and S3 gets it again
    assert others.request("/redirect?op=preset:card&path=nothing.jpg").status == 404
    timed = others.request("/redirect?op=preset:card&op=expires:4102444800&path=quarters.jpg")
    assert timed.headers["Location"].startswith("https://img.example.com/i/"), "S3 knows of no end"


def test_presets_alone(others: Server) -> None:
    said = facts(others.request("/get?op=preset:card&path=quarters.jpg"))
    assert said["path"] == "preset:card/quarters.jpg"
    base = "https://img.example.com/i"
    assert said["url"] == base + others.sign("preset:card/quarters.jpg")
    assert see(others.request(said["url"].removeprefix(base)).body).size == "30x20"
    refused = others.request("/get?mode=flip&path=quarters.jpg")
    assert (refused.status, refused.problem["code"]) == (403, "operation_not_allowed")


def test_show_without_a_queue(others: Server) -> None:
    reply = others.request("/show?op=preset:card&path=stripes.png")
    assert (reply.status, reply.problem["code"], reply.headers["Retry-After"]) == (503, "queue_failed", "2")
    assert "/get" in reply.problem["detail"]
    assert others.request("/get?op=preset:card&path=stripes.png").status == 200
    until(lambda: others.request("/show?op=preset:card&path=stripes.png").status == 200)
