"""A proxy in front of a real server that sometimes answers in its place, or not at all."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable

from tests.proxy import Proxy

Fault = bytes | str
"""An answer, or what becomes of the connection: ``hang``, ``close``, or ``cut`` in the middle of the real answer."""


def refusal(status: str, code: str, *headers: str, region: str = "") -> bytes:
    """An answer as S3 words it."""
    where = f"<Region>{region}</Region>" if region else ""
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>words</Message>{where}</Error>".encode()
    lines = [f"HTTP/1.1 {status} Words", f"Content-Length: {len(body)}", "Content-Type: application/xml", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class FaultProxy(Proxy):
    """``proxy.fault`` is asked for each request, by its head; None sends it on. Use it as a context."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.fault: Callable[[str], Fault | None] = lambda head: None
        self.heads: list[str] = []
        self._over = threading.Event()

    def serve(self, client: socket.socket) -> None:
        """Request by request."""
        with client, contextlib.suppress(OSError):  # the client has gone
            while self._serve(client):
                pass

    def release(self) -> None:
        """Nothing hangs any longer."""
        self._over.set()

    def first(self, *faults: Fault | None) -> None:
        """What becomes of the next requests; those after them are sent on."""
        waiting = list(faults)
        self.fault = lambda head: waiting.pop(0) if waiting else None

    def _serve(self, client: socket.socket) -> bool:
        asked = _message(client)
        if not asked:
            return False
        head = asked.partition(b"\r\n\r\n")[0].decode("latin-1")
        self.heads.append(head)
        fault = self.fault(head)
        if isinstance(fault, bytes):
            client.sendall(fault)
            return True
        if fault == "hang":
            self._over.wait(60)
        if fault in ("hang", "close"):
            return False
        answer = self._sent_on(asked)
        client.sendall(answer[: len(answer) // 2] if fault == "cut" else answer)
        return False

    def _sent_on(self, asked: bytes) -> bytes:
        with socket.create_connection(self.upstream, timeout=20) as upstream:
            upstream.sendall(asked.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
            answer = b""
            while piece := upstream.recv(1 << 16):
                answer += piece
        return answer


def _message(stream: socket.socket) -> bytes:
    """A request with its body; empty if the client has gone."""
    message = b""
    while b"\r\n\r\n" not in message:
        piece = stream.recv(1 << 16)
        if not piece:
            return b""
        message += piece
    head, _, body = message.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    while length and len(body) < int(length[1]):
        piece = stream.recv(1 << 16)
        if not piece:
            return b""
        body += piece
    return head + b"\r\n\r\n" + body
