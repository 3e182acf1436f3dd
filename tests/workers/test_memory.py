"""Workers that take too much memory, and workers that have grown old."""

from __future__ import annotations

import asyncio

import pytest

from fitter.blob import Blob
from fitter.errors import LimitExceeded, WorkerCrashed
from fitter.workers.memory import claimed, resident
from fitter.workers.pool import Pool

from .stage import ONE, exists, play, until

CAP = 400_000_000


def test_what_the_kernel_refuses_is_the_pictures_error() -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(LimitExceeded, match="more memory than the 381 MiB"):
            await pool.run("allocate", ONE)
        assert (await pool.run("echo", ONE)).read() == b"x"
        assert pool.stats().crashed == 0

    play(scenario, memory=CAP)


def test_what_the_kernel_does_not_count_is_watched() -> None:
    async def scenario(pool: Pool) -> None:
        pid = pool.describe["pid"]
        with pytest.raises(LimitExceeded, match="more memory than the 381 MiB"):
            await pool.run("share", ONE)
        await until(lambda: not exists(pid))
        assert (pool.stats().killed, pool.stats().crashed) == (1, 0)
        assert (await pool.run("echo", ONE)).read() == b"x"

    play(scenario, memory=CAP)


def test_an_end_for_want_of_memory_is_no_crash() -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(LimitExceeded, match="more memory than the 381 MiB"):
            await pool.run("end_full", ONE)
        assert (await pool.run("echo", ONE)).read() == b"x"
        with pytest.raises(WorkerCrashed):
            await pool.run("abort", ONE)
        assert (pool.stats().killed, pool.stats().crashed) == (0, 3)

    play(scenario, memory=CAP)


def test_a_process_that_is_gone_has_none() -> None:
    assert resident() > 1_000_000
    assert claimed() > 1_000_000
    assert resident(2**30) == claimed(2**30) == 0


def test_workers_are_renewed_after_so_many_jobs_and_no_job_fails() -> None:
    async def scenario(pool: Pool) -> None:
        await until(lambda: pool.stats().alive == 2)
        dips = []

        async def call() -> bytes:
            result = await pool.run("sleep:0.002", ONE)
            dips.append(pool.stats().alive < 2)
            return result.read()

        while pool.stats().recycled < 4:
            assert await asyncio.gather(*(call() for _ in range(20))) == [b"x"] * 20
        assert not any(dips)
        stats = pool.stats()
        assert (stats.crashed, stats.killed) == (0, 0)
        assert stats.started <= 2 + stats.recycled + 1

    play(scenario, size=2, queue=20, recycle_jobs=5)


def test_workers_are_renewed_when_they_have_grown() -> None:
    async def scenario(pool: Pool) -> None:
        first = pool.describe["pid"]
        await pool.run("leak:200000000", ONE)
        await until(lambda: pool.stats().recycled == 1)
        assert (await pool.run("echo", ONE)).facts["pid"] != first
        await until(lambda: not exists(first))
        assert pool.stats().started == 2

    play(scenario, recycle_memory=200_000_000)


def test_workers_are_renewed_when_they_stay_full() -> None:
    async def scenario(pool: Pool) -> None:
        first = pool.describe["pid"]
        await pool.run("echo", ONE)
        assert pool.stats().started == 1
        await pool.run("stay_full", ONE)
        await until(lambda: pool.stats().recycled == 1)
        assert (await pool.run("echo", ONE)).facts["pid"] != first

    play(scenario, memory=CAP)


def test_an_old_worker_that_dies_is_replaced_once() -> None:
    async def scenario(pool: Pool) -> None:
        jobs = asyncio.gather(pool.run("echo", ONE), pool.run("leave", ONE), return_exceptions=True)
        assert [type(outcome) for outcome in await jobs] == [Blob, WorkerCrashed]
        del jobs
        await until(lambda: pool.stats().alive == 1)
        assert (await pool.run("echo", ONE)).read() == b"x"

    play(scenario, recycle_jobs=1)
