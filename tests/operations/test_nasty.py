"""What no one would mean, sent to a real server twice: the errors name the field, and nothing is left of it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle, islice

import pytest

from fitter import Segment
from fitter.url.vocabulary import filter_name
from fitter.workers.memory import resident
from tests import pictures
from tests.operations.test_fuzz import OPERATIONS, calls
from tests.server import Server
from tests.web.stage import Stage, children, metric

SOURCES = cycle(["large.png", "quarters.jpg", "large.png", "transparent.png", "large.png", "deep.png", "quarters.gif"])
ANSWERS = {200, 400, 403, 413, 415, 422}
MARGIN = 20 * 1024**2
"""Bytes. The heap keeps what lies free at its top or gives it back, which makes a difference of some 8 MiB from one
round to the next; the pixels of each large source of a round are 35."""
EACH = 23
"""So many calls are passed over for one that is asked for."""
OTHERS = {"expires", "fallback", "raw"}
"""Operations that have answers of their own, or of another source."""
HUGE = [
    "100000x100000",
    "10x10/zoom:100/zoom:100/zoom:100",
    "extend:1000000,1000000",
    "pad:10000",
    "fill:blur,,100000,100000",
    "crop:0,0,120,1/zoom:100,1/zoom:100,1/rotate:0.0000001",
    "text:A,0,0,1000000",
    f"text:{'A' * 250}{'%E2%80%A8' * 249}A,0,0,48,red,0,1000000",
    f"filters:text({'(' * 900}{')' * 900},0,0)",
    f"filters:focal({'9' * 5000}x1:2x3)",
    "watermark:tall.png,0,0,0,5e-324",
    "/".join(["text:i,repeat,repeat,9"] * 12),
    "/".join(["rotate:30"] * 40),
    "flip/" * 65,
    "filters:" + "blur(" * 500 + ")" * 500,
]


def requests() -> Iterator[tuple[type[Segment] | None, str]]:
    """Some of all odd calls of each operation, in both spellings, and paths."""
    for at, operation in enumerate(OPERATIONS):
        if operation.name not in OTHERS:
            for call in islice(calls(operation), at % EACH, None, EACH):
                yield operation, f"{call.replace('leaf.png', 'tall.png').replace(' ', '%20')}/60x40/{next(SOURCES)}"
    yield from ((None, f"{path}/quarters.png") for path in HUGE)


def named(operation: type[Segment] | None, problem: str) -> bool:
    """Whether an error says of which operation and argument it speaks; not closed is only the path as a whole."""
    if operation is None or "is not closed" in problem:
        return True
    said = any(
        word in problem for word in (f"{operation.name}: ", f"{filter_name(operation)}: ", f"of {operation.name} ")
    )
    return said and any(word in problem for word in [*operation.model_fields, "argument", "pixels"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    stage = Stage(tmp_path_factory.mktemp("nasty"), {"result_storage": None})
    (stage.folder / "images" / "large.png").write_bytes(pictures.encoded(pictures.quarters(640, 480), ".png"))
    with stage.server() as server:
        yield server


def test_errors_name_the_field_and_nothing_is_left_behind(server: Server) -> None:
    asked = list(dict.fromkeys(requests()))
    front, workers = server.process.pid, children(server.process.pid)
    held = []
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        for _ in range(2):
            for operation, path in asked:
                connection.request("GET", f"/unsafe/{path}")
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status in ANSWERS, (path, body)
                if answer.status in (400, 422):
                    assert named(operation, json.loads(body)["detail"]), (path, body)
            held.append([resident(pid) for pid in (front, *workers)])
    assert len(asked) > 250
    assert children(front) == workers
    assert metric(server, 'fitter_worker_events_total{event="started"}') == 1
    assert [after - before < MARGIN for before, after in zip(*held, strict=True)] == [True, True], held
