"""Sources change, vanish and fail; results follow them as soon as their origin allows, and no sooner."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.pictures import encoded, quarters, see
from tests.server import Reply, Server
from tests.web.stage import BASIS, Stage, metric, until
from tests.web.versions import Origin

AGE = {"sources": {"max_age": "1h", "missing": 0}}
NONE = {"sources": {"max_age": 0, "missing": 0}}
JOBS = 'fitter_worker_events_total{event="jobs"}'


def size(reply: Reply) -> str:
    assert reply.status == 200, reply.body
    return see(reply.body).size


def change(file: Path) -> None:
    file.write_bytes(encoded(quarters(80, 120), ".png"))
    os.utime(file, (1, 1))


@pytest.fixture
def file(stage: Stage, request: pytest.FixtureRequest) -> Path:
    file = stage.folder / "images" / f"{request.node.name}.png"  # of its own: results stay from test to test
    file.write_bytes(encoded(quarters(), ".png"))
    return file


def test_a_file_that_is_looked_at_each_time(stage: Stage, file: Path) -> None:
    with stage.server(**NONE) as server:
        first = server.get("60x", file.name)
        assert size(first) == "60x40"
        again = server.get("60x", file.name, If_None_Match=first.headers["Etag"])
        assert (again.status, again.headers["X-Cache"], again.headers["Etag"]) == (304, "HIT", first.headers["Etag"])
        change(file)
        changed = server.get("60x", file.name, If_None_Match=first.headers["Etag"])
        assert size(changed) == "60x90"
        assert changed.headers["Etag"] != first.headers["Etag"]
        assert changed.headers["Last-Modified"] == "Thu, 01 Jan 1970 00:00:01 GMT"
        file.unlink()
        assert server.get("60x", file.name).status == 404


def test_a_file_that_is_taken_as_unchanged_for_a_while(stage: Stage, file: Path) -> None:
    with stage.server(**AGE) as server:
        first = server.get("60x", file.name)
        change(file)
        assert size(server.get("60x", file.name)) == "60x40"
        assert server.get("60x", file.name, If_None_Match=first.headers["Etag"]).status == 304
    with stage.server(**NONE) as server:  # another process, which finds the result of the first
        assert size(server.get("60x", file.name)) == "60x90"


def test_what_the_client_has_need_not_be_made(stage: Stage, file: Path) -> None:
    with stage.server(result_storage=[], **AGE) as server:
        tag = server.get("60x", file.name).headers["Etag"]
    with stage.server(result_storage=[], **AGE) as server:  # it has never made or seen it
        before = metric(server, JOBS)
        replies = [server.get("60x", file.name, If_None_Match=tag) for _ in range(3)]
        assert [(reply.status, reply.body) for reply in replies] == [(304, b"")] * 3
        assert {reply.headers["Etag"] for reply in replies} == {tag}
        assert metric(server, JOBS) == before
        assert server.get("61x", file.name, If_None_Match=tag).status == 200


def served(stage: Stage, origin: Origin, **changes: object) -> Server:
    return stage.server(loader=[BASIS["loader"], origin.loader], **changes)


def test_an_origin_is_asked_when_what_it_said_has_ended(stage: Stage) -> None:
    with Origin(Cache_Control="max-age=0") as origin, served(stage, origin, **AGE) as server:
        assert [size(server.get("60x", origin.url())) for _ in range(2)] == ["60x40"] * 2
        assert origin.asked == [200, 304], "it did not travel again"
        origin.state = "new"
        assert size(server.get("60x", origin.url())) == "60x90"
        origin.headers["Cache_Control"] = "max-age=3600"
        assert size(server.get("60x", origin.url())) == "60x90"
        asked = len(origin.asked)
        origin.state = "old"
        assert [size(server.get("60x", origin.url())) for _ in range(2)] == ["60x90"] * 2
        assert len(origin.asked) == asked


def test_old_is_shown_while_the_new_is_fetched(stage: Stage) -> None:
    with Origin(Cache_Control="max-age=0, stale-while-revalidate=60") as origin, served(stage, origin) as server:
        assert size(server.get("60x", origin.url())) == "60x40"
        origin.state = "new"
        origin.gate.clear()
        assert [size(server.get("60x", origin.url())) for _ in range(3)] == ["60x40"] * 3, "nobody waits for the origin"
        origin.gate.set()
        until(lambda: size(server.get("60x", origin.url())) == "60x90")
        assert origin.asked.count(200) <= 3


@pytest.mark.parametrize("storage", [[], [{"use": "fitter.storages.files.FileStorage", "root": "originals"}]])
def test_an_origin_that_fails(stage: Stage, storage: list[object]) -> None:
    with Origin(Cache_Control="max-age=0") as origin, served(stage, origin, storage=storage) as server:
        assert size(server.get("60x", origin.url())) == "60x40"
        origin.status = 503
        assert [size(server.get("60x", origin.url())) for _ in range(5)] == ["60x40"] * 5
        assert origin.asked[1:] == [503], "it gets a pause"
        other = server.get("61x", origin.url())
        assert size(other) == "61x41" if storage else other.status == 502
    with Origin(Cache_Control="max-age=0, must-revalidate") as origin, served(stage, origin) as server:
        assert size(server.get("60x", origin.url())) == "60x40"
        origin.status = 503
        assert server.get("60x", origin.url()).status == 502
        origin.status = 404
        assert server.get("60x", origin.url()).status == 404


def test_sources_are_kept_and_asked_for_too(stage: Stage) -> None:
    originals = {"use": "fitter.storages.files.FileStorage", "root": "originals"}
    with Origin(Cache_Control="max-age=0") as origin, served(stage, origin, storage=originals) as server:
        assert size(server.get("60x", origin.url())) == "60x40"
        until(lambda: [*(stage.folder / "originals").rglob("*.fitter")])
        assert size(server.get("61x", origin.url())) == "61x41"
        assert origin.asked == [200, 304]
        origin.state = "new"
        assert size(server.get("62x", origin.url())) == "62x93"
        assert size(server.get("60x", origin.url())) == "60x90"
        assert origin.asked[:3] == [200, 304, 200]


def test_what_must_not_be_kept_is_not(stage: Stage) -> None:
    folder = stage.folder / "forbidden"
    use = {"use": "fitter.storages.files.FileStorage", "root": str(folder)}
    with Origin(Cache_Control="no-store") as origin:
        with served(stage, origin, storage=use, result_storage=use) as server:
            assert [size(server.get("60x", origin.url())) for _ in range(2)] == ["60x40"] * 2
            assert origin.asked == [200, 200]
        assert not folder.exists()


def test_what_is_missing_is_not_looked_for_at_once(stage: Stage) -> None:
    with Origin() as origin, served(stage, origin, sources={"missing": "1h"}) as server:
        origin.status = 404
        assert {server.get(f"{width}x", origin.url()).status for width in range(60, 65)} == {404}
        assert origin.asked == [404]


def test_a_mark_that_changes_changes_the_pictures_that_bear_it(stage: Stage, file: Path) -> None:
    operations = f"watermark:{file.name},0,0,0/60x"
    with stage.server(**NONE) as server:
        first, again = server.get(operations, "stripes.png"), server.get(operations, "stripes.png")
        assert (again.headers["X-Cache"], again.headers["Etag"]) == ("HIT", first.headers["Etag"])
        change(file)
        changed = server.get(operations, "stripes.png")
        assert (changed.status, changed.headers["X-Cache"]) == (200, "MISS")
        assert changed.headers["Etag"] != first.headers["Etag"]
