"""One request and its answer on a libcurl handle: what is asked, who is connected to, where the bytes go."""

from __future__ import annotations

import os
import re
import socket
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

import pycurl

from fitter.blob import Descriptor
from fitter.errors import FitterError, OriginFailed, Overloaded
from fitter.fetch import failures
from fitter.fetch.body import Body
from fitter.fetch.guard import AddressGuard
from fitter.fetch.head import Head
from fitter.fetch.request import Request, Upload
from fitter.fetch.terms import Terms
from fitter.room import COUNTING

_SCRAPS = 64 * 1024  # bytes of what comes with other statuses, read so that the connection can be used again
_PIECE = 512 * 1024  # bytes that are sent at a time


class _Donation:
    """A socket made for libcurl, which copies the descriptor; ours is closed when the callback is over."""

    def __init__(self, made: socket.socket) -> None:
        self._number = made.detach()

    def fileno(self) -> int:
        return self._number

    def __del__(self) -> None:
        os.close(self._number)


class Exchange:
    """The callbacks of one transfer and what they found."""

    def __init__(self, request: Request, guard: AddressGuard, terms: Terms) -> None:
        self.head = Head()
        self.body: bytes | Descriptor | None = None  # that came with status 200, whole
        self.scraps = b""  # what came with another, from its beginning
        self._request = request
        self._upload = Upload(request)
        self._guard = guard
        self._terms = terms
        self._most = terms.max_bytes if request.max_bytes is None else request.max_bytes
        self._arriving: Body | None = None
        self._room = COUNTING.get()  # the callbacks may run in others' contexts
        self._failure: FitterError | None = None
        self._dialled = False

    def prepare(self, curl: pycurl.Curl) -> None:
        """Set a fresh handle to it."""
        request, terms = self._request, self._terms
        for option, value in _FIXED.items():
            curl.setopt(option, value)
        curl.setopt(pycurl.URL, request.target.url)
        curl.setopt(pycurl.HTTPHEADER, [*_lines(request.headers), *_LINES])
        curl.setopt(pycurl.USERAGENT, terms.user_agent)
        curl.setopt(pycurl.TIMEOUT_MS, int(1000 * terms.timeout))
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, int(1000 * terms.connect_timeout))
        curl.setopt(pycurl.MAXFILESIZE_LARGE, self._most)
        curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open)
        curl.setopt(pycurl.HEADERFUNCTION, self.head.feed)
        curl.setopt(pycurl.WRITEFUNCTION, self._write)
        if request.target.scheme == "https":
            curl.setopt(pycurl.CAINFO, terms.ca_file or _system_certificates())
        if terms.resolve:
            curl.setopt(pycurl.RESOLVE, list(terms.resolve))
        if request.method == "HEAD":
            curl.setopt(pycurl.NOBODY, 1)
        elif request.sends:
            self._prepare_upload(curl)
        elif request.method != "GET":
            curl.setopt(pycurl.CUSTOMREQUEST, request.method)

    def _prepare_upload(self, curl: pycurl.Curl) -> None:
        posts = self._request.method == "POST"
        curl.setopt(pycurl.POST if posts else pycurl.UPLOAD, 1)
        curl.setopt(pycurl.POSTFIELDSIZE_LARGE if posts else pycurl.INFILESIZE_LARGE, self._request.size)
        curl.setopt(pycurl.READFUNCTION, self._upload.read)
        curl.setopt(pycurl.SEEKFUNCTION, self._upload.seek)
        curl.setopt(pycurl.UPLOAD_BUFFERSIZE, _PIECE)

    def failure(self, errno: int) -> Exception | None:
        """Why there is no answer to go on with, given libcurl's error number or 0; None if there is one.

        A status other than 200 is an answer, even if its body was not read to the end.
        """
        if self._failure is not None:
            return self._failure
        if self._upload.cut:
            return OSError("the file was cut while it was open")
        if self.head.contradicts:
            return OriginFailed(f"{self._terms.origin} sent headers that contradict each other")
        if self.head.complete and (not errno or self.head.status != 200):
            return None
        if errno == pycurl.E_FILESIZE_EXCEEDED:
            return failures.too_large(self._most)
        # A head that breaks off is a success to libcurl.
        return failures.from_curl(errno or pycurl.E_PARTIAL_FILE, self._terms.origin)

    def end(self) -> None:
        """The transfer is over and the body whole."""
        if self._arriving is not None:
            self.body, self._arriving = self._arriving.end(), None

    def drop(self) -> None:
        """Forget the body now: the traceback of an error can hold this object long after."""
        self.body = self._arriving = None

    def _open(self, purpose: int, address: Any) -> _Donation | int:
        try:
            self._guard.check(_ip_text(address))
            made = _Donation(socket.socket(address.family, address.socktype, address.protocol))
        except FitterError as failure:
            self._failure = None if self._dialled else failure
            return int(pycurl.SOCKET_BAD)
        except OSError:
            return int(pycurl.SOCKET_BAD)
        self._dialled, self._failure = True, None  # of several addresses, one that is allowed is enough
        return made

    def _write(self, chunk: bytes) -> int:
        if self.head.status != 200:
            self.scraps += chunk
            return len(chunk) if len(self.scraps) <= _SCRAPS else 0
        self._failure = self._failure or self._encoded() or self._keep(chunk)
        return 0 if self._failure else len(chunk)

    def _encoded(self) -> FitterError | None:
        encoding = self.head.values.get("content-encoding", "identity").lower()
        if encoding in ("", "identity"):
            return None
        return OriginFailed(f"{self._terms.origin} sent a content encoding, though it was asked for none")

    def _keep(self, chunk: bytes) -> FitterError | None:
        if self._arriving is None:
            self._arriving = Body(self._terms.inline, self._room)
        if self._arriving.size + len(chunk) > self._most:
            return failures.too_large(self._most)
        try:
            self._arriving.add(chunk)
        except Overloaded as error:
            return error
        except OSError:
            return Overloaded("There is no memory left to hold the source")
        return None


def _ip_text(address: Any) -> str:
    inet = address.family in (socket.AF_INET, socket.AF_INET6)
    return str(address.addr[0]) if inet else "not an address of the internet"


@cache
def _system_certificates() -> str:
    # libcurl comes with pycurl and does not know where this system keeps its certificates.
    return ssl.get_default_verify_paths().cafile or ""


def _lines(headers: Mapping[str, str]) -> list[str]:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    if any(_BREAK.search(line) for line in lines):
        raise ValueError("a header must not hold a line break")
    return lines


_BREAK = re.compile(r"[\r\n\0]")
_LINES = ["Accept-Encoding: identity", "Expect:", "Accept: */*"]  # nothing is expected: to be told to go on takes time
_FIXED = {
    pycurl.PROXY: "",  # empty, not unset: unset means "ask the environment"
    pycurl.NOPROXY: "*",
    pycurl.NETRC: pycurl.NETRC_IGNORED,
    pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
    pycurl.FOLLOWLOCATION: 0,
    pycurl.HTTP_CONTENT_DECODING: 0,
    pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_1_1,  # one transfer a connection: abandoning it harms no other
    pycurl.NOSIGNAL: 1,
    pycurl.BUFFERSIZE: 128 * 1024,
}
