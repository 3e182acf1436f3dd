from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from fitter import Blob, Descriptor
from fitter.storages import handed
from fitter.storages.files import FileStorage
from tests.contracts.loader import LoaderContract
from tests.contracts.storage import BLOB, StorageContract
from tests.storages import files, names_in, own
from tests.table import table


class TestContract(StorageContract):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> FileStorage:
        return files(tmp_path / "made" / "when needed")


class TestContractBounded(StorageContract):
    @pytest.fixture
    def storage(self, root: Path) -> FileStorage:
        return files(root, bytes="100MB", sync=True)


class TestLoaderContract(LoaderContract):
    @pytest.fixture
    def known(self, root: Path) -> tuple[str, bytes]:
        (root / "holiday").mkdir()
        (root / "holiday" / "beach.jpg").write_bytes(b"a beach")
        return "holiday/beach.jpg", b"a beach"

    @pytest.fixture
    def loader(self, root: Path) -> FileStorage:
        return files(root)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.jpg", "image/jpeg"),
        ("a.b.PNG", "image/png"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.svgz", "application/octet-stream"),
        ("a", "application/octet-stream"),
        ("größe 100% 日本.gif", "image/gif"),
        ("%2e%2e.jpg", "image/jpeg"),
        ("data:,x.png", "image/png"),
        ("back\\slash.jpg", "image/jpeg"),
    ],
)
def test_a_given_file_is_served_as_it_is(root: Path, name: str, media_type: str) -> None:
    (root / "sub").mkdir()
    (root / "sub" / name).write_bytes(b"given")
    os.utime(root / "sub" / name, (1.5, 1.5))
    blob = files(root).get(f"sub/{name}")
    assert blob is not None
    assert isinstance(blob.body, Descriptor)
    assert (blob.read(), blob.media_type, blob.modified) == (b"given", media_type, 1.5)


def test_a_leading_slash_is_dropped(root: Path) -> None:
    (root / "a.jpg").write_bytes(b"given")
    assert files(root).get("/a.jpg") is not None
    assert files(root).get("//a.jpg") is not None


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    storage = files(tmp_path / "none")
    assert storage.get("a") is None
    storage.delete("a")
    storage.delete("a/")
    assert not (tmp_path / "none").exists()


def test_a_given_file_that_is_cut_while_it_is_read(root: Path) -> None:
    (root / "a.jpg").write_bytes(b"x" * 5000)
    blob = files(root).get("a.jpg")
    os.truncate(root / "a.jpg", 100)
    assert blob is not None
    with pytest.raises(OSError, match="cut"):
        blob.read()


def test_what_people_put_there_stays(root: Path) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "a.jpg").write_bytes(b"given")
    storage = files(root, bytes=2000)
    storage.put("sub/a.jpg", Blob(b"kept", "image/png"))
    assert storage.get("sub/a.jpg").read() == b"kept"
    for number in range(20):
        storage.put(f"sub/{number}", Blob(bytes(500)))
    storage.delete("sub/a.jpg")
    storage.delete("sub/")
    assert storage.get("sub/a.jpg").read() == b"given"
    assert own(root) == []


def test_what_people_put_there_stays_under_our_suffix_too(root: Path) -> None:
    (root / "sub").mkdir()
    there = {"notes.fitter": b"a list", "sub/empty.fitter": b"", "sub/fitter.fitter": b"fitter"}
    for name, content in there.items():
        (root / name).write_bytes(content)
    storage = files(root, bytes=1000)
    for key in ("notes", "sub/empty", "sub/fitter"):
        assert storage.get(key) is None
        storage.delete(key)
        storage.put(key, Blob(bytes(2000)))  # more than fits
    storage.delete("sub/")
    storage.delete("/")
    assert {name: (root / name).read_bytes() for name in there} == there


