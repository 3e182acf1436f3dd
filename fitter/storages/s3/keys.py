"""Who we are to S3: an access key and its secret, given or found, renewed before they expire."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

_log = logging.getLogger(__name__)
_LOOK = 60.0  # seconds between two looks for newer keys; botocore renews its own 10 minutes and more before their end


@dataclass(frozen=True, slots=True)
class Keys:
    """Named as botocore's signers want them."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


class Source(Protocol):
    """Where keys come from."""

    def keys(self) -> Keys:
        """The keys as they are now; may block."""
        ...


class KeyRing:
    """Finds keys in a thread, and again now and then: nobody waits for that as long as there are some."""

    def __init__(self, source: Callable[[], Source], keys: Keys | None = None) -> None:
        """Keys that are given stay; others come from a source, and from a new one when S3 has refused them."""
        self._make = source
        self._source: Source | None = None
        self._keys = keys
        self._look_at = -math.inf if keys is None else math.inf
        self._looking: asyncio.Task[Keys] | None = None

    async def get(self) -> Keys:
        """The keys.

        Raises:
            PermissionError: there are none.
        """
        if self._looking is None and time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + _LOOK
            self._looking = asyncio.ensure_future(asyncio.to_thread(self._find))
            self._looking.add_done_callback(self._found)
        if self._keys is not None:
            return self._keys
        assert self._looking is not None  # noqa: S101  there is a look as long as there are no keys
        return await asyncio.shield(self._looking)

    def refused(self, keys: Keys) -> bool:
        """S3 does not take these any more; whether others can be looked for."""
        if self._keys is keys and self._look_at < math.inf:
            self._keys = self._source = None
            self._look_at = -math.inf
        return self._keys is not keys

    def _find(self) -> Keys:
        if self._source is None:
            self._source = self._make()
        return self._source.keys()

    def _found(self, task: asyncio.Task[Keys]) -> None:
        self._looking = None
        error = None if task.cancelled() else task.exception()
        if not task.cancelled() and error is None:
            self._keys = task.result()
        elif self._keys is None:
            self._look_at = -math.inf  # those who waited are told; whoever comes next has it tried again
        else:
            _log.warning("newer keys for S3 are not to be had, so those from before are used: %s", error)
