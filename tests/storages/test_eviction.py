from __future__ import annotations

import os
import random
import threading
import time
import zlib
from pathlib import Path

import pytest

from fitter import Blob, memory_file
from tests.contracts.storage import BLOB
from tests.storages import age, aside, files, own

DAY = 86_400


def test_the_least_recently_used_goes_first(root: Path) -> None:
    storage = files(root, bytes=50_000)
    for number, key in enumerate(["a/1", "a/2", "b/1", "b/2"]):
        storage.put(key, Blob(bytes(10_000)))
        age(root, key, DAY - number * 100)
    assert storage.get("a/1") is not None  # and is used with that
    storage.put("c/1", Blob(bytes(10_000)))
    assert own(root) == ["a/1", "b/1", "b/2", "c/1"]
    storage.put("c/2", Blob(bytes(10_000)))
    storage.put("c/3", Blob(bytes(10_000)))
    assert own(root) == ["a/1", "c/1", "c/2", "c/3"]
    assert not (root / "b").exists()


def test_the_order_of_puts_counts_however_fast_they_are(root: Path) -> None:
    storage = files(root, bytes=10_000)
    for number in range(100):
        storage.put(f"{number:03}", Blob(bytes(1000)))
        assert own(root)[-1] == f"{number:03}"
    assert own(root) == [f"{number:03}" for number in range(100 - len(own(root)), 100)]


def test_the_bound_holds_for_what_was_there_before(root: Path) -> None:
    before = files(root)
    for number in range(100):
        before.put(f"a/{number}", Blob(bytes(10_000)))
    files(root, bytes=300_000).put("b", BLOB)
    assert 200_000 < sum(path.stat().st_size for path in root.rglob("*.fitter") if path.is_file()) <= 285_000
    assert "b" in own(root)


def test_it_is_not_evicted_more_than_needed(root: Path) -> None:
    storage = files(root, bytes=1_000_000)
    for number in range(300):
        storage.put(f"{number % 50}", Blob(bytes(10_000)))
    assert len(own(root)) == 50


def test_a_blob_larger_than_the_bound(root: Path) -> None:
    storage = files(root, bytes=5000)
    storage.put("a", Blob(b"old"))
    storage.put("b", BLOB)
    storage.put("a", Blob(bytes(6000)))
    assert storage.get("a") is None
    assert storage.get("b") is not None


def test_a_file_that_is_not_ours_neither_counts_nor_goes(root: Path) -> None:
    (root / "sub").mkdir()
    for name in ("notes.fitter", "sub/notes.fitter"):
        (root / name).write_bytes(bytes(1_000_000))
    (root / "link.fitter").symlink_to("notes.fitter")
    storage = files(root, bytes=50_000)
    for number in range(10):
        storage.put(f"sub/{number}", Blob(bytes(10_000)))
    assert len(own(root)) == 7  # three, and as many as there is room for
    assert {"notes", "sub/notes", "link"} < set(own(root))


def test_a_result_that_was_cut_counts_and_goes(root: Path) -> None:
    (root / "sub").mkdir(parents=True)
    (root / "sub" / f"{'0' * 64}.fitter").write_bytes(bytes(45_000))
    age(root, f"sub/{'0' * 64}", 100)
    storage = files(root, bytes=50_000)
    for number in range(3):
        storage.put(f"{number}", Blob(bytes(10_000)))
    assert own(root) == ["0", "1", "2"]
    assert not (root / "sub").exists()


def test_readers_while_files_are_evicted(root: Path) -> None:
    storage, done, wrong = files(root, bytes=2_000_000), threading.Event(), []

    def read(seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311  no secret
        while not done.is_set():
            blob = storage.get(f"{dice.randrange(100)}/x")
            if blob is not None and zlib.crc32(blob.read()) != blob.facts["check"]:
                wrong.append(blob)

    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for reader in readers:
        reader.start()
    for number in range(150):
        content = os.urandom(20_000 if number % 3 else 400_000)
        form = memory_file if number % 2 else bytes
        storage.put(f"{number % 100}/x", Blob(form(content), facts={"check": zlib.crc32(content)}))
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert sum(path.stat().st_size for path in root.rglob("?*.fitter")) <= 2_000_000 + 400_500


def test_orphans_are_swept_when_they_are_old(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = files(root)
    storage.put("a", BLOB)
    young, old, strange = "0" * 32, "1" * 32, "notes"
    for name, seconds in ((young, 10), (old, 400), (strange, 400)):
        (root / ".fitter" / name).write_bytes(b"half")
        os.utime(root / ".fitter" / name, (time.time() - seconds, time.time() - seconds))
    storage.put("b", BLOB)
    assert aside(root) == [young, old, strange]  # looked at only now and then
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 601)
    storage.put("c", BLOB)
    assert aside(root) == [young, strange]
