"""Blobs in a folder: the sources that people put there, and what fitter keeps."""

from __future__ import annotations

import contextlib
import logging
import mimetypes
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

import fitter
from fitter import Blob, Bytes, Descriptor, Duration, Says, Version
from fitter.storages import atomic
from fitter.storages.at_once import open_at_once, read_at_once
from fitter.storages.envelope import unsealed
from fitter.storages.eviction import Allowance
from fitter.storages.handed import hand
from fitter.storages.lifetime import ending, lives
from fitter.storages.places import (
    SUFFIX,
    given_name,
    is_deep,
    open_file,
    open_folder,
    own_names,
    prune,
    remove_file,
    remove_own,
)
from fitter.storages.sealed_file import is_marked, seal, unseal

_log = logging.getLogger(__name__)
_SMALL = 128 << 10  # bytes of an own file that are read and hashed faster than a thread is woken
_TOUCH = 60.0  # seconds: how exact the time of the last use is, to write it rarely
_TYPES = mimetypes.MimeTypes()  # Python's own table, the same on every machine


class FileStorage:
    """Serves the files of a folder under their names, and keeps blobs there in files of its own (``*.fitter``).

    As a loader: the key ``holiday/beach.jpg`` is the file of that name below the root. Hidden files, and links that
    lead out of the root, are not found. What people put there is never changed, evicted or deleted.

    As a storage: a file is written aside and renamed when it is whole. What was kept comes before a file of that name
    that people put there. Processes and machines may share a root. A file ``*.fitter`` that fitter did not write is not
    found either; where its name is needed, it gets a hidden one beside it. One that has the name of a
    result, with a digest in it, counts as fitter's: it was cut.
    """

    class Options(fitter.Options):
        """What a folder needs to know."""

        root: Path = Field(description="The folder. It is made when something is first kept.")
        bytes: Bytes | None = Field(
            None,
            ge=1,
            description="How much to keep at most; what was not used for longest is removed. Files that people put "
            "there do not count. With several processes it may be exceeded by a 20th for each.",
        )
        sync: bool = Field(
            False,
            description="Whether to wait until the disk has what is kept. Without it a power cut may lose the newest "
            "files; half a file is never served either way.",
        )

        ttl: Duration | None = Field(
            None, gt=0, description="For how long what is kept is found; null: until it is removed to make room."
        )
        accel: (
            Annotated[
                str,
                Field(pattern=r"^/([A-Za-z0-9._~/-]*/)?$"),
                Says("a path such as /_results/ with a slash at both ends"),
            ]
            | None
        ) = Field(
            None,
            description="Where nginx or Apache, if it sends results by itself, finds the folder `.fitter/handed` of "
            "the root: a location such as `/_results/` for `X-Accel-Redirect`, or its path for `X-Sendfile`. The disk "
            "must have extended attributes.",
        )

    def __init__(self, options: Options) -> None:
        self.root = options.root.expanduser().absolute()
        self._bound = options.bytes
        self._sync = options.sync
        self._ttl = options.ttl
        self._accel = options.accel
        self._allowance = Allowance(self.root, options.bytes)

    def get(self, key: str) -> Blob | None:
        """The blob: bytes if it was kept and is at most 1 MiB, otherwise an open file.

        Raises:
            OSError: the disk fails, or there are too many open files.
        """
        try:
            own = self._own(key)
            return self._given(key) if own is None else own
        except PermissionError as error:
            _log.warning("no permission to read %r, which is taken as not there: %s", key, error.strerror)
            return None

    def at_hand(self, key: str) -> Blob | None:
        """The same, where no disk must be waited for.

        Raises:
            BlockingIOError: it must be, or there is more to do than to look.
        """
        own, given = "/".join(own_names(key)) + SUFFIX, given_name(key)
        found = open_at_once(self.root, own, *([given] if given else []))
        if found is None:
            return None
        name, file = found
        return self._opened(file, key) if name == own else _described(key, file)

    def _opened(self, file: Descriptor, key: str) -> Blob:
        if file.size > _SMALL or self._accel is not None or self._is_touched(file):
            raise BlockingIOError
        blob, end = unsealed(read_at_once(file), key) or (None, None)
        if blob is None or not lives(end, self._ttl):
            raise BlockingIOError  # what is broken is to be removed, and what has ended may hide a given file
        return blob

    def revalidate(self, key: str, known: Version) -> Blob | Version | None:
        """The same, or the known version if the file is still the one that it was; raises as ``get``."""
        blob = self.get(key)
        return known if blob is not None and blob.version == known else blob

    def put(self, key: str, blob: Blob) -> None:
        """Keep the blob. One that is larger than the bound is not kept, and neither is what was there before.

        Raises:
            OSError: the disk is full or not writable, and what was there before is still there; or the blob is kept
                and others could not be removed to make room.
        """
        if self._bound is not None and blob.size > self._bound:
            self._remove(key)
            return
        size = atomic.write(self.root, own_names(key), self._sealing(key, blob), sync=self._sync)
        self._allowance.spend(size)

    def delete(self, key: str) -> None:
        """Forget what was kept under a key, or with a trailing ``/`` below it.

        Raises:
            OSError: the folder is not writable.
        """
        if not key.endswith("/"):
            self._remove(key)
            return
        names = own_names(key)[:-1]
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            remove_own(open_folder(self.root, names), key if is_deep(key) else "")
            prune(self.root, names)

    def check(self) -> None:
        """Whether the folder is there and can be read.

        Raises:
            OSError: with a sentence that says what is wrong.
        """
        try:
            os.scandir(self.root).close()
        except OSError as error:
            raise OSError(f"nothing can be read in {self.root}: {error.strerror}") from None

    def check_writing(self) -> None:
        """Whether something can be kept in the folder, and deleted; raises as ``check``."""
        key = f"fitter-check-{secrets.token_hex(8)}"
        try:
            atomic.write(self.root, own_names(key), self._sealing(key, Blob(b"")), sync=False)
            kept = self.get(key)
            self._remove(key)
        except OSError as error:
            raise OSError(f"nothing can be kept in {self.root}: {error.strerror}") from None
        if self._accel is not None and (kept is None or not kept.place):
            raise OSError(f"accel needs extended attributes and hard links, and the disk of {self.root} lacks one")

    def _sealing(self, key: str, blob: Blob) -> Callable[[int], int]:
        end, plain = ending(self._ttl), self._accel is not None
        return lambda file: seal(file, key, blob, end, plain=plain)

    def _own(self, key: str) -> Blob | None:
        file = open_file(self.root, "/".join(own_names(key)) + SUFFIX)
        if file is None:
            return None
        blob, end = unseal(file, key) or (None, None)
        if blob is not None and not lives(end, self._ttl):
            return None
        if blob is None:
            if is_marked(file):
                _log.warning("what was kept under %r is broken and is removed", key)
                with contextlib.suppress(OSError):  # it may be that this root is only read
                    self._remove(key)
        elif self._is_touched(file):
            with contextlib.suppress(OSError):  # a root that is only read needs no times
                os.utime(file.number)
        name = hand(self.root, file) if blob and self._accel is not None else None
        return replace(blob, place=f"{self._accel}{name}") if blob and name else blob

    def _given(self, key: str) -> Blob | None:
        name = given_name(key)
        file = open_file(self.root, name) if name else None
        return _described(key, file) if file else None

    def _is_touched(self, file: Descriptor) -> bool:
        """Whether the time of the last use is to be written, to know which file goes first."""
        return self._bound is not None and abs(time.time() - os.fstat(file.number).st_mtime) > _TOUCH

    def _remove(self, key: str) -> None:
        names = own_names(key)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            folder = open_folder(self.root, names[:-1])
            remove_file(folder, names[-1] + SUFFIX)
            prune(self.root, names[:-1])


def _described(key: str, file: Descriptor) -> Blob:
    """The blob of a given file."""
    found = os.fstat(file.number)
    version = Version(f"{found.st_mtime_ns:x}-{found.st_size:x}-{found.st_ino:x}", found.st_mtime)
    return Blob(file, _media_type(os.path.splitext(key)[1]), found.st_mtime, version=version)  # noqa: PTH122  quicker


@lru_cache(256)
def _media_type(suffix: str) -> str:
    media_type, encoding = _TYPES.guess_type("name" + suffix, strict=False)
    return media_type if media_type and not encoding else "application/octet-stream"
