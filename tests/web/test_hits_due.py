"""Hits whose source must be asked about at every request: memory alone answers none of them."""

from __future__ import annotations

import time
from typing import Any

from tests.server import Server
from tests.web.stage import Stage, logged

SETTINGS: dict[str, Any] = {
    "result_storage": {"use": "fitter.storages.memory.MemoryStorage"},
    "sources": {"max_age": "0s"},
}


def test_each_is_asked_about(server: Server, stage: Stage) -> None:
    path, file = server.path("60x40", "due.jpg"), stage.folder / "images/due.jpg"
    file.write_bytes((stage.folder / "images/quarters.jpg").read_bytes())
    for _ in range(4):
        old = server.request(path)
        time.sleep(0.02)  # it is kept behind the answer
    known = {"If_None_Match": old.headers["Etag"]}
    replies = [server.request(path), server.request(path, **known), server.request(path, **known)]
    assert [reply.status for reply in replies] == [200, 304, 304]
    assert all("revalidate" in logged(server, reply.headers["X-Request-Id"])["steps"] for reply in replies)
    file.write_bytes((stage.folder / "images/stripes.png").read_bytes())
    new = server.request(path, **known)
    assert (new.status, new.headers["X-Cache"]) == (200, "MISS")
    assert new.body != old.body
