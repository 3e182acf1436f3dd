"""One line a request."""

from __future__ import annotations

import fcntl
import json
import re
import signal
import time

import pytest

from tests.forked import Forked
from tests.server import Server
from tests.table import table
from tests.web.stage import Stage, logged, until
from tests.web.test_hits import Client


def test_line_of_a_request(server: Server) -> None:
    path = server.path("60x40/flip", "quarters.jpg")
    first, second, head = server.request(path), server.request(path), server.request(path, "HEAD")
    lines = [logged(server, reply.headers["X-Request-Id"]) for reply in (first, second, head)]
    assert [(line["method"], line["status"], line["cache"]) for line in lines] == [
        ("GET", 200, "miss"),
        ("GET", 200, "hit"),
        ("HEAD", 200, "hit"),
    ]
    assert {line["plan"] for line in lines} == {"60x40/flip/quarters.jpg"}
    assert {line["wishes"] for line in lines} == {""}
    assert list(lines[0]["steps"]) == ["parse", "recall", "load", "transform", "respond"]
    assert list(lines[1]["steps"]) == ["parse", "recall", "respond"]
    assert all(sum(line["steps"].values()) <= line["ms"] for line in lines)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", lines[0]["time"])
    assert {line["level"] for line in lines} == {"info"}
    assert not any("error" in line for line in lines)


def test_line_says_what_was_negotiated(server: Server) -> None:
    reply = server.get("60x40", "quarters.jpg", Accept="image/webp,image/avif;q=0.9,*/*")
    assert logged(server, reply.headers["X-Request-Id"])["wishes"] == "webp,avif"


@table(
    "path, status, plan, shown",
    [
        ("/nonsense/60x40/quarters.jpg", 403, "", "/nonsense/60x40/quarters.jpg"),
        ("/unsafe/rotat:90/a.jpg", 400, "", "/unsafe/rotat:90/a.jpg"),
        ("/unsafe/60x40/nothing.jpg", 404, "60x40/nothing.jpg", None),
        ("/unsafe/%C3%A9%22%0d", 400, "", "/unsafe/%C3%A9%22%0d"),
        ("/no/\x9b2J", 403, "", r"/no/\xc2\x9b2J"),
        ("/get?path=a.jpg&signature=nonsense&mode=flip", 400, "", "/get?path=a.jpg&signature=...&mode=flip"),
        (f"/nonsense/{'x' * 400}", 403, "", f"/nonsense/{'x' * 290}..."),
    ],
)
def test_line_of_an_error(server: Server, path: str, status: int, plan: str, shown: str | None) -> None:
    with Client(server.port) as client:
        name = f"wrong-{time.monotonic_ns()}"
        client.ask(path, X_Request_Id=name)
    line = logged(server, name)
    assert (line["status"], line["plan"], line.get("path")) == (status, plan, shown)
    assert line["error"]


@pytest.mark.parametrize("given", ["a", "0f8fad5b-d9cb-469f-a165-70867728950e", "A.b_c-1", "x" * 64])
def test_clean_request_id_is_kept(server: Server, given: str) -> None:
    for path in (server.path("60x40", "quarters.jpg"), "/nonsense/a.jpg"):
        reply = server.request(path, X_Request_Id=given)
        assert reply.headers["X-Request-Id"] == given
    until(lambda: sum(f'"id": "{given}"' in line for line in server.lines) == 2)


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", 'a"b', "<script>", "é", "a\tb", "${jndi:x}", "../../x"])
def test_other_request_id_is_replaced(server: Server, given: str) -> None:
    reply = server.request("/nonsense/a.jpg", X_Request_Id=given)
    assert re.fullmatch("[0-9a-f]{16}", reply.headers["X-Request-Id"])
    assert reply.problem["instance"] == reply.headers["X-Request-Id"]


def test_every_line_is_json_and_names_no_secret(server: Server) -> None:
    server.get("fault", "quarters.jpg")
    own = [line for line in server.lines if line.startswith("{")]
    assert all(json.loads(line)["logger"] for line in own)
    assert "a key for tests" not in "".join(server.lines)


def test_log_that_nobody_reads_holds_nobody_up(stage: Stage) -> None:
    server = stage.server()
    process = Forked(("serve", "--config", str(server.file)), stage.folder, server.environment)
    try:
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
        announced = next(found for line in process.stdout if (found := re.search(r"serves on http://\S+:(\d+)", line)))
        server.port = int(announced[1])
        for _ in range(60):
            assert server.request("/nonsense/a.jpg").status == 403
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()
