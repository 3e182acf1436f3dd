"""Many URLs are read, and handed to a queue, by a process that somebody may stop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from fitter.errors import Overloaded, QueueFailed
from fitter.flow.actions.enqueue import Enqueue
from fitter.jobs import Job
from fitter.settings.configfile import loads
from fitter.studio import Studio
from fitter.warming import handing
from fitter.warming.handing import Handing
from fitter.warming.wanted import errands

TEXT = """
security: {allow_unsigned: true}
loader: {use: fitter.storages.files.FileStorage, root: images}
result_storage: {use: fitter.storages.files.FileStorage, root: results}
"""


class Queue:
    """Fails in this way and that, each time that a job is put in, and then takes it."""

    def __init__(self, *faults: Exception) -> None:
        self.faults, self.taken = list(faults), list[Job]()

    async def put(self, job: Job) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append(job)


def test_a_queue_is_waited_for_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "_PAUSE", 0.01)
    job = Job("30x/a.jpg", "key")
    queue = Queue(Overloaded(), OSError("it restarts"), Overloaded())

    async def scene() -> None:
        await Handing(Enqueue(queue))(job)
        assert queue.taken == [job]
        for name, faults, error in (("_FULL", [Overloaded()], Overloaded), ("_GONE", [OSError()], QueueFailed)):
            stays = Handing(Enqueue(Queue(*9 * faults)))
            monkeypatch.setattr(handing, name, 0.0)
            with pytest.raises(error):
                await stays(job)

    asyncio.run(scene())


def test_reading_is_stopped() -> None:
    read = []

    async def scene() -> None:
        task = asyncio.current_task()
        assert task

        def many() -> Iterator[str]:
            for number in range(1000):
                read.append(number)
                if number == 10:
                    task.cancel()
                yield f"/unsafe/30x/{number}.jpg"

        await errands(Studio(loads(TEXT)).flow, many(), [""], "")

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(scene())
    assert len(read) < 200
