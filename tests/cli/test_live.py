"""``fitter check --live`` asks storages and loaders whether they can do their work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.cli.run import SECRET, fitter, write
from tests.s3 import S3Server
from tests.valkey import Valkey

FILES = "fitter.storages.files.FileStorage"

PLUGINS = """\
import time

class Plain:
    def __init__(self, options): pass
    def get(self, key): return None
    def put(self, key, blob): pass
    def delete(self, key): pass

class Slow(Plain):
    async def check(self): raise TimeoutError

class Broken(Plain):
    def check(self): raise KeyError("a")

class Right(Plain):
    def check(self): raise OSError("was asked to read")
    def check_writing(self): raise OSError("was asked\\nto write")
"""


def config(folder: Path, **sections: Any) -> Path:
    return write(folder, yaml.safe_dump({"security": {"keys": ["${FITTER_KEY}"]}, **sections}, width=10_000))


def test_a_redis_that_does_not_do_what_is_wanted(tmp_path: Path) -> None:
    reader = "ACL SETUSER reader on >readers-password ~* +@read"
    use, (command, *words) = {"use": "fitter.storages.redis.RedisStorage", "timeout": "5s"}, reader.split()
    with Valkey(tmp_path / "valkey", requirepass=SECRET) as valkey:
        valkey.do(command, *words)
        right = {**use, "url": valkey.url, "password": SECRET}
        ways: list[dict[str, Any]] = [
            right,
            {**right, "url": f"{valkey.socket}?db=3", "ttl": "1h"},
            {**right, "password": f"not {SECRET}"},
            {**right, "url": "redis://127.0.0.1:1"},
            {**right, "user": "reader", "password": "readers-password"},
        ]
        done = fitter(config(tmp_path, loader=ways, result_storage=ways), "check", "--live")
        assert valkey.do("DBSIZE") == 0
    shut, gone = f"the Redis at 127.0.0.1:{valkey.port}", "the Redis at 127.0.0.1:1 cannot be used: Connection refused"
    assert (done.code, sorted(line.partition(": ")[2] for line in done.lines)) == (
        1,
        [
            f"loader[2]: {shut} does not let this user in",
            f"loader[3]: {gone}",
            f"result_storage[2]: {shut} does not let this user in",
            f"result_storage[3]: {gone}",
            f"result_storage[4]: {shut} refuses this with NOPERM",
        ],
    )
    assert "readers-password" not in str(done)


def test_all_that_is_wrong_and_nothing_else(tmp_path: Path, s3: S3Server) -> None:
    (tmp_path / "plugins.py").write_text(PLUGINS)
    (tmp_path / "images").mkdir()
    (tmp_path / "file").write_text("no folder")
    loaders = [{"use": FILES, "root": root} for root in ("images", "imges", "file")]
    loaders += [{"use": f"plugins.{name}"} for name in ("Plain", "Slow", "Broken", "Right", "Right")]
    use = {"use": "fitter.storages.s3.S3Storage", "bucket": "pictures", **s3.options}
    storages = [{"use": "plugins.Right"}, *({"use": FILES, "root": root} for root in ("images", "made", "file"))]
    wrong = [
        {"secret_key": "a secret that must not be printed"},
        {"access_key": "SOMEBODYELSE"},
        {"bucket": "holidays"},
        {"endpoint": "http://127.0.0.1:1"},
        {"buckets": ["others", "holidays"], "bucket": None},
        {"prefix": "live"},
    ]
    config(
        tmp_path,
        loader=[*loaders, {**use, "serves": "given"}],
        storage=storages,
        result_storage=[{**use, **options} for options in wrong],
        upload={"enabled": True, "to": "loader[7]"},
    )
    done = fitter(tmp_path, "check", "--live")
    lists = f"S3 at {s3.endpoint.removeprefix('http://')} refuses to list the bucket"
    assert (done.code, done.out) == (1, "")
    assert sorted(line.partition(": ")[2] for line in done.lines) == [  # without places in the file
        f"loader[1]: nothing can be read in {tmp_path}/imges: No such file or directory",
        f"loader[2]: nothing can be read in {tmp_path}/file: Not a directory",
        "loader[4]: did not answer within 15 s",
        "loader[5]: it cannot be checked: KeyError('a')",
        "loader[6]: was asked to read",
        "loader[7]: was asked to write",
        f"result_storage[0]: {lists}: the secret key does not fit the access key",
        f"result_storage[1]: {lists}: the access key is not known there",
        f"result_storage[2]: {lists}: there is no bucket called holidays",
        "result_storage[3]: S3 at 127.0.0.1:1 does not take connections",
        f"result_storage[4]: {lists}: there is no bucket called holidays",
        "storage[0]: was asked to write",
        f"storage[3]: nothing can be kept in {tmp_path}/file: File exists",
    ]
    assert s3.options["secret_key"] not in str(done)
    assert s3.names("pictures", "live") == []  # what it wrote to try it out is gone
    assert list(tmp_path.rglob("?*.fitter")) == []
