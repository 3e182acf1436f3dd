"""thumbor's table of uploads, at its own addresses, by whoever comes."""

from __future__ import annotations

import http.client
import re
from contextlib import closing
from typing import Any

import pytest

from tests.compat.conftest import Servers
from tests.compat.rows import Fields, cases
from tests.compat.settings import SETTINGS
from tests.compat.sources import draw
from tests.server import Reply, Server

UPLOADS: dict[str, Any] = {"enabled": True, "allow_unsigned": True, "to": "loader[0]"}
SHOWN = re.compile(r"/image/[0-9a-f]{32}/")


def settings(**upload: Any) -> dict[str, Any]:
    """thumbor's UPLOAD_ENABLED, and more of its settings."""
    return {"upload": {**UPLOADS, **upload}, "thumbor": {**SETTINGS["thumbor"], "uploads": True}}


def send(server: Server, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with closing(connection):
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())


def differs(server: Server, case: Fields) -> list[str]:
    """What is otherwise than in a row."""
    name, photo = str(case.get("step", "")), draw("q60x40.png")
    headers = {key.replace("-", "_"): value for key, value in (case.get("request_headers") or {}).items()}
    method, path, body = case.get("method", "POST"), case.get("path", "/image"), photo
    if "<id>" in path:
        path = send(server, "POST", "/image", photo, Slug="photo.png", Content_Type="image/png").headers["Location"]
        body = photo if method == "PUT" else b""
    elif "not allowed" in name:
        method, path, body = "DELETE", f"/image/{'0' * 32}/photo.png", b""
    elif "multipart" in name:
        disposition = b'Content-Disposition: form-data; name="media"; filename="croco.png"'
        body = b"--XX\r\n" + disposition + b"\r\nContent-Type: image/png\r\n\r\n" + photo + b"\r\n--XX--\r\n"
    elif "empty" in name:
        body = b""
    reply = send(server, method, path, body, **headers)
    got: dict[str, Any] = {"status": reply.status, "content_type": reply.headers.get("Content-Type")}
    location = reply.headers.get("Location")
    got |= {"location": location and SHOWN.sub("/image/<id>/", location), "body_len": len(reply.body)}
    expected = {key: case[key] for key in got if key in case}
    if method == "GET":
        assert reply.body == photo
        expected["body_len"] = len(photo)
    return [f"{name}: {key} {got[key]} and not {expected[key]}" for key in expected if got[key] != expected[key]]


@pytest.mark.skipif(not cases("http_upload"), reason="the tables are not beside the repository")
def test_uploads(servers: Servers) -> None:
    able, narrow = servers.of(**settings()), servers.of(**settings(max_bytes=10, methods=["POST", "PUT"]))
    wrong = []
    for case in cases("http_upload"):
        is_narrow = "not allowed" in case["step"] or "too heavy" in case["step"]
        wrong += differs(narrow if is_narrow else able, case)
    assert wrong == []


def test_what_was_uploaded_is_a_source(servers: Servers) -> None:
    server = servers.of(**settings())
    location = send(server, "POST", "/image", draw("q60x40.png")).headers["Location"]
    assert send(server, "GET", f"/unsafe/30x20/{location.removeprefix('/image/')}").status == 200
    for path in ("/image/q60x40.png", "/image/../q60x40.png", f"{location}/x", "/image/" + "0" * 32):
        assert send(server, "GET", path).status in (400, 404), path
    assert send(server, "PUT", "/image/q60x40.png", draw("q60x40.png")).status == 404
