"""A result is made once: kept by the server, and known again by whoever has it."""

from __future__ import annotations

import time
from email.utils import formatdate, parsedate_to_datetime

import pytest

from fitter.url.signature import Key, Signer
from tests.pictures import see
from tests.server import KEY, Reply, Server
from tests.web.stage import Stage, metric, until

OTHER_KEY = "another key, as long as the first"
SETTINGS: dict[str, object] = {"output": {"client_hints": True}}  # a server of its own: entries are counted
JOBS = 'fitter_worker_events_total{event="jobs"}'


def cached(server: Server, operations: str) -> tuple[str, Reply]:
    """A path that was asked for before, and what came."""
    path = server.path(operations, "quarters.jpg")
    return path, server.request(path)


def test_second_time_is_a_hit_with_equal_bytes(server: Server) -> None:
    path, first = cached(server, "50x50")
    second = server.request(path)
    assert (first.status, first.headers["X-Cache"]) == (200, "MISS")
    assert (second.status, second.headers["X-Cache"]) == (200, "HIT")
    assert second.body == first.body
    assert constant(second) == constant(first)


def constant(reply: Reply) -> dict[str, str]:
    """The headers that are the same at each request."""
    return {name: text for name, text in reply.headers.items() if name not in ("Date", "X-Cache", "X-Request-Id")}


@pytest.mark.parametrize("operations", ["51x50", "nonsense:1", "52x50/format:png"])
def test_head_is_get_without_the_body(server: Server, operations: str) -> None:
    path = server.sign(f"{operations}/quarters.jpg")
    get, head = server.request(path), server.request(path, "HEAD")
    assert head.body == b""
    assert head.status == get.status
    assert constant(head) == constant(get)


def test_head_of_something_new_makes_it(server: Server) -> None:
    path = server.path("53x50", "quarters.jpg")
    head, get = server.request(path, "HEAD"), server.request(path)
    assert (head.headers["X-Cache"], get.headers["X-Cache"]) == ("MISS", "HIT")
    assert int(head.headers["Content-Length"]) == len(get.body)


@pytest.mark.parametrize("shape", ["{}", "W/{}", '"other", {}', "*"])
def test_not_modified_by_etag(server: Server, shape: str) -> None:
    path, first = cached(server, "54x50")
    reply = server.request(path, If_None_Match=shape.format(first.headers["Etag"]))
    assert (reply.status, reply.body) == (304, b"")
    assert reply.headers["Etag"] == first.headers["Etag"]
    assert reply.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert "Content-Type" not in reply.headers


def test_not_modified_by_date(server: Server) -> None:
    path, first = cached(server, "55x50")
    modified = first.headers["Last-Modified"]
    before = formatdate(parsedate_to_datetime(modified).timestamp() - 1, usegmt=True)
    assert server.request(path, If_Modified_Since=modified).status == 304
    assert server.request(path, If_Modified_Since=before).status == 200
    assert server.request(path, If_Modified_Since="yesterday, I think").status == 200
    # The ETag is the stronger of the two.
    assert server.request(path, If_Modified_Since=modified, If_None_Match='"other"').status == 200


def test_not_modified_only_with_a_signature(server: Server) -> None:
    path, first = cached(server, "56x50")
    forged = path.replace(path[1:4], "AAA", 1)
    validators = {"If_None_Match": first.headers["Etag"], "If_Modified_Since": first.headers["Last-Modified"]}
    assert server.request(path, **validators).status == 304
    assert server.request(forged, **validators).status == 403
    assert server.request(forged, If_None_Match="*").status == 403


def test_query_string_changes_nothing(server: Server, stage: Stage) -> None:
    path, first = cached(server, "57x50")
    until(lambda: len(stage.kept()) == metric(server, JOBS))
    count = len(stage.kept())
    for query in ("?", "?v=2", "?width=9&format=png", "?%ff", "??", "?a=/../b"):
        reply = server.request(path + query)
        assert (reply.status, reply.headers["X-Cache"], reply.body) == (200, "HIT", first.body)
    assert len(stage.kept()) == count == metric(server, JOBS)


