"""Heads of requests, as far as a picture needs them."""

from __future__ import annotations

import re

from fitter.app import App
from fitter.settings.configfile import loads
from fitter.web.head import Asked, Head, origin_form, read

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


def test_every_route_is_known_to_be_no_pictures() -> None:
    key = "a key for tests, long enough"
    text = f"security: {{keys: [{key}]}}\nupload: {{enabled: true}}\nthumbor: {{uploads: true}}\n"
    app = App(loads(text + "loader: {use: fitter.storages.files.FileStorage, root: images}"))
    patterns = [rule.matcher.regex.pattern for rule in app.application().wildcard_router.rules]
    words = [found[1] for one in patterns if (found := re.match(r"/(\w+)", one))]
    assert len(words) == len(patterns) - 1, "all but the picture's"
    assert not any(Head("GET", f"/{word}", Asked()).is_picture for word in words)


def test_a_target_with_a_host_is_a_path() -> None:
    rest = b" HTTP/1.1\r\nHost: http://a/\r\n\r\n"
    for target, path in [
        (b"http://a.example:80/b?http://c", b"/b?http://c"),
        (b"HTTPS://a", b"/"),
        (b"http://a?b", b"/?b"),
        (b"/http://a/b", b"/http://a/b"),
        (b"ftp://a/b", b"ftp://a/b"),
        (b"*", b"*"),
    ]:
        assert origin_form(b"OPTIONS " + target + rest) == b"OPTIONS " + path + rest
