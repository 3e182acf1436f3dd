"""GET and HEAD of a picture."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from asyncio import Future
from typing import TYPE_CHECKING, Any

import tornado.web
from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPHeaders

from fitter import metrics
from fitter.errors import BadRequest, FitterError, MethodNotAllowed
from fitter.flow.cors import preflight
from fitter.flow.handing import handed
from fitter.flow.lifetime import NOBODY, of_error
from fitter.flow.ranges import in_range
from fitter.flow.respond import respond, respond_error, respond_error_briefly
from fitter.flow.response import Response
from fitter.flow.trace import Trace

if TYPE_CHECKING:
    from fitter.app import App

_log = logging.getLogger("fitter.access")
_crash_log = logging.getLogger("fitter.crash")
_CLIENT_GONE = 499  # never sent; what the log says of a client that left
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class ImageHandler(tornado.web.RequestHandler):
    """Hands the raw target to the flow and its answer to the client."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "DELETE", "PATCH", "PUT", "OPTIONS", "PURGE")

    METHODS = "Pictures are read with GET or HEAD, and purged with DELETE or PURGE."
    ALLOWED = "GET, HEAD, DELETE, PURGE"

    def initialize(self, app: App) -> None:
        """Take what the route gives."""
        self._app = app
        self._trace = Trace()
        self._start = time.perf_counter()
        given = self.request.headers.get("X-Request-Id", "")
        self._id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        self._asking: asyncio.Future[Any] | None = None
        self._gone = False
        self._why = ""  # it was refused or failed
        app.running.enter()

    async def get(self, *_: str) -> None:
        """Answer with the picture."""
        try:
            self._asking = asyncio.ensure_future(self._ask(self.request.uri or "", self.request.headers))
            answer = await self._asking
            with self._trace.step("respond"):
                self._tell(answer)
        except FitterError as error:
            self._fail(error)
        except asyncio.CancelledError:
            if not self._gone:
                raise
            self.set_status(_CLIENT_GONE)
        except Exception:
            _crash_log.exception("request %s failed", self._id)
            self._fail(FitterError("Something broke in the server; the log has it."))
        finally:
            self._asking = None  # its error, the frames of that and this handler would keep each other, and a source

    head = get

    async def _ask(self, target: str, headers: HTTPHeaders) -> Any:
        return await self._app.flow(target, headers, self._trace)

    def _tell(self, answer: Any) -> None:
        request = self.request
        response = respond(answer, self._app.settings.cache, request.headers)
        instead = [answer.output.fallback] if answer.fallback and answer.output.fallback else []
        asked = request.headers if request.method == "GET" else {}
        self._send(handed(response, answer.blob, asked) or in_range(response, asked), *instead)

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
            await self._app.purge(self.request.uri or "")
            self._send(Response(204, {"Cache-Control": NOBODY}))
        except FitterError as error:
            self._fail(error)

    purge = delete

    def _not_allowed(self) -> MethodNotAllowed:
        return MethodNotAllowed(self.METHODS, self.ALLOWED + (", OPTIONS" if self._app.settings.cache.cors else ""))

    def _lifetime(self, error: FitterError) -> str:
        return of_error(error, self._app.settings.cache.errors)

    def _fail(self, error: FitterError) -> None:
        self._why = error.detail
        settings = self._app.settings
        lifetime = self._lifetime(error)
        briefly = settings.thumbor.errors == "thumbor"
        self._send(respond_error_briefly(error, lifetime) if briefly else respond_error(error, self._id, lifetime))

    def _send(self, response: Response, *sources: str) -> None:
        bodiless = self.request.method == "HEAD" or response.status in (204, 304)
        body = b"" if bodiless else response.body  # before anything is said of it: reading may fail
        response = self._app.telling(response, self.request.headers, self._trace, *sources)
        self.set_status(response.status)
        for name, value in response.headers.items():
            self.set_header(name, value)
        if self._trace.cache:
            self.set_header("X-Cache", "HIT" if self._trace.cache == "hit" else "MISS")
        self.set_header("X-Request-Id", self._id)
        if self._app.draining:
            self.set_header("Connection", "close")
        if "Content-Type" not in response.headers:
            self.clear_header("Content-Type")
        if response.status not in (204, 304):
            self.set_header("Content-Length", str(response.size))
            self.write(body)

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
        seconds = time.perf_counter() - self._start
        status, cache = self.get_status(), self._trace.cache or "none"
        metrics.REQUESTS.labels(str(status)).inc()
        metrics.SECONDS.labels(cache).observe(seconds)
        trace, ms = self._trace, round(seconds * 1000, 3)
        facts = {"id": self._id, "method": self.request.method, "status": status, "cache": cache}
        facts |= {"plan": trace.plan, "wishes": trace.wishes, "ms": ms, "steps": trace.steps}
        facts |= {"error": self._why} if self._why else {}
        _log.info("", extra={"facts": facts})
