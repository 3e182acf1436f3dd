"""Each test has a place of its own for temporary files, so that it sees what it leaves there."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path_factory.mktemp("place")
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    return path
