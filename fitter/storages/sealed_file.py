"""A file with a body and its envelope; the body is at 0, so that the open file can be handed over as it is."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator

from fitter import Blob, Descriptor
from fitter.storages.envelope import FOOT, MARK, foot, lengths, notes, opened

_LOOK = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # neither a link nor a FIFO is ours
_STRANGE = {errno.ELOOP, errno.ENXIO, errno.EACCES}
_PIECE = 1 << 20  # bytes at a time; a body up to this long is handed over as bytes, for they are read anyway


def seal(number: int, key: str, blob: Blob) -> int:
    """Write a blob in its envelope into an open file; how many bytes that were.

    Raises:
        OSError: the disk is full, or the blob's own file got shorter.
        TypeError: the facts are nothing that JSON can say.
    """
    text, digest = notes(key, blob), hashlib.sha256()
    for piece in (*_pieces(blob), text):
        digest.update(piece)
        _write(number, piece)
    _write(number, foot(blob.size, len(text), digest))
    return blob.size + len(text) + FOOT


def unseal(file: Descriptor, key: str) -> Blob | None:
    """The blob in a file; None unless it is whole and belongs to the key.

    Raises:
        OSError: the file cannot be read.
    """
    found = _read(file.number, FOOT, max(0, file.size - FOOT))
    size, rest = lengths(found, file.size) or (0, 0)
    body: bytes | Descriptor
    if size <= _PIECE:
        content = _read(file.number, size + rest, 0)
        body, text, digest = content[:size], content[size:], hashlib.sha256(content)
    else:
        text, digest = _read(file.number, rest, size), _digest(file.number, size + rest)
        body, file.size = file, size
    blob = opened(text, key, body) if found == foot(size, rest, digest) else None
    return blob and blob[0]


def is_marked(file: Descriptor) -> bool:
    """Whether an open file ends as one that ``seal`` wrote, whole or not.

    Raises:
        OSError: the file cannot be read.
    """
    end = os.fstat(file.number).st_size - len(MARK) - 1
    return end >= 0 and _read(file.number, len(MARK), end) == MARK


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
