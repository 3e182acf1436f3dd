"""Jobs of one source go to the worker that has it, and others do not wait for ever."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from fitter.blob import Blob, Descriptor, memory_file
from fitter.workers.desk import PASSES
from fitter.workers.pool import Pool
from fitter.workers.sameness import mark

from .stage import play, until

RED, BLUE = Blob(b"red"), Blob(b"blue")


async def order(pool: Pool, *sources: Blob) -> list[str]:
    """In which order jobs of these sources end that wait behind one of the first of them."""
    ended: list[str] = []

    async def one(source: Blob) -> None:
        ended.append((await pool.run("echo", source)).read().decode())

    busy = asyncio.create_task(pool.run("sleep:0.2", sources[0]))
    await until(lambda: pool.stats().busy == 1)
    await asyncio.gather(*map(one, sources))
    await busy
    return ended


def test_those_of_one_source_follow_each_other() -> None:
    async def scenario(pool: Pool) -> None:
        assert await order(pool, RED, BLUE, RED, BLUE, RED) == ["red", "red", "red", "blue", "blue"]

    play(scenario)


def test_the_first_is_not_passed_for_ever() -> None:
    async def scenario(pool: Pool) -> None:
        ended = await order(pool, RED, BLUE, *[RED] * (PASSES + 3))
        assert ended.index("blue") == 1 + PASSES

    play(scenario)


def test_the_worker_that_had_it_gets_it_again() -> None:
    async def scenario(pool: Pool) -> None:
        await until(lambda: pool.stats().alive == 2)
        first = await asyncio.gather(*(pool.run("sleep:0.2", one) for one in (RED, BLUE)))
        had = {one.read(): one.facts["pid"] for one in first}
        assert len(set(had.values())) == 2
        for one in (RED, BLUE, BLUE, RED, BLUE, RED):
            assert (await pool.run("echo", one)).facts["pid"] == had[one.read()]

    play(scenario, size=2)


def test_the_same_file_is_the_same_source(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"one")
    marks = [mark([Blob(Descriptor(os.open(path, os.O_RDONLY)))]) for _ in range(2)]
    assert marks[0] == marks[1]
    assert mark([Blob(memory_file(b"one"))]) not in (marks[0], mark([Blob(memory_file(b"one"))]))
    assert mark([Blob(b"one")]) == mark([Blob(b"one")]) != mark([Blob(b"two")])
    assert mark([]) is None
