"""Pictures that are asked for plainly are answered on the connection: no handler is made, and the head is read once."""

from __future__ import annotations

import asyncio
import logging
from asyncio import Future
from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from tornado.iostream import IOStream, StreamClosedError

from fitter.blob import Descriptor
from fitter.flow.answers.response import Response
from fitter.flow.request import Request
from fitter.web.head import Head
from fitter.web.image import CLIENT_GONE
from fitter.web.written import JOINED, head

if TYPE_CHECKING:
    from fitter.app import App

_log = logging.getLogger("fitter.crash")


async def answer(app: App, asked: Head, stream: IOStream) -> Awaitable[None] | None:
    """Answer with the picture, or with what is wrong; when that is sent. None: the client has left.

    What nobody waits for any more is given up.
    """
    request = Request(asked.method, asked.target, asked.asked)
    asking = asyncio.ensure_future(app.answering.reply(request))

    def leave() -> None:
        asking.cancel()

    stream.set_close_callback(leave)
    try:
        response = await asking
    except asyncio.CancelledError:
        if not stream.closed():
            raise
        request.end(CLIENT_GONE)
        return None
    finally:
        stream.set_close_callback(None)
    if app.draining:
        response = replace(response, headers={**response.headers, "Connection": "close"})
    first = head(response, request.id)
    request.end(response.status)
    if not response.has_body(asked.method):
        return stream.write(first)
    if response.is_large and isinstance(response.content, Descriptor):
        return _in_pieces(stream, first, response, request.id)
    return _write(stream, first, response.body)


def _write(stream: IOStream, head: bytes, body: bytes) -> Future[None]:
    if len(body) <= JOINED:
        return stream.write(head + body)
    stream.write(head)
    return stream.write(body)  # itself: all who read it share it


async def _in_pieces(stream: IOStream, head: bytes, response: Response, number: str) -> None:
    """Read as the client takes it. Whoever gets less than was said gets no second answer behind it."""
    stream.write(head)
    try:
        for piece in response.pieces():
            await stream.write(piece)
            await asyncio.sleep(0)  # who takes it fast waits his turn
    except StreamClosedError:
        raise
    except OSError as error:
        _log.error("the answer to request %s is cut off: %s", number, error)
        stream.close()
