"""A bare libvips loop: ``thumbnail_buffer`` and a save with fitter's own settings of the encoders, without HTTP.

As many processes as cores take the next file as soon as they are done with one.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyvips

from bench.contenders import CORES, spent
from fitter.engines.vips.encoders import encoders
from fitter.engines.vips.formats import sniff
from fitter.engines.vips.options import Options
from fitter.settings.writing import Writing

_SPAWN = get_context("spawn")
_OUTPUT = Writing().output()
_ENCODERS = encoders(Options())

Task = tuple[str, str]
"""Operations, such as ``fit-in/300x200``, and a file's name."""


class Loop:
    """The processes; use it in the place of a server."""

    def __init__(self, stack: ExitStack, root: Path) -> None:
        """Start them: what they read lies below that root."""
        self._root, self._next = root, _SPAWN.Value("i", 0)
        os.environ["VIPS_CONCURRENCY"] = "1"  # as many processes as cores do better than threads in each
        self._channels = [self._started(stack) for _ in range(CORES)]

    def _started(self, stack: ExitStack) -> tuple[Connection, int]:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_run, args=(theirs, self._next, self._root), daemon=True)
        process.start()
        stack.callback(process.join)
        stack.callback(ours.send, None)
        assert process.pid
        return ours, process.pid

    def spent(self) -> float:
        """Seconds of the processor."""
        return sum(spent(process) for _, process in self._channels)

    def turn(self, tasks: list[Task]) -> float:
        """Seconds for all of them."""
        self._next.value = 0
        for channel, _ in self._channels:
            channel.send(tasks)
        return max([channel.recv() for channel, _ in self._channels])

    def picture(self, operations: str, file: str) -> bytes:
        """One picture."""
        return made(operations, (self._root / file).read_bytes())

    def makes(self, operations: str, file: str) -> bool:
        """Whether it is able to."""
        return bool(self.picture(operations, file))


def _run(channel: Connection, following: Any, root: Path) -> None:
    pyvips.cache_set_max(0)
    while (tasks := channel.recv()) is not None:
        start = time.perf_counter()
        while True:
            with following.get_lock():
                at = following.value
                following.value += 1
            if at >= len(tasks):
                break
            operations, file = tasks[at]
            made(operations, (root / file).read_bytes())
        channel.send(time.perf_counter() - start)


def made(operations: str, data: bytes) -> bytes:
    """The file that libvips itself makes of it, in the same format."""
    fit, _, box = operations.rpartition("/")
    width, height = map(int, box.split("x"))
    options: dict[str, Any] = {"size": "down"} if fit else {"crop": "centre"}
    pixels = pyvips.Image.thumbnail_buffer(data, width, height=height, **options)
    format = sniff(data) or ""
    encoder, quality = _ENCODERS[format], _OUTPUT.quality_for(format)
    named = {} if quality is None else {"Q": quality}
    return bytes(getattr(pixels, encoder.saver)(keep="none", **named, **encoder.arguments(_OUTPUT)))
