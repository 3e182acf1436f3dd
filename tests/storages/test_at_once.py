"""Files that are at hand: whoever must wait for a disk, or do more than look, is sent to ``get``."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from fitter import Blob
from fitter.storages.at_once import open_at_once, read_at_once
from fitter.storages.files import FileStorage
from fitter.storages.places import SUFFIX, open_file, own_names
from tests.contracts.loader import UNKNOWN, glimpse, told
from tests.storages import files


def looks(storage: FileStorage, *keys: str) -> list[Any]:
    """What is at hand, after a first look: what is not there is not in the kernel's memory before.

    The kernel may also be at something else with that folder just now, and say that one would have to wait. And it
    notes when a link was followed, which is more than a look, until that is later than when the link was made.
    """
    return [_look(storage, key) for key in keys]


def _look(storage: FileStorage, key: str) -> Any:
    found = UNKNOWN
    for pause in (0, 0.001, 0.005, 0.02):
        time.sleep(pause)
        open_file(storage.root, "/".join(own_names(key)) + SUFFIX)
        open_file(storage.root, key.lstrip("/"))
        tries = (glimpse(storage.at_hand, key) for _ in range(250))
        found = next((one for one in tries if one is not UNKNOWN), UNKNOWN)
        if found is not UNKNOWN:
            break
    return found


def test_what_was_just_written_is_at_hand(root: Path) -> None:
    storage = files(root)
    (root / "given.png").write_bytes(b"given")
    storage.put("kept", Blob(b"kept", "image/png", 5.0, {"a": 1}))
    storage.put("given.png", Blob(b"a copy"))
    for key, body in {"kept": b"kept", "given.png": b"a copy"}.items():
        (blob,) = looks(storage, key)
        assert (blob.read(), told(blob)) == (body, told(storage.get(key)))
    (root / "other.png").write_bytes(b"other")
    (other,) = looks(storage, "/other.png")
    assert told(other) == told(storage.get("other.png"))
    absent = ["none", "none/at/all", ".hidden", "kept.fitter"]
    assert dict(zip(absent, looks(storage, *absent), strict=True)) == dict.fromkeys(absent)


def test_a_root_that_comes_and_goes(root: Path) -> None:
    storage, moved = files(root / "made"), root / "moved"
    assert looks(storage, "a") == [None]
    storage.put("a", Blob(b"first"))
    assert looks(storage, "a") != [None]
    (root / "made").rename(moved)
    assert looks(storage, "a") == [None]
    storage.put("a", Blob(b"second"))
    (blob,) = looks(storage, "a")
    assert blob.read() == b"second"


def test_links_are_followed_inside_alone(root: Path, tmp_path: Path) -> None:
    storage, outside = files(root), tmp_path / "secret"
    outside.write_bytes(b"secret")
    (root / "real.jpg").write_bytes(b"real")
    links = {"inside": "real.jpg", "absolute": str(root / "real.jpg"), "out": str(outside), "up": "../secret"}
    for name, target in {**links, "loop": "loop", "nowhere": "not there"}.items():
        (root / name).symlink_to(target)
    inside, *others = looks(storage, "inside", "absolute", "out", "up", "loop", "nowhere")
    assert told(inside) == told(storage.get("inside"))
    assert others == [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, None], "get knows which of them lead back inside"


def test_what_is_no_regular_file(root: Path) -> None:
    os.mkfifo(root / "fifo")
    (root / "folder").mkdir()
    assert looks(files(root), "fifo", "folder") == [UNKNOWN, UNKNOWN]


def test_what_needs_more_than_a_look(root: Path) -> None:
    storage = files(root, bytes="10MB", ttl="1h")
    for key, size in {"small": 1000, "large": 1 << 20, "old": 1000, "broken": 1000}.items():
        storage.put(key, Blob(os.urandom(size)))
    os.utime(root / "old.fitter", (time.time() - 100,) * 2)
    content = (root / "broken.fitter").read_bytes()
    (root / "broken.fitter").write_bytes(b"other" + content[5:])
    small, *others = looks(storage, "small", "large", "old", "broken")
    assert told(small) == told(storage.get("small"))
    assert others == [UNKNOWN] * 3
    assert looks(files(root, accel="/results/"), "small") == [UNKNOWN]


def test_what_has_ended(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage, now = files(root, ttl="1h"), time.time()
    storage.put("a", Blob(b"kept"))
    monkeypatch.setattr(time, "time", lambda: now + 3700)
    assert looks(storage, "a") == [UNKNOWN]
    assert storage.get("a") is None


def test_a_system_that_cannot_tell(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "a").write_bytes(b"a")
    found = open_at_once(root, "a")
    assert found is not None
    monkeypatch.setattr("fitter.storages.at_once._OPENAT2", 100_000)  # no such call
    assert looks(files(root), "a") == [UNKNOWN]
    found[1].size += 1
    with pytest.raises(BlockingIOError):
        read_at_once(found[1])
