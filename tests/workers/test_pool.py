"""The pool when all goes well, and the errors that are a job's own."""

from __future__ import annotations

import asyncio
import os

import pytest
import uvloop

from fitter.blob import Blob, memory_file
from fitter.errors import BadRequest, FitterError, UndecodableImage
from fitter.wishes import NONE, Wishes
from fitter.workers.pool import Pool
from fitter.workers.wire import WireError

from .stage import ONE, make, play, until


def test_a_picture_comes_back_with_what_is_known_of_it() -> None:
    async def scenario(pool: Pool) -> None:
        result = await pool.run("echo", Blob(b"source", "image/png", 12.5))
        assert result.read() == b"source"
        assert (result.media_type, result.modified, result.facts["size"]) == ("image/png", 12.5, 6)
        assert result.facts["pid"] != os.getpid()

    play(scenario)


def test_wishes_travel_with_the_job() -> None:
    async def scenario(pool: Pool) -> None:
        for wishes in (Wishes(("avif", "webp"), 1.5, 300, save_data=True), NONE):
            assert (await pool.run("echo", ONE, wishes=wishes)).facts["wishes"] == wishes.text

    play(scenario)


def test_large_bodies_travel_as_files() -> None:
    async def scenario(pool: Pool) -> None:
        body = os.urandom(20_000_000)
        for source in (Blob(body), Blob(memory_file(body))):
            assert (await pool.run("echo", source)).read() == body
            assert (await pool.run("same_file", source)).read() == body

    play(scenario)


def test_several_sources_travel_together() -> None:
    async def scenario(pool: Pool) -> None:
        others = [Blob(memory_file(b"%d" % number), "image/png", float(number)) for number in range(8)]
        result = await pool.run("join", ONE, *others)
        assert result.read() == b"x,0,1,2,3,4,5,6,7"
        assert result.facts["about"][:2] == [["image/x", 1, None], ["image/png", 1, 0.0]]

    play(scenario)


def test_empty_bodies_travel_too() -> None:
    async def scenario(pool: Pool) -> None:
        assert (await pool.run("echo", Blob(b""))).read() == b""

    play(scenario)


def test_many_callers_each_get_their_own() -> None:
    async def scenario(pool: Pool) -> None:
        bodies = [os.urandom(1000) for _ in range(300)]
        results = await asyncio.gather(*(pool.run("echo", Blob(body)) for body in bodies))
        assert [result.read() for result in results] == bodies
        stats = pool.stats()
        assert (stats.jobs, stats.started, stats.busy, stats.waiting, stats.alive) == (300, 2, 0, 0, 2)

    async def both(pool: Pool) -> None:
        await until(lambda: pool.stats().alive == 2)
        await scenario(pool)

    play(both, size=2, queue=300)


def test_the_worker_that_was_busy_last_is_the_next() -> None:
    async def scenario(pool: Pool) -> None:
        await until(lambda: pool.stats().alive == 3)
        assert len({(await pool.run("echo", ONE)).facts["pid"] for _ in range(10)}) == 1

    play(scenario, size=3)


def test_errors_keep_their_kind_and_sentence() -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(UndecodableImage, match="not this one"):
            await pool.run("refuse", ONE)
        with pytest.raises(FitterError, match="a plugin's own"):
            await pool.run("stranger", ONE)

    play(scenario)


@pytest.mark.parametrize("fault", ["fault", "unpackable", "chatty", "no_such_method"])
def test_a_fault_of_the_work_says_nothing_and_costs_no_worker(fault: str) -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(FitterError) as caught:
            await pool.run(fault, ONE)
        assert (caught.value.status, caught.value.detail) == (500, "Internal error")
        assert (await pool.run("echo", ONE)).facts["pid"] == pool.describe["pid"]
        assert pool.stats().started == 1

    play(scenario)


def test_operations_that_fit_no_frame_are_refused() -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(BadRequest):
            await pool.run("x" * 70_000, ONE)
        assert (await pool.run("echo", ONE)).read() == b"x"

    play(scenario)


def test_a_hello_that_fits_no_frame_is_refused() -> None:
    with pytest.raises(WireError):
        make(hello={"options": "x" * 70_000})
    with pytest.raises(WireError):
        make(hello={"options": object()})


def test_callers_may_come_before_the_workers_are_ready() -> None:
    async def scenario(pool: Pool) -> None:
        assert not pool.ready
        assert pool.describe == {}
        assert (await pool.run("echo", ONE)).read() == b"x"
        assert pool.ready

    play(scenario, ready=False)


def test_uvloop_does_the_same() -> None:
    async def main() -> None:
        pool = make(size=2)
        await pool.start()
        await pool.wait_ready()
        assert (await pool.run("echo", ONE)).read() == b"x"
        with pytest.raises(FitterError, match="died"):
            await pool.run("segfault", ONE)
        with pytest.raises(FitterError, match="not ready within"):
            await pool.run("hang", ONE, deadline=1)
        assert (await pool.run("echo", ONE)).read() == b"x"
        await pool.close()
        assert pool.stats().alive == 0

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())


def test_a_worker_without_a_job_rests_once() -> None:
    async def scenario(pool: Pool) -> None:
        assert (await pool.run("rested", ONE)).read() == b"0"
        await asyncio.sleep(3)
        assert (await pool.run("rested", ONE)).read() == b"1"

    play(scenario)
