"""Pictures that are asked for plainly are answered on the connection: no handler is made, and the head is read once."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from tornado.iostream import IOStream

from fitter.blob import Descriptor
from fitter.flow.request import Request
from fitter.web.head import Head
from fitter.web.image import CLIENT_GONE
from fitter.web.written import JOINED, head, in_pieces

if TYPE_CHECKING:
    from fitter.app import App


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
        stream.write(first)
        return in_pieces(response, request.id, stream.write, stream.close)
    return _write(stream, first, response.body)


def _write(stream: IOStream, head: bytes, body: bytes) -> Future[None]:
    if len(body) <= JOINED:
        return stream.write(head + body)
    stream.write(head)
    return stream.write(body)  # itself: all who read it share it
