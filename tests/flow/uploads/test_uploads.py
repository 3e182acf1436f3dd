"""What storages do with uploads that they cannot keep is told, and never taken for done."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from fitter import Blob, FitterError
from fitter.errors import StoreFailed, StoreFull
from fitter.flow.uploads.kept import UPLOADED, Uploads
from fitter.storages.files import FileStorage
from fitter.storages.memory import MemoryStorage
from tests.mischief import FailingStorage

UPLOAD = Blob(bytes(2 << 20), "image/png", 5.0, {UPLOADED: True})


def refused(storage: Any) -> FitterError:
    with pytest.raises(FitterError) as error:
        asyncio.run(Uploads(storage).put("a/b.png", UPLOAD))
    return error.value


def test_a_disk_that_is_full(small_disk: Path) -> None:
    error = refused(FileStorage(FileStorage.Options(root=small_disk)))
    assert isinstance(error, StoreFull)
    assert error.status == 507
    assert [file for file in small_disk.rglob("*") if file.is_file()] == []


def test_a_storage_that_leaves_out_what_is_too_large(tmp_path: Path) -> None:
    for storage in (
        FileStorage(FileStorage.Options(root=tmp_path, bytes=1 << 20)),
        MemoryStorage(MemoryStorage.Options(bytes=1 << 20)),
    ):
        assert isinstance(refused(storage), StoreFull), storage


def test_a_storage_that_fails() -> None:
    error = refused(FailingStorage(FailingStorage.Options()))
    assert isinstance(error, StoreFailed)
    assert (error.status, error.retry_after) == (503, 1)
    assert "secret" not in error.detail, "what went wrong inside is for the log"
