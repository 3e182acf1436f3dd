"""The key is closed to the processes of the same user, and a front that is so closed serves, as any user."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import pictures
from tests.material import ROOT
from tests.web.stage import children, until

NOBODY = 65534
PATH = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
KEY = "a key that only the front has"
SETTINGS = {
    "security": {"keys": ["${FITTER_KEY}"], "allow_unsigned": True},
    "server": {"port": 0, "log": "plain"},
    "loader": {"use": "fitter.storages.files.FileStorage", "root": "images"},
    "result_storage": {"use": "fitter.storages.files.FileStorage", "root": "results"},
    "engine": {"workers": 1},
    "upload": {"enabled": True, "allow_unsigned": True},
}
ASK = """
import sys, urllib.request
for _ in range(2):
    picture = urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/unsafe/30x20/quarters.jpg").read()
    assert urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/upload", picture).status == 201
for pid in sys.argv[2:]:
    try:
        print(open(f"/proc/{pid}/environ").read())
    except PermissionError:
        print("closed")
"""


def as_nobody() -> dict[str, Any]:
    """How to start a process without rights; as we are if we have none."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


@pytest.fixture(scope="module")
def python() -> str:
    """An interpreter that anybody can start."""
    for one in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        command = [one, "-c", "import fitter.app"]
        try:
            subprocess.run(command, check=True, env={"PYTHONPATH": PATH}, cwd="/", capture_output=True, **as_nobody())
        except (OSError, subprocess.CalledProcessError):
            continue
        return one
    pytest.skip("no interpreter that an ordinary user could start")


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o777)
        pictures.paint(folder / "images")
        (folder / "images").chmod(0o777)  # for uploads
        yield folder


@pytest.mark.parametrize("processes", [1, 2])
def test_an_ordinary_user_serves_and_the_key_is_closed(python: str, folder: Path, processes: int) -> None:
    settings = {**SETTINGS, "server": {**SETTINGS["server"], "processes": processes}}
    (folder / "fitter.conf").write_text(yaml.safe_dump(settings))
    environment = {"PYTHONPATH": PATH, "FITTER_KEY": KEY, "PATH": os.environ["PATH"]}
    log = folder / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [python, "-m", "fitter", "serve"], cwd=folder, env=environment, stderr=output, stdout=output, **as_nobody()
        ) as server,
    ):
        try:
            until(lambda: log.read_text().count("serves on") == processes or server.poll() is not None)
            assert "serves on" in log.read_text(), log.read_text()
            port = log.read_text().rpartition(":")[2].strip()
            pids = [server.pid] + (children(server.pid) if processes > 1 else [])
            command = [python, "-c", ASK, port, *map(str, pids)]
            asked = subprocess.run(command, capture_output=True, text=True, cwd="/", **as_nobody())
        finally:
            server.terminate()
    assert asked.stdout.splitlines() == ["closed"] * len(pids), asked.stderr
    assert list((folder / "results").rglob("?*.fitter"))
    assert server.returncode == 0
