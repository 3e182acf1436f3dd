"""A child process with a fresh interpreter, its end of the wire, and its end without blocking."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

COMMAND = "fitter.workers.child"
_SEEN = (
    "PATH",
    "HOME",
    "LANG",
    "LC_",
    "TZ",
    "LD_",
    "PYTHON",
    "VIRTUAL_ENV",
    "VIPS_",
    "FONTCONFIG_",
    "XDG_",
    "FITTER_ENGINE_",
)
"""Beginnings of the variables that a worker sees: a decoder that was taken over finds no signing key among them.

Those of the front are closed to it too, unless both are root: see ``fitter.kernel.hide``.
"""
LIBRARIES = {
    "VIPS_CONCURRENCY": "1",  # as many workers as cores do better than threads in each
    "MALLOC_ARENA_MAX": "2",  # glibc's arenas otherwise grow apart and never shrink
    # Each picture in a mapping of its own, which goes back to the kernel with it. Otherwise glibc raises this up to
    # 32 MiB, and what one large picture took stays with the worker, in pieces that the next cannot use.
    "MALLOC_MMAP_THRESHOLD_": str(4 * 1024**2),
    # What is smaller comes out of the heap. With the line above, glibc would give its end back after every 128 KiB that
    # are free there, to have it filled with zeros again in the same picture: a tenth of the time of an AVIF.
    "MALLOC_TRIM_THRESHOLD_": str(32 * 1024**2),
    # Pictures are written once from end to end: in pages of 2 MiB, where the kernel has some, that is a hundredth of
    # the page faults, and up to a tenth of the time of a picture.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""What keeps libvips to one core and little memory."""


class Process:
    """One child. It must be made in a thread that lives as long as the child may: the kernel ties the two together."""

    def __init__(self, room: Path, ended: Callable[[int], None]) -> None:
        """Start it, with a directory for its temporary files; ``ended`` gets its return code once it is reaped.

        Raises:
            OSError: the system has no process, descriptor or memory to spare.
        """
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.channel.setblocking(False)
            try:
                self._child, self._watch = start(theirs.fileno(), room)
            except OSError:
                self.channel.close()
                raise
        self._ended = ended
        asyncio.get_running_loop().add_reader(self._watch, self._reap)

    @property
    def pid(self) -> int:
        """Its number."""
        return self._child.pid

    @property
    def killed(self) -> bool:
        """Whether it has ended, by SIGKILL."""
        return self._child.poll() == -signal.SIGKILL

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._child.kill()

    def _reap(self) -> None:
        code = self._child.wait()  # does not block: the descriptor says that it ended
        asyncio.get_running_loop().remove_reader(self._watch)
        os.close(self._watch)
        self._ended(code)


def start(number: int, room: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A child that serves at the socket of that number, and a descriptor that can be read when it has ended.

    Raises:
        OSError: as above.
    """
    child = subprocess.Popen(  # noqa: S603  our own interpreter and module
        # -P: of itself Python would also import from the current directory, which may be full of strangers' files.
        [sys.executable, "-P", "-m", COMMAND, str(number)],
        stdin=subprocess.DEVNULL,
        stdout=2,  # what a library prints must not get among the front's own output
        pass_fds=[number],
        env=environment(room),
        process_group=0,  # Ctrl-C in the terminal is for the front, which then ends its workers
    )
    try:
        return child, os.pidfd_open(child.pid)
    except OSError:
        child.kill()
        child.wait()
        raise


def import_path() -> str:
    """Where this process imports from, so that plugins are found there by those that it starts, and nowhere else.

    The current directory is part of it after ``python -m fitter``, which finds plugins beside ``fitter.conf``, and is
    not after ``fitter``.
    """
    return os.pathsep.join(path or str(Path.cwd()) for path in sys.path)


def environment(room: Path) -> dict[str, str]:
    """What of the front's is harmless, and what keeps libvips to one core, little memory and its own directory."""
    seen = {
        "VIPS_MAX_COORD": "1000000",  # of libvips' 100 million a side; an animation's frames stand in one column
        **{name: value for name, value in os.environ.items() if name.startswith(_SEEN)},
        **LIBRARIES,
        "TMPDIR": str(room),
        "XDG_CACHE_HOME": str(room),  # what fontconfig keeps when a drawing needs the machine's fonts
        "PYTHONPATH": import_path(),
    }
    seen.pop("VIPS_UNLIMITED", None)
    return seen
