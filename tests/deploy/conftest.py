"""What the configurations of deploy/ need to be read."""

from __future__ import annotations

import pytest

from tests.deploy.shipped import NAMES


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, f"{name.lower()} of tests, long enough")
