"""Requests that no browser sends."""

from __future__ import annotations

import socket

import pytest

from tests.server import Server
from tests.table import table

UP = "../canary.jpg"
TRAVERSALS = [
    UP,
    "../" * 30 + "etc/passwd",
    "/etc/passwd",
    "//etc/passwd",
    "file:///etc/passwd",
    "folder/../../canary.jpg",
    "./../canary.jpg",
    "..%2fcanary.jpg",
    "%2e%2e/canary.jpg",
    "%2e%2e%2fcanary.jpg",
    "%252e%252e%252fcanary.jpg",
    "..%5ccanary.jpg",
    "..\\canary.jpg",
    "....//canary.jpg",
    "..;/canary.jpg",
    "..%00/canary.jpg",
    "canary.jpg%00.png",
    "%c0%ae%c0%ae/canary.jpg",
    "%ef%bc%8e%ef%bc%8e/canary.jpg",
    "-/../canary.jpg",
    "b64:Li4vY2FuYXJ5LmpwZw",
    "~/canary.jpg",
    ".",
    "..",
    "quarters.jpg/../../canary.jpg",
    "quarters.jpg/.",
]

# What stands after the signature; the grammar's own tests have many more.
MALFORMED = ["%ff.jpg", "%c3.jpg", "60x40/%00", "a%0d%0aX-Evil:1.jpg", "%7f", "b64:!!!", "b64:", "60x40/", "-/"]


@table("key", TRAVERSALS)
def test_no_file_outside_the_root(server: Server, key: str) -> None:
    for path in (server.sign(key), server.sign(f"60x40/{key}"), f"/unsafe/{key}", f"/{key}"):
        reply = server.request(path)
        assert reply.status in (400, 403, 404), path
        assert b"CANARY" not in reply.body
        assert b"root:" not in reply.body
        assert reply.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=")


@pytest.mark.parametrize("path", MALFORMED)
def test_malformed_path(server: Server, path: str) -> None:
    reply = server.request(server.sign(path))
    assert (reply.status, reply.problem["title"]) == (400, "Malformed URL")
    assert "X-Evil" not in reply.headers


@pytest.mark.parametrize("size", [8193, 9000, 60_000])
def test_long_path(server: Server, size: int) -> None:
    reply = server.request("/unsafe/" + "a" * (size - 8))
    assert reply.status in (400, 431)
    assert reply.problem["detail"] == f"The path has {size} bytes; at most 8192 are read."


def exchange(server: Server, raw: bytes) -> bytes:
    """All that comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(raw)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET http://elsewhere.example/unsafe/60x40/quarters.jpg HTTP/1.1", b" 200 "),
        (b"GET * HTTP/1.1", b" 400 "),
        (b"GET quarters.jpg HTTP/1.1", b" 400 "),
        (b"GET /unsafe/60x40/quarters.jpg HTTP/1.0", b" 200 "),
        (b"GET /unsafe/60x40/quarters.jpg#part HTTP/1.1", b" 404 "),
        (b"GET /unsafe/\xc3\xa9.jpg HTTP/1.1", b" 404 "),
        (b"GET /unsafe/\xff.jpg HTTP/1.1", b" 400 "),
        (b"GET /unsafe/60x40/quarters.jpg", b" 400 "),
        (b"GET  /unsafe/60x40/quarters.jpg HTTP/1.1", b" 400 "),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello", b" 400 "),
        (b"nonsense", b" 400 "),
    ],
)
def test_request_line(server: Server, line: bytes, status: bytes) -> None:
    answer = exchange(server, line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert status in answer.partition(b"\r\n")[0]
    assert b"Traceback" not in answer
    assert server.request("/health").status == 200


SOUP = {
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_For": "127.0.0.1, 10.0.0.1",
    "X_Forwarded_Proto": "gopher",
    "X_Forwarded_Prefix": "/etc",
    "Forwarded": 'for="[::1]";host=evil.example',
    "X_Original_URL": "/unsafe/rotate:90/quarters.jpg",
    "X_Rewrite_URL": "/metrics",
    "X_HTTP_Method_Override": "DELETE",
    "Cookie": "a=b; _xsrf=1",
    "Authorization": "Basic YTpi",
    "Origin": "https://evil.example",
    "Range": "bytes=5-1",
    "Accept": "text/html;q=abc, */*;q=-1, ,;",
    "Accept_Encoding": "br, gzip",
    "Expect": "200-maybe",
    "Content_Type": "application/x-www-form-urlencoded",
    "If_Match": '"x"',
    "If_Range": "nonsense",
}


def test_header_soup_changes_nothing(server: Server) -> None:
    path = server.path("60x40", "quarters.jpg")
    plain = server.request(path)
    assert b" 200 " in exchange(
        server, f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode()
    )
    for soup in (SOUP, *({name: value} for name, value in SOUP.items())):
        reply = server.request(path, **soup)
        assert (reply.status, reply.body) == (200, plain.body)
        assert "evil" not in str(reply.headers)
        for name in ("Etag", "Content-Type", "Cache-Control", "Last-Modified", "Content-Length"):
            assert reply.headers[name] == plain.headers[name]


@table("method", ["POST", "PUT", "PATCH", "TRACE", "CONNECT", "BREW", "get"])
@table("path", ["/unsafe/quarters.jpg", "/health", "/ready", "/metrics", "/"])
def test_other_methods(server: Server, method: str, path: str) -> None:
    reply = server.request(path, method)
    assert (reply.status, reply.problem["code"]) == (405, "method_not_allowed")
    of_pictures = "GET, HEAD, DELETE, PURGE, OPTIONS"
    assert reply.headers["Allow"] == (of_pictures if path in ("/unsafe/quarters.jpg", "/") else "GET, HEAD")
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/health", "text/plain"),
        ("/ready", "text/plain"),
        ("/metrics", "text/plain"),
        ("/health?x=1", "text/plain"),
    ],
)
def test_pages_for_machines(server: Server, path: str, content: str) -> None:
    reply, head = server.request(path), server.request(path, "HEAD")
    assert (reply.status, head.status, head.body) == (200, 200, b"")
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Content-Type"].startswith(content)
    assert reply.headers["Server"] == "fitter"


def test_body_of_a_get_is_no_matter(server: Server) -> None:
    request = b"GET /unsafe/60x40/quarters.jpg HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    assert b" 200 " in exchange(server, request % 5 + b"hello")
    assert b" 200 " not in exchange(server, request % 10**9 + b"hello").partition(b"\r\n")[0]
    assert server.request("/health").status == 200


@pytest.mark.parametrize("target", ["http://a.example{}", "HTTPS://a.example:80{}"])
def test_a_whole_url_is_a_target_too(server: Server, target: str) -> None:
    """As a proxy sends it."""
    for path, status in (
        ("/health", 200),
        ("/get?path=quarters.jpg", 200),
        (server.path("60x40", "quarters.jpg"), 200),
    ):
        assert server.request(target.format(path)).status == server.request(path).status == status, path
    assert server.request(target.format("?a")).status == server.request("/?a").status == 403
    assert server.request(target.format("")).status == 403
