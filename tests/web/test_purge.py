"""A purge reaches every tier of every front, and only who may purges."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from fitter.url.signature import PURGE
from tests.cli.run import fitter
from tests.pictures import encoded, quarters, see
from tests.server import Server
from tests.web.stage import Stage, metric, until

FILES = "fitter.storages.files.FileStorage"
SETTINGS = {
    "storage": {"use": FILES, "root": "originals"},
    "result_storage": [
        {"use": "fitter.storages.memory.MemoryStorage", "bytes": "64MiB"},
        {"use": FILES, "root": "results"},
    ],
    "sources": {"max_age": "1h"},
}
ALIVE = 'fitter_workers{state="alive"}'


@pytest.fixture
def file(stage: Stage, request: pytest.FixtureRequest) -> Path:
    for left in kept(stage):
        left.unlink()
    file = stage.folder / "images" / f"{request.node.name.partition('[')[0]}-{len(request.node.name)}.png"
    file.write_bytes(encoded(quarters(), ".png"))
    return file


def change(file: Path) -> None:
    file.write_bytes(encoded(quarters(80, 120), ".png"))
    os.utime(file, (1, 1))


def size(server: Server, operations: str, name: str) -> str:
    reply = server.get(operations, name)
    assert reply.status == 200, reply.body
    return see(reply.body).size


def kept(stage: Stage) -> list[Path]:
    folders = (stage.results, stage.folder / "originals")
    return [file for folder in folders for file in folder.rglob("*.fitter") if file.is_file()]


def path(server: Server, source: str) -> str:
    return server.signer.sign(source, PURGE)


@pytest.mark.parametrize("method", ["DELETE", "PURGE"])
def test_all_is_forgotten_at_once(server: Server, stage: Stage, file: Path, method: str) -> None:
    widths = range(60, 70)
    assert {size(server, f"{width}x40", file.name) for width in widths} == {f"{width}x40" for width in widths}
    assert size(server, "60x40", "stripes.png") == "60x40"
    until(lambda: len(kept(stage)) == 13)  # ten results, another's, and two sources
    change(file)
    assert size(server, "60x", file.name) == "60x40", "it is taken as unchanged"
    until(lambda: len(kept(stage)) == 14)
    answer = server.request(path(server, file.name), method)
    assert (answer.status, answer.body, answer.headers["Cache-Control"]) == (204, b"", "no-store")
    assert len(kept(stage)) == 2, "those of the other"
    assert size(server, "60x", file.name) == "60x90"
    assert server.get("60x40", "stripes.png").headers["X-Cache"] == "HIT"
    assert server.request(path(server, "nothing.png"), method).status == 204, "nothing is forgotten already"
    server.request(path(server, "stripes.png"), method)


def test_who_may_not(server: Server, file: Path) -> None:
    assert size(server, "60x40", file.name) == "60x40"
    refused = server.request(server.sign(file.name), "DELETE")
    assert (refused.status, refused.problem["code"]) == (403, "bad_signature")
    assert "'purge ' and then the path" in refused.problem["detail"]
    assert server.request(path(server, file.name)).status == 403, "nor the other way round"
    operations = server.request(path(server, f"flip/{file.name}"), "DELETE")
    assert (operations.status, operations.problem["code"]) == (400, "bad_request")
    assert server.request(path(server, ""), "DELETE").status == 400
    assert server.get("60x40", file.name).headers["X-Cache"] == "HIT"


def test_what_was_missing_is_looked_for_again(server: Server, stage: Stage, file: Path) -> None:
    late = stage.folder / "images" / "late.png"
    assert server.get("60x", late.name).status == 404
    late.write_bytes(file.read_bytes())
    assert server.get("60x", late.name).status == 404
    assert server.request(path(server, late.name), "PURGE").status == 204
    assert size(server, "60x", late.name) == "60x40"
    late.unlink()


def test_the_other_fronts_forget_too(stage: Stage, file: Path) -> None:
    with stage.server(**SETTINGS, server={"port": 0, "processes": 2}) as server:
        until(lambda: metric(server, ALIVE) == 2)
        assert {size(server, "60x", file.name) for _ in range(40)} == {"60x40"}  # both have it in their memories
        change(file)
        assert server.request(path(server, file.name), "PURGE").status == 204
        until(lambda: {size(server, "60x", file.name) for _ in range(20)} == {"60x90"})


def test_a_tier_that_cannot_delete_is_named(stage: Stage, file: Path) -> None:
    tiers = [{"use": "tests.mischief.FailingStorage"}, {"use": FILES, "root": "results"}]
    with stage.server(result_storage=tiers) as server:
        assert size(server, "60x", file.name) == "60x40"
        until(lambda: stage.kept())
        failed = server.request(path(server, file.name), "PURGE")
        assert (failed.status, failed.problem["code"]) == (502, "purge_failed")
        assert failed.problem["detail"].startswith("Not everywhere: result_storage[0] did not do it.")
        assert not any(file.is_relative_to(stage.results) for file in kept(stage)), "the others have"
        until(lambda: any(f"not purged everywhere: '{file.name}'" in line for line in server.lines))
        assert not any(f"\"purged '{file.name}'" in line for line in server.lines)


def test_names_that_can_be_read(stage: Stage, file: Path) -> None:
    naming = {"names": "readable", "prefix": "made/", "shard": {"depth": 1}, "suffix": True}
    with stage.server(**SETTINGS, naming=naming) as server:
        assert size(server, "60x40/format:webp", file.name) == "60x40"
        until(lambda: len(kept(stage)) == 2)
        (result,) = stage.results.rglob("*.webp.fitter")
        assert [part[:10] for part in result.relative_to(stage.results).parts[::2]] == ["made", file.name[:10]]
        assert server.get("60x40/format:webp", file.name).headers["X-Cache"] == "HIT"
        assert server.request(path(server, file.name), "PURGE").status == 204
        assert kept(stage) == []


def test_the_command(stage: Stage, file: Path) -> None:
    with stage.server(**SETTINGS) as server:
        assert size(server, "60x", file.name) == "60x40"
        change(file)
        place = f"http://127.0.0.1:{server.port}"
        done = fitter(stage.folder, "purge", "--server", place, file.name, "other.png")
        assert (done.code, done.out, done.lines) == (0, "", [])
        assert size(server, "60x", file.name) == "60x90"
        until(lambda: len(kept(stage)) == 2)
        printed = fitter(stage.folder, "purge", "--print", file.name).out.strip()
        assert server.request(printed, "DELETE").status == 204
        assert kept(stage) == []
        assert size(server, "60x", file.name) == "60x90"
        until(lambda: len(kept(stage)) == 2)
    refused = fitter(stage.folder, "purge", "--server", place, file.name)
    assert refused.code == 1
    assert refused.lines[0].startswith(f"Error: {place} does not answer: ")
    with socket.create_server(("127.0.0.1", 0)) as listening:  # somebody is there, and may have it all in memory
        threading.Thread(target=lambda: listening.accept()[0].close()).start()
        port = listening.getsockname()[1]
        server.file.write_text(server.file.read_text().replace("port: 0", f"port: {port}"))
        hung_up = fitter(stage.folder, "purge", file.name)
        server.file.write_text(server.file.read_text().replace(f"port: {port}", "port: 0"))
    assert hung_up.code == 1
    assert hung_up.lines[0].startswith(f"Error: http://127.0.0.1:{port} does not answer: ")
    assert len(kept(stage)) == 2
    alone = fitter(stage.folder, "purge", file.name)  # nobody listens at port 0: the storages are cleared without
    assert (alone.code, alone.lines) == (0, [])
    assert kept(stage) == []
