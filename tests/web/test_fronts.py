"""Several front processes on one port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.material import ROOT
from tests.pictures import see
from tests.server import Server
from tests.web.stage import Stage, asked, children, metric, running, until

SETTINGS = {"server": {"port": 0, "processes": 2}}


def fronts(server: Server) -> list[int]:
    return children(server.process.pid)


def answering(server: Server) -> int:
    """How many fronts have a worker that is ready."""
    return int(metric(server, 'fitter_workers{state="alive"}'))


def test_both_fronts_serve_and_their_figures_add_up(server: Server, stage: Stage) -> None:
    until(lambda: answering(server) == 2)
    replies = [server.get(f"{n}x40", "quarters.jpg") for n in range(40, 80)]
    assert {reply.status for reply in replies} == {200}
    until(lambda: metric(server, 'fitter_requests_total{status="200"}') == 40)  # counted once the answer is out
    until(lambda: metric(server, 'fitter_worker_events_total{event="jobs"}') == 40)
    assert see(replies[0].body).size == "40x40"


def test_front_that_is_killed_is_replaced(server: Server) -> None:
    first, second = fronts(server)
    orphans = children(first)
    os.kill(first, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{first}").exists())  # all its threads have ended, so the port is the other one's
    assert server.get("41x40", "quarters.jpg").status == 200
    until(lambda: len(fronts(server)) == 2)
    assert second in fronts(server)
    assert first not in fronts(server)
    until(lambda: not any(map(running, orphans)))
    until(lambda: answering(server) == 2)
    assert metric(server, 'fitter_requests_total{status="200"}') >= 41  # what the dead one has done still counts


def test_signal_ends_all_after_their_requests(server: Server, stage: Stage) -> None:
    until(lambda: answering(server) == 2)
    everyone = [*fronts(server), *(worker for front in fronts(server) for worker in children(front))]
    assert len(everyone) == 4
    with asked(server, server.path("wait:all/60x40", "quarters.jpg")) as (slow,):
        stage.at_gate("all")
        server.process.send_signal(signal.SIGTERM)
        until(lambda: sum("draining" in line for line in server.lines) == 2)
        stage.open_gate("all")
        assert slow.reply().status == 200
    assert server.process.wait(20) == 0
    until(lambda: not any(map(running, everyone)))


def test_fronts_end_after_their_requests_when_who_looks_after_them_is_killed(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    server = stage.server()
    with server:
        until(lambda: answering(server) == 2)
        everyone = [*fronts(server), *(worker for front in fronts(server) for worker in children(front))]
        try:
            with asked(server, server.path("wait:killed/60x40", "quarters.jpg")) as (slow,):
                stage.at_gate("killed")
                server.process.kill()
                until(lambda: sum("draining" in line for line in server.lines) == 2)
                stage.open_gate("killed")
                assert slow.reply().status == 200
            until(lambda: not any(map(running, everyone)))
        finally:
            for pid in filter(running, everyone):
                os.kill(pid, signal.SIGKILL)
    assert len(list(tmp_path.glob("fitter-metrics-*"))) == 1
    with stage.server() as server:
        (figures,) = tmp_path.glob("fitter-metrics-*")
        with stage.server():  # a second one leaves the first one's alone
            assert figures in tmp_path.glob("fitter-metrics-*")
        assert metric(server, 'fitter_workers{state="alive"}') > 0
    assert list(tmp_path.glob("fitter-metrics-*")) == []


def test_fronts_import_from_where_their_start_does(stage: Stage) -> None:
    """``fitter`` does not import from the current directory, so neither do the fronts, which are started otherwise."""
    stage.server()  # writes the settings
    stranger = stage.folder / "yaml.py"
    stranger.write_text("raise SystemExit('a stranger')")
    code = "import sys; sys.path.remove(''); from fitter.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--config", "fitter.conf"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=stage.folder, env=environment, stdout=-1, stderr=-2, text=True) as process:
        assert process.stdout
        assert "serves on" in process.stdout.readline()
        process.terminate()
    stranger.unlink()
    assert process.returncode == 0


def test_fronts_that_cannot_start_are_not_started_for_ever(stage: Stage) -> None:
    stage.server(engine={"use": "tests.mischief.Nothing"})  # writes the settings
    command = [sys.executable, "-m", "fitter", "serve", "--config", "fitter.conf"]
    ended = subprocess.run(
        command, cwd=stage.folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=30
    )
    assert ended.returncode == 1
    lines = Counter(ended.stderr.decode().splitlines())
    assert [line for line in lines if "there is no tests.mischief.Nothing" in line] == list(lines)
