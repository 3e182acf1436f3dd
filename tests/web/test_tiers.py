"""Result tiers: what is found low is copied up, and a tier that fails is only a miss."""

from __future__ import annotations

from tests.server import Server
from tests.web.stage import Stage, metric, until

FILES = {"use": "fitter.storages.files.FileStorage", "root": "results"}
MEMORY = {"use": "fitter.storages.memory.MemoryStorage", "bytes": "64MiB"}
FAILING = {"use": "tests.mischief.FailingStorage"}
ORIGINALS = {"use": "fitter.storages.files.FileStorage", "root": "originals"}

SETTINGS = {"result_storage": [FAILING, MEMORY, FILES], "storage": [FAILING, ORIGINALS]}


def test_failing_tiers_are_misses(server: Server, stage: Stage) -> None:
    path = server.path("60x40", "quarters.jpg")
    first, second = server.request(path), server.request(path)
    assert [reply.status for reply in (first, second)] == [200, 200]
    assert second.headers["X-Cache"] == "HIT"
    assert second.body == first.body
    until(lambda: metric(server, 'fitter_tier_errors_total{method="put",tier="result_storage[0]"}') >= 1)
    assert metric(server, 'fitter_tier_errors_total{method="get",tier="result_storage[0]"}') >= 1
    assert metric(server, 'fitter_tier_errors_total{method="get",tier="storage[0]"}') == 1
    assert "a secret of the storage" not in str(first)


def test_source_storage_is_asked_before_the_loader(server: Server, stage: Stage) -> None:
    image = stage.folder / "images" / "moved.jpg"
    image.write_bytes((stage.folder / "images" / "quarters.jpg").read_bytes())
    assert server.get("60x40", "moved.jpg").status == 200
    until(lambda: metric(server, 'fitter_tier_errors_total{method="put",tier="storage[0]"}') >= 1)
    until(lambda: list((stage.folder / "originals").rglob("moved*")) or list((stage.folder / "originals").rglob("*.*")))
    image.unlink()
    assert server.get("61x40", "moved.jpg").status == 200


def test_lower_tier_fills_the_upper(server: Server, stage: Stage) -> None:
    path = server.path("62x40", "quarters.jpg")
    body = server.request(path).body
    until(stage.kept)
    with stage.server() as restarted:  # its memory is empty
        yes = 'fitter_recalls_total{found="yes",tier="result_storage[%d]"}'
        replies = [restarted.request(path)]
        until(lambda: replies.append(restarted.request(path)) or metric(restarted, yes % 1))
        assert {(reply.headers["X-Cache"], reply.body) for reply in replies} == {("HIT", body)}
        assert metric(restarted, yes % 2) >= 1


def test_folder_that_cannot_be_written(stage: Stage) -> None:
    blocked = stage.folder / "blocked"
    blocked.write_text("a file where the folder should be")
    with stage.server(result_storage={**FILES, "root": str(blocked)}, storage=[]) as server:
        replies = [server.get("60x40", "quarters.jpg") for _ in range(3)]
        assert {reply.status for reply in replies} == {200}
        assert replies[0].body == replies[1].body
