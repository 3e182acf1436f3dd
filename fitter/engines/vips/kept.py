"""Decoded pixels of the last few JPEG: a picture that is wanted in many sizes at once is decoded once a scale."""

from __future__ import annotations

import contextlib
import resource
import time
from collections import deque
from dataclasses import dataclass

import pyvips

from fitter.engines.vips import turbo

_SHARE = 8
"""The part of a process's memory that may be kept, as one in so many: the rest is for the work."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A source and its pixels at one scale."""

    data: bytes
    shrink: int
    pixels: pyvips.Image
    until: float  # by the monotonic clock

    @property
    def size(self) -> int:
        """Bytes, at the most: several entries may share a source."""
        return len(self.data) + int(self.pixels.width * self.pixels.height * self.pixels.bands)

    def of(self, data: bytes, shrink: int) -> bool:
        """Whether it is of that file: by its bytes, for to compare them takes a hundredth of a decode."""
        return self.shrink == shrink and self.data == data


class Kept:
    """Decodes by libjpeg-turbo what it can, and keeps it for a while."""

    def __init__(self, most: int, seconds: float) -> None:
        """So many bytes, and less where the process itself may not have so many times as much; for so long."""
        limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
        share = most + turbo.MOST if limit == resource.RLIM_INFINITY else limit // _SHARE
        self._most, self._largest = min(most, share), min(turbo.MOST, share)
        self._seconds = seconds
        self._entries: deque[Entry] = deque()  # the one that was used last is the last
        self.decodes = 0

    def __call__(self, data: bytes, header: pyvips.Image, shrink: int) -> pyvips.Image | None:
        """The pixels of a JPEG with its metadata, each side divided; None where libvips must have a look."""
        self._tidy()
        found = next((one for one in self._entries if one.of(data, shrink)), None)
        if found is not None:
            self._entries.remove(found)
            pixels = found.pixels
        else:
            pixels = self._decoded(data, header, shrink)
            self.decodes += pixels is not None
        if pixels is not None:
            self._keep(Entry(data, shrink, pixels, time.monotonic() + self._seconds))
        return pixels

    def _decoded(self, data: bytes, header: pyvips.Image, shrink: int) -> pyvips.Image | None:
        try:
            space = turbo.space(data, header)
            return space and turbo.decoded(data, header, space, shrink, self._largest)
        except MemoryError:  # libvips needs no more than some lines
            self._entries.clear()
            return None

    def _keep(self, entry: Entry) -> None:
        if entry.size > self._most:
            return
        self._entries.append(entry)
        while self.size > self._most:
            self._entries.popleft()

    def rest(self) -> None:
        """Let go of what has been kept long enough, and be ready for the next one."""
        self._tidy()
        with contextlib.suppress(MemoryError):
            turbo.library()

    def _tidy(self) -> None:
        now = time.monotonic()
        while self._entries and self._entries[0].until <= now:
            self._entries.popleft()

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return sum(one.size for one in self._entries)
