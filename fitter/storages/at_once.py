"""Files at once: opened and read without waiting for a disk, where the kernel has all that it takes in memory.

A thread keeps the server going while a disk hangs, and costs more than all else that is done for a small file.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from pathlib import Path

from fitter import Descriptor

_OPENAT2 = 437  # on every machine
_HERE = -100  # AT_FDCWD: names count from the working folder
_BENEATH, _CACHED = 0x08, 0x20  # no way out of the folder, not by links either; nothing that is not in memory
_LOOK = os.O_PATH | os.O_CLOEXEC
_ABSENT = {errno.ENOENT, errno.ENOTDIR}
_libc = ctypes.CDLL(None, use_errno=True)


class _How(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


_ROOT = _How(_LOOK | os.O_DIRECTORY, 0, _CACHED)
_FILE = _How(_LOOK, 0, _CACHED | _BENEATH)


def open_at_once(root: Path, *names: str) -> tuple[str, Descriptor] | None:
    """Open the first of these files below a folder that is there, for reading; its name, too.

    Raises:
        BlockingIOError: it may be there, but the disk must be asked, a link leads out of the folder, it is no regular
            file, or the system cannot tell (it is older than Linux 5.12, or does not let us).
    """
    folder = _open(_HERE, os.fsencode(root), _ROOT)
    if folder is None:
        return None
    try:
        for name in names:
            handle = _open(folder, os.fsencode(name), _FILE)
            if handle is not None:
                return name, _readable(handle)
    except UnicodeEncodeError:
        raise BlockingIOError(errno.EAGAIN, "no name of a file") from None
    finally:
        os.close(folder)
    return None


def _readable(handle: int) -> Descriptor:
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise BlockingIOError(errno.EAGAIN, "no regular file")
        return Descriptor(os.open(f"/proc/self/fd/{handle}", os.O_RDONLY | os.O_CLOEXEC), found.st_size)
    finally:
        os.close(handle)


def read_at_once(file: Descriptor) -> bytes:
    """All of an open file.

    Raises:
        BlockingIOError: not all of it is in memory, or the disk's driver cannot tell.
    """
    content = bytearray(file.size)
    try:
        count = os.preadv(file.number, [content], 0, os.RWF_NOWAIT)
    except OSError as error:
        raise BlockingIOError(errno.EAGAIN, error.strerror) from None
    if count < file.size:
        raise BlockingIOError(errno.EAGAIN, "only a part is in memory")
    return bytes(content)


def _open(folder: int, name: bytes, how: _How) -> int | None:
    number: int = _libc.syscall(_OPENAT2, folder, name, ctypes.byref(how), ctypes.sizeof(how))
    if number >= 0:
        return number
    if (error := ctypes.get_errno()) in _ABSENT:
        return None
    raise BlockingIOError(errno.EAGAIN, os.strerror(error))
