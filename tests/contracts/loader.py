"""What every loader must do."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from fitter import Blob, FitterError, Loader
from tests.table import table

NASTY = [
    "",
    "/",
    "//",
    ".",
    "..",
    "../",
    "../../../../../../etc/passwd",
    "a/../../../../../etc/passwd",
    "/etc/passwd",
    "//etc/passwd",
    "file:///etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "%252e%252e/etc/passwd",
    "..\\..\\etc\\passwd",
    "..%5c..%5cetc%5cpasswd",
    "a\0b",
    "\0",
    "a//b",
    "a/./b",
    "a/",
    "~",
    "~root/.ssh/id_rsa",
    "-rf",
    "*",
    "a b.png",
    " ",
    "a\nb",
    "\x7f\x1b[31m",
    "größe/日本語/🦊.jpg",
    "e\u0301.jpg",
    "\u202egpj.exe",
    "lone \ud800 surrogate",
    "undecoded \udcff byte",
    "100%",
    "%",
    "%00",
    "%~",
    "a?b=c&d=e#f",
    "http://host//a?b=c",
    "http://host/a b.png?x=1",
    "http://[::1]:99999/",
    "x" * 300,
    "ü" * 300,
    "x" * 300 + "/y",
    "/".join("abcdefghij" * 5),
    "deep/" * 1000 + "x",
    "x" * 8000,
]
"""Keys that somebody will put into a URL."""


UNKNOWN = object()


def glimpse(hand: Any, key: str) -> Any:
    """What is at hand, None if it is not there, or ``UNKNOWN``."""
    try:
        return hand(key)
    except BlockingIOError:
        return UNKNOWN


def told(blob: Any) -> Any:
    """All of a blob that can be compared."""
    return blob and (blob.read(), blob.media_type, blob.modified, dict(blob.facts), blob.version, blob.place)


class LoaderContract:
    """Subclass it, and provide the fixtures ``loader`` and ``known``: a key that is there, and its bytes."""

    missing = "no/such/source.jpg"
    """A key that is not there, but could be."""

    @pytest.fixture(autouse=True)
    def _own_loop(self) -> Iterator[None]:
        with asyncio.Runner() as self.runner:
            yield

    @pytest.fixture(autouse=True)
    def _closed_at_the_end(self, _own_loop: None, loader: Any) -> Iterator[None]:
        yield
        if hasattr(loader, "close"):
            self.runner.run(loader.close())

    async def ask(self, method: Any, *arguments: Any) -> Any:
        """Call a method as the flow does: a coroutine in the loop, a plain one in a thread."""
        if inspect.iscoroutinefunction(method):
            return await method(*arguments)
        return await asyncio.to_thread(method, *arguments)

    def call(self, method: Any, *arguments: Any) -> Any:
        """The same from outside of a loop; what is got is what is at hand, if anything is."""
        hand = getattr(method.__self__, "at_hand", None) if method.__name__ == "get" else None
        known = glimpse(hand, *arguments) if hand else UNKNOWN
        result = self.runner.run(self.ask(method, *arguments))
        assert known is UNKNOWN or told(known) == told(result)
        return result

    def test_is_a_loader(self, loader: Any) -> None:
        assert isinstance(loader, Loader)

    def test_known(self, loader: Any, known: tuple[str, bytes]) -> None:
        key, content = known
        blob = self.call(loader.get, key)
        assert isinstance(blob, Blob)
        assert blob.size == len(content)
        assert blob.read() == content
        assert blob.read() == content
        assert "/" in blob.media_type
        assert blob.modified is None or blob.modified > 0

    def test_missing(self, loader: Any) -> None:
        assert self.call(loader.get, self.missing) is None

    @table("key", NASTY)
    def test_nasty_key(self, loader: Any, key: str) -> None:
        try:
            assert self.call(loader.get, key) is None
        except FitterError as error:
            assert error.status < 500 or error.status in (502, 503, 504)  # noqa: PT017  either is fine

    def test_many_at_once(self, loader: Any, known: tuple[str, bytes]) -> None:
        key, content = known

        async def many() -> list[Blob]:
            return await asyncio.gather(*(self.ask(loader.get, key) for _ in range(50)))

        assert {blob.read() for blob in self.runner.run(many())} == {content}
