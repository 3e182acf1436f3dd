from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fitter import Blob, Descriptor
from fitter.storages.sealed_file import unseal
from tests.contracts.storage import BLOB
from tests.storages import age, aside, files, own

DAY = 86_400


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
    (root / "broken.fitter").write_bytes(b"broken")
    subprocess.run([shutil.which("mount") or "mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(OSError, match="Read-only"):
        storage.put("b", BLOB)
    with pytest.raises(OSError, match="Read-only"):
        storage.delete("a")
    assert storage.get("a").read() == BLOB.body
    assert storage.get("given").read() == b"given"
    assert storage.get("broken") is None


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
        assert whole[0].size == 700_000
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
