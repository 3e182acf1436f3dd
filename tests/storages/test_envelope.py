from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fitter import Blob, Descriptor
from tests.contracts.storage import BLOB, RESULT
from tests.storages import aside, files


def test_the_body_is_where_a_reader_of_the_open_file_looks(root: Path) -> None:
    storage = files(root)
    storage.put("a", Blob(b"\x89PNG" + bytes(2_000_000)))
    body = storage.get("a").body
    assert isinstance(body, Descriptor)
    assert os.pread(body.number, 4, 0) == b"\x89PNG"
    assert body.size == 2_000_004


def test_facts_that_cannot_be_said_in_json(root: Path) -> None:
    with pytest.raises(TypeError):
        files(root).put("a", Blob(b"x", facts={"image": object()}))
    assert aside(root) == []


def _flip(content: bytes) -> Iterator[bytes]:
    for at in random.Random(1).sample(range(len(content)), 200):  # noqa: S311  no secret
        yield content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]


def _cut(content: bytes) -> Iterator[bytes]:
    for at in (0, 1, 20, 48, len(content) // 2, len(content) - 1):
        yield content[:at]
        yield content[at + 1 :]


def _zero(content: bytes) -> Iterator[bytes]:
    for at in (0, len(content) // 2, len(content) - 60):
        yield content[:at] + bytes(len(content) - at)
    yield bytes(len(content))


def _more(content: bytes) -> Iterator[bytes]:
    yield content + b"x"
    yield content + content
    yield b"x" + content
    yield b"<html>not ours</html>" * 100


@pytest.mark.parametrize("size", [300, 1_200_000])
@pytest.mark.parametrize("damage", [_flip, _cut, _zero, _more])
def test_a_damaged_file_is_a_miss_and_goes_if_it_is_surely_ours(
    root: Path, size: int, damage: Callable[[bytes], Iterator[bytes]]
) -> None:
    storage = files(root)
    path = root / f"{RESULT}.fitter"
    storage.put(RESULT, Blob(os.urandom(size), facts={"width": 3}))
    whole = path.read_bytes()
    for number, damaged in enumerate(damage(whole)):
        if size > 300 and number > 10:
            break
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(damaged)
        assert storage.get(RESULT) is None
        assert path.exists() == (damaged[-8:-1] != b"fitter\x00")
        storage.put(RESULT, BLOB)  # also where one that is cut is left
        assert storage.get(RESULT).read() == BLOB.body
        storage.delete(RESULT)
    storage.put(RESULT, BLOB)
    assert storage.get(RESULT).read() == BLOB.body


def test_the_file_of_another_key_is_a_miss(root: Path) -> None:
    storage = files(root)
    storage.put("a", BLOB)
    (root / "a.fitter").rename(root / "b.fitter")
    assert storage.get("b") is None
