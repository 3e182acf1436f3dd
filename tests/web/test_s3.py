"""Sources and results in S3, and an S3 that is busy, hangs or is gone."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.faults import FaultProxy, refusal
from tests.s3 import S3Server
from tests.server import Reply, Server
from tests.web.stage import Stage, metric, until

FILES = {"use": "fitter.storages.files.FileStorage", "root": "images"}
KEPT = 'fitter_recalls_total{found="yes",tier="result_storage[0]"}'


@pytest.fixture(scope="module")
def proxy(s3: S3Server) -> Iterator[FaultProxy]:
    with FaultProxy(s3.port) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def stage(s3: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(tmp_path_factory.mktemp("stage"), {"engine": {"workers": 1, "deadline": "4s"}})
    s3.ask("PUT", "/pictures/web/remote.jpg", (stage.folder / "images" / "quarters.jpg").read_bytes())
    return stage


@pytest.fixture(scope="module")
def server(s3: S3Server, proxy: FaultProxy, stage: Stage) -> Iterator[Server]:
    use = {"use": "fitter.storages.s3.S3Storage", **s3.options, "endpoint": proxy.endpoint, "prefix": "web"}
    loader = {**use, "bucket": "pictures", "serves": "given", "timeout": "1s"}
    results = {**use, "bucket": "others", "serves": "kept"}
    with stage.server(loader=[FILES, loader], result_storage=results) as server:
        yield server


def comes_back(s3: S3Server, server: Server, width: int) -> None:
    """What is made is kept again, and found."""
    before = metric(server, KEPT)

    def found() -> bool:
        time.sleep(0.1)  # a tier that hung rests for seconds
        return server.get(f"{width}x40", "quarters.jpg").status == 200 and metric(server, KEPT) > before

    until(found)


def made(server: Server, *widths: int) -> list[Reply]:
    """Results that are nowhere yet, and one that is."""
    return [server.get(f"{width}x40", "quarters.jpg") for width in (*widths, 30)]


def test_s3_as_loader_and_as_result_storage(s3: S3Server, server: Server) -> None:
    first = server.get("60x40", "remote.jpg")
    assert first.status == 200
    until(lambda: s3.names("others", "web/"))
    again = server.get("60x40", "remote.jpg")
    assert (again.body, again.headers["X-Cache"]) == (first.body, "HIT")
    (name,) = s3.names("others", "web/")
    plain = s3.ask("GET", "/others/" + name.replace("!", "%21"))
    assert (plain.body, plain.headers["Content-Type"]) == (first.body, "image/jpeg")
    assert server.get("60x40", "nothing.jpg").status == 404
    assert server.get("30x40", "quarters.jpg").status == 200
    comes_back(s3, server, 31)


@pytest.mark.parametrize(
    ("fault", "status"),
    [(refusal("503", "SlowDown"), 502), (refusal("403", "AccessDenied"), 502), ("close", 502), ("cut", 502)],
)
def test_s3_that_refuses(
    s3: S3Server, server: Server, proxy: FaultProxy, fault: bytes | str, status: int, request: pytest.FixtureRequest
) -> None:
    number = 70 + 10 * request.node.callspec.indices["fault"]
    proxy.fault = lambda head: fault
    assert {reply.status for reply in made(server, number, number + 1)} == {200}
    broken = server.get("61x40", "remote.jpg")
    assert (broken.status, broken.problem["code"]) == (status, "origin_failed")
    assert "127.0.0.1" not in str(broken)
    proxy.first()
    assert server.get("61x40", "remote.jpg").status == 200
    comes_back(s3, server, number + 2)


def test_s3_that_hangs(s3: S3Server, server: Server) -> None:
    s3.hang()
    try:
        assert {reply.status for reply in made(server, *range(110, 116))} == {200}
        assert server.get("62x40", "remote.jpg").status in (502, 504)
    finally:
        s3.go_on()
    comes_back(s3, server, 117)


def test_s3_that_is_gone(s3: S3Server, server: Server) -> None:
    s3.stop()
    try:
        assert {reply.status for reply in made(server, *range(120, 124))} == {200}
        assert server.get("63x40", "remote.jpg").status == 502
    finally:
        s3.start()
    assert server.get("63x40", "remote.jpg").status == 200
    comes_back(s3, server, 125)


def test_the_log_says_what_is_wrong_and_no_secrets(server: Server, s3: S3Server) -> None:
    text = "".join(server.lines)
    assert "refuses to read an object: status 503 SlowDown" in text
    assert "the access key has no right to it" in text
    assert "did not answer within 1 s" in text
    assert not any(secret in text for secret in (s3.options["secret_key"], s3.options["access_key"]))
