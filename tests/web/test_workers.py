"""What happens to requests when their workers die, hang, or are too few."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.pictures import see
from tests.server import Server
from tests.web.stage import Stage, asked, children, metric, running, until

SETTINGS = {"engine": {"workers": 1, "deadline": "4s"}, "limits": {"queue": 1}}
FRESH = True


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


def events(server: Server, event: str) -> float:
    return metric(server, f'fitter_worker_events_total{{event="{event}"}}')


def test_killed_worker_costs_nobody_an_answer(server: Server, stage: Stage, threads: ThreadPoolExecutor) -> None:
    waiting = threads.submit(server.get, "wait:killed/60x40", "quarters.jpg")
    victim = stage.at_gate("killed")
    assert victim in children(server.process.pid)
    os.kill(victim, signal.SIGKILL)
    second = stage.at_gate("killed", times=2)
    stage.open_gate("killed")
    reply = waiting.result()
    assert (reply.status, see(reply.body).size) == (200, "60x40")
    assert second != victim
    assert not running(victim)
    assert server.process.poll() is None
    assert server.get("61x40", "quarters.jpg").status == 200


def test_worker_that_is_killed_twice_says_nothing_of_the_source(server: Server, stage: Stage) -> None:
    with asked(server, server.path("wait:shot/60x40", "quarters.jpg")) as (waiting,):
        for times in (1, 2):
            os.kill(stage.at_gate("shot", times), signal.SIGKILL)
        reply = waiting.reply()
    assert (reply.status, reply.headers["Retry-After"]) == (503, "1")
    stage.open_gate("shot")
    assert server.get("wait:shot/60x40", "quarters.jpg").status == 200


def test_idle_worker_that_is_killed_is_replaced(server: Server) -> None:
    (worker,) = children(server.process.pid)
    os.kill(worker, signal.SIGKILL)
    assert server.get("62x40", "quarters.jpg").status == 200
    assert children(server.process.pid) != [worker]


def test_operation_that_hangs_in_c_is_ended_at_its_deadline(server: Server) -> None:
    killed = events(server, "killed")
    reply = server.get("hang", "quarters.jpg")
    assert (reply.status, reply.problem["code"]) == (504, "too_slow")
    assert reply.headers["Cache-Control"] == "no-store"
    assert events(server, "killed") == killed + 1
    assert server.get("63x40", "quarters.jpg").status == 200


def test_source_that_crashes_twice_is_refused_from_then_on(server: Server, stage: Stage) -> None:
    first = server.get("crash", "quarters.webp")
    assert (first.status, first.problem["code"]) == (422, "undecodable_image")
    tries = (stage.folder / "crashes").read_text()
    assert tries == "xx"
    for operations in ("crash", "crash/60x40", "60x40"):
        assert server.get(operations, "quarters.webp").status == 422
    assert (stage.folder / "crashes").read_text() == tries
    assert server.get("60x40", "quarters.png").status == 200


def test_overload_is_answered_at_once(server: Server, stage: Stage, threads: ThreadPoolExecutor) -> None:
    cached = server.path("64x40", "quarters.jpg")
    assert server.request(cached).status == 200
    at_work = threads.submit(server.get, "wait:full", "quarters.jpg")
    stage.at_gate("full")
    queued = threads.submit(server.get, "65x40", "quarters.jpg")
    until(lambda: metric(server, "fitter_queue") == 1)
    refused = list(threads.map(lambda n: server.get(f"{n}x40", "quarters.jpg"), range(70, 90)))
    assert {(reply.status, reply.problem["code"], reply.headers["Retry-After"]) for reply in refused} == {
        (503, "overloaded", "1")
    }
    assert {reply.headers["Cache-Control"] for reply in refused} == {"no-store"}
    assert server.request(cached).headers["X-Cache"] == "HIT"
    assert [server.request(page).status for page in ("/health", "/ready", "/metrics")] == [200] * 3
    assert not at_work.done()
    stage.open_gate("full")
    assert [waiting.result().status for waiting in (at_work, queued)] == [200, 200]
    assert server.get("70x40", "quarters.jpg").status == 200


def test_herd_is_one_transform_with_equal_bytes(server: Server) -> None:
    jobs, path = events(server, "jobs"), server.path("90x40", "quarters.jpg")
    with ThreadPoolExecutor(200) as many:
        replies = list(many.map(lambda _: server.request(path), range(200)))
    assert {reply.status for reply in replies} == {200}
    assert len({(reply.body, reply.headers["Etag"]) for reply in replies}) == 1
    assert events(server, "jobs") == jobs + 1


def test_herd_shares_an_error_too(server: Server, stage: Stage, threads: ThreadPoolExecutor) -> None:
    jobs = events(server, "jobs")
    at_work = threads.submit(server.get, "wait:herd", "quarters.jpg")
    stage.at_gate("herd")
    with asked(server, server.path("90x40", "text.jpg"), 40) as herd:
        stage.open_gate("herd")
        assert {one.reply().status for one in herd} == {415}
    assert at_work.result().status == 200
    assert events(server, "jobs") == jobs + 2


def test_caller_that_hangs_up_does_not_take_the_others_along(server: Server, stage: Stage) -> None:
    path, jobs = server.path("wait:left/60x40", "quarters.jpg"), events(server, "jobs")
    with asked(server, path) as first:
        stage.at_gate("left")
        with asked(server, path, 5) as others:
            first[0].connection.close()
            stage.open_gate("left")
            assert {other.reply().status for other in others} == {200}
    assert events(server, "jobs") == jobs + 1


def test_picture_that_nobody_waits_for_any_more_is_kept(server: Server, stage: Stage) -> None:
    path = server.path("wait:alone/60x40", "quarters.jpg")
    with asked(server, path):
        stage.at_gate("alone")
    stage.open_gate("alone")
    assert server.request(path).status == 200
    assert len(stage.pids("alone")) == 1


def test_who_hangs_up_while_waiting_leaves_the_queue(server: Server, stage: Stage) -> None:
    jobs = events(server, "jobs")
    with asked(server, server.path("wait:ahead/60x40", "quarters.jpg")) as first:
        stage.at_gate("ahead")
        with asked(server, server.path("91x40", "quarters.jpg")):
            until(lambda: metric(server, "fitter_queue") == 1)
        until(lambda: metric(server, "fitter_queue") == 0)
        stage.open_gate("ahead")
        assert first[0].reply().status == 200
    assert events(server, "jobs") == jobs + 1


def test_what_was_too_slow_is_not_tried_again_at_once(server: Server) -> None:
    assert server.get("blur:1/hang", "quarters.png").status == 504
    killed = events(server, "killed")
    again = server.get("blur:1/hang", "quarters.png")
    assert (again.status, again.problem["code"]) == (504, "too_slow")
    assert "not tried again for now" in again.problem["detail"]
    assert events(server, "killed") == killed
    assert server.get("blur:1", "quarters.png").status == 200


def test_front_is_still_the_same(server: Server) -> None:
    """The last of this module: nothing above has ended the server or left a worker behind."""
    assert server.process.poll() is None
    until(lambda: len(children(server.process.pid)) == 1)
    assert server.request("/ready").status == 200
