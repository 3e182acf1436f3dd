"""What CDNs, browsers and their scripts are told: parts, tags, readers, and nothing that a cache must not keep."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import pytest

from fitter.flow.answers.tags import tag
from tests import pictures
from tests.server import Reply, Server

SETTINGS = {
    "cache": {
        "cors": ["https://one.example", "https://two.example"],
        "canonical": "https://www.example.com/{source}",
        "server_timing": True,
    },
    "output": {"client_hints": True},
    "limits": {"result_pixels": 100_000},
}
NEGOTIABLE = "Accept, Sec-CH-DPR, DPR, Sec-CH-Width, Width, Save-Data"


@pytest.mark.parametrize(("wanted", "first", "last"), [("0-9", 0, 9), ("10-", 10, None), ("-7", -7, None)])
def test_part_of_a_picture(common: Server, wanted: str, first: int, last: int | None) -> None:
    path = common.path("60x40/quality:80", "quarters.jpg")
    whole = common.request(path)
    part = common.request(path, Range=f"bytes={wanted}")
    assert whole.headers["Accept-Ranges"] == part.headers["Accept-Ranges"] == "bytes"
    stop = None if last is None else last + 1
    assert (part.status, part.body) == (206, whole.body[first:stop])
    start = first % len(whole.body)
    end = start + len(part.body) - 1
    assert part.headers["Content-Range"] == f"bytes {start}-{end}/{len(whole.body)}"
    assert part.headers["Content-Length"] == str(len(part.body))
    for name in ("Etag", "Content-Type", "Cache-Control", "Last-Modified", "Surrogate-Key"):
        assert part.headers[name] == whole.headers[name]


def test_part_that_is_not_there(common: Server) -> None:
    path = common.path("60x40/quality:80", "quarters.jpg")
    size = len(common.request(path).body)
    reply = common.request(path, Range=f"bytes={size}-")
    assert (reply.status, reply.problem["code"]) == (416, "range_not_satisfiable")
    assert str(size) in reply.problem["detail"]
    assert reply.headers["Content-Range"] == f"bytes */{size}"
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Etag" not in reply.headers


def test_part_of_what_the_client_holds(common: Server) -> None:
    path = common.path("60x40/quality:80", "quarters.jpg")
    whole = common.request(path)
    etag, date = whole.headers["Etag"], whole.headers["Last-Modified"]
    assert common.request(path, Range="bytes=0-1", If_Range=etag).status == 206
    for held in ('"other"', f"W/{etag}", date):
        reply = common.request(path, Range="bytes=0-1", If_Range=held)
        assert (reply.status, reply.body) == (200, whole.body)
    assert common.request(path, Range="bytes=0-1", If_None_Match=etag).status == 304
    head = common.request(path, "HEAD", Range="bytes=0-1")
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(whole.body)))
    assert common.request("/nonsense/a.jpg", Range="bytes=0-1").status == 403


def test_large_file_is_read_only_where_it_is_asked_for(common: Server) -> None:
    """A result over 1 MiB comes back from its file."""
    (common.file.parent / "images" / "large.png").write_bytes(pictures.noise(1200, 1000))
    path = common.path("flip", "large.png")
    whole = common.request(path)
    assert len(whole.body) > 1 << 20
    again = common.request(path)
    part = common.request(path, Range="bytes=100000-1000000")
    head = common.request(path, "HEAD")
    assert (again.headers["X-Cache"], again.body == whole.body) == ("HIT", True)
    assert part.body == whole.body[100000:1000001]
    assert (head.body, head.headers["Content-Length"]) == (b"", str(len(whole.body)))


def test_tags_of_all_sources_on_answers_and_errors(common: Server) -> None:
    mine, mark = tag("quarters.jpg"), tag("quarters.png")
    path = common.path("60x40/watermark:quarters.png,0,0,50", "quarters.jpg")
    first = common.request(path)
    same = common.request(path, If_None_Match=first.headers["Etag"])
    for reply in (first, same):
        assert reply.headers["Surrogate-Key"] == f"{mine} {mark}"
        assert reply.headers["Cache-Tag"] == f"{mine},{mark}"
    missing = common.get("60x40/watermark:none.png,0,0,50", "quarters.jpg")
    assert (missing.status, missing.headers["Surrogate-Key"]) == (400, f"{mine} {tag('none.png')}")
    assert common.get("", "nothing.jpg").headers["Surrogate-Key"] == tag("nothing.jpg")
    assert common.get("", "text.jpg").headers["Surrogate-Key"] == tag("text.jpg")
    instead = common.get("60x40/fallback:quarters.png", "nothing.jpg")
    assert instead.headers["Surrogate-Key"] == f"{tag('nothing.jpg')} {mark}"
    for path in ("/nonsense/quarters.jpg", "/unsafe/rotat:90/quarters.jpg", "/health"):
        assert "Surrogate-Key" not in common.request(path).headers


def test_anybody_may_read_unless_the_settings_say_who(common: Server) -> None:
    for path in (common.path("60x40", "quarters.jpg"), "/nonsense/a.jpg"):
        reply = common.request(path, Origin="https://any.example")
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Origin" not in reply.headers.get("Vary", "")
    asking = common.request(common.path("60x40", "quarters.jpg"), "OPTIONS", Access_Control_Request_Method="GET")
    assert (asking.status, asking.body) == (204, b"")
    assert asking.headers["Access-Control-Allow-Origin"] == "*"
    assert asking.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Content-Length" not in asking.headers
    refused = common.request(common.path("60x40", "quarters.jpg"), "POST")
    assert asking.headers["Allow"] == refused.headers["Allow"] == "GET, HEAD, DELETE, PURGE, OPTIONS"


def test_the_settings_say_who_may_read(server: Server) -> None:
    path = server.path("60x40/format:png", "quarters.jpg")
    one, other, none = (server.request(path, **asked) for asked in (
        {"Origin": "https://two.example"}, {"Origin": "https://evil.example"}, {}))  # fmt: skip
    assert one.headers["Access-Control-Allow-Origin"] == "https://two.example"
    assert {"Access-Control-Allow-Origin"} & {*other.headers, *none.headers} == set()
    assert {reply.headers["Vary"].rpartition(", ")[2] for reply in (one, other, none)} == {"Origin"}
    error = server.request("/nonsense/a.jpg", Origin="https://one.example")
    assert (error.headers["Access-Control-Allow-Origin"], error.headers["Vary"]) == ("https://one.example", "Origin")


def test_error_that_comes_of_wishes_says_so(server: Server) -> None:
    path = server.path("300x200", "quarters.jpg")
    fine, large = server.request(path), server.request(path, DPR="3")
    assert (fine.status, large.status) == (200, 422)
    assert large.headers["Vary"] == f"{NEGOTIABLE}, Origin"
    assert large.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"


def test_canonical_address_and_timing(server: Server) -> None:
    reply = server.get("60x40", "two words é?#%.jpg")
    address = "https://www.example.com/two%20words%20%C3%A9%3F%23%25.jpg"
    assert reply.headers["Link"] == f'<{address}>; rel="canonical"'
    names = [one.partition(";")[0] for one in reply.headers["Server-Timing"].split(", ")]
    assert names == ["parse", "recall", "load", "transform", "cache"]
    assert server.request("/nonsense/a.jpg").headers["Server-Timing"].startswith("parse;dur=")
    for operations, source in (("60x40/fallback:quarters.png", "nothing.jpg"), ("meta", "quarters.png")):
        other = server.get(operations, source)
        assert (other.status, "Link" in other.headers) == (200, False)


def test_no_answer_has_what_a_cache_must_not_keep(common: Server) -> None:
    there, missing = common.path("60x40", "quarters.jpg"), common.path("", "nothing.jpg")
    for path in (there, missing, "/x", "/health", "/ready", "/metrics"):
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            reply = common.request(path, method, Cookie="a=b")
            assert reply.headers["Cache-Control"]
            assert {"Set-Cookie", "Age", "Expires", "Pragma"} & set(reply.headers) == set()
            assert parsedate_to_datetime(reply.headers["Date"])
            assert reply.headers.get("Content-Length", "0") == str(len(reply.body)) or method == "HEAD"


def exchange(server: Server, raw: bytes) -> bytes:
    """All that comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(raw)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def parsed(answer: bytes) -> Reply:
    """An answer that ends its connection."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return Reply(int(first.split(" ")[1]), dict(line.split(": ", 1) for line in lines), body)


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello\r\n\r\n",
        b"GET  /unsafe/a.jpg HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /unsafe/a.jpg HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
        b"GET /unsafe/a.jpg HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 6\r\n\r\nhello",
        b"POST /unsafe/a.jpg HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n",
    ],
)
def test_what_is_no_http_is_told_so_and_hung_up_on(common: Server, raw: bytes) -> None:
    reply = parsed(exchange(common, raw))
    assert (reply.status, reply.problem["code"]) == (400, "bad_request")
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Connection"] == "close"
    assert int(reply.headers["Content-Length"]) == len(reply.body)
    assert json.loads(reply.body)["instance"] == reply.headers["X-Request-Id"]
    assert common.request("/health").status == 200


def test_parts_for_many_at_once(common: Server) -> None:
    path = common.path("60x40/quality:80", "quarters.jpg")
    whole = common.request(path).body
    with ThreadPoolExecutor(8) as threads:
        parts = list(threads.map(lambda at: common.request(path, Range=f"bytes={at}-{at}").body, range(100)))
    assert b"".join(parts) == whole[:100]
