"""Multipart: the one file in a form, read while it arrives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.message import Message

from fitter.errors import BadRequest

_BOUNDARY = re.compile(r'multipart/form-data\s*;.*?boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_MOST = 8192  # bytes of a part's headers
_NAMES = ("file", "media")
"""Fields that are the file though they do not say what it is called; the second is thumbor's."""

ROOM = 64 * 1024
"""Bytes that a form may have besides its file."""


def boundary(content_type: str) -> bytes | None:
    """The boundary of a form's parts; None where the body is none."""
    if not content_type.lower().startswith("multipart/"):
        return None
    match = _BOUNDARY.match(content_type)
    if match is None:
        raise BadRequest("A form is sent as multipart/form-data with a boundary.")
    return (match[1] or match[2]).encode("latin-1")


class Multipart:
    """Takes a form in pieces, and gives on the bytes of the file in it. Other fields are passed over."""

    def __init__(self, boundary: bytes, write: Callable[[bytes], None]) -> None:
        self.name = ""
        """What the file is called."""
        self._write = write
        self._line = b"\r\n--" + boundary
        self._buffer = bytearray(b"\r\n")  # so that the first boundary is like the others
        # A function and no method of this object, which would keep itself, and the file with it.
        self._step: Callable[[Multipart], bool] = Multipart._body
        self._inside = self._found = False  # in the file; there was one
        self._beside = 0  # bytes that are not the file's

    def feed(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            BadRequest: this is no form with one file.
        """
        self._buffer += piece
        while self._step(self):
            pass

    def end(self) -> None:
        """There is no more; raises as ``feed``."""
        if self._step is not Multipart._nothing:
            raise BadRequest("The form ends in the middle: its last boundary is missing.")
        if not self._found:
            raise BadRequest("The form holds no file: send one, in a field called file.")

    def _body(self) -> bool:
        """What stands before the next boundary."""
        at = self._buffer.find(self._line)
        end = at if at >= 0 else max(0, len(self._buffer) - len(self._line) + 1)
        if self._inside:
            self._write(bytes(self._buffer[:end]))
        else:
            self._pass_over(end)
        if at >= 0:
            self._pass_over(len(self._line))  # boundaries count, or parts without a byte could go on for ever
        del self._buffer[: end if at < 0 else end + len(self._line)]
        if at >= 0:
            self._step, self._inside = Multipart._border, False
        return at >= 0

    def _border(self) -> bool:
        """What follows a boundary: the end of the line, or of all."""
        if len(self._buffer) < 2:
            return False
        if self._buffer.startswith(b"--"):
            self._step = Multipart._nothing
            return True
        end = self._buffer.find(b"\r\n")
        if end < 0 and len(self._buffer) < _MOST:
            return False
        if end < 0 or self._buffer[:end].strip(b" \t"):
            raise BadRequest("The form is broken: there is something behind a boundary.")
        del self._buffer[:end]  # the line's end stays, for a part without headers
        self._step = Multipart._head
        return True

    def _head(self) -> bool:
        """The headers of a part."""
        end = self._buffer.find(b"\r\n\r\n")
        if end > _MOST or (end < 0 and len(self._buffer) > _MOST):
            raise BadRequest(f"The headers of a part have more than {_MOST} bytes.")
        if end < 0:
            return False
        self._open(_headers(bytes(self._buffer[2:end]).decode("utf-8", "replace")))
        self._pass_over(end + 4)
        del self._buffer[: end + 4]
        self._step = Multipart._body
        return True

    def _nothing(self) -> bool:
        """What stands behind the last boundary means nothing."""
        self._pass_over(len(self._buffer))
        self._buffer.clear()
        return False

    def _open(self, said: Mapping[str, str | None]) -> None:
        self._inside = said["filename"] is not None or said["name"] in _NAMES
        if self._inside and self._found:
            raise BadRequest("The form holds several files; one is taken at a time.")
        if self._inside:
            self._found, self.name = True, said["filename"] or ""

    def _pass_over(self, length: int) -> None:
        self._beside += length
        if self._beside > ROOM:
            raise BadRequest(f"The form has more than {ROOM} bytes besides its file.")


def file_name(disposition: str) -> str:
    """The name in a Content-Disposition; empty where there is none. Raises BadRequest for one that cannot be read."""
    return _headers(f"Content-Disposition: {disposition}")["filename"] or ""


def _headers(text: str) -> dict[str, str | None]:
    message = Message()
    for line in text.split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            message["Content-Disposition"] = value.strip().replace("\r", " ").replace("\n", " ")
    try:
        file, field = message.get_filename(), message.get_param("name", header="content-disposition")
    except (ValueError, TypeError):  # the library does not expect all charsets, nor all ways of numbering pieces
        raise BadRequest("The name in a Content-Disposition cannot be read; send it in UTF-8.") from None
    return {"filename": file, "name": field if isinstance(field, str) else None}
