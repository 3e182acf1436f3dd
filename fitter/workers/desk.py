"""The jobs of a pool: those that wait, and what becomes of each within its deadline."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Sequence

from fitter.blob import Blob
from fitter.errors import BadRequest, DeadlineExceeded, Overloaded, TooSlow, WorkerCrashed
from fitter.wishes import Wishes
from fitter.workers.age import Age
from fitter.workers.crew import Crew
from fitter.workers.job import Answer, Job
from fitter.workers.memory import too_much
from fitter.workers.sameness import mark
from fitter.workers.watch import MemoryWatch
from fitter.workers.wire import WireError, pack
from fitter.workers.worker import Worker

_log = logging.getLogger(__name__)
_WEIGHT = 0.2  # of the latest job in the usual time
PASSES = 3  # jobs that may go before the first because a worker has just had their source
TRIES = 2  # a crash may be another picture's fault, left in the heap; two are this one's


class Desk:
    """A queue in front of a crew: first come, first served, and no more waiting than allowed."""

    def __init__(self, hello: bytes, size: int, patience: float, age: Age, memory: int | None, queue: int) -> None:
        self.crew = Crew(hello, size, patience, age, self)
        self.waiting: deque[Job] = deque()
        self.jobs = 0
        self.closed = False
        self._queue, self._memory, self._size = queue, memory, size
        self._usual = 0.0  # seconds that a job takes, the latest counting most
        self._watch = MemoryWatch(memory, self.crew.busy, self._over)
        self._numbers = itertools.count(1)
        self._passed = 0  # how often others went before the job that is first

    def put(self, text: str, sources: Sequence[Blob], wishes: Wishes, seconds: float) -> Job:
        """Take a job in; its future gets the picture or the error."""
        self._admit(seconds)
        job = self._job(text, sources, wishes, seconds)
        self.waiting.append(job)
        self.free()
        return job

    def leave(self, job: Job) -> None:
        """Its caller has gone: it loses its place in the queue; a job at work is finished for nobody."""
        if job in self.waiting:
            self.waiting.remove(job)
            job.timer.cancel()
            job.future.cancel()
        elif not job.future.cancelled():
            job.future.exception()  # the answer came too late; asyncio would complain that nobody looked at it

    async def close(self, grace: float) -> None:
        """Take no more in, give what is at hand so many seconds, and refuse the rest."""
        self.closed = True
        jobs = [job for worker in self.crew.busy() if (job := worker.job)] + list(self.waiting)
        futures = [job.future for job in jobs if job.wanted]
        if futures and grace > 0:
            await asyncio.wait(futures, timeout=grace)
        self.waiting.clear()
        self._watch.close()
        for job in jobs:
            job.settle(_closing())

    def free(self) -> None:
        """Give waiting jobs to idle workers."""
        while self.waiting and self.crew.idle:
            job, worker = self._match()
            self.waiting.remove(job)
            if not job.crashes and self._hopeless(job):
                job.settle(Overloaded("The pictures before this one took too long; try again in a moment."))
            else:
                self.crew.idle.remove(worker)
                worker.take(job)
                self._watch.wake()

    def _match(self) -> tuple[Job, Worker]:
        """The job that is next, and who does it: rather a worker that has just had the same source, and has it decoded.

        For that, a job may even go before the first, but only a few times in a row.
        """
        first, last = self.waiting[0], self.crew.idle[-1]
        for worker in reversed(self.crew.idle):
            if worker.source == first.source:
                last = worker
                break
        job = first
        if last.source != first.source and not first.crashes and self._passed < PASSES:
            job = next((one for one in self.waiting if one.source == last.source), first)
        self._passed = 0 if job is first else self._passed + 1
        return job, last

    def answered(self, job: Job, answer: Answer) -> None:
        """Pass a worker's answer on."""
        self.jobs += 1
        if answer.trace:
            _log.error("a picture failed in its worker, %s", answer.trace.rstrip())
        self._took(answer.seconds)
        job.settle(answer.outcome)

    def crashed(self, job: Job, *, full: bool, shot: bool) -> None:
        """Try a job whose worker was lost once more, before all others, unless it will need too much memory again."""
        job.crashes += 1
        job.shot = job.shot or shot
        if full:
            job.settle(too_much(self._memory))
        elif job.wanted and job.crashes < TRIES:
            self.waiting.appendleft(job)
            self.free()
        elif job.shot:  # by the kernel when the machine has no memory left, say: that is no fault of the picture's
            job.settle(Overloaded("The process that was making this picture was killed; try again in a moment."))
        else:
            job.settle(WorkerCrashed("The process that was making this picture died, and so did a second one."))

    def _admit(self, seconds: float) -> None:
        if self.closed:
            raise _closing()
        if seconds <= 0:
            raise DeadlineExceeded("No time was left to make the picture.")
        wait = 0.0 if self.crew.idle else (len(self.waiting) + 1) * self._usual / self._size
        if wait > seconds or (not self.crew.idle and len(self.waiting) >= self._queue):
            raise Overloaded("Too many pictures are waiting to be made; try again in a moment.")

    def _hopeless(self, job: Job) -> bool:
        # A job that is killed half way has cost what another would have needed: under overload, that is all there is.
        left = job.timer.when() - asyncio.get_running_loop().time()
        return left < min(self._usual, job.seconds / 2)

    def _took(self, seconds: float) -> None:
        self._usual += (seconds - self._usual) * _WEIGHT

    def _job(self, text: str, sources: Sequence[Blob], wishes: Wishes, seconds: float) -> Job:
        number, loop = next(self._numbers), asyncio.get_running_loop()
        about = [{"media_type": one.media_type, "size": one.size, "modified": one.modified} for one in sources]
        try:
            frame = pack({"job": number, "text": text, "wishes": wishes.as_header(), "sources": about})
        except WireError as error:
            raise BadRequest("The operations are too long.") from error
        job = Job(
            number, frame, tuple(one.descriptor() for one in sources), seconds, loop.create_future(), mark(sources)
        )
        job.timer = loop.call_later(seconds, self._expire, job)
        return job

    def _expire(self, job: Job) -> None:
        worker = job.worker
        if worker is not None:
            worked = asyncio.get_running_loop().time() - job.began
            self._took(worked)
            # Only one that had most of the time is known to need more.
            kind = TooSlow if worked > job.seconds / 2 else DeadlineExceeded
            job.settle(kind("The picture was not ready within the deadline; a smaller one may be."))
            self.crew.kill(worker)
        else:
            self.waiting.remove(job)
            job.settle(DeadlineExceeded("No worker was free within the deadline; try again."))

    def _over(self, worker: Worker) -> None:
        if worker.job is not None:
            worker.job.settle(too_much(self._memory))
            self.crew.kill(worker)


def _closing() -> Overloaded:
    return Overloaded("The server is shutting down; try again.")
