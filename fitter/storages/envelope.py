"""What a file says about the body in it: key, media type, time, facts, and a digest that shows whether all is whole.

::

    body | JSON | length of the body, length of the JSON, SHA-256 of both | mark and version

It stands behind the body, so that whoever gets the open file finds the body at 0. The digest makes a file that was cut,
flipped or zeroed (by a disk, or by a power cut without ``sync``) a miss instead of a wrong picture. The mark at the end
says that a file is ours, whatever else is wrong with it: one without it may be anybody's.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import struct
from collections.abc import Iterator
from typing import Any

from fitter import Blob, Descriptor

_FOOT = struct.Struct(">QI32s8s")
_MARK = b"fitter\x00"
_MAGIC = _MARK + b"\x01"  # the version
_LOOK = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # neither a link nor a FIFO is ours
_STRANGE = {errno.ELOOP, errno.ENXIO, errno.EACCES}
_PIECE = 1 << 20  # bytes at a time; a body up to this long is handed over as bytes, for they are read anyway


def seal(number: int, key: str, blob: Blob) -> int:
    """Write a blob with its envelope into an open file; how many bytes that were.

    Raises:
        OSError: the disk is full, or the blob's own file got shorter.
        TypeError: the facts are nothing that JSON can say.
    """
    notes = {"key": key, "media_type": blob.media_type, "modified": blob.modified, "facts": dict(blob.facts)}
    text = json.dumps(notes, separators=(",", ":")).encode()
    digest = hashlib.sha256()
    for piece in (*_pieces(blob), text):
        digest.update(piece)
        _write(number, piece)
    _write(number, _FOOT.pack(blob.size, len(text), digest.digest(), _MAGIC))
    return blob.size + len(text) + _FOOT.size


def unseal(file: Descriptor, key: str) -> Blob | None:
    """The blob in a file; None unless it is whole and belongs to the key.

    Raises:
        OSError: the file cannot be read.
    """
    foot = _read(file.number, _FOOT.size, max(0, file.size - _FOOT.size))
    size, rest, digest, magic = _FOOT.unpack(foot) if len(foot) == _FOOT.size else (0, 0, b"", b"")
    if magic != _MAGIC or size + rest + _FOOT.size != file.size:
        return None
    body: bytes | Descriptor
    if size <= _PIECE:
        content = _read(file.number, size + rest, 0)
        body, text, found = content[:size], content[size:], hashlib.sha256(content).digest()
    else:
        text, found = _read(file.number, rest, size), _digest(file.number, size + rest)
        body, file.size = file, size
    notes: dict[str, Any] = json.loads(text) if found == digest else {}
    if notes.get("key") != key:
        return None
    return Blob(body, notes["media_type"], notes["modified"], notes["facts"])


def is_marked(file: Descriptor) -> bool:
    """Whether an open file ends as one that ``seal`` wrote, whole or not.

    Raises:
        OSError: the file cannot be read.
    """
    end = os.fstat(file.number).st_size - len(_MAGIC)
    return end >= 0 and _read(file.number, len(_MARK), end) == _MARK


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


def _digest(number: int, size: int) -> bytes:
    digest = hashlib.sha256()
    for at in range(0, size, _PIECE):
        digest.update(_read(number, min(_PIECE, size - at), at))
    return digest.digest()


def _read(number: int, size: int, at: int) -> bytes:
    content = os.pread(number, size, at)
    while len(content) < size and (more := os.pread(number, size - len(content), at + len(content))):
        content += more
    return content


def _write(number: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(number, rest) :]
