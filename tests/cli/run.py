"""The command as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.material import ROOT

SECRET = "a secret that must not be printed"
CONFIG = """\
security: {keys: ["${FITTER_KEY}"]}
loader: {use: fitter.storages.files.FileStorage, root: images}
"""


@dataclass(frozen=True)
class Done:
    """How it ended."""

    code: int
    out: str
    lines: list[str]  # of standard error


def fitter(folder: Path, *arguments: str, **environment: str) -> Done:
    """``fitter ...`` in a folder; the key is in the environment unless it is given otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FITTER_")}
    done = subprocess.run(
        [sys.executable, "-m", "fitter", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "FITTER_KEY": SECRET, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return Done(done.returncode, done.stdout, done.stderr.splitlines())


def write(folder: Path, text: str = CONFIG) -> Path:
    """The configuration of a folder."""
    (folder / "fitter.conf").write_text(text)
    return folder
