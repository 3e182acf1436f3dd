"""A file with a body and its envelope; the body is at 0, so that the open file can be handed over as it is.

Where a web server is to send the file, nothing may stand behind the body. Then the rest is an extended attribute of the
file, which comes and goes with it, if it fits there.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator

from fitter import Blob, Descriptor
from fitter.storages.envelope import FOOT, MARK, foot, lengths, noted_key, notes, opened

_LOOK = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # neither a link nor a FIFO is ours
_STRANGE = {errno.ELOOP, errno.ENXIO, errno.EACCES}
_ATTRIBUTE = "user.fitter"
_PIECE = 1 << 20  # bytes at a time; a body up to this long is handed over as bytes, for they are read anyway


def seal(number: int, key: str, blob: Blob, end: float | None = None, *, plain: bool = False) -> int:
    """Write a blob in its envelope into an open file; how many bytes that were.

    The end is when nobody may use it any more. In a plain file there is only the body, if the disk can do that.

    Raises:
        OSError: the disk is full, or the blob's own file got shorter.
        TypeError: the facts are nothing that JSON can say.
    """
    text, digest = notes(key, blob, end), hashlib.sha256()
    for piece in _pieces(blob):
        digest.update(piece)
        _write(number, piece)
    digest.update(text)
    rest = text + foot(blob.size, len(text), digest)
    if not (plain and _attached(number, rest)):
        _write(number, rest)
    return blob.size + len(rest)


def unseal(file: Descriptor, key: str) -> tuple[Blob, float | None] | None:
    """The blob in a file, and its end; None unless it is whole and belongs to the key.

    Raises:
        OSError: the file cannot be read.
    """
    attached, found, size, rest = _parts(file)
    body: bytes | Descriptor
    if size <= _PIECE:
        content = _read(file.number, size if attached else size + rest, 0) + attached[:rest]
        body, text, digest = content[:size], content[size:], hashlib.sha256(content)
    else:
        digest = _digest(file.number, size)
        text = attached[:rest] or _read(file.number, rest, size)
        digest.update(text)
        body, file.size = file, size
    return opened(text, key, body) if found == foot(size, rest, digest) else None


def key_of(path: str, folder: int) -> str | None:
    """The key that is noted in the own file at a path below an open folder; None where none can be read.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    file = Descriptor(os.open(path, _LOOK, dir_fd=folder))
    attached, _, size, rest = _parts(file)
    return noted_key(attached[:rest] or _read(file.number, rest, size))


def _parts(file: Descriptor) -> tuple[bytes, bytes, int, int]:
    attached = attachment(file)
    found = (attached or _read(file.number, FOOT, max(0, file.size - FOOT)))[-FOOT:]
    return attached, found, *(lengths(found, file.size + len(attached)) or (0, 0))


def attachment(file: Descriptor) -> bytes:
    """What of the envelope is attached to an open file; empty if it stands in the file."""
    try:
        return os.getxattr(file.number, _ATTRIBUTE)
    except OSError:  # there is none, or the disk knows no such thing
        return b""


def _attached(number: int, content: bytes) -> bool:
    try:
        os.setxattr(number, _ATTRIBUTE, content)
    except OSError:  # the disk knows no such thing, or a long key leaves no room
        return False
    return True


def is_marked(file: Descriptor) -> bool:
    """Whether an open file ends as one that ``seal`` wrote, whole or not.

    Raises:
        OSError: the file cannot be read.
    """
    end = os.fstat(file.number).st_size - len(MARK) - 1
    if end >= 0 and _read(file.number, len(MARK), end) == MARK:
        return True
    return attachment(file)[-len(MARK) - 1 : -1] == MARK


def is_ours(path: str, folder: int | None = None) -> bool:
    """The same of the file at a path, below an open folder if one is given.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    try:
        return is_marked(Descriptor(os.open(path, _LOOK, dir_fd=folder)))
    except OSError as error:
        if error.errno in _STRANGE:
            return False
        raise


def _pieces(blob: Blob) -> Iterator[bytes]:
    if isinstance(blob.body, bytes):
        yield blob.body
        return
    for at in range(0, blob.size, _PIECE):
        length = min(_PIECE, blob.size - at)
        piece = _read(blob.body.number, length, at)
        if len(piece) < length:
            raise OSError("the file was cut while it was open")
        yield piece


def _digest(number: int, size: int) -> hashlib._Hash:
    digest = hashlib.sha256()
    for at in range(0, size, _PIECE):
        digest.update(_read(number, min(_PIECE, size - at), at))
    return digest


def _read(number: int, size: int, at: int) -> bytes:
    content = os.pread(number, size, at)
    while len(content) < size and (more := os.pread(number, size - len(content), at + len(content))):
        content += more
    return content


def _write(number: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(number, rest) :]
