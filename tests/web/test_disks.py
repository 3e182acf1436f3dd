"""A disk that is full or cannot be written costs what it would have kept, and no answer."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.pictures import see
from tests.web.stage import Stage, metric, until

FILES = "fitter.storages.files.FileStorage"
FAILED = 'fitter_tier_errors_total{method="put",tier="result_storage[0]"}'


def test_full_and_then_with_room_again(stage: Stage, small_disk: Path) -> None:
    filler = small_disk / "filler"
    tiers = [{"use": FILES, "root": str(small_disk / "results")}]
    with stage.server(result_storage=tiers) as server:
        filler.write_bytes(bytes(room(small_disk)))
        replies = [server.get(f"{width}x40", "quarters.jpg") for width in range(60, 70)]
        assert [see(reply.body).size for reply in replies] == [f"{width}x40" for width in range(60, 70)]
        until(lambda: metric(server, FAILED) >= 1)
        assert not list((small_disk / "results").rglob("*.fitter/*")), "nothing unfinished stays"
        filler.unlink()
        again = [server.get("80x40", "quarters.jpg")]
        until(lambda: again.append(server.get("80x40", "quarters.jpg")) or again[-1].headers["X-Cache"] == "HIT")
        assert {reply.body for reply in again} == {again[0].body}


def test_that_is_only_read(stage: Stage, small_disk: Path) -> None:
    tiers = [{"use": FILES, "root": str(small_disk / "results"), "bytes": "500kB"}]
    with stage.server(result_storage=tiers) as server:
        kept = server.get("60x40", "quarters.jpg")
        until(lambda: any(file.is_file() for file in (small_disk / "results").rglob("*.fitter")))  # and not on its way
        remount(small_disk, "ro")
        again = server.get("60x40", "quarters.jpg")
        assert (again.status, again.headers["X-Cache"], again.body) == (200, "HIT", kept.body)
        assert server.get("61x40", "quarters.jpg").status == 200
        until(lambda: metric(server, FAILED) >= 1)
        remount(small_disk, "rw")
        until(lambda: server.get("62x40", "quarters.jpg").headers["X-Cache"] == "HIT")


def room(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def remount(disk: Path, how: str) -> None:
    subprocess.run([shutil.which("mount") or "mount", "-o", f"remount,{how}", disk], check=True)
