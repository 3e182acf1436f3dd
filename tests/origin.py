"""An origin on loopback that answers by the book or misbehaves, and a canary that must never be called.

``async with Origin() as origin: ... origin.url("/picture")``; ``origin.heads`` has the head of every request,
``origin.connections`` counts. Routes are methods named after the path; what they write is sent byte for byte.
"""

import asyncio
import gzip
import ssl
from email.utils import formatdate
from urllib.parse import unquote

from tornado.iostream import IOStream, StreamClosedError
from tornado.netutil import bind_sockets
from tornado.tcpserver import TCPServer

PICTURE = bytes(range(256)) * 64  # no picture at all: nobody looks inside
MODIFIED = 1_700_000_000.0


def answer(body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """A whole answer, or one that lies about its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body


class Canary(TCPServer):
    """Counts connections and answers like an origin, so that a hole shows."""

    def __init__(self, *addresses: str, port: int = 0, ssl_options: ssl.SSLContext | None = None) -> None:
        super().__init__(ssl_options=ssl_options)
        self.addresses = addresses or ("127.0.0.1",)
        self.port = port
        self.connections = 0
        self.heads: list[str] = []
        self.streams: set[IOStream] = set()
        self.tasks: set[asyncio.Task] = set()

    async def __aenter__(self):
        for address in self.addresses:
            sockets = bind_sockets(self.port, address)
            self.port = sockets[0].getsockname()[1]
            self.add_sockets(sockets)
        return self

    async def __aexit__(self, *_) -> None:
        self.stop()
        for stream in list(self.streams):
            stream.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def url(self, path: str = "/picture", host: str | None = None) -> str:
        return f"http://{host or self.addresses[0]}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heads]

    async def handle_stream(self, stream: IOStream, address: tuple) -> None:
        self.connections += 1
        self.streams.add(stream)
        self.tasks.add(asyncio.current_task())
        try:
            while not stream.closed():
                head = (await stream.read_until(b"\r\n\r\n", max_bytes=65536)).decode("latin-1")
                self.heads.append(head)
                await self.respond(stream, head.split(" ")[1])
        except StreamClosedError:
            pass
        finally:
            stream.close()
            self.streams.discard(stream)

    async def respond(self, stream: IOStream, path: str) -> None:
        await stream.write(answer(b"the canary sang"))


class Origin(Canary):
    """``/status/503``, ``/redirect/302/<where, percent-encoded>`` and the routes below."""

    held: asyncio.Event | None = None
    body, headers = PICTURE, ['ETag: "1"']  # of what has a version

    async def respond(self, stream: IOStream, path: str) -> None:
        name, _, rest = path.partition("?")[0].lstrip("/").partition("/")
        route = getattr(self, f"get_{name}", None)
        if route is None:
            await stream.write(answer(b"nothing here", "404 Not Found"))
        else:
            await route(stream, unquote(rest))

    async def get_picture(self, stream, rest):
        headers = "Content-Type: image/jpeg; x=1", f"Last-Modified: {formatdate(MODIFIED, usegmt=True)}"
        await stream.write(answer(PICTURE, "200 OK", *headers))

    async def get_versioned(self, stream, rest):
        asked = self.heads[-1].splitlines()
        same = any(line == f"If-None-Match: {header[6:]}" for line in asked for header in self.headers)
        status, body = ("304 Not Modified", b"") if same else ("200 OK", self.body)
        await stream.write(answer(body, status, *self.headers))

    async def get_dated(self, stream, rest):
        modified = formatdate(MODIFIED, usegmt=True)
        same = f"If-Modified-Since: {modified}" in self.heads[-1].splitlines()
        await stream.write(answer(*([b"", "304 -"] if same else [self.body, "200 OK"]), f"Last-Modified: {modified}"))

    async def get_status(self, stream, rest):
        body = b"" if rest in ("204", "304") else b"some words"
        await stream.write(answer(body, f"{rest} Some Reason"))

    async def get_later(self, stream, rest):
        await stream.write(answer(b"", "503 Busy", f"Retry-After: {rest}"))

    async def get_redirect(self, stream, rest):
        status, _, where = rest.partition("/")
        await stream.write(answer(b"moved", f"{status} Moved", f"Location: {where}"))

    async def get_loop(self, stream, rest):
        await stream.write(answer(b"", "302 Found", f"Location: /loop/{len(self.heads)}"))

    async def get_nowhere(self, stream, rest):
        await stream.write(answer(b"", "302 Found"))

    async def get_twofold(self, stream, rest):
        await stream.write(answer(b"", "302 Found", "Location: /picture", "Location: /html"))

    async def get_sized(self, stream, rest):
        await stream.write(answer(b"x" * int(rest)))

    async def get_chunked(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(int(rest)):
            await stream.write(b"400\r\n" + b"y" * 1024 + b"\r\n")
        await stream.write(b"0\r\nX-Trailer: HTTP/1.1 404\r\n\r\n")

    async def get_chunkedcut(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + b"y" * 512)
        stream.close()

    async def get_chunkedend(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n200\r\n" + b"y" * 512 + b"\r\n")
        stream.close()

    async def get_endless(self, stream, rest):
        await stream.write(f"HTTP/1.1 {rest or '200'} OK\r\n\r\n".encode())
        while True:
            await stream.write(b"z" * 65536)

    async def get_claims(self, stream, rest):
        await stream.write(answer(b"short", "200 OK", length=int(rest)))
        stream.close()

    async def get_excess(self, stream, rest):
        await stream.write(answer(PICTURE + answer(b"smuggled"), length=len(PICTURE)))

    async def get_twolengths(self, stream, rest):
        await stream.write(answer(b"12345", "200 OK", "Content-Length: 3"))

    async def get_reset(self, stream, rest):
        await stream.write(answer(b"12345", length=100))
        stream.socket.setsockopt(1, 13, b"\x01\0\0\0\0\0\0\0")  # SO_LINGER of 0 s: closing sends RST
        stream.close()

    async def get_close(self, stream, rest):
        stream.close()

    async def get_drip(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            await stream.write(b"d")
            await asyncio.sleep(0.05)

    async def get_slowhead(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            await stream.write(b"X-Slow: 1\r\n")
            await asyncio.sleep(0.05)

    async def get_silence(self, stream, rest):
        await stream.read_bytes(1)  # ends when the client goes away

    async def get_held(self, stream, rest):
        await self.held.wait()
        await stream.write(answer(PICTURE))

    async def get_gzip(self, stream, rest):
        await stream.write(answer(gzip.compress(PICTURE), "200 OK", "Content-Encoding: gzip"))

    async def get_gzipredirect(self, stream, rest):
        bomb = gzip.compress(bytes(10_000_000))
        await stream.write(answer(bomb, "302 Found", "Content-Encoding: gzip", "Location: /picture"))

    async def get_gziptransfer(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n" + gzip.compress(PICTURE))
        stream.close()

    async def get_identity(self, stream, rest):
        await stream.write(answer(PICTURE, "200 OK", "Content-Encoding: identity"))

    async def get_html(self, stream, rest):
        await stream.write(answer(b"<html>hello</html>", "200 OK", "Content-Type: text/html"))

    async def get_empty(self, stream, rest):
        await stream.write(answer())

    async def get_partial(self, stream, rest):
        await stream.write(answer(b"12345", "206 Partial Content", "Content-Range: bytes 0-4/10"))

    async def get_early(self, stream, rest):
        await stream.write(b"HTTP/1.1 103 Early Hints\r\nLocation: /html\r\nX-Hint: 1\r\n\r\n" + answer(PICTURE))

    async def get_interim(self, stream, rest):
        while True:
            await stream.write(b"HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n" * 100)

    async def get_headcut(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\nContent-Le")
        stream.close()

    async def get_longheads(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            await stream.write(b"X-Long: " + b"1" * 8000 + b"\r\n")

    async def get_babble(self, stream, rest):
        await stream.write(b"220 smtp.example.com ready\r\n")
        stream.close()

    async def get_badlength(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n12345")
        stream.close()

    async def get_unended(self, stream, rest):
        await stream.write(b"HTTP/1.1 200 OK\r\n\r\n" + PICTURE)
        stream.close()

    async def get_oddheads(self, stream, rest):
        heads = ["Content-Type: image/x\udcff", "Last-Modified: soon", "X-Empty:", "X-Twice: 1", "X-Twice: 2"]
        await stream.write(answer(PICTURE, "200 OK", *heads))

    async def get_nocolon(self, stream, rest):
        await stream.write(answer(PICTURE, "200 OK", "no colon here"))

    async def get_cookie(self, stream, rest):
        await stream.write(answer(PICTURE, "200 OK", "Set-Cookie: a=b; Path=/"))
