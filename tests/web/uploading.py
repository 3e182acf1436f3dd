"""Sending bodies to a server, whole, in forms, and in ways that no honest client would."""

from __future__ import annotations

import http.client
import json
import socket
import time
from pathlib import Path
from typing import Any

from fitter.url.signature import upload_purpose
from tests.server import Reply, Server

TOKEN = "a token for tests, long enough"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def send(
    server: Server, method: str, path: str, body: bytes | None = None, known: bool = True, **headers: str
) -> Reply:
    """One request, by whoever has the token or by nobody who is known; underscores in names of headers are dashes."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {**(BEARER if known else {}), **named})
        answer = connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def told(reply: Reply) -> dict[str, Any]:
    """What the answer to an upload says."""
    assert reply.headers["Content-Type"] == "application/json", reply.body
    found = json.loads(reply.body)
    assert reply.headers["Location"] == found["url"]
    return found


def form(*parts: tuple[str, bytes], boundary: str = "XX") -> dict[str, Any]:
    """A form of fields, each with its Content-Disposition behind ``form-data;``, as arguments of ``send``."""
    lines = [
        f"--{boundary}\r\nContent-Disposition: form-data; {said}\r\nContent-Type: image/jpeg\r\n\r\n".encode()
        + content
        + b"\r\n"
        for said, content in parts
    ]
    body = b"".join([*lines, f"--{boundary}--\r\n".encode()])
    return {"body": body, "Content_Type": f'multipart/form-data; boundary="{boundary}"'}


def signed(server: Server, method: str, path: str, expires: int | None = None, signed_method: str = "") -> str:
    """A path with a signature for one method, good for a minute."""
    until = int(time.time()) + 60 if expires is None else expires
    signature = server.signer.sign(path, upload_purpose(signed_method or method, until)).split("/")[1]
    return f"{path}?expires={until}&signature={signature}"


class Line:
    """A connection that is spoken to by hand."""

    def __init__(self, server: Server) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=30)

    def head(self, method: str, path: str, *headers: str) -> None:
        """The request without its body."""
        lines = [f"{method} {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {TOKEN}", *headers]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())

    def chunk(self, content: bytes) -> None:
        """One chunk of a body that is sent in chunks."""
        self.socket.sendall(f"{len(content):x}\r\n".encode() + content + b"\r\n")

    def reply(self) -> Reply:
        """The answer."""
        answer = http.client.HTTPResponse(self.socket)
        answer.begin()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def held(server: Server) -> list[str]:
    """The files without a name that the server holds."""
    folder = Path(f"/proc/{server.process.pid}/fd")
    found = []
    for number in folder.iterdir():
        try:
            target = str(number.readlink())
        except FileNotFoundError:
            continue
        found += [target] if "/arriving/" in target else []
    return found


def resident(server: Server) -> int:
    """Bytes of the front's memory, at their highest."""
    text = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0]) * 1024
