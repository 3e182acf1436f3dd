"""What every storage must do: all that a loader does, and keep what it is given."""

from __future__ import annotations

import asyncio
import os
import random
import zlib
from typing import Any

import pytest

from fitter import Blob, Descriptor, Storage, Version, memory_file
from fitter.flow.sources.seen import Seen, Source
from fitter.flow.uploads.kept import UPLOADED, Uploads, forget
from tests.contracts.loader import NASTY, LoaderContract
from tests.table import table

BLOB = Blob(b"content", "image/png", 1_700_000_000.25, {"format": "png", "width": 3, "height": 2, "alpha": False})
RESULT = "0f" * 32 + "/" + "a7" * 32


class StorageContract(LoaderContract):
    """Subclass it, and provide the fixture ``storage``: an empty one that holds at least 100 MB."""

    storm = 600
    """Calls at once of the last test."""

    @pytest.fixture
    def loader(self, storage: Any) -> Any:
        return storage

    @pytest.fixture
    def known(self, storage: Any) -> tuple[str, bytes]:
        self.call(storage.put, "known/source.jpg", Blob(b"known content"))
        return "known/source.jpg", b"known content"

    def test_is_a_storage(self, storage: Any) -> None:
        assert isinstance(storage, Storage)

    @table("key", [RESULT, "holiday/beach.jpg", "a"])
    def test_keeps_all_of_a_blob(self, storage: Any, key: str) -> None:
        self.call(storage.put, key, BLOB)
        kept = self.call(storage.get, key)
        assert (kept.read(), kept.media_type, kept.modified) == (BLOB.body, BLOB.media_type, BLOB.modified)
        assert dict(kept.facts) == BLOB.facts

    def test_keeps_a_blob_of_which_nothing_is_known(self, storage: Any) -> None:
        self.call(storage.put, RESULT, Blob(b"x"))
        kept = self.call(storage.get, RESULT)
        assert (kept.media_type, kept.modified, dict(kept.facts)) == ("application/octet-stream", None, {})

    @pytest.mark.parametrize("size", [0, 1, 65_536, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 20_000_000])
    @pytest.mark.parametrize("form", [bytes, memory_file])
    def test_keeps_any_size_in_both_forms(self, storage: Any, size: int, form: Any) -> None:
        content = os.urandom(size)
        self.call(storage.put, RESULT, Blob(form(content)))
        kept = self.call(storage.get, RESULT)
        assert kept.size == size
        assert kept.read() == content
        assert kept.descriptor().read() == content

    def test_keeps_only_the_size_of_a_descriptor(self, storage: Any) -> None:
        file = memory_file(b"body and what follows")
        file.size = 4
        self.call(storage.put, RESULT, Blob(file))
        assert self.call(storage.get, RESULT).read() == b"body"

    def test_the_last_put_counts(self, storage: Any) -> None:
        for content in (b"long long content", b"short", b""):
            self.call(storage.put, RESULT, Blob(content))
            assert self.call(storage.get, RESULT).read() == content

    def test_every_key_is_kept_by_itself(self, storage: Any) -> None:
        keys = [*NASTY, "a", "A", "a/b", "a/B", "a/b/c", "a/b/", "a%2Fb", "a%2fb", "/a", "a b", "a+b", "a%20b"]
        keys += ["x" * 301, "x" * 300 + "/z", "deep/" * 1000 + "y", "a.fitter", "a.fitter/b", "%2E", "%2e", "é.jpg"]
        keys = list(dict.fromkeys(keys))
        for key in keys:
            self.call(storage.put, key, Blob(repr(key).encode()))
        for key in keys:
            assert self.call(storage.get, key).read() == repr(key).encode()
        for key in keys:
            if not key.endswith("/"):
                self.call(storage.delete, key)
                assert self.call(storage.get, key) is None
        for key in keys:
            if key.endswith("/"):
                assert self.call(storage.get, key).read() == repr(key).encode()

    def test_delete(self, storage: Any) -> None:
        self.call(storage.put, "a", BLOB)
        self.call(storage.put, "a/b", BLOB)
        self.call(storage.delete, "a")
        assert self.call(storage.get, "a") is None
        assert self.call(storage.get, "a/b") is not None

    def test_delete_below(self, storage: Any) -> None:
        below, beside = ["a/b", "a/b/c", "a/c d", "a//e", "a/" + "x" * 300], ["a", "ab", "ab/c", "b/a/b", "A/b", "/a/b"]
        for key in below + beside:
            self.call(storage.put, key, BLOB)
        self.call(storage.delete, "a/")
        assert [key for key in below + beside if self.call(storage.get, key)] == beside

    def test_delete_below_many_folders(self, storage: Any) -> None:
        deep = "d/" * 30
        below, beside = (
            [f"{deep}a/b", f"{deep}a/" + "x" * 300],
            [f"{deep}a", f"{deep}ab", f"{deep}b/c", "d/" * 16 + "e"],
        )
        for key in below + beside:
            self.call(storage.put, key, BLOB)
        self.call(storage.delete, f"{deep}a/")
        assert [key for key in below + beside if self.call(storage.get, key)] == beside
        self.call(storage.delete, "d/" * 15)
        assert [key for key in beside if self.call(storage.get, key)] == []

    def test_delete_all_of_a_source(self, storage: Any) -> None:
        source, other = "ab" * 32, "ab" * 31 + "ac"
        for digest in (source, other):
            for variant in range(20):
                self.call(storage.put, f"{digest}/{variant:064x}", BLOB)
        self.call(storage.delete, f"{source}/")
        assert [self.call(storage.get, f"{source}/{variant:064x}") for variant in range(20)] == [None] * 20
        assert self.call(storage.get, f"{other}/{0:064x}") is not None

    @table("key", ["nothing", "nothing/below", "nothing/", "a/b/c/", "a/x", *NASTY])
    def test_delete_what_is_not_there(self, storage: Any, key: str) -> None:
        self.call(storage.put, "a/b", BLOB)
        if key != "a/":
            self.call(storage.delete, key)
        assert self.call(storage.get, "a/b") is not None

    def test_keeps_uploads(self, storage: Any) -> None:
        """What was uploaded is found as such, also with its notes, and what is only kept is not."""
        uploads, file = Uploads(storage), memory_file(b"uploaded")
        noted = Source(Blob(file, "image/png", 5.0, {UPLOADED: True}), Seen(Version("tag"), 7.0)).noted
        self.call(uploads.put, "uploads/a.png", noted)
        self.call(storage.put, "kept/b.png", Blob(b"kept"))
        found = self.call(uploads.get, "uploads/a.png")
        assert (found.read(), found.media_type) == (b"uploaded", "image/png")
        assert self.call(uploads.revalidate, "uploads/a.png", Version("tag")) == Version("tag")
        assert self.call(uploads.get, "kept/b.png") is None
        for key in ("uploads/a.png", "kept/b.png"):
            self.call(forget, storage, key)
        assert self.call(storage.get, "kept/b.png") is None
        assert self.call(uploads.get, "uploads/a.png") is not None
        self.call(uploads.remove, "uploads/a.png")
        assert self.call(uploads.find, "uploads/a.png") is None

    @pytest.mark.parametrize("size", [100, 5_000_000])
    @pytest.mark.parametrize("end", ["delete", "put"])
    def test_a_reader_keeps_what_it_got(self, storage: Any, size: int, end: str) -> None:
        content = os.urandom(size)
        self.call(storage.put, RESULT, Blob(content))
        kept = self.call(storage.get, RESULT)
        if end == "delete":
            self.call(storage.delete, RESULT)
            assert self.call(storage.get, RESULT) is None
        else:
            self.call(storage.put, RESULT, Blob(b"other"))
        assert kept.read() == content

    def test_never_half_of_a_blob_that_breaks_off(self, storage: Any) -> None:
        self.call(storage.put, RESULT, BLOB)
        number = os.memfd_create("cut")
        os.ftruncate(number, 1_500_000)
        cut = Descriptor(number, 3_000_000)
        with pytest.raises(OSError, match="cut"):
            self.call(storage.put, RESULT, Blob(cut))
        kept = self.call(storage.get, RESULT)
        assert kept is None or kept.read() == BLOB.body

    def test_never_a_torn_value(self, storage: Any) -> None:
        """Puts, gets and deletes of few keys at once: each body that comes back is one that was put."""
        keys = ["a/1", "a/2", "a", "b/3/4"]
        dice = random.Random(0)  # noqa: S311  the same bytes each time, no secret
        bodies = [dice.randbytes(size) for size in (10, 50_000, 1_300_000) for _ in range(3)]

        async def one() -> None:
            key = dice.choice(keys)
            kind = dice.random()
            if kind < 0.4:
                content = dice.choice(bodies)
                check = zlib.crc32(content)
                form = dice.choice([bytes, memory_file])
                await self.ask(storage.put, key, Blob(form(content), facts={"key": key, "check": check}))
            elif kind < 0.5:
                await self.ask(storage.delete, dice.choice([key, "a/", "b/"]))
            elif (kept := await self.ask(storage.get, key)) is not None:
                assert kept.facts["key"] == key
                assert kept.facts["check"] == zlib.crc32(kept.read())

        async def all_of_them() -> None:
            await asyncio.gather(*(one() for _ in range(self.storm)))

        self.runner.run(all_of_them())
