"""The sample pictures are there, whole, and the same each time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fitter import Blob
from fitter.engines import vips_samples
from fitter.engines.vips import VipsEngine
from tests.engines.stage import seen


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """A copy of one's own, out of which a file may be taken."""
    return Path(shutil.copytree(samples, tmp_path_factory.mktemp("samples") / "copy"))


@pytest.mark.parametrize(
    ("name", "size", "alpha"),
    [
        ("mountains.jpg", "1600x1067", False),
        ("glass.png", "1200x1200", False),
        ("aurora.webp", "1600x1000", False),
        ("leaf.png", "900x900", True),
        ("moon.gif", "480x320", True),
        ("frame.9.png", "98x98", True),
    ],
)
def test_each_is_there(engine: VipsEngine, folder: Path, name: str, size: str, alpha: bool) -> None:
    blob = Blob((folder / name).read_bytes())
    image = engine.open(blob)
    assert (str(image.size), image.facts()["alpha"]) == (size, alpha)
    assert min(seen(blob)[band].deviate() for band in range(3)) > 8  # something is on it


def test_one_of_them_moves(engine: VipsEngine, folder: Path) -> None:
    assert engine.open(Blob((folder / "moon.gif").read_bytes())).frames == 12


def test_nothing_else_is_left(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} == set(vips_samples.SAMPLES)
    assert sum(file.stat().st_size for file in folder.iterdir()) < 3_000_000


def test_only_what_is_missing_is_painted(folder: Path) -> None:
    before = {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in folder.iterdir()}
    (folder / "leaf.png").unlink()
    vips_samples.paint(folder)
    after = {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in folder.iterdir()}
    assert {name for name in after if after[name][0] != before[name][0]} == {"leaf.png"}
    assert after["leaf.png"][1] == before["leaf.png"][1]


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bytes:
        raise MemoryError

    monkeypatch.setattr(vips_samples, "SAMPLES", {"leaf.png": fail})
    with pytest.raises(MemoryError):
        vips_samples.paint(tmp_path)
    assert not list(tmp_path.iterdir())
