from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from fitter import Blob, Descriptor, memory_file
from fitter.storages.envelope import unseal
from fitter.storages.files import FileStorage
from tests.contracts.loader import NASTY, LoaderContract
from tests.contracts.storage import BLOB, RESULT, StorageContract

THUMBOR = Path(__file__).parents[3] / "shared" / "vectors" / "thumbor.json"
DAY = 86_400


def files(root: Path, **options: object) -> FileStorage:
    return FileStorage(FileStorage.Options(root=root, **options))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    return root


def own(root: Path) -> list[str]:
    """The keys' names of all own files below a root."""
    return sorted(str(path.relative_to(root))[: -len(".fitter")] for path in root.rglob("?*.fitter"))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def aside(root: Path) -> list[str]:
    return names_in(root / ".fitter") if (root / ".fitter").exists() else []


def age(root: Path, name: str, seconds: float) -> None:
    path = root / f"{name}.fitter"
    at = path.stat().st_mtime - seconds
    os.utime(path, (at, at))


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


# --- given files


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


def test_own_files_are_not_given_files(root: Path) -> None:
    storage = files(root)
    storage.put("a", BLOB)
    assert storage.get("a.fitter") is None
    assert (root / "a.fitter").exists()


# --- own files


def test_the_body_is_where_a_reader_of_the_open_file_looks(root: Path) -> None:
    storage = files(root)
    storage.put("a", Blob(b"\x89PNG" + bytes(2_000_000)))
    body = storage.get("a").body
    assert isinstance(body, Descriptor)
    assert os.pread(body.number, 4, 0) == b"\x89PNG"
    assert body.size == 2_000_004


def test_names_that_people_can_read(root: Path) -> None:
    storage = files(root)
    for key in (RESULT, "holiday/beach.jpg", "http://host/a b.png?x=1"):
        storage.put(key, BLOB)
    assert own(root) == [RESULT, "holiday/beach.jpg", "http:/%/host/a b.png%3Fx=1"]


def test_deleting_leaves_no_empty_folders(root: Path) -> None:
    storage = files(root)
    for key in ("a/b/c", "d/e", "d/f/g"):
        storage.put(key, BLOB)
    storage.delete("a/b/c")
    storage.delete("d/")
    assert names_in(root) == [".fitter"]


def test_facts_that_cannot_be_said_in_json(root: Path) -> None:
    with pytest.raises(TypeError):
        files(root).put("a", Blob(b"x", facts={"image": object()}))
    assert aside(root) == []


def _flip(content: bytes) -> Iterator[bytes]:
    for at in random.Random(1).sample(range(len(content)), 200):  # noqa: S311
        yield content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]


