"""Deadlines, the queue and callers that leave."""

from __future__ import annotations

import asyncio

import pytest

from fitter.errors import DeadlineExceeded, Overloaded
from fitter.workers.pool import Pool

from .stage import ONE, exists, play, until


def test_a_job_that_hangs_in_c_is_killed_at_its_deadline() -> None:
    async def scenario(pool: Pool) -> None:
        pid = pool.describe["pid"]
        with pytest.raises(DeadlineExceeded, match=r"not ready within the deadline"):
            await pool.run("hang", ONE, deadline=0.3)
        await until(lambda: not exists(pid))
        assert (await pool.run("echo", ONE)).read() == b"x"
        assert (pool.stats().killed, pool.stats().crashed) == (1, 0)

    play(scenario)


def test_the_pools_deadline_holds_where_the_caller_names_none() -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(DeadlineExceeded):
            await pool.run("hang", ONE)

    play(scenario, deadline=0.3)


def test_others_do_not_notice_a_hang() -> None:
    async def scenario(pool: Pool) -> None:
        await until(lambda: pool.stats().alive == 2)
        other = asyncio.create_task(pool.run("sleep:1", ONE))
        with pytest.raises(DeadlineExceeded):
            await pool.run("hang", ONE, deadline=0.2)
        assert (await other).read() == b"x"

    play(scenario, size=2)


def test_a_deadline_that_has_passed_starts_nothing() -> None:
    async def scenario(pool: Pool) -> None:
        with pytest.raises(DeadlineExceeded):
            await pool.run("hang", ONE, deadline=0)
        assert pool.stats().killed == 0

    play(scenario)


def test_waiting_counts() -> None:
    async def scenario(pool: Pool) -> None:
        hanging = asyncio.create_task(pool.run("hang", ONE, deadline=1))
        await asyncio.sleep(0)
        with pytest.raises(DeadlineExceeded, match=r"No worker was free within the deadline"):
            await pool.run("echo", ONE, deadline=0.1)
        assert (pool.stats().busy, pool.stats().waiting) == (1, 0)
        with pytest.raises(DeadlineExceeded):
            await hanging

    play(scenario)


def test_the_queue_is_bounded() -> None:
    async def scenario(pool: Pool) -> None:
        tasks = [asyncio.create_task(pool.run(f"sleep:{seconds}", ONE)) for seconds in (0.5, 0, 0)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded, match="Too many pictures are waiting"):
            await pool.run("echo", ONE)
        assert [result.read() for result in await asyncio.gather(*tasks)] == [b"x"] * 3

    play(scenario, queue=2)


def test_a_queue_of_none_lets_nobody_wait() -> None:
    async def scenario(pool: Pool) -> None:
        first = asyncio.create_task(pool.run("sleep:0.3", ONE))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await pool.run("echo", ONE)
        await first
        assert (await pool.run("echo", ONE)).read() == b"x"

    play(scenario, queue=0)


def test_first_come_first_served() -> None:
    async def scenario(pool: Pool) -> None:
        order: list[int] = []

        async def call(number: int) -> None:
            await pool.run("echo", ONE)
            order.append(number)

        await asyncio.gather(pool.run("sleep:0.2", ONE), *(call(number) for number in range(9)))
        assert order == list(range(9))

    play(scenario)


def test_a_caller_that_leaves_the_queue_makes_room() -> None:
    async def scenario(pool: Pool) -> None:
        first = asyncio.create_task(pool.run("sleep:0.5", ONE))
        await asyncio.sleep(0)
        second = asyncio.create_task(pool.run("hang", ONE))
        await asyncio.sleep(0)
        assert pool.stats().waiting == 1
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        assert pool.stats().waiting == 0
        assert (await pool.run("echo", ONE)).read() == b"x"
        assert first.done()
        assert pool.stats().jobs == 2

    play(scenario, queue=1)


def test_a_picture_is_finished_although_its_caller_has_left() -> None:
    async def scenario(pool: Pool) -> None:
        task = asyncio.create_task(pool.run("sleep:0.3", ONE))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await pool.run("echo", ONE)).facts["pid"] == pool.describe["pid"]
        assert (pool.stats().killed, pool.stats().jobs) == (0, 2)

    play(scenario)


def test_a_hang_is_ended_although_its_caller_has_left() -> None:
    async def scenario(pool: Pool) -> None:
        task = asyncio.create_task(pool.run("hang", ONE, deadline=0.3))
        await asyncio.sleep(0.05)
        task.cancel()
        await until(lambda: pool.stats().killed == 1)
        assert (await pool.run("echo", ONE)).read() == b"x"

    play(scenario)


def test_a_crash_is_not_tried_again_for_a_caller_that_has_left() -> None:
    async def scenario(pool: Pool) -> None:
        task = asyncio.create_task(pool.run("segfault", ONE))
        await asyncio.sleep(0)
        task.cancel()
        await until(lambda: pool.stats().crashed == 1)
        assert (await pool.run("echo", ONE)).read() == b"x"
        assert pool.stats().crashed == 1

    play(scenario)


@pytest.mark.parametrize("text", ["echo", "refuse"])
def test_a_caller_that_leaves_when_the_answer_is_there(text: str) -> None:
    async def scenario(pool: Pool) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.create_task(pool.run(text, ONE))

        def look() -> None:
            if pool.stats().jobs:
                task.cancel()  # before the task's own turn comes
            else:
                loop.call_soon(look)

        loop.call_soon(look)
        await asyncio.wait([task])
        assert task.cancelled()
        assert (await pool.run("echo", ONE)).read() == b"x"

    play(scenario)
