"""A server set up as somebody would who comes from thumbor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.compat.sources import put
from tests.server import KEY, Server

THUMBOR_KEY = "the key of the old thumbor"
SETTINGS: dict[str, Any] = {
    "security": {"keys": [KEY, {"key": THUMBOR_KEY, "algorithm": "sha1"}], "allow_unsigned": True},
    "loader": {"use": "fitter.storages.files.FileStorage", "root": "images"},
    "engine": {"workers": 1, "read": ["jpeg", "png", "webp", "gif", "avif", "tiff"]},
    "output": {},
    "thumbor": {"unknown_filters": "ignore"},
}


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
            self._running[key] = Server(self.folder, SETTINGS | changes).__enter__()
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
