"""Pictures and actions, through Tornado: whatever is asked for that is not plain."""

from __future__ import annotations

import asyncio
from asyncio import Future, TimerHandle
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import tornado.web
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError

from fitter.errors import BadRequest, FitterError
from fitter.flow.answers.replying import PICTURES
from fitter.flow.answers.response import Response
from fitter.flow.request import Request
from fitter.web.written import in_pieces

if TYPE_CHECKING:
    from fitter.app import App

CLIENT_GONE = 499  # never sent; what the log says of a client that left


class ImageHandler(tornado.web.RequestHandler):
    """Hands the request on, and the response to the client."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "DELETE", "PATCH", "PUT", "OPTIONS", "PURGE")

    def initialize(self, app: App) -> None:
        """Take what the route gives."""
        self._app, self._replying = app, app.replying
        request = self.request
        self._own = Request(request.method or "", request.uri or "", request.headers)
        self._asking: asyncio.Future[Any] | None = None
        self._gone = self._told = False
        app.running.enter()

    async def get(self, *_: str) -> None:
        """Answer with the picture, or with whatever the method asks for."""
        try:
            self._asking = asyncio.ensure_future(self._app.answering.reply(self._own))
            response = await self._asking
        except asyncio.CancelledError:
            if not self._gone:
                raise
            self.set_status(CLIENT_GONE)
            return
        finally:
            self._asking = None  # its error, the frames of that and this handler would keep each other, and a source
        await self._give(response)

    head = options = post = patch = put = get

    async def delete(self, *_: str) -> None:
        """Purge the source, also for a client that leaves."""
        await self._give(await self._app.answering.reply(self._own))

    purge = delete

    def _fail(self, error: FitterError) -> None:
        self._send(self._replying.error(error, self._own))

    def _send(self, response: Response) -> None:
        loaded = response.loaded if response.has_body(self._own.method) else response
        self._head(loaded := self._replying.told(loaded, self._own))
        if loaded.has_body(self._own.method):
            self.write(loaded.body)

    async def _give(self, response: Response) -> None:
        """Write it; a large body goes out piece by piece, as the client takes it."""
        self._head(response)
        if not response.has_body(self._own.method):
            return
        if not response.is_large:
            self.write(response.body)
            return
        self._tell()
        late = self._close_later()
        try:
            with suppress(StreamClosedError):  # nobody reads on
                await in_pieces(response, self._own.id, self._taken, self._connection.stream.close)
        finally:
            late.cancel()

    async def _taken(self, piece: bytes) -> None:
        self.write(piece)
        await self.flush()

    def _head(self, response: Response) -> None:
        self.set_status(response.status)
        for name, value in response.headers.items():
            self.set_header(name, value)
        if self._app.draining:
            self.set_header("Connection", "close")
        if "Content-Type" not in response.headers:
            self.clear_header("Content-Type")
        if response.status not in (204, 304):
            self.set_header("Content-Length", str(response.size))

    def set_default_headers(self) -> None:
        """Name the server without its version."""
        self.set_header("Server", "fitter")

    def on_connection_close(self) -> None:
        """Give up what nobody waits for: its place in the queue is another's."""
        self._gone = True
        if self._asking is not None:
            self._asking.cancel()

    def compute_etag(self) -> None:
        """Leave the ETag to the flow; Tornado would hash the body again."""

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer what Tornado itself refuses, in the same form as all else."""
        known = {400: BadRequest("The request could not be read."), 405: self._replying.not_allowed(*PICTURES)}
        self._fail(known.get(status_code, FitterError()))
        self.finish()

    def finish(self, chunk: str | bytes | dict[str, Any] | None = None) -> Future[None]:
        """End the answer; the request runs until the client has taken all of it, or has left."""
        written = super().finish(chunk)
        late = self._close_later()
        written.add_done_callback(lambda _: late.cancel())
        written.add_done_callback(lambda _: self._app.running.leave())
        return written

    def _close_later(self) -> TimerHandle:
        return asyncio.get_running_loop().call_later(
            self._app.settings.server.send_timeout, self._connection.stream.close
        )

    @property
    def _connection(self) -> HTTP1Connection:
        return cast(HTTP1Connection, self.request.connection)

    def on_finish(self) -> None:
        """Count, and write the one line."""
        self._tell()

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self._own.end(self.get_status())
