"""GET and HEAD of a picture."""

from __future__ import annotations

import asyncio
import logging
from asyncio import Future
from typing import TYPE_CHECKING, Any

import tornado.web
from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPHeaders

from fitter.errors import BadRequest, FitterError, MethodNotAllowed
from fitter.flow.answers.cors import preflight
from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.replying import PICTURES, instead
from fitter.flow.answers.response import Response
from fitter.flow.reading.order import Order
from fitter.flow.request import Request

if TYPE_CHECKING:
    from fitter.app import App

_crash_log = logging.getLogger("fitter.crash")
_CLIENT_GONE = 499  # never sent; what the log says of a client that left


class ImageHandler(tornado.web.RequestHandler):
    """Hands the raw target to the flow and its answer to the client."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "DELETE", "PATCH", "PUT", "OPTIONS", "PURGE")

    METHODS, ALLOWED = PICTURES
    LIFETIME: str | None = None  # of errors; None is what the settings say

    def initialize(self, app: App) -> None:
        """Take what the route gives."""
        self._app, self._replying = app, app.replying
        request = self.request
        self._own = Request(request.method or "", request.uri or "", request.headers)
        self._order: Order | None = None
        self._asking: asyncio.Future[Any] | None = None
        self._gone = False
        app.running.enter()

    async def get(self, *_: str) -> None:
        """Answer with the picture."""
        try:
            self._asking = asyncio.ensure_future(self._ask(self._own.target, self.request.headers))
            answer = await self._asking
            with self._own.trace.step("respond"):
                self._tell(answer)
        except FitterError as error:
            self._fail(error)
        except asyncio.CancelledError:
            if not self._gone:
                raise
            self.set_status(_CLIENT_GONE)
        except Exception:
            _crash_log.exception("request %s failed", self._own.id)
            self._fail(FitterError("Something broke in the server; the log has it."))
        finally:
            self._asking = None  # its error, the frames of that and this handler would keep each other, and a source

    head = get

    async def _ask(self, target: str, headers: HTTPHeaders) -> Any:
        flow, trace = self._app.flow, self._own.trace
        self._order = flow.wanted(target, headers, trace)
        return await flow.answer(self._order, trace)

    def _tell(self, answer: Any) -> None:
        response = self._send(self._replying.picture(answer, self._own), *instead(answer))
        if self._order is not None and not self._app.draining:
            self._app.hits.learn(self._own, self._order, answer, response)

    async def options(self, *_: str) -> None:
        """Answer a browser that asks whether a script may ask."""
        if self._app.settings.cache.cors:
            self._send(preflight())
        else:
            self._fail(self._not_allowed())

    async def _refuse(self, *_: str) -> None:
        self._fail(self._not_allowed())

    post = patch = put = _refuse

    async def delete(self, *_: str) -> None:
        """Purge the source."""
        try:
            await self._app.purge(self._own.target)
            self._send(Response(204, {"Cache-Control": NOBODY}))
        except FitterError as error:
            self._fail(error)

    purge = delete

    def _not_allowed(self) -> MethodNotAllowed:
        return self._replying.not_allowed(self.METHODS, self.ALLOWED)

    def _fail(self, error: FitterError) -> None:
        self._send(self._replying.error(error, self._own, self.LIFETIME))

    def _send(self, response: Response, *sources: str) -> Response:
        # Before anything is said of it: reading may fail.
        body = response.body if response.has_body(self._own.method) else b""
        response = self._replying.told(response, self._own, *sources)
        self.set_status(response.status)
        for name, value in response.headers.items():
            self.set_header(name, value)
        if self._app.draining:
            self.set_header("Connection", "close")
        if "Content-Type" not in response.headers:
            self.clear_header("Content-Type")
        if response.status not in (204, 304):
            self.set_header("Content-Length", str(response.size))
            self.write(body)
        return response

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
        known = {400: BadRequest("The request could not be read."), 405: self._not_allowed()}
        self._fail(known.get(status_code, FitterError()))
        self.finish()

    def finish(self, chunk: str | bytes | dict[str, Any] | None = None) -> Future[None]:
        """End the answer; the request runs until the client has taken all of it, or has left."""
        written = super().finish(chunk)
        connection = self.request.connection
        if isinstance(connection, HTTP1Connection):
            late = asyncio.get_running_loop().call_later(
                self._app.settings.server.send_timeout, connection.stream.close
            )
            written.add_done_callback(lambda _: late.cancel())
        written.add_done_callback(lambda _: self._app.running.leave())
        return written

    def on_finish(self) -> None:
        """Count, and write the one line."""
        self._own.end(self.get_status())