def test_other_spellings_of_one_plan_share_the_result(server: Server) -> None:
    made = metric(server, JOBS)
    spellings = ["58x50/rotate:90", "58x50/rotate:90.0", "58x50/rotate:%390", "58x50/filters:rotate(270)"]
    replies = [server.request(server.sign(f"{one}/quarters.jpg")) for one in spellings]
    assert {reply.body for reply in replies} == {replies[0].body}
    assert metric(server, JOBS) == made + 1


def test_expires_bounds_what_caches_may_keep(server: Server) -> None:
    far, near = (server.get(f"59x50/expires:{at}", "quarters.jpg") for at in (4102444800, int(time.time()) + 1000))
    assert "max-age=86400" in far.headers["Cache-Control"]
    age = int(near.headers["Cache-Control"].partition("max-age=")[2].split(",")[0])
    assert 0 < age <= 1000
    assert "stale-while-revalidate" not in near.headers["Cache-Control"]
    assert near.headers["X-Cache"] == "HIT"  # the same picture, whenever it expires


def test_each_format_has_its_own_entry_and_caches_are_told(server: Server) -> None:
    path = server.path("60x50/quality:80", "quarters.png")
    accepts = ["image/avif,image/webp,*/*", "image/webp,image/avif", "image/webp", "image/png,image/*", "*/*"]
    replies = [server.request(path, Accept=accept) for accept in accepts]
    kinds = ["image/avif", "image/avif", "image/webp", "image/png", "image/png"]
    assert [reply.headers["Content-Type"] for reply in replies] == kinds
    assert [reply.headers["X-Cache"] for reply in replies] == ["MISS", "HIT", "MISS", "MISS", "HIT"]
    assert len({reply.headers["Etag"] for reply in replies}) == 3
    for reply, accept in zip(replies, accepts, strict=True):
        head = server.request(path, "HEAD", Accept=accept)
        same = server.request(path, Accept=accept, If_None_Match=reply.headers["Etag"])
        assert (head.status, same.status) == (200, 304)
        assert {one.headers["Vary"] for one in (reply, head, same)} == {"Accept, Sec-CH-DPR, DPR"}
    assert server.request(path, Accept="image/webp", If_None_Match=replies[0].headers["Etag"]).status == 200
    fixed = server.get("60x50/quality:80/dpr:1/format:png", "quarters.png", Accept="image/avif")
    assert "Vary" not in fixed.headers


def test_hints_are_asked_for_and_followed(server: Server) -> None:
    path = server.path("61x50", "quarters.png")
    plain, dense, again = (server.request(path, Sec_CH_DPR=density) for density in ("1", "2", "2.1"))
    assert [see(reply.body).size for reply in (plain, dense)] == ["61x50", "122x100"]
    assert (again.headers["X-Cache"], again.body) == ("HIT", dense.body)
    assert plain.headers["Accept-Ch"] == "Sec-CH-DPR, DPR, Sec-CH-Width, Width"
    assert plain.headers["Vary"] == "Accept, Sec-CH-DPR, DPR, Save-Data"
    narrow = server.get("", "quarters.png", Width="80")
    assert see(narrow.body).size == "80x53"


def test_results_survive_a_restart_and_a_change_of_keys(tmp_path_factory: pytest.TempPathFactory) -> None:
    stage = Stage(tmp_path_factory.mktemp("restart"), {})
    with stage.server() as first:
        path = first.path("50x50", "quarters.jpg")
        body = first.request(path).body
    assert len(stage.kept()) == 1
    with stage.server(security={"keys": [OTHER_KEY, KEY]}) as second:
        old = second.request(path)
        new = second.request(Signer([Key(OTHER_KEY.encode())]).sign("50x50/quarters.jpg"))
        assert [(r.status, r.headers["X-Cache"], r.body) for r in (old, new)] == [(200, "HIT", body)] * 2
        assert metric(second, JOBS) == 0
        assert second.request("/unsafe/50x50/quarters.jpg").status == 403
    with stage.server(output={"quality": {"jpeg": 30}}) as third:
        changed = third.request(path)
        assert (changed.headers["X-Cache"], changed.body == body) == ("MISS", False)  # other settings, other bytes
