"""What travels: a body of bytes, in memory or in an open file, and what is known about it."""

from __future__ import annotations

import fcntl
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Descriptor:
    """An open file that is closed when nobody holds it any more.

    Two steps of the flow may hold the same file for different times (an answer being written, a tier being filled),
    so its end is the end of the last reference and not a call.
    """

    __slots__ = ("number", "size")

    def __init__(self, number: int, size: int | None = None) -> None:
        """Take over an open descriptor; the size in bytes is asked of the kernel unless given."""
        self.number = number
        self.size = os.fstat(number).st_size if size is None else size

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """All bytes from one place to another, from the first to the last, whatever the file's position.

        Raises:
            OSError: the file got shorter while it was open.
        """
        parts, at, stop = list[bytes](), start, self.size if stop is None else stop
        while at < stop:
            part = os.pread(self.number, stop - at, at)
            if not part:
                raise OSError("the file was cut while it was open")
            parts.append(part)
            at += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def __del__(self) -> None:
        try:  # noqa: SIM105  a context manager would take longer than the call
            os.close(self.number)
        except OSError:  # the interpreter is going down and the kernel closes it
            pass


@dataclass(frozen=True, slots=True)
class Version:
    """Which state of a source this is, and for how long nobody need ask for a newer one."""

    tag: str = ""  # tells two states apart: an ETag with its quotes, or a time and a size
    modified: float | None = None  # seconds since the epoch, as the origin says
    max_age: float | None = None  # seconds for which the origin vouches for it; None: it does not say
    stale_while_revalidate: float | None = None  # seconds after those in which it may be shown while a newer is fetched
    stale_if_error: float | None = None  # the same while the origin fails
    stored: bool = True  # whether the origin lets others keep it


@dataclass(frozen=True, slots=True)
class Blob:
    """A body of bytes, in memory or in an open file, and what is known about it.

    The file form is there so that megabytes travel between processes as a number.
    """

    body: bytes | Descriptor = field(repr=False)  # may be megabytes
    media_type: str = "application/octet-stream"
    modified: float | None = None  # seconds since the epoch
    facts: Mapping[str, Any] = field(default_factory=dict)  # what is known besides, as JSON; storages keep it
    version: Version | None = None  # what the loader says of a source; storages need not keep it
    place: str = ""  # where a web server before this one finds the body by itself, for a moment from now

    @property
    def size(self) -> int:
        """Bytes."""
        return self.body.size if isinstance(self.body, Descriptor) else len(self.body)

    def read(self) -> bytes:
        """All bytes.

        Raises:
            OSError: the file behind the blob got shorter while it was open.
        """
        return self.body.read() if isinstance(self.body, Descriptor) else self.body

    def descriptor(self) -> Descriptor:
        """The body as an open file: its own, or an anonymous one in memory that is filled now."""
        if isinstance(self.body, Descriptor):
            return self.body
        return memory_file(self.body)


_MEDIA_TYPE = re.compile(r"[!-~]+/[ -~]+")  # it becomes a header: what ends a line there would begin another one


def fault(found: object) -> str:
    """What is wrong with what was given as a blob, or nothing: who gives it may be anybody's code."""
    if not isinstance(found, Blob):
        return f"{type(found).__name__}, not a Blob"
    if not isinstance(found.body, bytes | Descriptor):
        return f"a Blob with a body that is {type(found.body).__name__}, not bytes or a Descriptor"
    if not isinstance(found.media_type, str) or not _MEDIA_TYPE.fullmatch(found.media_type):
        return f"a Blob with the media type {found.media_type!r}"
    at = found.modified
    if at is not None and not (isinstance(at, int | float) and math.isfinite(at)):
        return f"a Blob that was modified at {at!r}, which is no number of seconds"
    if not isinstance(found.facts, Mapping) or not isinstance(found.version, Version | None):
        return "a Blob with facts that are no mapping, or a version that is no Version"
    return ""


SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
"""What keeps a file in memory as it is, whoever else holds it."""


def memory_file(content: bytes | memoryview) -> Descriptor:
    """An anonymous file in memory with this content, which nobody can change or cut any more."""
    number = os.memfd_create("fitter", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    file = Descriptor(number, len(content))
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(number, rest) :]
    fcntl.fcntl(number, fcntl.F_ADD_SEALS, SEALS)
    return file
