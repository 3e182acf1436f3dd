"""Requests whose body is taken piece by piece, up to a limit and a deadline, and refused before it if that can be."""

from __future__ import annotations

import asyncio
import logging
from asyncio import TimerHandle
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

import tornado.web

from fitter.errors import FitterError, TooLate
from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.respond import respond_error
from fitter.flow.reading.receive import receive
from fitter.flow.uploads.incoming import Incoming
from fitter.web.image import CLIENT_GONE, ImageHandler

_crash_log = logging.getLogger("fitter.crash")
_ENDLESS = 1 << 62
"""What Tornado is told to take: the limit here has an answer."""

_LINGER = 5.0
"""Seconds for which the rest of a body is thrown away behind an answer: a connection that is closed while bytes come in
is reset, and the answer may be lost with it."""


@tornado.web.stream_request_body
class BodyHandler(ImageHandler):
    """Takes a body onto the disk, and answers as all else is answered."""

    async def prepare(self) -> None:
        """Let in who may, before the body."""
        self._incoming: Incoming | None = None
        self._waits = self.request.headers.get("Expect", "").lower() == "100-continue"  # with its body
        self._refused = self._received = False
        self._held = ExitStack()
        self._timer: TimerHandle | None = None
        try:
            self.admit()
            if self.request.method in ("POST", "PUT"):
                self._expect()
        except FitterError as error:
            self._turn_away(error)
        self._waits = False

    def admit(self) -> None:
        """Look at all but the body; raises what is to be answered."""

    @property
    def _path(self) -> str:
        """The path as it was sent, without its first slash."""
        return receive(self.request.uri or "", self._app.settings.limits.path_bytes).removeprefix("/")

    def _expect(self) -> None:
        settings = self._app.settings.upload
        most = settings.max_bytes or self._app.settings.limits.source_bytes
        self._held.enter_context(self._app.arrivals.place())
        self._incoming = Incoming(self.request.headers, most, settings.folder)
        self._connection.set_max_body_size(_ENDLESS)
        self._connection.set_body_timeout(settings.deadline + _LINGER)
        self._later(settings.deadline, self._too_late)

    async def data_received(self, chunk: bytes) -> None:
        """Write the next piece; the one after it is read then."""
        if self._incoming is None:
            return
        try:
            await asyncio.to_thread(self._incoming.feed, chunk)
        except FitterError as error:
            self._turn_away(error)

    def _too_late(self) -> None:
        if not self._received:
            self._turn_away(TooLate(f"The upload did not arrive within {self._app.settings.upload.deadline:g} s."))

    def _turn_away(self, error: FitterError) -> None:
        """Answer at once, and throw the rest of the body away for a moment."""
        if self._refused:
            return
        self._refused = True
        self._let_go()
        self._connection.set_max_body_size(_ENDLESS)  # else Tornado refuses what follows in a way of its own
        self.set_header("Connection", "close")
        self._fail(error)
        if self._waits:
            self.finish()
            return
        self._connection.set_body_timeout(2 * _LINGER)
        self.flush()
        self._later(_LINGER, self._connection.stream.close)

    def _later(self, seconds: float, what: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, what)

    def _let_go(self) -> None:
        self._incoming = None
        self._held.close()

    def _fail(self, error: FitterError) -> None:
        self._own.why = error.detail
        self._send(respond_error(error, self._own.id, NOBODY))

    async def _answered(self, do: Callable[[], Awaitable[None]]) -> None:
        """Do what was asked for, now that the body is here, unless the request was refused."""
        if self._refused:
            return
        self._received = True
        try:
            await do()
        except FitterError as error:
            self._fail(error)
        except Exception:
            _crash_log.exception("request %s failed", self._own.id)
            self._fail(FitterError("Something broke in the server; the log has it."))

    def on_connection_close(self) -> None:
        """Whatever has come so far goes, unless all has."""
        tornado.web.RequestHandler.on_connection_close(self)  # else nobody hears of it who waits for the body
        self._gone = True
        if self._received or self._finished:
            return
        if not self._refused:
            self.set_status(CLIENT_GONE)
        self._refused = True
        self.finish()

    def on_finish(self) -> None:
        """Give back the place, and write the one line."""
        if self._timer is not None:
            self._timer.cancel()
        self._let_go()
        super().on_finish()
