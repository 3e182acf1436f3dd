"""Results are kept in S3 too, under the names that they have here."""

from __future__ import annotations

import os
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from fitter import resolve
from fitter.blob import Blob
from fitter.flow.calling import close
from fitter.problems import ConfigError

_S3 = "fitter.storages.s3.S3Storage"
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")  # as AWS's own programs read them
_OPTIONS: dict[str, Any] = {"largest": "1GiB", "timeout": "60s", "serves": "given"}


class Shelf(Protocol):
    """What takes files under their plain names."""

    async def give(self, key: str, blob: Blob) -> None:
        """Put one there, in place of one of that name."""
        ...


class Backup:
    """A bucket of S3, and a prefix in it."""

    def __init__(self, url: str) -> None:
        """Of ``s3://bucket/prefix``; keys and region are those of the environment, files or machine.

        Raises:
            ConfigError: the URL is none of these.
        """
        parts = urlsplit(url)
        if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
            raise ConfigError([f"--backup: must be s3://bucket or s3://bucket/prefix, got {url!r}"])
        endpoint = next((value for name in _ENDPOINTS if (value := os.environ.get(name))), None)
        options = {"bucket": parts.netloc, "prefix": unquote(parts.path), "endpoint": endpoint, **_OPTIONS}
        try:
            self._shelf: Shelf = resolve.plugin(_S3, options, Shelf, lambda name: None)()
        except resolve.Unresolved as error:
            lines = [".".join(map(str, ("--backup", *one.path))) + f": {one.text}" for one in error.problems]
            raise ConfigError(lines) from None

    async def keep(self, name: str, blob: Blob) -> None:
        """Keep a result; raises OSError with a sentence."""
        await self._shelf.give(name, blob)

    async def close(self) -> None:
        """Close the connections."""
        await close(self._shelf)
