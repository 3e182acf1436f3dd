"""Uploads become sources; what is too large, too slow, no picture or nobody's leaves nothing behind."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.pictures import encoded, quarters, see
from tests.server import KEY, Server
from tests.web.stage import Stage, asked, until
from tests.web.uploading import TOKEN, Line, form, held, resident, send, signed, told

FILES = "fitter.storages.files.FileStorage"
MOST = 1 << 20
SETTINGS: dict[str, Any] = {
    "security": {"keys": [KEY], "allow_unsigned": True, "blocked_sources": ["secret/*"]},
    "upload": {
        "enabled": True,
        "tokens": ["another token, also long enough", TOKEN],
        "max_bytes": MOST,
        "types": ["jpeg", "png"],
        "deadline": 1.5,
        "at_once": 2,
        "folder": "arriving",
    },
}
PNG, OTHER = encoded(quarters(), ".png"), encoded(quarters(80, 120), ".png")
JPEG = encoded(quarters(), ".jpg")
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


@pytest.fixture(scope="module", autouse=True)
def arriving(stage: Stage) -> Path:
    (stage.folder / "arriving").mkdir()
    return stage.folder / "arriving"


@pytest.fixture(autouse=True)
def nothing_left(server: Server, stage: Stage, arriving: Path) -> Iterator[None]:
    """Nothing of what is not kept lies about, and no test gets less memory or fewer places than the one before."""
    before = resident(server)
    yield
    until(lambda: not held(server))
    assert list(arriving.iterdir()) == []
    assert not list((stage.folder / "images").glob(".fitter/*"))
    assert resident(server) - before < 16 * MOST


def uploads(stage: Stage) -> set[str]:
    return {str(file.relative_to(stage.folder / "images")) for file in (stage.folder / "images").rglob("*.fitter")}


def size(server: Server, key: str) -> str:
    reply = server.get("", key)
    return see(reply.body).size if reply.status == 200 else str(reply.status)


def test_a_key_is_chosen_and_the_picture_is_served(server: Server) -> None:
    whole = {"body": PNG, "Content_Type": "image/jpeg"}
    asked: dict[str, dict[str, Any]] = {
        "image.png": whole,
        "My-beach-1.png": {**whole, "Slug": "../../My  beach (1).JPG"},
        "käse.png": {**whole, "Content_Disposition": "attachment; filename*=UTF-8''k%C3%A4se.png"},
        "Der-Strand-é.png": {**whole, "Slug": "Der%20Strand%20%C3%A9"},
        "strand-é.png": {
            **whole,
            "Content_Disposition": 'attachment; filename="strand é.png"'.encode().decode("latin-1"),
        },
        "form.png": form(('name="alt"', b"words\r\n--X\r\n"), ('name="file"; filename="form.png"', PNG)),
        "b.png": form(('name="picture"; filename="C:\\\\a\\\\b.jpg"', PNG), boundary="----odd'()+_,-./:=?"),
        "x.jpg": form(('name="media"; filename=".x.jpg"', JPEG)),
    }
    for name, how in asked.items():
        reply = send(server, "POST", "/upload", **how)
        assert reply.status == 201, (name, reply.body)
        found, content = told(reply), JPEG if name == "x.jpg" else PNG
        assert re.fullmatch(rf"uploads/[0-9a-f]{{32}}/{name}", found["key"])
        shown = (found["size"], found["type"], found["width"], found["height"])
        assert shown == (len(content), "image/jpeg" if name == "x.jpg" else "image/png", 120, 80)
        assert reply.headers["Cache-Control"] == "no-store"
        assert see(server.request(found["url"]).body).size == "120x80"
        assert server.get("60x40", found["key"]).status == 200


def test_put_replaces_and_delete_removes(server: Server, stage: Stage) -> None:
    assert size(server, "new/one.png") == "404"
    first = send(server, "PUT", "/upload/new/one.png", PNG)
    assert (first.status, told(first)["key"]) == (201, "new/one.png")
    assert size(server, "new/one.png") == "120x80", "though it was missing a moment ago"
    assert see(server.get("60x", "new/one.png").body).size == "60x40"
    condition = send(server, "PUT", "/upload/new/one.png", OTHER, If_None_Match="*")
    assert (condition.status, condition.problem["code"]) == (412, "precondition_failed")
    assert size(server, "new/one.png") == "120x80"
    assert send(server, "PUT", "/upload/new/one.png", OTHER).status == 200
    assert see(server.get("60x", "new/one.png").body).size == "60x90", "what was made of the one before is forgotten"
    until(lambda: len(stage.kept()) > 0)
    assert send(server, "DELETE", "/upload/new/one.png").status == 204
    assert (size(server, "new/one.png"), server.get("60x", "new/one.png").status) == ("404", 404)
    assert send(server, "DELETE", "/upload/new/one.png").status == 404
    assert "new/one.png.fitter" not in uploads(stage)
    like_operations = send(server, "PUT", "/upload/-/60x40/flip/one.png", PNG)
    assert told(like_operations)["key"] == "60x40/flip/one.png"
    assert see(server.request(told(like_operations)["url"]).body).size == "120x80"


def test_of_two_that_add_at_once_one_does(server: Server, stage: Stage) -> None:
    with asked(server, server.path("wait:adding", "quarters.jpg")), ThreadPoolExecutor(2) as threads:
        stage.at_gate("adding")  # nobody looks at an upload until both are here
        both = [
            threads.submit(send, server, "PUT", "/upload/new/two.png", one, If_None_Match="*") for one in (PNG, OTHER)
        ]
        until(lambda: len(held(server)) == 2)
        stage.open_gate("adding")
        assert sorted(one.result().status for one in both) == [201, 412]


def test_what_people_put_there_stays(server: Server) -> None:
    for method in ("PUT", "DELETE"):
        refused = send(server, method, "/upload/stripes.png", PNG)
        assert refused.status == {"PUT": 409, "DELETE": 404}[method], refused.body
    assert server.get("60x40", "stripes.png").status == 200


def test_who_may(server: Server, stage: Stage) -> None:
    put, post = "/upload/who.png", "/upload"
    late = int(time.time()) - 1
    rows: list[tuple[int, str, str, dict[str, str]]] = [
        (201, "POST", post, {"Authorization": f"bearer  {TOKEN}"}),
        (201, "PUT", signed(server, "PUT", put), {}),
        (201, "POST", signed(server, "POST", post), {}),
        (204, "DELETE", signed(server, "DELETE", put), {}),
        (403, "PUT", put, {"Authorization": "Bearer "}),
        (403, "PUT", put, {"Authorization": f"Bearer {TOKEN}x"}),
        (403, "PUT", put, {"Authorization": f"Basic {TOKEN}"}),
        (403, "PUT", signed(server, "PUT", put), {"Authorization": "Bearer of good news"}),
        (403, "PUT", signed(server, "PUT", put, signed_method="DELETE"), {}),
        (403, "DELETE", signed(server, "DELETE", put, signed_method="PUT"), {}),
        (403, "PUT", signed(server, "PUT", post).replace("?", "/who.png?"), {}),
        (403, "PUT", signed(server, "PUT", put).replace("expires=", "expires=9"), {}),
        (403, "PUT", f"{put}?expires={late + 99}&signature=unsafe", {}),
        (403, "PUT", f"{put}?expires={late + 99}&signature=unsafe/x", {}),
        (403, "PUT", f"{put}?expires=&signature=", {}),
        (403, "DELETE", server.signer.sign("who.png", "purge ").replace("who", "upload/who"), {}),
        (410, "PUT", signed(server, "PUT", put, late), {}),
        (405, "GET", put, {}),
        (405, "POST", put, {}),
        (405, "PATCH", put, {}),
        (405, "PUT", post, {}),
    ]
    before, wrong = len(uploads(stage)), []
    for status, method, path, headers in rows:
        reply = send(server, method, path, PNG, known=status == 405, **headers)
        wrong += [(method, path, headers, reply.status, reply.body)] if reply.status != status else []
    bare = server.request(put, "DELETE")
    assert wrong == []
    assert (bare.status, "Bearer <token>" in bare.problem["detail"]) == (403, True)
    assert len(uploads(stage)) == before + 2


def test_what_is_not_taken(server: Server, stage: Stage) -> None:
    part = ('name="file"; filename="a.jpg"', PNG)
    whole = form(part)["body"]
    rows: list[tuple[int, str, str, dict[str, Any]]] = [
        (415, "format that is read here", "POST", {"body": HTML, "Slug": "innocent.jpg", "Content_Type": "image/jpeg"}),
        (415, "format that is read here", "POST", form(('name="file"; filename="innocent.jpg"', HTML))),
        (415, "empty", "POST", {"body": b""}),
        (415, "empty", "POST", form(('name="file"; filename="a.jpg"', b""))),
        (415, "jpeg, png", "POST", {"body": encoded(quarters(), ".webp")}),
        (422, "", "POST", {"body": PNG[:-60]}),
        (400, "no file", "POST", form(('name="alt"', b"words"))),
        (400, "several files", "POST", form(part, part)),
        (400, "last boundary", "POST", {**form(part), "body": whole[:-12]}),
        (400, "with a boundary", "POST", {"body": PNG, "Content_Type": "multipart/form-data"}),
        (400, "behind a boundary", "POST", {**form(part), "body": b"--XXyz" + PNG}),
        (400, "headers of a part", "POST", {**form(part), "body": b"--XX\r\n" + b"a" * 9000}),
        (400, "besides its file", "POST", {**form(part), "body": b"a" * 70_000 + whole}),
        (400, "part of a picture", "PUT /upload/a.png", {"body": PNG, "Content_Range": "bytes 0-9/20"}),
        (400, "begin with a dot", "PUT /upload/../a.png", {"body": PNG}),
        (400, "begin with a dot", "PUT /upload/%2e%2e/a.png", {"body": PNG}),
        (400, "begin with a dot", "PUT /upload/a/.fitter/b.png", {"body": PNG}),
        (400, "not empty", "PUT /upload//etc/passwd", {"body": PNG}),
        (400, "not empty", "PUT /upload/a/", {"body": PNG}),
        (400, "not empty", "DELETE /upload/a/", {}),
        (400, "cannot be read", "POST", {"body": PNG, "Content_Disposition": "a; filename*=idna''x"}),
        (400, "cannot be read", "POST", form(("name=\"file\"; filename*=idna''x", PNG))),
        (400, "control", "PUT /upload/a%00.png", {"body": PNG}),
        (400, "512", f"PUT /upload/{'a' * 513}", {"body": PNG}),
        (400, "no operation", "PUT /upload/60x40/a.png", {"body": PNG}),
        (400, "no source", "PUT /upload/", {"body": PNG}),
        (403, "not given away", "PUT /upload/Secret/a.png", {"body": PNG}),
    ]
    before, wrong = uploads(stage), []
    for status, words, request, how in rows:
        method, _, path = request.partition(" ")
        reply = send(server, method, path or "/upload", **how)
        fits = reply.status == status and words in reply.problem["detail"]
        wrong += [] if fits else [(request, how.get("Slug"), reply.status, reply.body)]
    assert wrong == []
    with closing(Line(server)) as line:
        line.head("POST", "/upload")
        assert (bare := line.reply()).status == 411, bare.body
    assert uploads(stage) == before


def test_500_megabytes_are_refused_before_the_first(server: Server) -> None:
    for headers in ((), ("Expect: 100-continue",), ("Content-Type: multipart/form-data; boundary=XX",)):
        with closing(Line(server)) as line:
            line.head("POST", "/upload", f"Content-Length: 500000000{'0' * 20 * len(headers)}", *headers)
            reply = line.reply()
            assert (reply.status, reply.problem["code"]) == (413, "source_too_large")
            assert reply.headers["Connection"] == "close"


@pytest.mark.parametrize("kind", ["image/jpeg", "multipart/form-data; boundary=XX"])
def test_in_chunks_they_are_refused_when_the_limit_is_passed(server: Server, stage: Stage, kind: str) -> None:
    before = uploads(stage)
    with closing(Line(server)) as line:
        line.head("POST", "/upload", "Transfer-Encoding: chunked", f"Content-Type: {kind}")
        line.chunk(b'--XX\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + JPEG)
        for _ in range(MOST // 65536 + 1):
            line.chunk(b"a" * 65536)
        reply = line.reply()  # though there is more to come
        assert (reply.status, reply.problem["code"]) == (413, "source_too_large")
        assert str(MOST) in reply.problem["detail"]
        line.chunk(b"a" * 65536)  # and nobody is reset who still sends
    assert uploads(stage) == before


def test_who_hangs_up_leaves_nothing(server: Server) -> None:
    for headers, sent in (("Content-Length: 900000", b"a" * 300_000), ("Transfer-Encoding: chunked", b"10\r\nabc")):
        with closing(Line(server)) as line:
            line.head("PUT", "/upload/gone.png", headers)
            line.socket.sendall(sent)
            until(lambda: held(server))
        until(lambda: not held(server))
    until(lambda: [one["status"] for one in server.access_lines[-2:]] == [499, 499])
    assert size(server, "gone.png") == "404"


def test_who_is_slow_is_told(server: Server) -> None:
    with closing(Line(server)) as line:
        line.head("PUT", "/upload/slow.png", f"Content-Length: {len(PNG)}")
        line.socket.sendall(PNG[:-1])
        reply = line.reply()
        assert (reply.status, reply.problem["code"]) == (408, "too_late")
        assert "1.5 s" in reply.problem["detail"]


def test_so_many_arrive_at_once(server: Server) -> None:
    with closing(Line(server)) as first, closing(Line(server)) as second:
        for line in (first, second):
            line.head("PUT", "/upload/crowd.png", f"Content-Length: {len(PNG)}")
        until(lambda: len(held(server)) == 2)
        full = send(server, "POST", "/upload", PNG)
        assert (full.status, full.problem["code"], full.headers["Retry-After"]) == (503, "overloaded", "1")
        first.socket.sendall(PNG)
        assert first.reply().status == 201
        assert send(server, "POST", "/upload", PNG).status == 201
        assert server.get("60x40", "crowd.png").status == 200, "while the second has not come to its end"


def test_scripts_may_ask(server: Server) -> None:
    asked = server.request("/upload/a.png", "OPTIONS", Origin="https://example.com")
    assert (asked.status, asked.headers["Access-Control-Allow-Methods"]) == (204, "PUT, DELETE")
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert asked.headers["Access-Control-Allow-Origin"] == "*"


def test_they_are_off_unless_they_are_wanted(common: Server) -> None:
    assert send(common, "POST", "/upload", PNG).status == 405
    assert send(common, "PUT", "/upload/a.png", PNG).status == 405
    assert send(common, "POST", "/image", PNG).status == 405
