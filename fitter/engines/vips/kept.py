"""Decoded pixels of the last few JPEG: a picture that is wanted in many sizes at once is decoded once a scale."""

from __future__ import annotations

import contextlib
import resource
import time
from collections import deque
from dataclasses import dataclass

import pyvips

from fitter.engines.vips import turbo
from fitter.engines.vips.scans import Layout

_SHARE = 8
"""The part of a process's memory that may be kept, as one in so many: the rest is for the work."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A source with its pixels at one scale, or without any: it was decoded line by line, and once."""

    data: bytes
    shrink: int
    pixels: pyvips.Image | None
    size: int  # bytes, at the most: several entries may share a source
    until: float  # by the monotonic clock


class Kept:
    """Decodes by libjpeg-turbo what it can, and keeps it for a while."""

    def __init__(self, most: int, seconds: float) -> None:
        """So many bytes, and less where the process itself may not have so many times as much; for so long."""
        limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
        share = most + turbo.MOST if limit == resource.RLIM_INFINITY else limit // _SHARE
        self._most, self._largest = min(most, share), min(turbo.MOST, share)
        self._seconds = seconds
        self._entries: deque[Entry] = deque()  # the one that was used last is the last
        self.size = 0  # bytes that are kept
        self.decodes = 0

    def __call__(self, data: bytes, layout: Layout, header: pyvips.Image, shrink: int) -> pyvips.Image | None:
        """The pixels of a JPEG with its metadata, each side divided; None where libvips shall decode, line by line."""
        self._tidy()
        same = [one for one in self._entries if one.data == data]  # a hundredth of a decode, and only if it is the same
        found = next((one for one in same if one.shrink == shrink), None)
        if found is not None:
            self._drop(found)
        pixels = found.pixels if found else None
        if pixels is None:
            pixels = self._decoded(data, layout, header, shrink, again=bool(same))
            self.decodes += pixels is not None
        if pixels is not None:
            self._keep(data, shrink, pixels)
        return pixels

    def rest(self) -> None:
        """Let go of what has been kept long enough, and be ready for the next one."""
        self._tidy()
        with contextlib.suppress(MemoryError):
            turbo.library()

    def _decoded(
        self, data: bytes, layout: Layout, header: pyvips.Image, shrink: int, *, again: bool
    ) -> pyvips.Image | None:
        try:
            plain = turbo.plain(data, layout, header)
            if plain is None:
                return None
            if shrink == 1 and not plain.progressive and not again:
                # All of the pixels and few codes: line by line they never leave the processor's cache, so that is
                # faster, unless they are wanted again.
                self._keep(data, shrink, None)
                return None
            return turbo.decoded(data, header, plain, shrink, self._largest)
        except MemoryError:  # libvips needs no more than some lines
            self._entries.clear()
            self.size = 0
            return None

    def _keep(self, data: bytes, shrink: int, pixels: pyvips.Image | None) -> None:
        size = len(data) + (pixels.width * pixels.height * pixels.bands if pixels else 0)
        if size > self._most:
            return
        self._entries.append(Entry(data, shrink, pixels, size, time.monotonic() + self._seconds))
        self.size += size
        while self.size > self._most:
            self._drop(self._entries[0])

    def _tidy(self) -> None:
        now = time.monotonic()
        while self._entries and self._entries[0].until <= now:
            self._drop(self._entries[0])

    def _drop(self, entry: Entry) -> None:
        self._entries.remove(entry)
        self.size -= entry.size
