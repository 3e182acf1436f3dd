"""The body of an answer while it arrives: bytes as long as it is small, an anonymous file beyond."""

from __future__ import annotations

import fcntl
import os

from fitter.blob import SEALS, Descriptor
from fitter.room import Room


class Body:
    """Takes pieces."""

    def __init__(self, inline: int, room: Room | None = None) -> None:
        """Up to so many bytes are given as bytes. A file counts in the room, if there is one."""
        self.size = 0
        self._inline, self._room = inline, room
        self._pieces: list[bytes] = []
        self._file: _File | None = None

    def add(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            OSError: there is no memory left.
            Overloaded: there is no room left.
        """
        self.size += len(piece)
        self._pieces.append(piece)
        if self.size <= self._inline:
            return
        if self._file is None:
            number = os.memfd_create("fitter-source", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            self._file = _File(number, self._room)
        for each in self._pieces:
            self._file.add(each)
        self._pieces.clear()

    def end(self) -> bytes | Descriptor:
        """All of it. A file goes to a worker, which must not change what others read and keep."""
        if self._file is None:
            return b"".join(self._pieces)
        fcntl.fcntl(self._file.number, fcntl.F_ADD_SEALS, SEALS)
        return self._file


class _File(Descriptor):
    """An open file that takes room, where there is one, until nobody holds it any more."""

    __slots__ = ("_room", "_taken")

    def __init__(self, number: int, room: Room | None) -> None:
        super().__init__(number, 0)
        self._room, self._taken = room, 0

    def add(self, piece: bytes) -> None:
        if self._room:
            self._room.take(len(piece))
            self._taken += len(piece)
        while piece:
            written = os.write(self.number, piece)
            self.size += written
            piece = piece[written:]

    def __del__(self) -> None:
        super().__del__()
        if self._room:
            self._room.give(self._taken)
