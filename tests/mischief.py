"""Operations and storages that misbehave when a test tells them to; servers in tests name them by dotted path.

Tests and plugins meet in the server's working directory.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import time
from pathlib import Path
from typing import ClassVar

from fitter import Blob, Image, Options, Segment, Version

OPERATIONS = [f"tests.mischief.{name}" for name in ("Wait", "Hang", "Crash", "Fault")]


class Wait(Segment):
    """Say that it is at work, and go on when told."""

    name: ClassVar[str] = "wait"
    example: ClassVar[str] = "wait:a/key.jpg"

    gate: str

    def apply(self, image: Image) -> Image:
        with Path(f"{self.gate}.pids").open("a") as file:
            file.write(f"{os.getpid()}\n")
        while not Path(f"{self.gate}.go").exists():
            time.sleep(0.005)
        return image


class Hang(Segment):
    """Sleep in C, where no signal handler and no exception of Python gets in."""

    name: ClassVar[str] = "hang"
    example: ClassVar[str] = "hang/key.jpg"

    def apply(self, image: Image) -> Image:
        ctypes.PyDLL(None).sleep(3600)  # PyDLL holds the interpreter's lock meanwhile
        return image


class Crash(Segment):
    """Leave a byte for each try, and crash."""

    name: ClassVar[str] = "crash"
    example: ClassVar[str] = "crash/key.jpg"

    def apply(self, image: Image) -> Image:
        with Path("crashes").open("a") as file:
            file.write("x")
        ctypes.string_at(0)
        return image


class Fault(Segment):
    """A mistake of the plugin's author."""

    name: ClassVar[str] = "fault"
    example: ClassVar[str] = "fault/key.jpg"

    def apply(self, image: Image) -> Image:
        raise ZeroDivisionError("a secret of the plugin")


class FailingStorage:
    """Raises at every call."""

    class Options(Options):
        """None."""

    def __init__(self, options: Options) -> None:
        pass

    def get(self, key: str) -> Blob | None:
        raise OSError("a secret of the storage")

    async def put(self, key: str, blob: Blob) -> None:
        raise OSError("a secret of the storage")

    async def delete(self, key: str) -> None:
        raise OSError("a secret of the storage")


class FaultyLoader:
    """A mistake of the plugin's author."""

    def __init__(self, options: Options) -> None:
        pass

    async def get(self, key: str) -> Blob | None:
        raise ZeroDivisionError("a secret of the loader")


class HangingStorage:
    """Hangs at every call, as a disk of the network's does; each call leaves a byte."""

    def __init__(self, options: Options) -> None:
        pass

    def get(self, key: str) -> Blob | None:
        with Path("hung").open("a") as file:
            file.write("x")
        time.sleep(3600)
        return None

    def put(self, key: str, blob: Blob) -> None:
        self.get(key)

    def delete(self, key: str) -> None:
        self.get(key)


class LateStorage:
    """Keeps only the last PNG, as a file ``late``, and takes a while for it."""

    class Options(Options):
        """Where."""

        root: Path

    def __init__(self, options: Options) -> None:
        self._file = options.root / "late"

    async def get(self, key: str) -> Blob | None:
        return None

    async def put(self, key: str, blob: Blob) -> None:
        if blob.media_type == "image/png":
            await asyncio.sleep(0.2)
            self._file.write_bytes(blob.read())

    async def delete(self, key: str) -> None:
        self._file.unlink(missing_ok=True)


class NotingLoader:
    """Gives the files of ``images``, and notes each key that it is asked for; what is fleeting nobody may keep."""

    def __init__(self, options: Options) -> None:
        pass

    def get(self, key: str) -> Blob | None:
        with Path("loaded").open("a") as file:
            file.write(f"{key}\n")
        path = Path("images") / key
        version = Version(stored=False) if key.startswith("fleeting") else None
        return Blob(path.read_bytes(), modified=path.stat().st_mtime, version=version) if path.is_file() else None
