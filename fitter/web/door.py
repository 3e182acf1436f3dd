"""The door: connections come in as long as there is room for them; the others wait before it, in the kernel."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Callable
from typing import Any

_log = logging.getLogger("fitter")
_AT_ONCE = 128  # connections that are taken in before anything else has its turn
_PAUSE = 0.1  # seconds until somebody looks again whether there is room
_SILENCE = 10.0  # seconds between two lines about it


class Door:
    """Takes connections in from a socket that listens."""

    def __init__(self, listening: socket.socket, take: Callable[[socket.socket, Any], None], room: Callable[[], bool]):
        """Open it.

        Args:
            listening: where they come from; it does not block.
            take: is given each, with its address.
            room: whether there is room for one more.
        """
        self._listening, self._take, self._room = listening, take, room
        self._loop = asyncio.get_running_loop()
        self._later: asyncio.TimerHandle | None = None
        self._told = -_SILENCE
        self._open()

    def close(self) -> None:
        """Take no more in."""
        self._loop.remove_reader(self._listening)
        if self._later is not None:
            self._later.cancel()

    def _open(self) -> None:
        self._loop.add_reader(self._listening, self._come)

    def _come(self) -> None:
        for _ in range(_AT_ONCE):
            if not self._room():
                self._wait("there are as many as server.connections or the limit of open files allows")
                return
            try:
                connection, address = self._listening.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError as error:  # mostly that this process or the machine may open no more files
                self._wait(str(error))
                return
            self._take(connection, address)

    def _wait(self, why: str) -> None:
        # A socket that is ready, and that nobody takes anything from, would call at every turn of the loop.
        self._loop.remove_reader(self._listening)
        self._later = self._loop.call_later(_PAUSE, self._open)
        if time.monotonic() - self._told >= _SILENCE:
            self._told = time.monotonic()
            _log.warning("new connections wait until others have ended: %s", why)
