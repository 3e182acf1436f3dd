"""Frames over a socket pair."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from fitter.blob import memory_file
from fitter.workers import wire
from fitter.workers.wire import WireError

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with one, other:
        yield one, other


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  opens none itself


def test_a_header_arrives_as_it_was(pair: Pair) -> None:
    header = {"job": 1, "text": 'ü "\\\ud800', "nested": [None, 1.5, {"a": True}]}
    wire.send(pair[0], wire.pack(header))
    assert wire.receive(pair[1]) == (header, [])


def test_a_file_arrives_open_and_closed_to_children(pair: Pair) -> None:
    wire.send(pair[0], wire.pack({}), memory_file(b"content"))
    received = wire.receive(pair[1])
    assert received
    (file,) = received[1]
    assert (file.read(), file.size, os.get_inheritable(file.number)) == (b"content", 7, False)


def test_frames_keep_their_borders(pair: Pair) -> None:
    for number in range(3):
        wire.send(pair[0], wire.pack({"job": number}))
    assert [wire.receive(pair[1]) for _ in range(3)] == [({"job": number}, []) for number in range(3)]


def test_the_end_is_told(pair: Pair) -> None:
    pair[0].close()
    assert wire.receive(pair[1]) is None
    with pytest.raises(OSError, match="Broken pipe"):
        wire.send(pair[1], b"{}")


def test_nothing_is_there(pair: Pair) -> None:
    pair[1].setblocking(False)
    with pytest.raises(BlockingIOError):
        wire.receive(pair[1])


def test_the_largest_frame_passes(pair: Pair) -> None:
    frame = wire.pack({"x": "y" * (wire.FRAME_LIMIT - 8)})
    assert len(frame) == wire.FRAME_LIMIT
    wire.send(pair[0], frame)
    assert wire.receive(pair[1])


@pytest.mark.parametrize("header", [{"x": "y" * wire.FRAME_LIMIT}, {"x": object()}, {"x": {1, 2}}])
def test_what_is_no_frame_is_not_packed(header: dict[str, object]) -> None:
    with pytest.raises(WireError):
        wire.pack(header)


@pytest.mark.parametrize(
    "frame", [b"x", b"[]", b"3", b"{", b"\xff\xfe", b"[" * 60_000, b"{}" + b" " * wire.FRAME_LIMIT]
)
def test_what_is_no_frame_is_refused_and_its_file_closed(pair: Pair, frame: bytes) -> None:
    before = open_files()
    file = memory_file(b"content")
    socket.send_fds(pair[0], [frame], [file.number])
    del file
    with pytest.raises(WireError):
        wire.receive(pair[1])
    assert open_files() == before


def test_more_than_one_file_is_refused_and_all_closed(pair: Pair) -> None:
    before = open_files()
    file = memory_file(b"content")
    socket.send_fds(pair[0], [b"{}"], [file.number] * 5)
    del file
    with pytest.raises(WireError):
        wire.receive(pair[1])
    assert open_files() == before


def test_as_many_files_as_are_expected(pair: Pair) -> None:
    before = open_files()
    for count in (3, 0, 9):
        wire.send(pair[0], b"{}", *(memory_file(b"%d" % number) for number in range(count)))
        received = wire.receive(pair[1], 9)
        assert received
        assert [file.read() for file in received[1]] == [b"%d" % number for number in range(count)]
    del received
    assert open_files() == before
    wire.send(pair[0], b"{}", *(memory_file(b"x") for _ in range(10)))
    with pytest.raises(WireError, match="too many files"):
        wire.receive(pair[1], 9)
    assert open_files() == before
