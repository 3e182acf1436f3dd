"""What is asked of a server, and how libcurl reads what is sent along."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

import pycurl

from fitter.blob import Descriptor
from fitter.fetch.target import Target


@dataclass(frozen=True, slots=True)
class Request:
    """One request; a body in an open file is read from there as it is sent."""

    target: Target
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"  # or HEAD, PUT, POST, DELETE, or one that only some servers know
    body: bytes | Descriptor = b""  # of PUT and POST
    max_bytes: int | None = None  # of the answer, in place of the terms'

    @property
    def sends(self) -> bool:
        """Whether there is a body to send, be it empty."""
        return self.method in ("PUT", "POST")

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return self.body.size if isinstance(self.body, Descriptor) else len(self.body)


class Upload:
    """The body of a request, piece by piece; libcurl may go back when a connection turns out to be dead."""

    def __init__(self, request: Request) -> None:
        self.cut = False
        self._body = request.body
        self._size = request.size
        self._at = 0

    def read(self, most: int) -> bytes | int:
        """The next piece, at most so long; nothing at the end."""
        end = min(self._at + most, self._size)
        if isinstance(self._body, Descriptor):
            piece = os.pread(self._body.number, end - self._at, self._at)
        else:
            piece = self._body[self._at : end]
        if not piece and end > self._at:
            self.cut = True
            return int(pycurl.READFUNC_ABORT)
        self._at += len(piece)
        return piece

    def seek(self, offset: int, origin: int) -> int:
        """Go on from there; libcurl counts from the start only."""
        self._at = offset
        return int(pycurl.SEEKFUNC_OK)
