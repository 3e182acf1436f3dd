from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from fitter import Blob
from tests.contracts.loader import NASTY
from tests.contracts.storage import BLOB, RESULT
from tests.storages import aside, files, names_in, own

THUMBOR = Path(__file__).parents[3] / "shared" / "vectors" / "thumbor.json"


@pytest.mark.parametrize(
    "key", [".hidden", ".git/config", "sub/.env", "sub//a", "./sub/a", "sub/../a", "a/", "sub/", ""]
)
def test_what_has_no_key(root: Path, key: str) -> None:
    for name in (".hidden", ".git/config", "sub/.env", "sub/a", "a"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(b"given")
    assert files(root).get(key) is None


@pytest.mark.parametrize("key", [key for key in NASTY if key.strip("/") and "\0" not in key and "\ud800" not in key])
def test_no_key_leaves_the_root(tmp_path: Path, root: Path, key: str) -> None:
    """With a canary wherever a careless join would end."""
    secret = b"secret"
    (tmp_path / "secret.txt").write_bytes(secret)
    (tmp_path / "root-secret").mkdir()
    (tmp_path / "root-secret" / "secret.txt").write_bytes(secret)
    ups = [
        "../",
        "..%2f",
        "%2e%2e/",
        "%252e%252e/",
        "..\\",
        "a/../../",
        "./../",
        "/../",
        "//../",
        f"{tmp_path}/",
        key + "/../../",
    ]
    storage = files(root)
    storage.put("a/b", BLOB)
    for up in ups:
        for tail in ("secret.txt", "root-secret/secret.txt", "../root-secret/secret.txt"):
            assert storage.get(up + tail) is None
            storage.put(up + tail, Blob(b"mine"))
            storage.delete(up + tail)
            storage.delete(up)
    assert (tmp_path / "secret.txt").read_bytes() == (tmp_path / "root-secret" / "secret.txt").read_bytes() == secret
    assert names_in(tmp_path) == ["root", "root-secret", "secret.txt"]


def _traversal() -> list[dict[str, str]]:
    if not THUMBOR.exists():
        return []
    return json.loads(THUMBOR.read_text())["file_loader_traversal"]


@pytest.mark.skipif(not THUMBOR.exists(), reason="the tables of thumbor's behaviour are not here")
@pytest.mark.parametrize("row", _traversal(), ids=lambda row: row["path"])
def test_traversal_as_in_thumbor(tmp_path: Path, row: dict[str, str]) -> None:
    for folder in ("images", "images-sibling"):
        (tmp_path / folder).mkdir()
    (tmp_path / "images" / "image .jpg").write_bytes(b"given")
    (tmp_path / "images-sibling" / "secret.txt").write_bytes(b"secret")
    for path in (row["path"], row["path"].replace("%2e", ".")):
        assert (files(tmp_path / "images").get(path) is not None) == (row["expected"] == "ok")


def test_links(tmp_path: Path, root: Path) -> None:
    outside = tmp_path / "root-secret"
    outside.mkdir()
    (outside / "a.jpg").write_bytes(b"secret")
    (root / "real.jpg").write_bytes(b"given")
    (root / "sub").mkdir()
    (root / "inside.jpg").symlink_to("real.jpg")
    (root / "sub" / "up.jpg").symlink_to("../real.jpg")
    (root / "absolute.jpg").symlink_to(root / "real.jpg")
    (root / "file.jpg").symlink_to(outside / "a.jpg")
    (root / "relative.jpg").symlink_to("../root-secret/a.jpg")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to("loop")
    (root / "nowhere").symlink_to("not there")
    storage = files(root)
    for key in ("inside.jpg", "sub/up.jpg", "absolute.jpg"):
        assert storage.get(key) is not None
    for key in ("file.jpg", "relative.jpg", "folder/a.jpg", "folder", "loop", "loop/a", "nowhere"):
        assert storage.get(key) is None


def test_a_root_that_is_a_link(tmp_path: Path, root: Path) -> None:
    (root / "a.jpg").write_bytes(b"given")
    (tmp_path / "current").symlink_to(root)
    storage = files(tmp_path / "current")
    storage.put("b", BLOB)
    assert storage.get("a.jpg") is not None
    assert storage.get("b") is not None


def test_nothing_is_written_through_a_link(tmp_path: Path, root: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.fitter").write_bytes(b"")
    (root / "folder").symlink_to(outside)
    storage = files(root)
    for key in ("folder/a", "folder/b/c"):
        with pytest.raises(OSError, match="directory"):
            storage.put(key, BLOB)
    storage.delete("folder/kept")
    storage.delete("folder/")
    assert names_in(outside) == ["kept.fitter"]
    assert aside(root) == []


def test_what_is_no_file(root: Path) -> None:
    os.mkfifo(root / "fifo")
    (root / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(root / "socket"))
        storage = files(root)
        for key in ("fifo", "folder", "socket", "folder/a", "fifo/a"):
            assert storage.get(key) is None
    assert files(Path("/dev")).get("zero") is None


def test_names_that_people_can_read(root: Path) -> None:
    storage = files(root)
    for key in (RESULT, "holiday/beach.jpg", "http://host/a b.png?x=1"):
        storage.put(key, BLOB)
    assert own(root) == [RESULT, "holiday/beach.jpg", "http:/%/host/a b.png%3Fx=1"]


def test_unfinished_files_have_no_key(root: Path) -> None:
    storage = files(root)
    storage.put("a", BLOB)
    (root / ".fitter" / "half").write_bytes(b"half")
    (root / ".fitter" / "half.fitter").write_bytes(b"half")
    for key in (".fitter/half", "%2Efitter/half", "/.fitter/half", "", ".fitter", ".fitter/"):
        assert storage.get(key) is None
        storage.delete(key)
    assert aside(root) == ["half", "half.fitter"]
