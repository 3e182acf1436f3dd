"""One execution environment of Lambda: fitter in it, with a loop that turns only while an event is answered.

Between two events Lambda stops all processes, for seconds or hours. So nothing is left to be done behind an answer.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from pathlib import Path
from typing import Any

from fitter import Answering, Request, Response, kernel, log
from fitter.settings import configfile
from fitter.settings.config import Settings

CONFIG = "FITTER_CONFIG"
"""The variable that names the configuration; else it is ``fitter.conf`` beside the function's code."""

_log = logging.getLogger("fitter.lambda")
_FRONT = 256 * 1024**2  # bytes of the function's memory that are not the worker's
_LEAST = 128 * 1024**2
_SPARE = 1.0  # seconds of an event's time that are for keeping results and for the way back
_JUMP = 1.0  # seconds by which two clocks may differ before one is said to have stood still


class Environment:
    """Answers one event after the other."""

    def __init__(self, settings: Settings) -> None:
        """Start the workers, and wait until they have made a picture: Lambda gives a start more of its processors.

        Raises:
            Unresolved: a plugin cannot be made.
            CannotStart: no worker starts.
        """
        self._runner = asyncio.Runner()
        self._idle: set[asyncio.Task[Any]] = set()  # what goes on whether somebody waits for it or not
        self._clocks = _clocks()
        self._answering = self._runner.run(_started(settings))

    @classmethod
    def start(cls) -> Environment:
        """Of the configuration that the variables name; raises ConfigError for all that is wrong with it."""
        file = Path(os.environ.get(CONFIG) or Path(os.environ.get("LAMBDA_TASK_ROOT", ".")) / "fitter.conf")
        settings = configfile.load(file, _fit)
        kernel.hide()
        log.start(settings.server.log)
        return cls(settings)

    def answer(self, request: Request, seconds: float, most: int) -> Response:
        """The response, within so many seconds of wall time, and of so many bytes at the most."""
        before, self._clocks = self._clocks, _clocks()
        stood = (self._clocks[0] - before[0]) - (self._clocks[1] - before[1])
        if stood > _JUMP:
            self._answering.slept(stood)
        return self._runner.run(self._answer(request, seconds, most))

    async def _answer(self, request: Request, seconds: float, most: int) -> Response:
        end = time.monotonic() + seconds
        response = await self._answering(request, max(seconds - _SPARE, seconds / 2), most)
        await self._settle(end - _SPARE / 2)
        return response

    async def _settle(self, end: float) -> None:
        """Wait for what goes on behind the answer: results being kept, origins being asked, jobs of a queue."""
        while running := asyncio.all_tasks() - self._idle - {asyncio.current_task()}:
            if (left := end - time.monotonic()) <= 0:
                _log.warning("%d tasks are not done in the time of their event", len(running))
                break
            await asyncio.wait(running, timeout=left)
        self._idle |= running
        self._idle = {task for task in self._idle if not task.done()}


async def _started(settings: Settings) -> Answering:
    answering = Answering(settings)
    await answering.start()
    # What a storage loads when it is first used, and its connection, would else cost the first picture their time.
    await asyncio.gather(answering.studio.pool.wait_ready(), answering.flow.recall("fitter-lambda/none"))
    return answering


def _fit(data: dict[str, Any]) -> None:
    """One worker for one event at a time, and the function's memory, where the configuration leaves it open."""
    engine = data.setdefault("engine", {})
    if isinstance(engine, dict):
        engine.setdefault("workers", 1)
        if size := os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"):
            engine.setdefault("memory", max(_LEAST, int(size) * 1024**2 - _FRONT))


def _clocks() -> tuple[float, float]:
    return time.time(), time.monotonic()
