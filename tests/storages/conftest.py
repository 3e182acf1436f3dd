from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.certificate import self_signed
from tests.storages.redis import secured
from tests.valkey import Valkey, cluster


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    return root


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("guarded"), requirepass="pass word") as server:
        yield server


@pytest.fixture(scope="session")
def secured_url(guarded: Valkey, pem: Path) -> Iterator[str]:
    with secured(guarded.port, pem) as url:
        yield url


@pytest.fixture(scope="session")
def sentinel(valkey: Valkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    monitor = f"sentinel monitor main 127.0.0.1 {valkey.port} 1"
    with Valkey(tmp_path_factory.mktemp("sentinel"), monitor, sentinel=True) as sentinel:
        yield sentinel


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Valkey]]:
    with ExitStack() as stack:
        yield cluster(tmp_path_factory.mktemp("cluster"), stack)
