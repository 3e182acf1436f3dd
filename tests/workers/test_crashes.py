"""Workers that die in the middle of a job, or speak nonsense."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from fitter.blob import Blob, memory_file
from fitter.errors import DeadlineExceeded, FitterError, Overloaded, UndecodableImage, WorkerCrashed
from fitter.workers import wire
from fitter.workers.job import Answer
from fitter.workers.pool import Pool
from fitter.workers.wire import WireError
from tests.table import table

from . import fakes
from .stage import ONE, play, state, until


def test_a_job_whose_worker_dies_is_tried_once_more(tmp_path: Path) -> None:
    async def scenario(pool: Pool) -> None:
        result = await pool.run(f"die_once:{tmp_path}/marker", Blob(b"body"))
        assert result.read() == b"body"
        assert pool.stats().crashed == 1

    play(scenario)


def test_a_job_that_kills_two_workers_is_given_up(tmp_path: Path) -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(WorkerCrashed):
            await pool.run(f"count:{tmp_path}/log", ONE)
        assert (tmp_path / "log").read_text() == "xx"
        assert pool.stats().crashed == 2
        assert (await pool.run("echo", ONE)).read() == b"x"

    play(scenario)


def test_a_job_whose_worker_somebody_else_has_killed_is_not_to_blame(tmp_path: Path) -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(Overloaded, match="killed") as raised:
            await pool.run(f"shot:{tmp_path}/marker", ONE)
        assert raised.value.retry_after
        assert pool.stats().crashed == 2

    play(scenario)


def test_every_way_to_die_is_a_crash() -> None:
    async def scenario(pool: Pool) -> None:
        for way in ("segfault", "abort", "leave", "hang_up"):
            with pytest.raises(WorkerCrashed):
                await pool.run(way, ONE)
            assert (await pool.run("echo", ONE)).read() == b"x", way

    play(scenario)


def test_whatever_is_raised_is_an_error_of_the_job_and_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(pool: Pool) -> None:
        for way in ("quit", "odd_type"):
            with pytest.raises(FitterError, match="Internal error"):
                await pool.run(way, ONE)
        assert pool.stats().crashed == 0

    play(scenario)
    assert "at quit:\nTraceback" in caplog.text
    assert "SystemExit" in caplog.text
    assert r"the engine made a Blob with the media type 'a/b\r\nX-Evil: 1'" in caplog.text


def test_a_worker_that_speaks_nonsense_is_replaced() -> None:
    async def scenario(pool: Pool) -> None:
        for before, kind in enumerate(["noise", "nothing", "two_files", "pipe", "bad_error"]):
            with pytest.raises(WorkerCrashed):
                await pool.run(f"garbage:{kind}", ONE)
            assert pool.stats().crashed == 2 * before + 2, kind
            assert (await pool.run("echo", ONE)).read() == b"x"

    play(scenario)


@table("kind", sorted(set(fakes.GARBAGE) - {"nothing"}))
def test_every_kind_of_nonsense_is_told_from_an_answer(kind: str) -> None:
    answer = {"job": 1, "media_type": "image/x", "size": 1, "modified": None, "facts": {}, "seconds": 0.1, "rss": 1}
    child, front = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with child, front:
        wire.send(child, wire.pack(answer), memory_file(b"x"))
        assert read(front).outcome
        fakes.GARBAGE[kind](child, wire.pack(answer), memory_file(b"x"))
        with pytest.raises(WireError):
            read(front)


def read(channel: socket.socket) -> Answer:
    received = wire.receive(channel)
    assert received
    return Answer.read(*received, 1)


def test_a_worker_that_answers_twice_is_replaced() -> None:
    async def scenario(pool: Pool) -> None:
        assert (await pool.run("garbage:twice", ONE)).read() == b"x"
        await until(lambda: pool.stats().crashed == 1)
        assert (await pool.run("echo", ONE)).facts["pid"] != pool.describe["pid"]

    play(scenario)


def test_others_do_not_notice_a_crash() -> None:
    async def scenario(pool: Pool) -> None:
        await until(lambda: pool.stats().alive == 2)
        other = asyncio.create_task(pool.run("sleep:1", ONE))
        await asyncio.sleep(0)
        with pytest.raises(WorkerCrashed):
            await pool.run("segfault", ONE)
        assert (await other).read() == b"x"
        assert pool.stats().crashed == 2

    play(scenario, size=2)


def test_a_worker_that_dies_idle_is_replaced() -> None:
    async def scenario(pool: Pool) -> None:
        os.kill(pool.describe["pid"], signal.SIGKILL)
        await until(lambda: pool.stats().crashed == 1)
        assert (await pool.run("echo", ONE)).read() == b"x"
        assert pool.stats().started == 2

    play(scenario)


def test_a_job_given_to_a_worker_that_just_died_is_tried_again() -> None:
    async def scenario(pool: Pool) -> None:
        pid = pool.describe["pid"]
        os.kill(pid, signal.SIGKILL)
        while state(pid) != "Z":
            pass  # the loop must not notice yet
        assert (await pool.run("echo", ONE)).read() == b"x"
        assert pool.stats().crashed == 1

    play(scenario)


def test_the_second_try_has_the_same_deadline(tmp_path: Path) -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(DeadlineExceeded, match="No worker was free"):
            await pool.run("segfault", ONE, deadline=0.05)
        await until(lambda: pool.stats().alive == 1)

    play(scenario)


def test_ten_crashes_in_a_row() -> None:
    async def scenario(pool: Pool) -> None:
        pid = os.getpid()
        for _ in range(5):
            with pytest.raises(WorkerCrashed):
                await pool.run("segfault", ONE)
        assert pool.stats().crashed == 10
        await until(lambda: pool.stats().alive == 2)
        assert (await pool.run("echo", ONE)).read() == b"x"
        with pytest.raises(UndecodableImage):
            await pool.run("refuse", ONE)
        assert os.getpid() == pid

    play(scenario, size=2)


def test_a_dead_workers_temporary_files_are_removed() -> None:
    async def scenario(pool: Pool) -> None:
        room = pool.describe["environment"]["TMPDIR"]
        with pytest.raises(WorkerCrashed):
            await pool.run("litter", ONE)
        await until(lambda: len(os.listdir(os.path.dirname(room))) == 1)  # noqa: PTH120, PTH208  the third worker's
        assert not os.path.exists(room)  # noqa: ASYNC240, PTH110  a text

    play(scenario)
