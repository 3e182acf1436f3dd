"""Stand-ins for the work of a worker: each misbehaves in one way, when the text tells it to."""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fitter.errors import UndecodableImage
from fitter.values import Blob, Descriptor, memory_file

_kept: list[bytes] = []


class Fake:
    """Runs the method that the text names, with the rest of the text as its argument."""

    def __init__(self, hello: Mapping[str, Any]) -> None:
        self.hello = hello

    def rehearse(self) -> None:
        pass

    def describe(self) -> Mapping[str, Any]:
        return {
            "modules": sorted(name for name in sys.modules if "." not in name),
            "front": self.hello["front"],
            "argv": sys.orig_argv,
            "environment": {name: os.environ.get(name) for name in ("VIPS_CONCURRENCY", "VIPS_UNLIMITED", "TMPDIR")},
            "pid": os.getpid(),
        }

    def __call__(self, text: str, source: Blob) -> Blob:
        name, _, argument = text.partition(":")
        method = getattr(self, name)
        return method(source, *([argument] if argument else []))

    def echo(self, source: Blob) -> Blob:
        return Blob(source.read(), source.media_type, facts={"pid": os.getpid(), "size": source.size})

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

    def leave(self, source: Blob, code: str) -> Blob:
        os._exit(int(code))

    def quit(self, source: Blob) -> Blob:
        raise SystemExit

    def die_once(self, source: Blob, marker: str) -> Blob:
        """End, unless somebody did so before."""
        try:
            Path(marker).touch(exist_ok=False)
        except FileExistsError:
            return self.echo(source)
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

    def scribble(self, source: Blob, name: str) -> Blob:
        """Write a large temporary file, and hang or crash."""
        (Path(os.environ["TMPDIR"]) / "large").write_bytes(bytes(1_000_000))
        method: Any = getattr(self, name)
        return method(source)

    def unpackable(self, source: Blob) -> Blob:
        return Blob(b"", facts={"size": object()})

    def chatty(self, source: Blob) -> Blob:
        return Blob(b"", facts={"text": "x" * 100_000})

    def garbage(self, source: Blob, kind: str) -> Blob:
        """Speak on the wire what no worker would."""
        channel, job = _channel(), _job()
        picture = {"media_type": "a/b", "facts": {}, "size": 3, "seconds": 0.1, "rss": 1}
        frames: dict[str, tuple[bytes, list[int]]] = {
            "noise": (b"\x00\xff\x17", []),
            "list": (b"[1]", []),
            "deep": (b"[" * 60_000, []),
            "half": (b'{"job": 1, "media', []),
            "nothing": (b"", []),
            "oversize": (b" " * 100_000, []),
        }
        del frames, picture, job, channel, kind
        raise NotImplementedError


def _channel() -> socket.socket:
    return socket.socket(fileno=os.dup(int(sys.argv[1])))


def _job() -> int:
    return 0


def unused() -> tuple[type[Descriptor], object]:
    return Descriptor, memory_file
