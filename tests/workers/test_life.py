"""Starting, not starting, and the end."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from fitter.errors import Overloaded
from fitter.workers import scratch
from fitter.workers.pool import CannotStart, Pool
from fitter.workers.scratch import Scratch

from . import fakes
from .stage import ONE, children, exists, make, path_of, play, until


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        (fakes.Refusing, "no worker starts: the engine is not there"),
        (fakes.Broken, "no worker starts: ImportError: no libvips here"),
        (fakes.Crashing, "no worker starts: it ended while it started"),
        (fakes.Hanging, "no worker starts: it made no picture within 1 seconds of its start"),
        (fakes.Mute, "no worker starts: it does not speak the protocol"),
    ],
)
def test_why_no_worker_starts(work: type, sentence: str) -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(CannotStart, match=sentence):
            await pool.wait_ready()
        assert not pool.ready
        assert pool.stats().alive == 0

    play(scenario, ready=False, work=work, patience=1 if work is fakes.Hanging else 30)


def test_a_path_that_leads_nowhere() -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(CannotStart, match="ModuleNotFoundError"):
            await pool.wait_ready()

    play(scenario, ready=False, hello={"work": "no.such.Work"})


def test_a_pool_that_cannot_start_goes_on_trying(tmp_path: Path) -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(CannotStart, match="not yet"):
            await pool.wait_ready()
        (tmp_path / "marker").touch()
        assert (await pool.run("echo", ONE)).read() == b"x"
        await pool.wait_ready()

    play(scenario, ready=False, work=fakes.Late, hello={"marker": f"{tmp_path}/marker"})


def test_no_place_for_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(2, "No usable temporary directory")

    async def scenario(pool: Pool) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(tempfile, "gettempdir", nowhere)
            patch.setattr(tempfile, "mkdtemp", lambda **_: nowhere())
            await pool.start()
            with pytest.raises(CannotStart, match="No usable temporary directory"):
                await pool.wait_ready()
        await until(lambda: pool.ready)

    async def main() -> None:
        pool = make()
        await scenario(pool)
        await pool.close()

    asyncio.run(main())


def test_close_lets_jobs_finish_within_its_grace() -> None:
    async def scenario(pool: Pool) -> None:
        tasks = [asyncio.create_task(pool.run("sleep:0.2", ONE)) for _ in range(3)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(pool.close(20))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded, match="shutting down"):
            await pool.run("echo", ONE)
        assert [result.read() for result in await asyncio.gather(*tasks)] == [b"x"] * 3
        await closing
        assert pool.stats().alive == 0

    play(scenario)


def test_close_ends_what_does_not_finish() -> None:
    async def scenario(pool: Pool) -> None:
        tasks = [asyncio.create_task(pool.run("hang", ONE)) for _ in range(3)]
        await asyncio.sleep(0.05)
        await pool.close(0.1)
        for task in tasks:
            with pytest.raises(Overloaded, match="shutting down"):
                await task

    play(scenario)


def test_a_second_close_is_impatient() -> None:
    async def scenario(pool: Pool) -> None:
        task = asyncio.create_task(pool.run("hang", ONE, deadline=1000))
        await asyncio.sleep(0)
        first = asyncio.create_task(pool.close(1000))
        await asyncio.sleep(0.05)
        await pool.close()
        await first
        with pytest.raises(Overloaded):
            await task
        with pytest.raises(CannotStart, match="closed"):
            await pool.wait_ready()

    play(scenario)


def test_close_while_workers_start() -> None:
    async def scenario(pool: Pool) -> None:
        waiting = asyncio.create_task(pool.wait_ready())
        await asyncio.sleep(0)
        await pool.close()
        with pytest.raises(CannotStart, match="closed"):
            await waiting

    play(scenario, ready=False, size=4)


def test_close_before_the_start() -> None:
    asyncio.run(make().close())


FRONT = """
import asyncio, os, sys
from fitter.blob import Blob
from fitter.workers.pool import Pool

async def main():
    options = dict(size=3, queue=9, deadline=1000, memory=None, recycle_jobs=9, recycle_memory=None)
    pool = Pool({"work": sys.argv[1]}, **options)
    await pool.start()
    await pool.wait_ready()
    while pool.stats().alive < 3:
        await asyncio.sleep(0.01)
    hanging = asyncio.create_task(pool.run("hang", Blob(b"x")))
    await asyncio.sleep(0.2)
    print("up", flush=True)
    await hanging

asyncio.run(main())
"""


def test_workers_end_with_their_front_however_it_ends(place: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(place), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FRONT, path_of(fakes.Fake)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as front:
        assert front.stdout
        assert front.stdout.readline() == b"up\n"
        workers = children(front.pid)
        assert len(workers) == 3
        front.send_signal(signal.SIGKILL)
        front.wait()
    limit = time.monotonic() + 30
    while any(exists(worker) for worker in workers):
        assert time.monotonic() < limit
        time.sleep(0.01)
    assert len(list(place.iterdir())) == 1
    scratch.sweep()
    assert list(place.iterdir()) == []


def test_what_is_in_use_is_not_swept(place: Path) -> None:
    ours = Scratch()
    room = ours.room()
    (room / "file").touch()
    (place / f"{scratch.PREFIX}file").touch()
    (place / f"{scratch.PREFIX}link").symlink_to("/")
    scratch.sweep()
    assert (room / "file").exists()
    ours.close()
    assert not room.exists()
    assert len(list(place.iterdir())) == 2


def test_rooms_are_made_again_when_somebody_tidied_up() -> None:
    ours = Scratch()
    room = ours.room()
    room.rmdir()
    room.parent.rmdir()
    assert ours.room().is_dir()
    ours.close()
