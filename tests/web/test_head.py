"""Heads of requests, as far as a picture needs them."""

from __future__ import annotations

from fitter.web.head import Asked, Head, read

NAMES = frozenset(("host", "connection", "accept"))


def lines(*given: str) -> bytes:
    return "".join(f"{line}\r\n" for line in (*given, "")).encode("latin-1")


def test_what_is_read() -> None:
    data = lines("HEAD /a/b.jpg?c HTTP/1.1", "hOST: img.example:8080", "Accept:  image/webp,é \t", "Cookie: a=b")
    assert read(data, NAMES) == Head("HEAD", "/a/b.jpg?c", {"host": "img.example:8080", "accept": "image/webp,é"})


def test_what_is_left_to_others() -> None:
    start, host = "GET /a HTTP/1.1", "Host: a"
    left = [
        ("POST /a HTTP/1.1", host),
        ("GET /a HTTP/1.0", host),
        ("GET  /a HTTP/1.1", host),
        ("GET /é HTTP/1.1", host),
        ("", start, host),
        (start,),
        (start, "Accept: a"),
        (start, "Host: a b"),
        (start, "Host: a,b"),
        (start, host, host),
        (start, host, "Accept: a", "accept: b"),
        (start, host, "Connection: close"),
        (start, host, "Connection: upgrade"),
        (start, host, " folded"),
        (start, host, "no colon"),
        (start, host, "Na me: a"),
        (start, host, ": a"),
        (start, host, "A: b\x00"),
        (start, host, "A: b\x7f"),
        (start, host, "A: b\nC: d"),
        *(
            (start, host, f"{name}: a")
            for name in ("Range", "Expect", "Content-Length", "Transfer-Encoding", "X-Sendfile-Type")
        ),
    ]
    assert [one for one in left if read(lines(*one), NAMES) is not None] == []
    assert read(lines(start, host, "Connection: Keep-Alive"), NAMES) is not None
    assert read(lines(start, host)[:-1], NAMES) is None


def test_what_can_only_be_a_picture() -> None:
    def is_picture(target: str) -> bool:
        return Head("GET", target, Asked()).is_picture

    assert all(map(is_picture, ["/", "//", "/a/b.jpg", "/a/get", "/getx", "/unsafe/image/upload", "/?health"]))
    others = ["*", "a", "http://a/b", "/get?a", "/get", "/show", "/redirect?", "/upload/a", "/image/", "/health?"]
    assert not any(map(is_picture, [*others, "/health", "/healthcheck/", "/ready", "/metrics"]))


def test_headers_are_found_in_any_case() -> None:
    asked = Asked(accept="a")
    assert (asked.get("Accept"), asked["ACCEPT"], "aCCept" in asked) == ("a", "a", True)
    assert (asked.get("Host"), asked.get("Host", ""), "Host" in asked) == (None, "", False)
