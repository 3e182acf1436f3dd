"""Broken and malicious files are refused with the right status, or decoded; never anything else."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.engines.stage import scene, source
from tests.material import ROOT, hostile


def survived(files: Sequence[Path]) -> dict[str, list[str]]:
    """What became of each file, in two tries."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.engines.hostile"],
        input="\n".join(map(str, files)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    found: dict[str, list[str]] = json.loads(ran.stdout)
    return found


def check(table: dict[str, list[str]]) -> None:
    """The statuses that are allowed, and the same both times."""
    for name, (first, second) in table.items():
        assert first == second, name
        assert first in ("415", "422", "large") or len(first) == 64, f"{name}: {first}"


def test_damaged_files(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311  the same damage each time
    for suffix in (".jpg", ".png", ".webp", ".gif", ".avif"):
        whole = source(scene(64, 48), suffix).read()
        for number in range(40):
            damaged = bytearray(whole)
            for _ in range(chance.choice([1, 3, 30])):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            (tmp_path / f"{number}{suffix}").write_bytes(damaged[: chance.choice([len(whole), len(whole) // 2])])
    table = survived(sorted(tmp_path.iterdir()))
    check(table)
    assert len(table) == 200
    assert {"422"} < {first for first, _ in table.values()}


def test_hostile_files() -> None:
    files = hostile()
    if not files:
        pytest.skip("the hostile files are not beside the repository")
    table = survived(files)
    check(table)
    ends = [first for first, _ in table.values()]
    assert {"415", "422", "large"} < set(ends)
