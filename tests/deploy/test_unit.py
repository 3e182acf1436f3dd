"""The unit does what fitter needs, and systemd understands it."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fitter.settings.configfile import load
from tests.deploy.shipped import DEPLOY, LITTLE, PAGE, compose, parse_fitter, unit
from tests.material import ROOT


def test_commands_are_known() -> None:
    program, *arguments = shlex.split(unit()["ExecStart"])
    assert program == "/opt/fitter/bin/fitter"
    parse_fitter(arguments)
    worker = compose()["services"]["worker"]
    (celery,) = re.findall(r"^ExecStart=\S+/celery (.+)$", PAGE, re.MULTILINE)
    assert shlex.split(celery) == worker["command"]
    assert f"TimeoutStopSec={worker['stop_grace_period'][:-1]}\n" in PAGE


def test_it_ends_as_fitter_does() -> None:
    """Signals go to the first process alone: fronts that get a second one end at once."""
    assert unit()["KillMode"] == "mixed"
    assert unit()["OOMPolicy"] == "continue"
    assert float(unit()["TimeoutStopSec"]) >= load(ROOT / "fitter.conf").server.drain + LITTLE


def test_its_places_are_those_of_the_page() -> None:
    for path in (unit()["EnvironmentFile"], unit()["Environment"].split()[0].partition("=")[2], "/opt/fitter"):
        assert f" {path}\n" in PAGE, path


def test_systemd_understands_it(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not here")
    file, text = tmp_path / "fitter.service", (DEPLOY / "fitter.service").read_text()
    file.write_text(text.replace("/opt/fitter/bin/fitter", sys.executable))
    done = subprocess.run([analyze, "verify", file], capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if "fitter.service" in line] == []
    assert done.returncode == 0
