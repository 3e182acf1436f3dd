"""``fitter serve`` that does not start says why, in one line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.run import CONFIG, SECRET, fitter, write
from tests.material import ROOT

BROKEN = "import nothing_of_this_name\n"


@pytest.mark.parametrize(
    ("text", "environment", "words"),
    [
        (CONFIG.splitlines()[1], {}, "security: needs a key to sign URLs with"),
        (CONFIG, {"FITTER_KEY": "changeme"}, "security.keys[0].key: must have at least 8 characters and be none of"),
        (CONFIG + "engine: {use: broken.Engine}", {}, "broken.Engine needs the module nothing_of_this_name"),
        (CONFIG + "server: [", {}, "this is no YAML"),
    ],
)
def test_refuses_to_start(tmp_path: Path, text: str, environment: dict[str, str], words: str) -> None:
    (tmp_path / "broken.py").write_text(BROKEN)
    done = fitter(write(tmp_path, text + "\n"), "serve", "--port", "0", **environment)
    assert done.code == 1
    assert words in "\n".join(done.lines)
    assert len(done.lines) == 1


def test_without_uvloop_and_without_the_folder_of_the_sources(tmp_path: Path) -> None:
    there, missing = ({"use": "fitter.storages.files.FileStorage", "root": root} for root in (".", "images"))
    write(tmp_path, yaml.safe_dump({"security": {"keys": ["${FITTER_KEY}"]}, "loader": [there, missing]}))
    code = "import sys; sys.modules['uvloop'] = None; from fitter.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FITTER_KEY": SECRET}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=-1, stderr=-2, text=True) as process:
        assert process.stdout
        assert "serves on" in process.stdout.readline()
        warning = f"loader[1]: nothing can be read in {tmp_path}/images: No such file or directory; its sources are not"
        assert warning in process.stdout.readline()
        process.terminate()
    assert process.returncode == 0


@pytest.mark.parametrize("processes", [1, 2])
def test_port_that_is_taken(tmp_path: Path, processes: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = fitter(write(tmp_path, CONFIG + f"server: {{processes: {processes}}}\n"), "serve", "--port", str(port))
    assert (done.code, done.lines) == (1, [f"cannot listen on 127.0.0.1 port {port}: Address already in use"])


def test_address_that_is_not_ours(tmp_path: Path) -> None:
    done = fitter(write(tmp_path), "serve", "--port", "0", "--address", "no.such.name.invalid")
    assert done.code == 1
    assert done.lines[0].startswith("cannot listen on no.such.name.invalid port 0")
