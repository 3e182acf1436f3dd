"""SIGTERM lets what runs come to its end; a second one does not."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.material import ROOT
from tests.pictures import see
from tests.server import Server
from tests.web.stage import Stage, asked, children, running, until

SETTINGS = {"limits": {"source_bytes": "100MB"}}


@pytest.fixture
def server(stage: Stage) -> Iterator[Server]:
    with stage.server() as server:
        yield server


def ended(server: Server, workers: list[int]) -> int:
    """The exit code; no worker is left, and nobody listens."""
    code = server.process.wait(20)
    until(lambda: not any(map(running, workers)))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))
    return code


def refuses(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port)).close()
    except OSError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_running_request_comes_to_its_end(server: Server, stage: Stage, number: int) -> None:
    workers, gate = children(server.process.pid), f"drain{number}"
    silent = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    silent.request("GET", "/ready")
    assert silent.getresponse().read() == b"ready\n"
    with asked(server, server.path(f"wait:{gate}/60x40", "quarters.jpg")) as (slow,):
        stage.at_gate(gate)
        os.kill(server.process.pid, number)
        until(lambda: refuses(server))
        silent.request("GET", "/ready")  # on a connection from before
        ready = silent.getresponse()
        assert (ready.status, ready.read()) == (503, b"not ready\n")
        stage.open_gate(gate)
        reply = slow.reply()
    assert (reply.status, see(reply.body).size) == (200, "60x40")
    assert reply.headers["Connection"] == "close"
    silent.close()
    assert ended(server, workers) == 0


def test_slow_reader_gets_all_of_a_large_body_and_results_are_written(server: Server, stage: Stage) -> None:
    workers, before = children(server.process.pid), len(stage.kept())
    path = server.path("4000x4000/format:png", "heavy.png")
    size = len(server.request(path).body)
    assert size > 5_000_000  # more than the kernel takes off the server's hands
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(lambda n: server.get(f"{n}x40", "quarters.jpg"), range(100, 120)))
    with asked(server, path) as (slow,):
        answer = slow.connection.getresponse()
        server.process.send_signal(signal.SIGTERM)
        until(lambda: refuses(server))
        assert len(answer.read()) == size
    assert ended(server, workers) == 0
    assert {reply.status for reply in replies} == {200}
    assert len(stage.kept()) == before + 21


def test_second_signal_ends_at_once(server: Server, stage: Stage) -> None:
    workers = children(server.process.pid)
    with asked(server, server.path("wait:never", "quarters.jpg")) as (slow,):
        stage.at_gate("never")
        server.process.send_signal(signal.SIGTERM)
        until(lambda: refuses(server))
        server.process.send_signal(signal.SIGTERM)
        assert ended(server, workers) == 1
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            slow.reply()


def test_request_that_takes_too_long_is_cut_off(stage: Stage) -> None:
    with stage.server(server={"port": 0, "drain": "200ms"}) as server:
        workers = children(server.process.pid)
        with asked(server, server.path("wait:too-long", "quarters.jpg")):
            stage.at_gate("too-long")
            server.process.send_signal(signal.SIGTERM)
            assert ended(server, workers) == 0


def test_workers_do_not_outlive_a_front_that_is_killed(server: Server) -> None:
    workers = children(server.process.pid)
    assert workers
    server.process.kill()
    assert ended(server, workers) == -signal.SIGKILL


def test_signal_while_it_starts(stage: Stage) -> None:
    """Not through Server, which waits until it is ready."""
    stage.server()  # writes the settings
    process = subprocess.Popen(
        [sys.executable, "-m", "fitter", "serve", "--config", "fitter.conf"],
        cwd=stage.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    until(lambda: children(process.pid))  # it starts its workers after it has taken the signals over
    workers = children(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    until(lambda: not any(map(running, workers)))
