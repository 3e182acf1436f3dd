"""A server with painted pictures: one for all modules that want nothing special, and one for each with ``SETTINGS``.

Workers are fresh interpreters where the module is ``FRESH``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import Server
from tests.web.stage import Stage


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Stage(tmp_path_factory.mktemp("common"), {}).server() as server:
        yield server


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Stage:
    settings, fresh = getattr(request.module, "SETTINGS", {}), getattr(request.module, "FRESH", False)
    return Stage(tmp_path_factory.mktemp("stage"), settings, fresh=fresh)


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    if not hasattr(request.module, "SETTINGS"):
        yield request.getfixturevalue("common")
        return
    with request.getfixturevalue("stage").server() as server:
        yield server
