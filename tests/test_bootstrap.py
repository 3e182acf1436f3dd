"""The set-up of ``make`` goes on where it was interrupted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.material import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make")


def make(venv: Path) -> None:
    """Make the environment, without what is installed into it."""
    command = ["make", "-C", str(ROOT), f"VENV={venv}", f"PYTHON={Path(sys.executable).resolve()}", f"{venv}/made"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def has_pip(venv: Path) -> bool:
    return subprocess.run([venv / "bin/python", "-m", "pip", "--version"], capture_output=True).returncode == 0


def test_half_an_environment_is_made_whole_and_a_whole_one_left_alone(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([Path(sys.executable).resolve(), "-m", "venv", "--without-pip", venv], check=True)
    assert not has_pip(venv)
    make(venv)
    assert has_pip(venv)
    (venv / "installed").touch()
    before = (venv / "made").stat().st_mtime_ns
    make(venv)
    assert (venv / "made").stat().st_mtime_ns == before
    (venv / "made").unlink()  # as one that an older Makefile made
    make(venv)
    assert has_pip(venv)
    assert (venv / "installed").exists()