def test_a_file_in_the_way_of_ours_gets_a_hidden_name(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    (root / "notes.fitter").write_bytes(b"a list")
    storage = files(root)
    for content in (b"old", b"new"):
        storage.put("notes", Blob(content))
        assert storage.get("notes").read() == content
    (aside,) = root.glob(".notes.fitter.*")
    assert aside.read_bytes() == b"a list"
    assert storage.get(aside.name) is None
    assert [record.getMessage() for record in caplog.records] == [
        f"notes.fitter is no file of fitter's and was in its way; it is {aside.name} now"
    ]


@table("name", ["0" * 64, "flip~" + "1" * 32, "2" * 64 + ".webp"])
def test_a_result_that_was_cut_is_nobodys(root: Path, name: str) -> None:
    storage, cut = files(root), root / "sub" / f"{name}.fitter"
    for again in (True, False):
        storage.put(f"sub/{name}", Blob(b"a picture"))
        cut.write_bytes(cut.read_bytes()[:20])
        assert storage.get(f"sub/{name}") is None
        if again:
            storage.put(f"sub/{name}", Blob(b"made again"))
            assert storage.get(f"sub/{name}").read() == b"made again"
            assert list(cut.parent.iterdir()) == [cut]
    storage.delete("sub/")
    assert not cut.parent.exists()


@table("name", ["0" * 31, "0" * 40, "0" * 64 + "~", "link" + "~" + "0" * 32])
def test_what_is_only_nearly_called_as_a_result_stays(root: Path, name: str) -> None:
    there = root / f"{name}.fitter"
    there.symlink_to("elsewhere") if name.startswith("link") else there.write_bytes(b"a list")
    files(root).delete("/")
    assert there.is_symlink() or there.read_bytes() == b"a list"


def test_own_files_are_not_given_files(root: Path) -> None:
    storage = files(root)
    storage.put("a", BLOB)
    assert storage.get("a.fitter") is None
    assert (root / "a.fitter").exists()


def test_deleting_leaves_no_empty_folders(root: Path) -> None:
    storage = files(root)
    for key in ("a/b/c", "d/e", "d/f/g"):
        storage.put(key, BLOB)
    storage.delete("a/b/c")
    storage.delete("d/")
    assert names_in(root) == [".fitter"]


@pytest.mark.parametrize("options", [{"bytes": 0}, {"bytes": "much"}, {"colour": "red"}])
def test_bad_options(root: Path, options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        files(root, **options)


class TestContractHanded(StorageContract):
    @pytest.fixture
    def storage(self, root: Path) -> FileStorage:
        return files(root, accel="/x/", ttl="1h", bytes="100MB")


def test_what_is_handed_over_is_nothing_but_the_body(root: Path) -> None:
    storage = files(root, accel="/x/", bytes=3_000_000)
    for size in (0, 1000, 2_000_000):
        content = os.urandom(size)
        storage.put("a/b", Blob(content))
        blob = storage.get("a/b")
        assert blob.place.startswith("/x/")
        name = root / ".fitter" / "handed" / blob.place.removeprefix("/x/")
        assert name.read_bytes() == (root / "a/b.fitter").read_bytes() == content
        assert storage.get("a/b") == blob if size < 2_000_000 else storage.get("a/b").place == blob.place
        assert files(root).get("a/b").place == ""
    (root / "a/b.fitter").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert storage.get("a/b") is None
    assert not (root / "a/b.fitter").exists()


def test_a_disk_that_cannot_hand_over_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(root, accel="/x/").check_writing()

    def unknown(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr(os, "setxattr", unknown)
    with pytest.raises(OSError, match="needs extended attributes"):
        files(root, accel="/x/").check_writing()
    files(root).check_writing()


def test_names_handed_over_end_a_while_after_what_was_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = files(root, accel="/x/")
    for key in ("kept", "gone"):
        storage.put(key, Blob(key.encode()))
        assert storage.get(key).place
    storage.delete("gone")
    names = sorted((root / ".fitter" / "handed").glob("*/*"))
    handed.forget(root)
    assert sorted((root / ".fitter" / "handed").glob("*/*")) == names, "somebody may be about to open it"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    handed.forget(root)
    assert [name.read_bytes() for name in (root / ".fitter" / "handed").glob("*/*")] == [b"kept"]


def test_ttl(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(root, ttl="1h").put("a", BLOB)
    files(root).put("b", BLOB)
    now, found = time.time(), []
    for later in (3500, 3601, -86_400):
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        found.append([files(root, ttl=ttl).get(key) is not None for ttl in ("1h", None) for key in "ab"])
    assert found == [[True, False, True, True], [False, False, False, True], [False, False, True, True]]
    assert (root / "a.fitter").exists()


def test_a_key_too_long_for_an_attribute(root: Path) -> None:
    storage = files(root, accel="/x/")
    storage.put("x" * 100_000, BLOB)
    kept = storage.get("x" * 100_000)
    assert (kept.read(), kept.place) == (BLOB.body, "")
