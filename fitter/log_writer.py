"""Lines of the log are written by a thread, so that who does not read them holds nobody up."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable, Iterator

_ROOM = 4 << 20  # characters that wait for who reads the log


class Writer(threading.Thread):
    """Writes lines to a descriptor.

    There is room for some that wait. Others are lost, and in their place stands how many they were.
    """

    def __init__(self, descriptor: int, said: Callable[[int], str]) -> None:
        super().__init__(name="log", daemon=True)
        self._descriptor, self._said = descriptor, said
        self._changed = threading.Condition()
        self._waiting: list[str] = []
        self._size = self._lost = 0  # characters that wait, lines that are lost behind them
        self._busy = self._over = False

    def put(self, lines: list[str]) -> None:
        """Take lines in; it takes no time."""
        size = sum(map(len, lines))
        with self._changed:
            if self._size + size > _ROOM:
                self._lost += len(lines)
            else:
                self._waiting += lines
                self._size += size
            self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Until all is written, or so long."""
        with self._changed:
            self._changed.wait_for(lambda: not (self._waiting or self._busy), seconds)

    def end(self) -> None:
        """When all is written."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def run(self) -> None:
        """Write what comes."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._over)
                if not self._waiting:
                    return
                lines, lost, self._busy = self._waiting, self._lost, True
                self._waiting, self._size, self._lost = [], 0, 0
            failed = self._write([*lines, self._said(lost)] if lost else lines)
            with self._changed:
                self._lost += lost + len(lines) if failed else 0
                self._busy = False
                self._changed.notify_all()

    def _write(self, lines: list[str]) -> bool:
        """Whether it failed; nobody can be told then."""
        try:
            for text in _portions(lines):
                self._write_all(text)
        except OSError:
            return True
        return False

    def _write_all(self, text: bytes) -> None:
        while text:
            try:
                text = text[os.write(self._descriptor, text) :]
            except BlockingIOError:  # whoever has the other end, or shares this one, has made it so
                writable = select.poll()
                writable.register(self._descriptor, select.POLLOUT)
                writable.poll()


def _portions(lines: list[str]) -> Iterator[bytes]:
    """Lines as a pipe takes them at one go, so that those of several fronts do not get into each other."""
    portion = bytearray()
    for line in lines:
        data = line.encode(errors="backslashreplace") + b"\n"
        if portion and len(portion) + len(data) > select.PIPE_BUF:
            yield bytes(portion)
            portion.clear()
        portion += data
    yield bytes(portion)
