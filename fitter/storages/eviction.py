"""Which own files go when a root is full: those that were not used for longest.

The time of a file's last change serves as the time of its last use. Nothing is remembered between two looks but how
much may be written before the next one, so several processes can share a root and any of them may die.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from fitter.storages import handed
from fitter.storages.places import FOLDER, SUFFIX, is_own

_SHARE = 20  # a look at the root makes room for, and allows, a 20th of the bound
_INTERVAL = 600.0  # seconds between two looks at the least
_ORPHAN = 300.0  # seconds after which an unfinished file has nobody who writes it
_UNFINISHED = re.compile(r"[0-9a-f]{32}")  # the names that atomic.write() gives


class Allowance:
    """How many more bytes may be written into a root before somebody must look at it and make room."""

    def __init__(self, root: Path, bound: int | None) -> None:
        """Begin with nothing, so that the first write looks; a bound of None only clears orphans away."""
        self.root, self.bound = root, bound
        self._left: float = 0
        self._next = -math.inf
        self._looking = threading.Lock()

    def spend(self, size: int) -> None:
        """Count a file of so many bytes that was just written; make room if it is time."""
        self._left -= size  # threads may lose a step here: the next look counts again
        if (self._left < 0 or time.monotonic() > self._next) and self._looking.acquire(blocking=False):
            try:
                self._next = time.monotonic() + _INTERVAL
                remove_orphans(self.root / FOLDER)
                self._left = math.inf if self.bound is None else make_room(self.root, self.bound)
                handed.forget(self.root)
            finally:
                self._looking.release()


def make_room(root: Path, bound: int) -> float:
    """Remove the own files used least recently if they are more than the bound; the bytes until the next look."""
    files = sorted(_own_files(root))
    total = sum(size for _, size, _ in files)
    wanted = bound if total <= bound else bound - bound / _SHARE
    for _, size, path in files:
        if total <= wanted:
            break
        with contextlib.suppress(FileNotFoundError):  # another process makes room as well
            os.unlink(path)  # noqa: PTH108  a Path for each of a million files costs more than the rest
        with contextlib.suppress(OSError):  # the root, or not empty
            if (folder := Path(path).parent) != root:
                folder.rmdir()
        total -= size
    return min(bound - total, bound / _SHARE)


def remove_orphans(folder: Path) -> None:
    """Remove unfinished files whose writer must be dead."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                old = time.time() - entry.stat(follow_symlinks=False).st_mtime > _ORPHAN
                if old and _UNFINISHED.fullmatch(entry.name):
                    Path(entry.path).unlink()


def _own_files(root: Path) -> Iterator[tuple[int, int, str]]:
    """Last use in nanoseconds, bytes and path of each own file."""
    folders = [str(root)]
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                    folders.append(entry.path)
                elif entry.name.endswith(SUFFIX) and entry.is_file(follow_symlinks=False):
                    with contextlib.suppress(OSError):  # gone, or unreadable and so not ours
                        found = entry.stat(follow_symlinks=False)
                        if is_own(entry.path):
                            yield found.st_mtime_ns, found.st_size, entry.path
