"""One worker process as the front sees it: starting, then idle or at a job, then ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Hashable, Mapping
from typing import Any, Protocol

from fitter.workers import wire
from fitter.workers.job import Answer, Job
from fitter.workers.process import Process
from fitter.workers.scratch import Scratch

log = logging.getLogger(__name__)
_DYING = 0.2  # seconds: its end of the wire closes first, and a moment later the kernel says what it died of


class Owner(Protocol):
    """Who is told what happens to a worker."""

    def ready(self, worker: Worker) -> None:
        """It has made its first picture."""
        ...

    def answered(self, worker: Worker, job: Job, answer: Answer) -> None:
        """It has finished a job, and can have another."""
        ...

    def lost(self, worker: Worker, job: Job | None) -> None:
        """It cannot be used any more, and not because it was told to end."""
        ...


class Worker:
    """A process and the job that it has, if any."""

    def __init__(self, hello: bytes, scratch: Scratch, patience: float, owner: Owner) -> None:
        """Start the process; it must say that it is ready within so many seconds.

        Raises:
            OSError: the system cannot start it.
        """
        loop = asyncio.get_running_loop()
        self.job: Job | None = None
        self.jobs = 0  # finished
        self.source: Hashable = None  # of the latest job: the worker may still have it decoded
        self.full = False  # whether it was seen nearly out of memory at the job
        self.shot = False  # whether somebody else has killed it
        self.is_ready = False
        self.describe: Mapping[str, Any] = {}
        self.trouble = "it ended while it started; its own output may say why"
        self.refused = False  # it has told its trouble itself, and starting it again will hardly help
        self.gone: asyncio.Future[None] = loop.create_future()
        self._owner, self._scratch, self._room = owner, scratch, scratch.room()
        self._ending = self._lost = False
        try:
            self._process = Process(self._room, self._ended)
        except OSError:
            scratch.clear(self._room)
            raise
        self._number = self._process.channel.fileno()
        loop.add_reader(self._number, self._readable)
        self._timer = loop.call_later(patience, self._late, patience)
        self._send(hello)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def take(self, job: Job) -> None:
        """Give it a job; it must have none."""
        self.job, job.worker, self.full, self.source = job, self, False, job.source
        job.began = asyncio.get_running_loop().time()
        self._send(job.frame, job)

    def end(self) -> None:
        """Kill it. Nobody is told; ``gone`` is done when nothing of it is left."""
        if self._ending:
            return
        self._ending = True
        job, self.job = self.job, None
        if job is not None:
            job.worker = None  # the two would keep each other, and the job its open file
        self._timer.cancel()
        asyncio.get_running_loop().remove_reader(self._number)
        self._process.channel.close()
        self._process.kill()

    def _send(self, frame: bytes, job: Job | None = None) -> None:
        try:
            wire.send(self._process.channel, frame, *(job.files if job else ()))
        except OSError:
            # Later, as whoever gave the job is not done yet.
            asyncio.get_running_loop().call_soon(self._hung_up)

    def _readable(self) -> None:
        try:
            received = wire.receive(self._process.channel)
            if received is None:
                return self._hung_up()
            if not self.is_ready:
                return self._start(*received)
            job = self.job
            answer = Answer.read(*received, job.number if job else -1)
        except BlockingIOError:
            return None
        except (wire.WireError, OSError) as error:
            log.warning("worker %d sent %s", self.pid, str(error))  # not the error: its frames hold the open file
            return self._lose()
        return self._finish(job, answer)

    def _finish(self, job: Job | None, answer: Answer) -> None:
        if job is None:
            return self._lose()  # an answer to nothing
        job.worker = self.job = None
        self.jobs += 1
        return self._owner.answered(self, job, answer)

    def _start(self, header: dict[str, Any], _: object) -> None:
        error, describe = header.get("error"), header.get("describe")
        if header.get("ready") is True and isinstance(describe, dict):
            self._timer.cancel()
            self.is_ready, self.describe = True, describe
            self._owner.ready(self)
        else:
            self.refused = isinstance(error, dict)
            self.trouble = str(error.get("detail")) if isinstance(error, dict) else "it does not speak the protocol"
            self._lose()

    def _late(self, patience: float) -> None:
        self.trouble = f"it made no picture within {patience:g} seconds of its start"
        self._lose()

    def _hung_up(self) -> None:
        if self._ending:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._number)
        self._timer.cancel()
        self._timer = loop.call_later(_DYING, self._lose)

    def _lose(self) -> None:
        if self._ending:
            return
        self.shot = self._process.killed
        self._lost, job = True, self.job
        self.end()
        self._owner.lost(self, job)

    def _ended(self, code: int) -> None:
        if not self._ending:
            self._readable()  # perhaps it answered first; if not, this finds the end of the channel
            self._lose()
        if self._lost and not self.refused:  # then it has said itself what is wrong
            log.warning("worker %d was lost, return code %d", self.pid, code)
        self._scratch.clear(self._room)
        self.gone.set_result(None)
