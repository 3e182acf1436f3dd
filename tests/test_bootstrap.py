"""The set-up of ``make`` goes on where it was interrupted, and touches nothing that is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.material import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make")


def installing(tmp_path: Path, tools: dict[str, str], **environment: str) -> tuple[int, str]:
    """The installation of the caches on a machine that has these tools alone: its exit and its words."""
    shutil.rmtree(tmp_path / "bin", ignore_errors=True)
    (tmp_path / "bin").mkdir()
    for name, script in tools.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    places = {"PATH": str(tmp_path / "bin"), "SBIN": "/nowhere", **environment}
    done = subprocess.run([ROOT / "tests/install"], env=places, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


ROOT_USER, ANYBODY, THERE = "echo 0", "echo 1000", "exit 0"
APT = {"apt-get": 'echo "apt $*" >&2', "env": 'shift; exec "$@"', "systemctl": THERE}


def test_what_cannot_be_installed_is_said_and_fails_where_nobody_reads_it(tmp_path: Path) -> None:
    for tools in ({"id": ROOT_USER}, {"id": ANYBODY, **APT}, {"id": ROOT_USER, **APT, "apt-get": "exit 100"}):
        for environment, exit_code in (({}, 0), ({"CI": "true"}, 1)):
            ended, said = installing(tmp_path, tools, **environment)
            assert ended == exit_code
            assert "nginx varnish cannot be installed, which needs apt-get, and root or sudo" in said


def test_only_what_is_missing_is_installed(tmp_path: Path) -> None:
    there = {"nginx": THERE, "varnishd": THERE}
    assert installing(tmp_path, there, CI="true") == (0, "")
    ended, said = installing(tmp_path, {"id": ROOT_USER, **APT, "nginx": THERE}, CI="true")
    assert (ended, re.findall("apt install .*", said)) == (0, ["apt install -y -qq --no-install-recommends varnish"])
    sudo = {"id": ANYBODY, **APT, "sudo": 'exec "$@"', "varnishd": THERE}
    ended, said = installing(tmp_path, sudo, CI="true")
    assert (ended, re.findall("apt install .*", said)) == (0, ["apt install -y -qq --no-install-recommends nginx"])


def make(venv: Path, python: Path) -> None:
    """Make the environment, without what is installed into it."""
    command = ["make", "-C", str(ROOT), f"VENV={venv}", f"PYTHON={python}", f"{venv}/made"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A Python that has no pip, as a bare Debian's; with one it is what has set up these tests."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$*" = "${{*#-m pip}}" ] && exec {Path(sys.executable).resolve()} "$@"\n')
    python.chmod(0o755)
    return python


def has_pip(venv: Path) -> bool:
    return any((venv / "lib").glob("python*/site-packages/pip/__main__.py"))


def test_half_an_environment_is_made_whole_and_a_whole_one_left_alone(tmp_path: Path, bare: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([bare, "-m", "venv", "--without-pip", venv], check=True)
    assert not has_pip(venv)
    make(venv, bare)
    assert has_pip(venv)
    (venv / "installed").touch()
    before = (venv / "made").stat().st_mtime_ns
    make(venv, bare)
    assert (venv / "made").stat().st_mtime_ns == before
    (venv / "made").unlink()  # as one that an older Makefile made
    make(venv, bare)
    assert has_pip(venv)
    assert (venv / "installed").exists()
