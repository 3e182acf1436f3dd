"""Tasks are done side by side; what goes wrong with one is told, and the others go on."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from fitter.blob import Blob
from fitter.errors import FitterError
from fitter.local.backup import Backup
from fitter.local.files import opened, written
from fitter.local.selection import Task
from fitter.local.workshop import Recipe, Workshop

_SLOW = {".gif": 2, ".avif": 1}
"""Formats that take longer than others of as many bytes, the slowest highest."""
_WAITING = 16  # results that are on their way to a backup while others are made


class State(Enum):
    """What became of a task."""

    MADE = "made"
    SKIPPED = "skipped"
    FAILED = "failed"
    NOT_BACKED_UP = "made, but not backed up"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task, and why."""

    task: Task
    state: State
    why: str = ""
    before: int = 0  # bytes
    after: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """How tasks are done."""

    workshop: Workshop
    recipe: Recipe
    force: bool = False
    backup: Backup | None = None

    async def run(self, tasks: Iterable[Task], jobs: int, tell: Callable[[Outcome], None]) -> None:
        """Do all of them, so many at once; ``tell`` hears of each when it is done.

        Raises:
            ConfigError: no worker starts.
            BadArgument: a further picture cannot be had.
        """
        left = list[Task]()
        for task in tasks:
            if task.there and not self.force:
                tell(Outcome(task, State.SKIPPED))
            else:
                left.append(task)
        if left:
            await self.workshop.fetch(self.recipe)
            jobs = min(jobs, len(left))
            async with self.workshop.working(jobs):
                left.sort(key=_work, reverse=True)  # or the longest may begin when the others are nearly done
                await self._all(iter(left), 2 * jobs + (_WAITING if self.backup else 0), tell)

    async def _all(self, tasks: Iterator[Task], lanes: int, tell: Callable[[Outcome], None]) -> None:
        async def lane() -> None:
            for task in tasks:
                tell(await self.one(task))

        async with asyncio.TaskGroup() as group:
            for _ in range(lanes):
                group.create_task(lane())

    async def one(self, task: Task) -> Outcome:
        """Do one; whatever goes wrong with it is in the outcome."""
        try:
            source = await asyncio.to_thread(opened, task.source, self.workshop.most)
            blob = await self.workshop.make(self._recipe(task), task.called.rpartition("/")[2], source)
            if task.format and blob.media_type != f"image/{task.format}":
                return Outcome(task, State.FAILED, _another(task, blob))
            if not await asyncio.to_thread(self._write, task, blob):
                return Outcome(task, State.SKIPPED)
        except FitterError as error:
            return Outcome(task, State.FAILED, error.detail)
        except OSError as error:
            return Outcome(task, State.FAILED, _sentence(error))
        return await self._kept(task, source, blob)

    async def _kept(self, task: Task, source: Blob, blob: Blob) -> Outcome:
        try:
            if self.backup is not None:
                await self.backup.keep(task.name.as_posix(), blob)
        except OSError as error:
            why = f"{task.target} is made, but not backed up: {_sentence(error)}"
            return Outcome(task, State.NOT_BACKED_UP, why, source.size, blob.size)
        return Outcome(task, State.MADE, "", source.size, blob.size)

    def _recipe(self, task: Task) -> Recipe:
        if task.format is None or task.format == self.recipe.output.format:
            return self.recipe
        return self.workshop.recipe((*self.recipe.operations, *self.workshop.read(f"format:{task.format}").operations))

    def _write(self, task: Task, blob: Blob) -> bool:
        if task.target is not None:
            return written(task.target, blob, force=self.force)
        sys.stdout.buffer.write(blob.read())
        sys.stdout.buffer.flush()
        return True


def _work(task: Task) -> tuple[int, int]:
    """About how much there is to do. Bytes say little of it in some formats: eight kB of GIF may be many frames."""
    if task.source is None:
        return 0, 0
    try:
        return _SLOW.get(task.source.suffix.lower(), 0), task.source.stat().st_size
    except OSError:  # its own turn tells of that
        return 0, 0


def _another(task: Task, blob: Blob) -> str:
    kind = blob.media_type.partition("/")[2]
    return f"The result cannot be written as {task.format} here, but as {kind}; ask for --format {kind}."


def _sentence(error: OSError) -> str:
    where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
    return where + (error.strerror or str(error))
