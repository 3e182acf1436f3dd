"""Sources change, vanish and fail; results follow them as soon as their origin allows, and no sooner."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pictures import encoded, quarters, see
from tests.server import Reply, Server
from tests.web.stage import BASIS, Stage, metric, until
from tests.web.versions import Origin

HTTP = {"use": "fitter.loaders.http.HttpLoader", "hosts": ["127.0.0.1"], "allow_networks": ["127.0.0.0/8"]}
SETTINGS = {"loader": [BASIS["loader"], HTTP]}
AGE = {"sources": {"max_age": "1h", "missing": "1h"}}
NONE = {"sources": {"max_age": 0, "missing": 0}}
ORIGINALS = {"use": "fitter.storages.files.FileStorage", "root": "originals"}
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


@pytest.fixture(scope="module")
def asking(stage: Stage) -> Iterator[Server]:
    """One that takes nothing as unchanged."""
    with stage.server(**NONE, cache={"from_origin": True}) as server:
        yield server


@pytest.fixture(scope="module")
def trusting(stage: Stage) -> Iterator[Server]:
    """One that takes all as unchanged, for as long as the origin does not say otherwise."""
    with stage.server(**AGE) as server:
        yield server


@pytest.fixture(scope="module")
def storing(stage: Stage) -> Iterator[Server]:
    """The same, and it keeps sources."""
    with stage.server(storage=ORIGINALS, **AGE) as server:
        yield server


def test_a_file_that_is_looked_at_each_time(asking: Server, file: Path) -> None:
    first = asking.get("60x", file.name)
    assert size(first) == "60x40"
    again = asking.get("60x", file.name, If_None_Match=first.headers["Etag"])
    assert (again.status, again.headers["X-Cache"], again.headers["Etag"]) == (304, "HIT", first.headers["Etag"])
    change(file)
    changed = asking.get("60x", file.name, If_None_Match=first.headers["Etag"])
    assert size(changed) == "60x90"
    assert changed.headers["Etag"] != first.headers["Etag"]
    assert changed.headers["Last-Modified"] == "Thu, 01 Jan 1970 00:00:01 GMT"
    file.unlink()
    assert asking.get("60x", file.name).status == 404


def test_a_file_that_is_taken_as_unchanged_for_a_while(trusting: Server, asking: Server, file: Path) -> None:
    first = trusting.get("60x", file.name)
    change(file)
    assert size(trusting.get("60x", file.name)) == "60x40"
    assert trusting.get("60x", file.name, If_None_Match=first.headers["Etag"]).status == 304
    assert size(asking.get("60x", file.name)) == "60x90", "it finds the result of the other, and asks"


def test_what_the_client_has_need_not_be_made(stage: Stage, trusting: Server, file: Path) -> None:
    tag = trusting.get("60x", file.name).headers["Etag"]
    with stage.server(result_storage=[], **AGE) as server:  # it has never made or seen it
        before = metric(server, JOBS)
        replies = [server.get("60x", file.name, If_None_Match=tag) for _ in range(3)]
        assert [(reply.status, reply.body) for reply in replies] == [(304, b"")] * 3
        assert {reply.headers["Etag"] for reply in replies} == {tag}
        assert metric(server, JOBS) == before
        assert server.get("61x", file.name, If_None_Match=tag).status == 200


def test_an_origin_is_asked_when_what_it_said_has_ended(trusting: Server) -> None:
    with Origin(Cache_Control="max-age=0") as origin:
        assert [size(trusting.get("60x", origin.url())) for _ in range(2)] == ["60x40"] * 2
        assert origin.asked == [200, 304], "it did not travel again"
        origin.state = "new"
        assert size(trusting.get("60x", origin.url())) == "60x90"
        origin.headers["Cache_Control"] = "max-age=3600"
        assert size(trusting.get("60x", origin.url())) == "60x90"
        asked = len(origin.asked)
        origin.state = "old"
        assert [size(trusting.get("60x", origin.url())) for _ in range(2)] == ["60x90"] * 2
        assert len(origin.asked) == asked


def test_old_is_shown_while_the_new_is_fetched(trusting: Server) -> None:
    with Origin(Cache_Control="max-age=0, stale-while-revalidate=60") as origin:
        assert size(trusting.get("60x", origin.url())) == "60x40"
        origin.state = "new"
        origin.gate.clear()
        assert [size(trusting.get("60x", origin.url())) for _ in range(3)] == ["60x40"] * 3, "nobody waits for it"
        origin.gate.set()
        until(lambda: size(trusting.get("60x", origin.url())) == "60x90")
        assert origin.asked.count(200) <= 3


@pytest.mark.parametrize("kept", [False, True])
def test_an_origin_that_fails(trusting: Server, storing: Server, kept: bool) -> None:
    server = storing if kept else trusting
    with Origin(Cache_Control="max-age=0") as origin:
        assert size(server.get("60x", origin.url())) == "60x40"
        origin.status = 503
        assert [size(server.get("60x", origin.url())) for _ in range(5)] == ["60x40"] * 5
        assert origin.asked[1:] == [503], "it gets a pause"
        other = server.get("61x", origin.url())
        assert size(other) == "61x41" if kept else other.status == 502
    with Origin(Cache_Control="max-age=0, must-revalidate") as origin:
        assert size(server.get("60x", origin.url())) == "60x40"
        origin.status = 503
        assert server.get("60x", origin.url()).status == 502
        origin.status = 404
        assert server.get("60x", origin.url()).status == 404


def test_sources_are_kept_and_asked_for_too(stage: Stage, storing: Server) -> None:
    with Origin(Cache_Control="max-age=0") as origin:
        before = len(kept(stage))
        assert size(storing.get("60x", origin.url())) == "60x40"
        until(lambda: len(kept(stage)) == before + 2)
        assert size(storing.get("61x", origin.url())) == "61x41"
        assert origin.asked == [200, 304]
        origin.state = "new"
        assert size(storing.get("62x", origin.url())) == "62x93"
        assert size(storing.get("60x", origin.url())) == "60x90"
        assert origin.asked[:3] == [200, 304, 200]


def test_what_must_not_be_kept_is_not(stage: Stage, storing: Server) -> None:
    with Origin(Cache_Control="no-store") as origin:
        before = kept(stage)
        assert [size(storing.get("60x", origin.url())) for _ in range(2)] == ["60x40"] * 2
        assert origin.asked == [200, 200]
        assert size(storing.get("60x", "stripes.png")) == "60x40"
        until(lambda: len(kept(stage)) == len(before) + 2)  # those of the file, which came later


def test_what_is_missing_is_not_looked_for_at_once(trusting: Server) -> None:
    with Origin() as origin:
        origin.status = 404
        assert {trusting.get(f"{width}x", origin.url()).status for width in range(60, 65)} == {404}
        assert origin.asked == [404]


def test_a_mark_that_changes_changes_the_pictures_that_bear_it(asking: Server, file: Path) -> None:
    operations = f"watermark:{file.name},0,0,0/60x"
    first, again = asking.get(operations, "stripes.png"), asking.get(operations, "stripes.png")
    assert (again.headers["X-Cache"], again.headers["Etag"]) == ("HIT", first.headers["Etag"])
    change(file)
    changed = asking.get(operations, "stripes.png")
    assert (changed.status, changed.headers["X-Cache"]) == (200, "MISS")
    assert changed.headers["Etag"] != first.headers["Etag"]


def kept(stage: Stage) -> list[Path]:
    folders = (stage.results, stage.folder / "originals")
    return sorted(file for folder in folders for file in folder.rglob("*.fitter") if file.is_file())


def test_what_the_origin_says_is_passed_on_where_that_is_wanted(asking: Server, trusting: Server) -> None:
    with Origin(Cache_Control="max-age=300") as origin:
        said = [server.get("60x", origin.url()).headers["Cache-Control"] for server in (asking, trusting)]
    ages = [int(text.split("max-age=")[1].partition(",")[0]) for text in said]
    assert 200 < ages[0] <= 300
    assert ages[1] == 86400
