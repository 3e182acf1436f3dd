"""Servers set up as somebody would who comes from thumbor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.compat.settings import SETTINGS
from tests.compat.sources import put
from tests.material import ROOT
from tests.server import Server


class Servers:
    """A server for each configuration that is asked for; each is started once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: dict[str, Server] = {}

    def draw(self, *names: str) -> None:
        """Put sources where all servers find them."""
        put(self.folder / "images", names)

    def of(self, **changes: Any) -> Server:
        """The server whose settings differ so from the others'."""
        key = repr(changes)
        if key not in self._running:
            server = Server(self.folder, SETTINGS | changes, environment={"PYTHONPATH": str(ROOT)})
            self._running[key] = server.__enter__()
        return self._running[key]

    def close(self) -> None:
        """End them all."""
        for server in self._running.values():
            server.__exit__()


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    made = Servers(tmp_path_factory.mktemp("compat"))
    yield made
    made.close()
