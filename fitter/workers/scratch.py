"""A directory for temporary files a worker: libvips writes large pictures there, and a killed worker leaves them."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from fitter.blob import Descriptor

PREFIX = "fitter-workers-"


class Scratch:
    """The directories of one pool, all in one that is locked while this process lives.

    The kernel drops the lock with the process, however it ends, so a later pool can tell what is left over from what
    is in use: also in another container that shares the place and numbers its processes differently.
    """

    def __init__(self) -> None:
        self._root: Path | None = None
        self._lock: Descriptor | None = None

    def room(self) -> Path:
        """A new empty directory.

        Raises:
            OSError: there is no place for it.
        """
        if self._root is None or not self._root.is_dir():  # something may tidy up there
            self.close()
            self._root, self._lock = place()
        return Path(tempfile.mkdtemp(dir=self._root))

    def clear(self, room: Path) -> None:
        """Remove a directory and all in it; off the loop when there is anything, as large files take their time."""
        try:
            room.rmdir()
        except OSError:
            asyncio.get_running_loop().run_in_executor(None, shutil.rmtree, room, True)

    def close(self) -> None:
        """Remove all. It may block."""
        if self._root is not None:
            shutil.rmtree(self._root, ignore_errors=True)
        self._lock = None


def sweep(prefix: str = PREFIX) -> None:
    """Remove what processes that ended left behind. It may block."""
    try:
        paths = list(Path(tempfile.gettempdir()).glob(prefix + "*"))
    except OSError:
        return  # no such place; the first room will say so
    for path in paths:
        lock = _locked(path)
        if lock is not None:
            shutil.rmtree(path, ignore_errors=True)


def place(prefix: str = PREFIX) -> tuple[Path, Descriptor | None]:
    """A new empty directory, and the lock that keeps it from being swept as long as it is held.

    Raises:
        OSError: there is no place for it.
    """
    for _ in range(10):
        path = Path(tempfile.mkdtemp(prefix=prefix))
        lock = _locked(path)
        if lock is not None and path.is_dir():  # else another front, sweeping, was between the two lines above
            return path, lock
    return path, None  # a file system without locks, where nothing is swept either


def _locked(path: Path) -> Descriptor | None:
    """The open directory, locked until it is closed; None when it is in use, not a directory or somebody else's."""
    try:
        directory = Descriptor(os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC), 0)
        fcntl.flock(directory.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    return directory if os.fstat(directory.number).st_uid == os.geteuid() else None
