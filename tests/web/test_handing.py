"""nginx sends what fitter keeps in files, as docs/cdn.md says: the answers are those that fitter itself would give."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import Reply, Server
from tests.web import caches
from tests.web.caches import Cache
from tests.web.stage import BASIS, Stage, logged, until

SETTINGS = {
    "result_storage": {**BASIS["result_storage"], "accel": "/_results/"},
    "cache": {"canonical": "https://www.example.com/{source}", "server_timing": True, "cors": ["https://a.example"]},
}
OWN = ("Date", "Server", "Connection", "X-Request-Id", "Server-Timing")  # each answer has its own
WAY = "X-Accel-Redirect"


@pytest.fixture(scope="module")
def nginx(server: Server, stage: Stage) -> Iterator[Cache]:
    with (
        tempfile.TemporaryDirectory(prefix="cdn", dir="/tmp") as folder,  # short enough for a socket
        caches.sender(server, Path(folder), stage.results) as cache,
    ):
        yield cache


def same(reply: Reply) -> tuple[int, dict[str, str], bytes]:
    headers = {name.title(): value for name, value in reply.headers.items() if name.title() not in OWN}
    if reply.status == 206:
        headers.pop("Accept-Ranges", None)  # that goes without saying
    return reply.status, headers, reply.body


def path_of(reply: Reply, stage: Stage) -> Path:
    """The file that an answer hands over."""
    return stage.results / ".fitter" / "handed" / reply.headers[WAY].removeprefix("/_results/")


def kept(server: Server, operations: str, source: str = "quarters.png") -> str:
    path = server.path(operations, source)
    until(lambda: WAY in server.request(path, X_Sendfile_Type=WAY).headers)  # a hit may be one that is being written
    return path


def test_answers_are_the_same_and_their_bodies_are_not_fitters(server: Server, stage: Stage, nginx: Cache) -> None:
    path = kept(server, "60x40/attachment:a.png")
    whole = server.request(path)
    asked = [
        {},
        {"Accept": "image/webp"},
        {"Origin": "https://a.example"},
        {"Range": "bytes=10-19"},
        {"Range": "bytes=10-19", "If-Range": whole.headers["Etag"]},
        {"Range": "bytes=10-19", "If-Range": '"other"'},
        {"Range": "bytes=-5"},
        {"If-None-Match": whole.headers["Etag"]},
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": whole.headers["Last-Modified"]},
        {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:01 GMT"},
        {"X-Sendfile-Type": "X-Sendfile"},
    ]
    until(lambda: WAY in server.request(path, X_Sendfile_Type=WAY, Accept="image/webp").headers)
    wrong = []
    for headers in asked:
        for method in ("GET", "HEAD"):
            given = {name.replace("-", "_"): value for name, value in headers.items()}
            direct, sent = server.request(path, method, **given), nginx.request(path, method, **given)
            if "X-Sendfile-Type" in headers:
                direct = server.request(path, method)
            if same(direct) != same(sent):
                odd = dict(set(same(direct)[1].items()) ^ set(same(sent)[1].items()))
                wrong.append((method, headers, direct.status, sent.status, odd, direct.body == sent.body))
    assert wrong == []
    assert (nginx.request(path).headers["Content-Length"], len(whole.body)) == (str(len(whole.body)), len(whole.body))

    handed = server.request(path, X_Sendfile_Type=WAY)
    assert (handed.status, handed.body) == (200, b"")
    assert path_of(handed, stage).read_bytes() == whole.body
    assert path_of(handed, stage).stat().st_nlink == 2, "it is the file that is kept"
    assert server.request(path, X_Sendfile_Type="nonsense").body == whole.body
    assert server.request(path, "HEAD", X_Sendfile_Type=WAY).headers["Content-Length"] == str(len(whole.body))
    sent = nginx.request(path, X_Request_Id="handed-over")
    assert (sent.body, sent.headers["X-Request-Id"]) == (whole.body, "handed-over")
    assert logged(server, "handed-over")["status"] == 200
    assert nginx.request(handed.headers[WAY]).problem["code"] == "bad_signature"  # nobody gets in there by himself
    assert nginx.request(server.path("61x40", "nothing.png")).status == 404


def test_what_is_sent_is_what_was_found_whole(server: Server, stage: Stage, nginx: Cache) -> None:
    path = kept(server, "63x40")
    first = server.request(path, X_Sendfile_Type=WAY)
    old = path_of(first, stage).read_bytes()
    name = path_of(first, stage)
    (file,) = (one for one in stage.kept() if one.name.endswith(".fitter") and one.samefile(name))
    file.write_bytes(old[:100] + b"\0" + old[101:])  # what is kept is broken: it is made anew, not handed over
    again = nginx.request(path)
    assert (again.status, again.headers["X-Cache"], again.body) == (200, "MISS", old)
    until(lambda: WAY in server.request(path, X_Sendfile_Type=WAY).headers)
    new = server.request(path, X_Sendfile_Type=WAY)
    assert new.headers[WAY] != first.headers[WAY]


def test_nginx_that_does_not_find_it_asks_again(server: Server, stage: Stage) -> None:
    path = kept(server, "64x40")
    with (
        tempfile.TemporaryDirectory(prefix="cdn", dir="/tmp") as folder,
        caches.sender(server, Path(folder), stage.folder / "elsewhere") as cache,
    ):
        assert same(cache.request(path)) == same(server.request(path))
