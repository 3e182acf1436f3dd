"""Stand-ins for the work of a worker: each misbehaves in one way, when the text tells it to."""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fitter.blob import Blob, Descriptor, memory_file
from fitter.errors import FitterError, UndecodableImage
from fitter.wishes import Wishes
from fitter.workers import wire

_kept: list[bytes] = []
_claims: list[mmap.mmap] = []


class Fake:
    """Runs the method that the text names, with the rest of the text as its argument."""

    def __init__(self, hello: Mapping[str, Any]) -> None:
        self.hello = hello

    def rehearse(self) -> None:
        pass

    def rest(self) -> None:
        self.rests = getattr(self, "rests", 0) + 1

    def describe(self) -> Mapping[str, Any]:
        return {
            "modules": sorted(name for name in sys.modules if "." not in name),
            "front": self.hello["front"],
            "argv": sys.orig_argv,
            "environment": dict(os.environ),
            "path": sys.path,
            "pid": os.getpid(),
        }

    def __call__(self, text: str, *sources: Blob, wishes: Wishes) -> Blob:
        self.wishes = wishes
        name, _, argument = text.partition(":")
        method = getattr(self, name)
        return method(*sources, *([argument] if argument else []))

    def echo(self, source: Blob) -> Blob:
        facts = {"pid": os.getpid(), "size": source.size, "wishes": self.wishes.text}
        return Blob(source.read(), source.media_type, source.modified, facts)

    def rested(self, source: Blob) -> Blob:
        return Blob(b"%d" % getattr(self, "rests", 0))

    def join(self, *sources: Blob) -> Blob:
        return Blob(b",".join(one.read() for one in sources), facts={"about": [[*_about(one)] for one in sources]})

    def same_file(self, source: Blob) -> Blob:
        return source

    def refuse(self, source: Blob) -> Blob:
        raise UndecodableImage("not this one")

    def fault(self, source: Blob) -> Blob:
        raise ZeroDivisionError("a secret")

    def sleep(self, source: Blob, seconds: str) -> Blob:
        time.sleep(float(seconds))
        return self.echo(source)

    def hang(self, source: Blob) -> Blob:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            ctypes.CDLL(None).sleep(3600)

    def segfault(self, source: Blob) -> Blob:
        ctypes.string_at(0)
        return source

    def abort(self, source: Blob) -> Blob:
        os.abort()

    def leave(self, source: Blob) -> Blob:
        os._exit(0)

    def quit(self, source: Blob) -> Blob:
        raise SystemExit

    def odd_type(self, source: Blob) -> Blob:
        return Blob(b"x", "a/b\r\nX-Evil: 1")

    def hang_up(self, source: Blob) -> Blob:
        """Close the wire and live on."""
        os.close(int(sys.argv[1]))
        return self.hang(source)

    def die_once(self, source: Blob, marker: str) -> Blob:
        """End, unless somebody did so before."""
        try:
            Path(marker).touch(exist_ok=False)
        except FileExistsError:
            return self.echo(source)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    def shot(self, source: Blob, marker: str) -> Blob:
        """Be killed as by somebody else, and in another worker crash."""
        try:
            Path(marker).touch(exist_ok=False)
        except FileExistsError:
            return self.segfault(source)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    def count(self, source: Blob, log: str) -> Blob:
        """Leave a byte for each try, and crash."""
        with Path(log).open("a") as file:
            file.write("x")
        return self.segfault(source)

    def allocate(self, source: Blob) -> Blob:
        parts = []
        while True:
            parts.append(bytes(8_000_000))

    def stay_full(self, source: Blob) -> Blob:
        """Keep nearly all memory claimed, and write to none of it, as a heap in pieces does."""
        _claims.append(mmap.mmap(-1, 370_000_000, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
        return self.echo(source)

    def end_full(self, source: Blob) -> Blob:
        """Claim nearly all memory, be seen with it, and end as GLib does when it finds none."""
        with mmap.mmap(-1, 370_000_000, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
            time.sleep(1)
            os.abort()

    def share(self, source: Blob) -> Blob:
        """Fill pages that no limit of the kernel counts, a little at a time."""
        parts = []
        while True:
            parts.append(mmap.mmap(-1, 8_000_000))
            parts[-1].write(b"x" * 8_000_000)
            time.sleep(0.01)

    def leak(self, source: Blob, size: str) -> Blob:
        _kept.append(b"x" * int(size))
        return self.echo(source)

    def litter(self, source: Blob) -> Blob:
        """Crash with a temporary file left."""
        (Path(os.environ["TMPDIR"]) / "large").write_bytes(bytes(1_000_000))
        return self.segfault(source)

    def limits(self, source: Blob) -> Blob:
        import resource

        return Blob(b"", facts={"core": resource.getrlimit(resource.RLIMIT_CORE)})

    def unpackable(self, source: Blob) -> Blob:
        return Blob(b"", facts={"size": object()})

    def chatty(self, source: Blob) -> Blob:
        return Blob(b"", facts={"text": "x" * 100_000})

    def stranger(self, source: Blob) -> Blob:
        raise FitterError("a plugin's own")

    def garbage(self, source: Blob, kind: str) -> Blob:
        """Answer what no worker would, the next time that something is sent."""
        proper = wire.send

        def send(channel: socket.socket, frame: bytes, *files: Descriptor) -> None:
            wire.send = proper
            {**GARBAGE, "twice": _twice}[kind](channel, frame, *files)

        wire.send = send
        return self.echo(source)


def _about(source: Blob) -> tuple[str, int, float | None]:
    return source.media_type, source.size, source.modified


def _twice(channel: socket.socket, frame: bytes, file: Descriptor) -> None:
    wire.send(channel, frame, file)
    wire.send(channel, frame, file)


def _two_files(channel: socket.socket, frame: bytes, file: Descriptor) -> None:
    socket.send_fds(channel, [frame], [file.number, file.number])


def _pipe(channel: socket.socket, frame: bytes, file: Descriptor) -> None:
    reader, writer = os.pipe()
    socket.send_fds(channel, [frame.replace(b'"size":1', b'"size":0')], [reader])
    os.close(reader)
    os.close(writer)


def _changed(old: bytes, new: bytes) -> Callable[[socket.socket, bytes, Descriptor], None]:
    def send(channel: socket.socket, frame: bytes, file: Descriptor) -> None:
        assert old in frame
        socket.send_fds(channel, [frame.replace(old, new)], [file.number])

    return send


GARBAGE: dict[str, Callable[[socket.socket, bytes, Descriptor], None]] = {
    "noise": lambda channel, frame, file: wire.send(channel, b"\x00\xff\x17", file),
    "list": lambda channel, frame, file: wire.send(channel, b"[1]", file),
    "deep": lambda channel, frame, file: wire.send(channel, b"[" * 60_000, file),
    "half": lambda channel, frame, file: wire.send(channel, frame[: len(frame) // 2], file),
    "nothing": lambda channel, frame, file: wire.send(channel, b"", file),
    "oversize": lambda channel, frame, file: wire.send(channel, frame + b" " * wire.FRAME_LIMIT, file),
    "no_file": lambda channel, frame, file: wire.send(channel, frame),
    "short": lambda channel, frame, file: wire.send(channel, frame, memory_file(b"")),
    "two_files": _two_files,
    "pipe": _pipe,
    "wrong_number": _changed(b'"job":', b'"job":9'),
    "no_number": _changed(b'"job":', b'"jog":'),
    "no_media_type": _changed(b'"media_type":"', b'"media_type":3,"_":"'),
    "bad_facts": _changed(b'"facts":{', b'"facts":[],"_":{'),
    "bad_time": _changed(b'"modified":null', b'"modified":"x"'),
    "bad_seconds": _changed(b'"seconds":', b'"seconds":-'),
    "bad_memory": _changed(b'"rss":', b'"rss":[],"_":'),
    "infinite_memory": _changed(b'"rss":', b'"rss":Infinity,"_":'),
    "bad_error": _changed(b'"media_type"', b'"error":{"code":1},"media_type"'),
    "plain_error": _changed(b'"media_type"', b'"error":"x","media_type"'),
}


class Refusing(Fake):
    def __init__(self, hello: Mapping[str, Any]) -> None:
        raise FitterError("the engine is not there")


class Broken(Fake):
    def rehearse(self) -> None:
        raise ImportError("no libvips here")


class Crashing(Fake):
    def rehearse(self) -> None:
        os._exit(3)


class Hanging(Fake):
    def rehearse(self) -> None:
        time.sleep(3600)


class Mute(Fake):
    """Says something else than that it is ready."""

    def rehearse(self) -> None:
        proper = wire.send

        def send(channel: socket.socket, frame: bytes, *files: Descriptor) -> None:
            proper(channel, b'{"hello":1}', *files)

        wire.send = send


class Late(Fake):
    """Cannot start before a file is there."""

    def rehearse(self) -> None:
        if not Path(self.hello["marker"]).exists():
            raise FileNotFoundError("not yet")
