"""The other fronts of this machine, who are told what was purged: each has a memory of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

from fitter.blob import Descriptor
from fitter.errors import FitterError

MEETING_PLACE = "FITTER_FRONTS"
"""The variable of the environment that names the folder where several fronts find each other."""

_SUFFIX = ".front"
_MOST = 65_536  # bytes of a message, which is a source's key
_log = logging.getLogger("fitter.purge")


class Neighbours:
    """A datagram socket for each front, in a folder that only they know."""

    def __init__(self) -> None:
        self._folder: Descriptor | None = None
        self._own: socket.socket | None = None
        self._drops: set[asyncio.Task[None]] = set()

    def listen(self, drop: Callable[[str], Awaitable[None]]) -> None:
        """Hear from now on what the others purge, and drop it here too."""
        if not (place := os.environ.get(MEETING_PLACE)):
            return
        try:
            # By way of the open folder: the path of a socket may have no more than 107 bytes.
            self._folder = Descriptor(os.open(place, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC), 0)
            own = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
            own.bind(self._path(_name()))
        except OSError as error:
            _log.warning("this front will not hear what others purge: %s", error.strerror)
            return
        self._own = own
        asyncio.get_running_loop().add_reader(own, self._hear, own, drop)

    def tell(self, source: str) -> None:
        """Let the others know; one that is gone or too busy to hear is left out, and the log says so."""
        if self._own is None or self._folder is None:
            return
        for name in os.listdir(self._path("")):  # noqa: PTH208  names are what is wanted
            if not name.endswith(_SUFFIX) or name == _name():
                continue
            try:
                self._own.sendto(source.encode("utf-8", "surrogateescape"), self._path(name))
            except ConnectionRefusedError:  # its front was killed
                Path(self._path(name)).unlink(missing_ok=True)
            except OSError as error:
                _log.warning("a front was not told of a purge: %s", error.strerror)

    def _path(self, name: str) -> str:
        return f"/proc/self/fd/{self._folder.number if self._folder else ''}/{name}"

    def close(self) -> None:
        """Hear no more."""
        if self._own is not None:
            asyncio.get_running_loop().remove_reader(self._own)
            self._own.close()
            Path(self._path(_name())).unlink(missing_ok=True)

    def _hear(self, own: socket.socket, drop: Callable[[str], Awaitable[None]]) -> None:
        with contextlib.suppress(BlockingIOError):
            source = own.recv(_MOST).decode("utf-8", "surrogateescape")
            task = asyncio.ensure_future(_dropped(drop, source))
            self._drops.add(task)
            task.add_done_callback(self._drops.discard)


async def _dropped(drop: Callable[[str], Awaitable[None]], source: str) -> None:
    with contextlib.suppress(FitterError):  # a storage that is not there: the front that was asked says so
        await drop(source)


def _name() -> str:
    return f"{os.getpid()}{_SUFFIX}"
