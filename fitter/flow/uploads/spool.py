"""Spool: a body that arrives in pieces goes into a file without a name, up to a limit."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from fitter.blob import Descriptor
from fitter.errors import SourceTooLarge, StoreFull


class Spool:
    """A file that nobody else sees; it is gone when nobody holds it any more, however the process ends."""

    def __init__(self, most: int, folder: Path | None = None) -> None:
        """Take at most so many bytes, into a folder.

        Raises:
            StoreFull: nothing can be written there.
        """
        self.most, self.size = most, 0
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                self._file = Descriptor(os.dup(file.fileno()), 0)
        except OSError as error:
            raise StoreFull(_full(error)) from None

    def write(self, piece: bytes) -> None:
        """Take the next piece; it blocks as the disk does.

        Raises:
            SourceTooLarge: with it there would be too much.
            StoreFull: there is no room for it.
        """
        self.size += len(piece)
        if self.size > self.most:
            raise too_large(self.most)
        rest = memoryview(piece)
        try:
            while rest:
                rest = rest[os.write(self._file.number, rest) :]
        except OSError as error:
            raise StoreFull(_full(error)) from None

    def done(self) -> Descriptor:
        """All of it, opened once more: a worker that gets it can neither change it nor move another's place in it."""
        return Descriptor(os.open(f"/proc/self/fd/{self._file.number}", os.O_RDONLY | os.O_CLOEXEC))


def too_large(most: int) -> SourceTooLarge:
    """The error for what is more than so many bytes."""
    return SourceTooLarge(f"The upload has more than {most} bytes, which is the most that is taken.")


def _full(error: OSError) -> str:
    return f"There is no room for uploads that arrive: {(error.strerror or 'unknown').lower()}."
