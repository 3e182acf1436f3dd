"""A server with painted pictures for each module of tests; a module says what differs in ``SETTINGS``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import Server
from tests.web.stage import Stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage"), getattr(request.module, "SETTINGS", {}))


@pytest.fixture(scope="module")
def server(stage: Stage) -> Iterator[Server]:
    with stage.server() as server:
        yield server


@pytest.fixture
def results(stage: Stage) -> Path:
    return stage.results
