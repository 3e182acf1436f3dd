"""Incoming: a body that arrives piece by piece, a picture or a form with one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from fitter.blob import Descriptor
from fitter.errors import BadRequest, LengthRequired
from fitter.flow.uploads.multipart import ROOM, Multipart, boundary, file_name
from fitter.flow.uploads.spool import Spool, too_large

_DIGITS = 18
"""A length of more is too large for anybody, and work to read."""


class Incoming:
    """What has come so far lies in a file without a name."""

    def __init__(self, headers: Mapping[str, str], most: int, folder: Path | None) -> None:
        """Make ready for a request with these headers, for a picture of at most so many bytes.

        Raises:
            LengthRequired: there is no body.
            SourceTooLarge: it says that it is larger.
            BadRequest: it is not to be read, or its name is not.
            StoreFull: nothing can be written into the folder.
        """
        if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
            raise LengthRequired("The request has no body: send the picture with its Content-Length, or in chunks.")
        if "Content-Range" in headers:
            raise BadRequest("A part of a picture is not taken; send all of it.")
        line = boundary(headers.get("Content-Type", ""))
        length = headers.get("Content-Length", "")
        if length.isdecimal() and (len(length) > _DIGITS or int(length) > most + (ROOM if line else 0)):
            raise too_large(most)
        self._spool = Spool(most, folder)
        self._form = Multipart(line, self._spool.write) if line else None
        slug, disposition = (_written(headers.get(name, "")) for name in ("Slug", "Content-Disposition"))
        self._said = unquote(slug) or file_name(disposition)

    @property
    def name(self) -> str:
        """What the client calls it; empty if nothing."""
        return self._form.name if self._form else self._said

    def feed(self, piece: bytes) -> None:
        """Take the next piece; it blocks as the disk does.

        Raises:
            SourceTooLarge: with it there would be too much.
            BadRequest: the form is broken.
            StoreFull: there is no room for it.
        """
        (self._form.feed if self._form else self._spool.write)(piece)

    def done(self) -> Descriptor:
        """All of it; raises BadRequest for a form that is broken or without a file."""
        if self._form:
            self._form.end()
        return self._spool.done()


def _written(header: str) -> str:
    """What clients write in UTF-8 arrives as Latin-1, as HTTP once said."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
