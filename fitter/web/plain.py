"""Pictures that are asked for plainly are answered on the connection: no handler is made, and the head is read once."""

from __future__ import annotations

import asyncio
from asyncio import Future
from dataclasses import replace
from typing import TYPE_CHECKING

from tornado.iostream import IOStream

from fitter.flow.request import Request
from fitter.web.head import Head
from fitter.web.image import CLIENT_GONE
from fitter.web.written import head

if TYPE_CHECKING:
    from fitter.app import App

_JOINED = 64 << 10  # bytes that are copied faster than the kernel is called once more


async def answer(app: App, asked: Head, stream: IOStream) -> Future[None] | None:
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
    written = _write(stream, head(response, request.id), response.body if response.has_body(asked.method) else b"")
    request.end(response.status)
    return written


def _write(stream: IOStream, head: bytes, body: bytes) -> Future[None]:
    if len(body) <= _JOINED:
        return stream.write(head + body)
    stream.write(head)
    return stream.write(body)
