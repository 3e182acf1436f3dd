"""A file that is seen whole or not at all: written aside in the root, then renamed."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from fitter import Descriptor
from fitter.storages.places import FOLDER, SUFFIX, open_folder, set_aside

_log = logging.getLogger(__name__)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_ATTEMPTS = 20  # a folder that somebody empties again and again is made anew so often


def write(root: Path, names: list[str], fill: Callable[[int], int], *, sync: bool) -> int:
    """Make an own file from what ``fill`` writes into a descriptor; give back what ``fill`` does.

    Raises:
        OSError: the file could not be written. What had its name before is still there, and nothing else.
    """
    aside, name = open_folder(root, [FOLDER], make=True), secrets.token_hex(16)
    file = Descriptor(os.open(name, _NEW, 0o666, dir_fd=aside.number), 0)
    try:
        written = fill(file.number)
        now = time.time_ns()  # the kernel's own clock is too coarse for the order of two files
        os.utime(file.number, ns=(now, now))
        if sync:
            os.fsync(file.number)
        folder = _rename(root, names, aside, name)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=aside.number)
        raise
    if sync:
        _sync_folder(folder)
    return written


def _rename(root: Path, names: list[str], aside: Descriptor, name: str) -> Descriptor:
    for attempts_left in reversed(range(_ATTEMPTS)):
        try:
            folder = open_folder(root, names[:-1], make=True)
            strange = set_aside(folder, names[-1] + SUFFIX)
            if strange:
                _log.warning("%s is no file of fitter's and was in its way; it is %s now", names[-1] + SUFFIX, strange)
            os.replace(name, names[-1] + SUFFIX, src_dir_fd=aside.number, dst_dir_fd=folder.number)
            break
        except FileNotFoundError:  # whoever emptied the folder also removed it
            if not attempts_left:
                raise
    return folder


def _sync_folder(folder: Descriptor) -> None:
    opened = Descriptor(os.open(".", os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder.number), 0)
    os.fsync(opened.number)
