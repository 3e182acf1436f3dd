"""One picture to make, and what a worker answers."""

from __future__ import annotations

import asyncio
import fcntl
import os
import stat
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from fitter.blob import SEALS, Blob, Descriptor, fault
from fitter.errors import FitterError, by_code
from fitter.workers.wire import WireError

if TYPE_CHECKING:
    from fitter.workers.worker import Worker


@dataclass(slots=True, eq=False)
class Job:
    """One picture to make, from the call until it is settled; it outlives a worker that dies of it and the caller."""

    number: int
    frame: bytes
    files: tuple[Descriptor, ...]  # the sources
    seconds: float  # that it may take
    future: asyncio.Future[Blob]
    source: Hashable = None  # the same for jobs that seem to have the same source
    timer: asyncio.TimerHandle = field(init=False)
    worker: Worker | None = None
    crashes: int = 0
    shot: bool = False  # whether one of those was somebody else's doing
    began: float = 0.0  # by the loop's clock, when a worker took it

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for the outcome."""
        return not self.future.done()

    def settle(self, outcome: Blob | FitterError) -> None:
        """Give the caller the outcome, if it still waits."""
        self.timer.cancel()  # also when it has fired: it lets go of the job
        if self.future.done():
            return
        if isinstance(outcome, Blob):
            self.future.set_result(outcome)
        else:
            self.future.set_exception(outcome)


@dataclass(frozen=True, slots=True)
class Answer:
    """A worker's answer to one job."""

    outcome: Blob | FitterError
    seconds: float  # that the work took
    resident: int  # bytes that the worker holds after it
    claimed: int  # bytes of those, and of more, that count against its limit
    trace: str = ""  # for the log, where the work broke

    @classmethod
    def read(cls, header: dict[str, Any], files: list[Descriptor], number: int) -> Answer:
        """Check the frame against the job that was given.

        Raises:
            WireError: it is no answer to that job.
        """
        if header.get("job") != number:
            raise WireError("an answer to another job")
        error = header.get("error")
        outcome = _picture(header, files) if error is None else _error(error)
        trace = error.get("trace", "") if isinstance(error, dict) else ""
        seconds, resident, claimed = (_amount(header, name) for name in ("seconds", "rss", "claimed"))
        return cls(outcome, seconds, int(resident), int(claimed), str(trace))


class Jobs(Protocol):
    """Where jobs come from and go back to."""

    def free(self) -> None:
        """A worker has become idle."""
        ...

    def answered(self, job: Job, answer: Answer) -> None:
        """A job is done."""
        ...

    def crashed(self, job: Job, *, full: bool, shot: bool) -> None:
        """The worker of a job was lost, perhaps because it was full: nearly out of memory; or shot by somebody else."""
        ...


def _amount(header: dict[str, Any], name: str) -> float:
    value = header.get(name, 0)
    if not isinstance(value, (int, float)) or not 0 <= value < 1e18:
        raise WireError(f"{name} that is no amount")
    return value


def _error(error: object) -> FitterError:
    if not isinstance(error, dict) or not all(isinstance(error.get(name), str) for name in ("code", "detail")):
        raise WireError("an error without code and detail")
    return by_code(error["code"], error["detail"])


def _picture(header: dict[str, Any], files: list[Descriptor]) -> Blob:
    if not files:
        raise WireError("an answer without a picture")
    told: dict[str, Any] = {name: header.get(name) for name in ("media_type", "modified", "facts")}
    file = files[0]
    blob = Blob(file, **told)
    if wrong := fault(blob):
        raise WireError(wrong)
    if file.size != header.get("size") or not stat.S_ISREG(os.fstat(file.number).st_mode):
        raise WireError("a picture that is not as long as the answer says")
    if fcntl.fcntl(file.number, fcntl.F_GET_SEALS) & SEALS != SEALS:
        raise WireError("a picture that the worker could still change")
    return blob
