"""Uploads among kept sources: they have no other origin, and no purge takes them."""

from __future__ import annotations

from typing import Any

from tests.pictures import encoded, quarters, see
from tests.server import Server
from tests.web.stage import Stage
from tests.web.test_purge import path as purging
from tests.web.uploading import TOKEN, send, told

FILES = "fitter.storages.files.FileStorage"
SETTINGS: dict[str, Any] = {
    "loader": [{"use": "fitter.loaders.http.HttpLoader", "hosts": ["a.example"]}, {"use": FILES, "root": "images"}],
    "storage": {"use": FILES, "root": "originals"},
    "sources": {"max_age": 0, "missing": 0},
    "server": {"port": 0, "public_url": "https://img.example.com"},
    "upload": {"enabled": True, "tokens": [TOKEN], "to": "storage"},
}
PNG, OTHER = encoded(quarters(), ".png"), encoded(quarters(80, 120), ".png")


def test_they_stay_until_they_are_deleted(server: Server, stage: Stage) -> None:
    assert send(server, "PUT", "/upload/one.png", PNG).status == 201
    for _ in range(3):  # each time its origin is asked
        assert see(server.get("60x", "one.png").body).size == "60x40"
    assert server.get("60x40", "stripes.png").status == 200
    for source in ("one.png", "stripes.png"):
        assert server.request(purging(server, source), "PURGE").status == 204
    assert [file.name for file in (stage.folder / "originals").rglob("*.fitter") if file.is_file()] == [
        "one.png.fitter"
    ]
    assert see(server.get("60x", "one.png").body).size == "60x40"
    assert send(server, "PUT", "/upload/one.png", OTHER).status == 200
    assert see(server.get("60x", "one.png").body).size == "60x90"
    assert send(server, "DELETE", "/upload/one.png").status == 204
    assert server.get("60x", "one.png").status == 404
    assert server.get("30x", "one.png").status == 404


def test_a_purge_of_what_ends_with_a_slash_takes_none_below(server: Server) -> None:
    assert send(server, "PUT", "/upload/folder/one.png", PNG).status == 201
    assert server.request(purging(server, "folder/"), "PURGE").status == 204
    assert server.get("60x", "folder/one.png").status == 200


def test_what_lies_in_a_loader_is_not_hidden(server: Server) -> None:
    for method, status in (("PUT", 409), ("DELETE", 404)):
        assert send(server, method, "/upload/stripes.png", PNG).status == status
    assert see(server.get("60x40", "stripes.png").body).size == "60x40"
    added = send(server, "POST", "/upload", PNG)
    assert told(added)["url"] == f"https://img.example.com{server.sign(told(added)['key'])}"


def test_what_is_only_kept_is_no_upload(server: Server, stage: Stage) -> None:
    given = stage.folder / "images" / "given.png"
    given.write_bytes(PNG)
    assert server.get("60x", "given.png").status == 200
    assert send(server, "DELETE", "/upload/given.png").status == 404
    given.unlink()
    assert server.get("60x", "given.png").status == 404, "its origin has it no more"
