"""Frames between the front and a worker: one datagram each, a JSON header and a few open files.

The socket pair is of the kind SEQPACKET: the kernel keeps the borders of frames and tells the end of the other side.
Both sides distrust each other's frames, the front most of all: a decoder that was taken over speaks through this.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

from fitter.blob import Descriptor

FRAME_LIMIT = 64 * 1024

_ENCODE = json.JSONEncoder(separators=(",", ":")).encode
_NUMBER = struct.Struct("i")  # of a descriptor, as the kernel writes it


class WireError(Exception):
    """What came is no frame of this protocol, or what is to be sent would be none."""


def pack(header: Mapping[str, Any]) -> bytes:
    """The bytes of a header.

    Raises:
        WireError: it is no JSON, or longer than ``FRAME_LIMIT``.
    """
    try:
        frame = _ENCODE(header).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"not a header: {error}") from error
    if len(frame) > FRAME_LIMIT:
        raise WireError(f"a frame of {len(frame)} bytes")
    return frame


def send(channel: socket.socket, frame: bytes, *files: Descriptor) -> None:
    """Send a packed header, and the open files with it.

    Raises:
        OSError: the other side is gone, or (on a channel that does not block) does not read.
    """
    numbers = b"".join(_NUMBER.pack(file.number) for file in files)
    channel.sendmsg([frame], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)] if files else [])


def receive(channel: socket.socket, most: int = 1) -> tuple[dict[str, Any], list[Descriptor]] | None:
    """The next header and its files, of which so many may come; None when the other side is gone.

    Raises:
        WireError: what came is no frame.
        OSError: from the socket; BlockingIOError when nothing is there and the channel does not block.
    """
    # Not socket.recv_fds: it drops the flags, and the files would stay open in every process started later.
    room = socket.CMSG_LEN(most * _NUMBER.size)
    frame, ancillary, flags, _ = channel.recvmsg(FRAME_LIMIT, room, socket.MSG_CMSG_CLOEXEC)
    numbers = _NUMBER.iter_unpack(ancillary[0][2]) if ancillary else ()
    files = [Descriptor(number) for (number,) in numbers]  # from here on they close by themselves
    if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
        raise WireError("a frame that is too long or carries too many files")
    if not frame:
        return None
    try:
        header = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise WireError("a frame that is no JSON") from error
    if not isinstance(header, dict):
        raise WireError("a frame that is no JSON object")
    return header, files
