"""The workers of a pool: started, replaced when they are lost, renewed when they have grown old."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fitter.workers.age import Age
from fitter.workers.job import Answer, Job, Jobs
from fitter.workers.scratch import Scratch
from fitter.workers.starts import Starts
from fitter.workers.worker import Worker

REAPING = 5.0  # seconds for a killed process to be gone; the kernel has to take back its memory


class Crew:
    """So many workers, whatever happens to each."""

    def __init__(self, hello: bytes, size: int, patience: float, age: Age, jobs: Jobs) -> None:
        self.idle: list[Worker] = []  # the last to come is the next to go: its memory is warm
        self.describe: Mapping[str, Any] = {}
        self.starts = Starts()
        self.crashed = self.killed = self.recycled = 0
        self._hello, self._size, self._patience, self._age, self._jobs = hello, size, patience, age, jobs
        self._workers: set[Worker] = set()
        self._ending: set[Worker] = set()
        self._leaving: Worker | None = None  # old, serves until there is one worker more than needed
        self._delayed = 0
        self._closed = False
        self._scratch = Scratch()

    def open(self) -> None:
        """Start all."""
        self._fill()

    @property
    def alive(self) -> int:
        """How many are ready, at work or not."""
        return sum(worker.is_ready for worker in self._workers)

    def busy(self) -> list[Worker]:
        """Those at work."""
        return [worker for worker in self._workers if worker.job is not None]

    def kill(self, worker: Worker) -> None:
        """End a worker in the middle of its job, and replace it."""
        self.killed += 1
        self._end(worker)
        self._fill()

    async def close(self) -> None:
        """End all, and wait until nothing is left of them."""
        self._closed = True
        self.starts.failed("the pool is closed", final=True)
        for worker in list(self._workers):
            self._end(worker)
        if self._ending:
            await asyncio.wait([worker.gone for worker in self._ending], timeout=REAPING)
        await asyncio.get_running_loop().run_in_executor(None, self._scratch.close)

    def ready(self, worker: Worker) -> None:
        """It can have its first job."""
        self.describe = self.describe or worker.describe
        self.starts.succeeded()
        self.idle.append(worker)
        self._relieve()
        self._jobs.free()

    def answered(self, worker: Worker, job: Job, answer: Answer) -> None:
        """It can have another job, or has done enough."""
        self._jobs.answered(job, answer)
        self.idle.append(worker)
        if self._leaving is None and self._age.reached(worker.jobs, answer.resident, answer.claimed):
            self._leaving = worker
            self._fill()
        self._relieve()
        self._jobs.free()

    def lost(self, worker: Worker, job: Job | None) -> None:
        """It is replaced, and its job goes back to where it came from."""
        self.crashed += 1
        self._remove(worker)
        if not worker.is_ready:
            self.starts.failed(worker.trouble, final=worker.refused)
        self._fill()
        if job is not None:
            self._jobs.crashed(job, full=worker.full, shot=worker.shot)

    def _relieve(self) -> None:
        """Let the old worker go, if it is idle and its successor is there."""
        worker = self._leaving
        if worker is not None and worker.job is None and self.alive > self._size:
            self.recycled += 1
            self._end(worker)

    def _end(self, worker: Worker) -> None:
        worker.end()
        self._remove(worker)

    def _remove(self, worker: Worker) -> None:
        self._workers.discard(worker)
        if worker in self.idle:
            self.idle.remove(worker)
        if worker is self._leaving:
            self._leaving = None
        self._ending.add(worker)
        worker.gone.add_done_callback(lambda _: self._ending.discard(worker))

    @property
    def _lacking(self) -> int:
        wanted = 0 if self._closed else self._size + (self._leaving is not None)
        return wanted - len(self._workers) - self._delayed

    def _fill(self) -> None:
        while self._lacking > 0:
            if pause := self.starts.pause:
                self._delayed += 1
                asyncio.get_running_loop().call_later(pause, self._resume)
            else:
                self._start()

    def _resume(self) -> None:
        self._delayed -= 1
        if self._lacking > 0:
            self._start()
        self._fill()

    def _start(self) -> None:
        self.starts.number += 1
        try:
            self._workers.add(Worker(self._hello, self._scratch, self._patience, self))
        except OSError as error:
            self.starts.failed(f"the system starts no process: {error.strerror}", final=False)
