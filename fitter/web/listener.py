"""Where connections come in: Tornado's server, on streams that answer plain requests for pictures themselves."""

from __future__ import annotations

import asyncio
import socket
from asyncio import Future
from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream, StreamClosedError

from fitter.web import malformed
from fitter.web.door import Door
from fitter.web.head import origin_form, read
from fitter.web.plain import answer

if TYPE_CHECKING:
    from fitter.app import App


class Listener(HTTPServer):
    """Tornado's server; it gets to see what is not plain."""

    def initialize(self, request_callback: Any, near: App, most: int, **options: Any) -> None:  # type: ignore[override]  # so does Tornado
        """Listen for an app, and hold so many connections at the most."""
        super().initialize(request_callback, **options)
        self._app, self._most = near, most
        # The streams see to it, and Tornado would count the time of all hits before a request as its own.
        self.conn_params.header_timeout = None

    def add_sockets(self, sockets: Iterable[socket.socket]) -> None:
        """Take connections in from there, as long as there is room: Tornado would try for ever where there is none."""
        for one in sockets:
            door = Door(one, self._handle_connection, lambda: len(self._connections) < self._most)
            self._sockets[one.fileno()], self._handlers[one.fileno()] = one, door.close

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Take in a connection."""
        # Tornado has made a stream of its own class, which has done nothing yet: the connection gets another one.
        super().handle_stream(Stream(stream.socket, self._app, stream), address)


class Stream(IOStream):
    """A connection. While pictures are asked for plainly, Tornado waits for a request that it must see to."""

    def __init__(self, connection: socket.socket, app: App, like: IOStream) -> None:
        """Take over a connection, with the buffers of another stream."""
        super().__init__(connection, max_buffer_size=like.max_buffer_size, read_chunk_size=like.read_chunk_size)
        self._app = app
        super().set_nodelay(True)

    def set_nodelay(self, value: bool) -> None:
        """Leave it as it is from the beginning: answers are written whole, and two calls of the kernel are saved."""

    def write(self, data: bytes | memoryview) -> Future[None]:
        """Send it."""
        return super().write(malformed.answer() if data == malformed.BARE else data)

    def read_until_regex(self, regex: bytes, max_bytes: int | None = None) -> Awaitable[bytes]:
        """The next head that is not plain: Tornado reads nothing else like this."""
        return asyncio.ensure_future(self._ordinary(regex, max_bytes))

    async def _ordinary(self, regex: bytes, most: int | None) -> bytes:
        loop, app, idle = asyncio.get_running_loop(), self._app, self._app.settings.server.idle_timeout
        while True:
            timer = loop.call_later(idle, self.close)
            try:
                data = await super().read_until_regex(regex, most)
            finally:
                timer.cancel()
            asked = None if app.draining else read(data, app.hits.names)
            written: list[Future[None]] = []
            if asked is None:
                return origin_form(data)
            if app.hits.answer(asked, lambda answer: written.append(self.write(answer))):  # noqa: B023  now
                if written[-1].done():
                    await asyncio.sleep(0)  # who sends many at once waits his turn
                else:
                    with app.running.one():
                        await self._sent(written[-1])
            elif asked.is_picture:
                with app.running.one():
                    if (sending := await answer(app, asked, self)) is not None:
                        await self._sent(sending)
                if app.draining:
                    self.close()
            else:
                return origin_form(data)

    async def _sent(self, written: Awaitable[None]) -> None:
        """Wait until the client has taken the answer, and not for ever."""
        late = asyncio.get_running_loop().call_later(self._app.settings.server.send_timeout, self.close)
        try:
            await written
        except StreamClosedError:
            pass  # the next read says so
        finally:
            late.cancel()