def _cut(content: bytes) -> Iterator[bytes]:
    for at in (0, 1, 20, 48, len(content) // 2, len(content) - 1):
        yield content[:at]
        yield content[at + 1 :]


def _zero(content: bytes) -> Iterator[bytes]:
    for at in (0, len(content) // 2, len(content) - 60):
        yield content[:at] + bytes(len(content) - at)
    yield bytes(len(content))


def _more(content: bytes) -> Iterator[bytes]:
    yield content + b"x"
    yield content + content
    yield b"x" + content
    yield b"<html>not ours</html>" * 100


@pytest.mark.parametrize("size", [300, 1_200_000])
@pytest.mark.parametrize("damage", [_flip, _cut, _zero, _more])
def test_a_damaged_file_is_a_miss_and_goes(root: Path, size: int, damage: Callable[[bytes], Iterator[bytes]]) -> None:
    storage = files(root)
    path = root / f"{RESULT}.fitter"
    storage.put(RESULT, Blob(os.urandom(size), facts={"width": 3}))
    whole = path.read_bytes()
    for number, damaged in enumerate(damage(whole)):
        if size > 300 and number > 10:
            break
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(damaged)
        assert storage.get(RESULT) is None
        assert not path.exists()
    storage.put(RESULT, BLOB)
    assert storage.get(RESULT).read() == BLOB.body


def test_the_file_of_another_key_is_a_miss(root: Path) -> None:
    storage = files(root)
    storage.put("a", BLOB)
    (root / "a.fitter").rename(root / "b.fitter")
    assert storage.get("b") is None


# --- failures of the disk


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO, errno.EMFILE])
@pytest.mark.parametrize("step", ["open", "mkdir", "write", "utime", "fsync", "replace"])
def test_a_put_that_fails_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int) -> None:
    storage = files(root, sync=step == "fsync")
    storage.put("a/b", Blob(b"old"))
    real = getattr(os, step)
    for good_calls in range(1 if step == "fsync" else 9):
        left = iter(range(good_calls))

        def fails(*arguments: Any, left: Iterator[int] = left, **named: Any) -> Any:
            if next(left, None) is None:
                raise OSError(code, os.strerror(code))
            return real(*arguments, **named)

        with monkeypatch.context() as patched:
            patched.setattr(os, step, fails)
            try:
                storage.put("a/b", Blob(b"new"))
                kept = b"new"
            except OSError:
                kept = b"old"
        assert aside(root) == []
        assert storage.get("a/b").read() == kept
        storage.put("a/b", Blob(b"old"))
    assert step == "fsync" or kept == b"new", "it never got through"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    disk, mount = tmp_path / "disk", shutil.which("mount")
    disk.mkdir()
    if (
        mount is None
        or os.geteuid()
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "none", disk]).returncode
    ):
        pytest.skip("nothing may be mounted here")
    try:
        yield disk
    finally:
        subprocess.run([shutil.which("umount") or "umount", "-l", disk], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    storage = files(small_disk / "root")
    storage.put("a", Blob(b"old"))
    for _ in range(3):
        with pytest.raises(OSError, match="No space"):
            storage.put("a", Blob(os.urandom(2_000_000)))
        assert aside(small_disk / "root") == []
        assert storage.get("a").read() == b"old"
    storage.put("b", Blob(os.urandom(500_000)))
    assert storage.get("b") is not None


def test_a_disk_that_may_only_be_read(small_disk: Path) -> None:
    root = small_disk / "root"
    storage = files(root, bytes="1MiB")
    storage.put("a", BLOB)
    (root / "given").write_bytes(b"given")
    age(root, "a", DAY)
    subprocess.run([shutil.which("mount") or "mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(OSError, match="Read-only"):
        storage.put("b", BLOB)
    with pytest.raises(OSError, match="Read-only"):
        storage.delete("a")
    assert storage.get("a").read() == BLOB.body
    assert storage.get("given").read() == b"given"


STRANGER = """
import os, sys
from pathlib import Path
from fitter import Blob
from fitter.storages.files import FileStorage
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
storage = FileStorage(FileStorage.Options(root=Path(sys.argv[1])))
assert storage.get("open/given").read() == b"given"
assert storage.get("open/closed") is None
assert storage.get("closed/given") is None
assert storage.get("kept").read() == b"kept"
for key in ("new", "open/new", "closed/new"):
    try:
        storage.put(key, Blob(b"x"))
    except PermissionError:
        continue
    raise AssertionError(key)
try:
    storage.delete("kept")
except PermissionError:
    print("passed")
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_of_somebody_else() -> None:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        root.chmod(0o755)
        files(root).put("kept", Blob(b"kept"))
        for folder, mode in (("open", 0o755), ("closed", 0o700)):
            (root / folder).mkdir()
            (root / folder / "given").write_bytes(b"given")
            (root / folder).chmod(mode)
        (root / "open" / "closed").write_bytes(b"secret")
        (root / "open" / "closed").chmod(0o600)
        ran = subprocess.run([sys.executable, "-c", STRANGER, place], capture_output=True, text=True)
    assert ran.stdout == "passed\n", ran.stderr


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from fitter import Blob
from fitter.storages.files import FileStorage
options = FileStorage.Options(root=Path(sys.argv[1]), sync=True)
dice = random.Random(7)
for turn in range(40):
    child = os.fork()
    if not child:
        storage = FileStorage(options)
        for number in range(1_000_000):
            storage.put(f"{turn % 3}/{number % 5}", Blob(os.urandom(700_000), facts={"turn": turn}))
    time.sleep(dice.uniform(0.001, 0.04))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


def test_killed_in_the_middle_of_a_put(root: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, root], check=True)
    names = own(root)
    assert names
    for name in names:
        whole = unseal(Descriptor(os.open(root / f"{name}.fitter", os.O_RDONLY)), name)
        assert whole is not None
        assert whole.size == 700_000
    for name in aside(root):
        os.utime(root / ".fitter" / name, (time.time() - 301, time.time() - 301))
    files(root).put("x", BLOB)
    assert aside(root) == []
    assert own(root) == [*names, "x"]


WRITER = """
import os, sys
from pathlib import Path
from fitter import Blob
from fitter.storages.files import FileStorage
storage = FileStorage(FileStorage.Options(root=Path(sys.argv[1]), bytes=3_000_000))
for number in range(300):
    storage.put("a/same", Blob(bytes([number % 256]) * (200_000 + number)))
    if number % 10 == 0:
        storage.delete("a/")
"""


def test_processes_that_write_one_key(root: Path) -> None:
    storage, seen = files(root), 0
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, root]) for _ in range(2)]
    while any(writer.poll() is None for writer in writers):
        if (blob := storage.get("a/same")) is not None:
            content, seen = blob.read(), seen + 1
            assert content == content[:1] * len(content)
            assert (len(content) - 200_000) % 256 == content[0]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen


# --- the bound


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


def test_readers_while_files_are_evicted(root: Path) -> None:
    storage, done, wrong = files(root, bytes=6_000_000), threading.Event(), []

    def read(seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311
        while not done.is_set():
            blob = storage.get(f"{dice.randrange(100)}/x")
            if blob is not None and hashlib.sha256(blob.read()).hexdigest() != blob.facts["digest"]:
                wrong.append(blob)

    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for reader in readers:
        reader.start()
    for number in range(150):
        content = os.urandom(50_000 if number % 3 else 1_200_000)
        form = memory_file if number % 2 else bytes
        storage.put(f"{number % 100}/x", Blob(form(content), facts={"digest": hashlib.sha256(content).hexdigest()}))
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert sum(path.stat().st_size for path in root.rglob("?*.fitter")) <= 6_000_000 + 1_200_500


def test_orphans_are_swept_when_they_are_old(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = files(root)
    storage.put("a", BLOB)
    for name, old in (("young", 10), ("old", 400)):
        (root / ".fitter" / name).write_bytes(b"half")
        os.utime(root / ".fitter" / name, (time.time() - old, time.time() - old))
    storage.put("b", BLOB)
    assert aside(root) == ["old", "young"]  # looked at only now and then
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 601)
    storage.put("c", BLOB)
    assert aside(root) == ["young"]


def test_unfinished_files_have_no_key(root: Path) -> None:
    storage = files(root)
    storage.put("a", BLOB)
    (root / ".fitter" / "half").write_bytes(b"half")
    (root / ".fitter" / "half.fitter").write_bytes(b"half")
    for key in (".fitter/half", "%2Efitter/half", "/.fitter/half", "", ".fitter", ".fitter/"):
        assert storage.get(key) is None
        storage.delete(key)
    assert aside(root) == ["half", "half.fitter"]


@pytest.mark.parametrize("options", [{"bytes": 0}, {"bytes": "much"}, {"colour": "red"}])
def test_bad_options(root: Path, options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        files(root, **options)
