"""What is asked for plainly is answered on the connection, and looks as what goes through Tornado."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fitter.flow.answers.response import Response
from fitter.web.written import pieces
from tests.server import Server
from tests.web.stage import asked, logged, until
from tests.web.test_hits import ORDINARY, Client


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(server.port) as client:
        yield client


def test_both_ways_answer_alike(server: Server, client: Client) -> None:
    wrong = []
    paths = [
        server.path(operations, source)
        for operations, source in [
            ("preview/70x40", "quarters.jpg"),  # kept by nobody, so that both are made
            ("preview/meta", "quarters.jpg"),
            ("70x40", "nothing.jpg"),
            ("70x40", "text.jpg"),
            ("expires:1/70x40", "quarters.jpg"),
        ]
    ]
    paths += [server.sign(f"{operations}/quarters.jpg") for operations in ("rotat:90", "blur:1000000")]
    paths += ["/", "//", "/no-signature/quarters.jpg", "/?a", "/%ff%00", f"/{'x' * 9000}", f"{paths[0]}x", "*", "x"]
    for path in paths:
        for method in ("GET", "HEAD"):
            first, second = client.ask(path, method), client.ask(path, method, **ORDINARY)
            if first[0] != second[0]:
                wrong.append((method, path[:80], first[0], second[0]))
    assert wrong == []


def test_pictures_that_are_asked_for_together_come_in_order(client: Client, server: Server) -> None:
    paths = [server.path(f"{width}x40", "quarters.jpg") for width in range(70, 80)]
    for path in paths:
        client.send(path)
    together = [client.receive()[1] for _ in paths]
    assert together == [server.request(path).body for path in paths]
    assert len(set(together)) == len(paths)


def test_whoever_hangs_up_is_in_the_log(server: Server) -> None:
    path = server.path("blur:30/4000x4000/format:png", "quarters.jpg")
    with asked(server, path) as (request,):
        request.connection.close()
    until(lambda: [line["status"] for line in server.access_lines[-1:]] == [499])


def test_line_of_what_is_made(server: Server, client: Client) -> None:
    client.ask(server.path("81x40", "quarters.jpg"), X_Request_Id="made-plainly")
    line = logged(server, "made-plainly")
    assert list(line["steps"]) == ["parse", "recall", "load", "transform", "respond"]
    assert (line["cache"], line["plan"], line["status"]) == ("miss", "81x40/quarters.jpg", 200)


def test_no_header_ends_its_line() -> None:
    for text in ("image/png\r\nX-Evil: 1", "a\nb", "a\0b", "a\x7fb"):
        with pytest.raises(ValueError, match="a header would end its line"):
            pieces(Response(200, {"Content-Type": text}))
    assert b"X: a\tb" in pieces(Response(200, {"X": "a\tb"}))[1]
