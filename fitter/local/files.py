"""Sources are opened, results are written: whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
from pathlib import Path

from fitter.blob import Blob, Descriptor
from fitter.errors import SourceTooLarge

_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def opened(file: Path | None, most: int) -> Blob:
    """A source: a file as a descriptor; what comes through a pipe, or standard input (None), as its bytes.

    Raises:
        OSError: it cannot be read.
        SourceTooLarge: a pipe gives more than that many bytes.
    """
    number = os.dup(sys.stdin.fileno()) if file is None else os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    found = Descriptor(number, 0)
    mode = os.fstat(number).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if stat.S_ISREG(mode) and file is not None:
        found.size = os.fstat(number).st_size
        return Blob(found)
    return Blob(_drained(number, most))


def _drained(number: int, most: int) -> bytes:
    parts, size = list[bytes](), 0
    while part := os.read(number, 1 << 20):
        parts.append(part)
        size += len(part)
        if size > most:
            raise SourceTooLarge(f"The source has more than {most} bytes, which is all that is read.")
    return b"".join(parts)


def written(target: Path, blob: Blob, *, force: bool) -> bool:
    """Write a result aside and give it its name when it is whole; False if the name is taken and may not be.

    Raises:
        OSError: it cannot be written. What had the name before is still there, and nothing else.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".fitter-{secrets.token_hex(8)}")
    try:
        with aside.open("xb") as file:
            file.write(blob.read())
        if force:
            aside.replace(target)
            return True
        return _named(aside, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            aside.unlink()


def _named(aside: Path, target: Path) -> bool:
    try:
        target.hardlink_to(aside)  # a rename would replace what somebody put there meanwhile
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            return False
        aside.rename(target)
    return True
