"""Runs a scenario with a pool, and sees to it that nothing is left of it."""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from fitter.blob import Blob
from fitter.workers.pool import Pool
from fitter.workers.scratch import PREFIX

from . import fakes

T = TypeVar("T")
ONE = Blob(b"x", "image/x")


def path_of(kind: type) -> str:
    """The dotted path by which a worker finds a class of this package."""
    return f"{fakes.__name__}.{kind.__name__}"


def make(work: type = fakes.Fake, hello: dict[str, Any] | None = None, **options: Any) -> Pool:
    given = {"size": 1, "queue": 10, "deadline": 20, "memory": None, "recycle_jobs": 10**6, "recycle_memory": None}
    return Pool({"work": path_of(work), **(hello or {})}, **(given | options))


def play(scenario: Callable[[Pool], Awaitable[T]], ready: bool = True, **options: Any) -> T:
    """Run it with a pool that is ready; afterwards files, processes and directories must be as before."""

    async def main() -> T:
        pool = make(**options)
        try:
            await pool.start()
            if ready:
                await pool.wait_ready()
            return await scenario(pool)
        finally:
            await pool.close()

    gc.collect()
    before = belongings()
    gc.disable()  # files must close by themselves, not when the collector comes round
    try:
        result = asyncio.run(main())
        after = belongings()
        assert set(after) == set(before)
        assert len(after) == len(before)
        return result
    finally:
        gc.enable()


def belongings() -> list[str]:
    """Open files, children and temporary directories, of this process."""
    files = [f"{name} is {_target(name)}" for name in os.listdir("/proc/self/fd")]  # noqa: PTH208  opens none itself
    files = [file for file in files if not file.endswith((" is ", "/fd"))]  # the listing's own
    rooms = [str(path) for path in Path(tempfile.gettempdir()).glob(PREFIX + "*")]
    return [*files, *map(str, children(os.getpid())), *rooms]


def _target(name: str) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{name}")  # noqa: PTH115  opens none itself
    except OSError:
        return ""


def children(parent: int) -> list[int]:
    """The processes that a process has started and not reaped."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return sorted(found)


def state(pid: int) -> str:
    """The kernel's letter for the state of a process; nothing when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def exists(pid: int) -> bool:
    return state(pid) not in ("", "Z")


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it is so; the test's own time limit is generous, as machines are slow at times."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  what is waited for is another process
            await asyncio.sleep(0.005)
