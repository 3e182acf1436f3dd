"""Engine workers that are forked from their front and begin with most of it imported, libvips not among it.

They stand in for fresh interpreters in servers and commands that are themselves made by ``tests.forked``, for which
most of what a start costs are imports too. What a worker is, and how it ends and is confined, is tested with real
ones: in ``tests/workers``, and where ``python -m fitter`` is run.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

from fitter.workers import child, process

_ARENAS, _MAPPING = -8, -3  # of glibc's mallopt, which reads its variables at the start of a program alone
_DUMPABLE = 4


class Offspring:
    """One worker, with what a ``subprocess.Popen`` has."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def kill(self) -> None:
        """End it at once, unless it is reaped."""
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)

    def poll(self) -> int | None:
        """How it ended, if it has."""
        if self._code is None:
            self._reap(os.WNOHANG)
        return self._code

    def wait(self) -> int:
        """How it ended, when it has."""
        if self._code is None:
            self._reap(0)
        assert self._code is not None
        return self._code

    def _reap(self, how: int) -> None:
        pid, status = os.waitpid(self.pid, how)
        if pid:
            self._code = os.waitstatus_to_exitcode(status)


def start(number: int, room: Path) -> tuple[Offspring, int]:
    """As ``fitter.workers.process.start``."""
    if pid := os.fork():
        os.setpgid(pid, pid)
        return Offspring(pid), os.pidfd_open(pid)
    try:
        gc.freeze()  # nothing of the front's ends here and closes what has its number by then
        _begin(number, process.environment(room))
        child.main(number)
    except (BrokenPipeError, ConnectionResetError):  # the front is gone
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _begin(number: int, environment: dict[str, str]) -> None:
    """Be as after ``python -P -m fitter.workers.child``."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    os.closerange(3, number)
    os.closerange(number + 1, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = environment["PYTHONPATH"].split(os.pathsep)
    tempfile.tempdir = None
    for logger in (logging.root, *map(logging.getLogger, logging.root.manager.loggerDict)):
        logger.handlers.clear()
        logger.setLevel(logging.NOTSET)
    logging.root.setLevel(logging.WARNING)
    libc = ctypes.CDLL(None)
    libc.mallopt(_ARENAS, int(environment["MALLOC_ARENA_MAX"]))
    libc.mallopt(_MAPPING, int(environment["MALLOC_MMAP_THRESHOLD_"]))
    libc.prctl(_DUMPABLE, 1, 0, 0, 0)  # as after exec
