"""The body of an answer while it arrives: bytes as long as it is small, an anonymous file beyond."""

from __future__ import annotations

import fcntl
import os

from fitter.blob import SEALS, Descriptor


class Body:
    """Takes pieces."""

    def __init__(self, inline: int) -> None:
        """Up to so many bytes are given as bytes."""
        self.size = 0
        self._inline = inline
        self._pieces: list[bytes] = []
        self._file: Descriptor | None = None

    def add(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            OSError: there is no memory left.
        """
        self.size += len(piece)
        self._pieces.append(piece)
        if self.size <= self._inline:
            return
        if self._file is None:
            self._file = Descriptor(os.memfd_create("fitter-source", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING), 0)
        for each in self._pieces:
            _write(self._file, each)
        self._pieces.clear()

    def end(self) -> bytes | Descriptor:
        """All of it. A file goes to a worker, which must not change what others read and keep."""
        if self._file is None:
            return b"".join(self._pieces)
        fcntl.fcntl(self._file.number, fcntl.F_ADD_SEALS, SEALS)
        return self._file


def _write(file: Descriptor, piece: bytes) -> None:
    while piece:
        written = os.write(file.number, piece)
        file.size += written
        piece = piece[written:]
