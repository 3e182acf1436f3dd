"""Memory that must be there: libvips itself gives up in peace, but GLib ends the process where it finds none."""

from __future__ import annotations

import contextlib
import ctypes
import mmap

_SPARE = 16 * 1024**2
"""For a thread, and for all the small things that are made with a picture."""


def room(length: int = 0) -> None:
    """Look for so many bytes and some to spare, and leave them alone.

    Raises:
        MemoryError: the process may not have them.
    """
    try:
        _look(length)
    except OSError:
        with contextlib.suppress(AttributeError):  # only in glibc, and only it keeps so much of what was given back
            ctypes.CDLL(None).malloc_trim(0)
        try:
            _look(length)
        except OSError as error:
            raise MemoryError from error


def _look(length: int) -> None:
    # Not by an object of Python's: that could come out of the heap, which would grow by it, and be written to.
    mmap.mmap(-1, length + _SPARE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
