"""The command as a user runs it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tests.forked import Forked
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
    environment = {**kept, "PYTHONPATH": str(ROOT), "FITTER_KEY": SECRET, **environment}
    process = Forked(arguments, folder, environment, apart=True)
    with ThreadPoolExecutor() as readers:
        out, error = readers.map(_all, process.outputs)
    assert SECRET not in out + error
    assert "Traceback" not in out + error
    return Done(process.wait(60), out, error.splitlines())


def _all(output: TextIO) -> str:
    with output:
        return output.read()


def write(folder: Path, text: str = CONFIG) -> Path:
    """The configuration of a folder."""
    (folder / "fitter.conf").write_text(text)
    return folder
