"""The fronts of other machines, who hear what was purged by way of a store that all of them share."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable

from fitter.abilities import Announcing
from fitter.errors import FitterError

_log = logging.getLogger("fitter.purge")
_PATIENCE = 2.0  # seconds that telling may take
_AGAIN = 3.0  # seconds after which a store that cannot be heard is tried again


class Elsewhere:
    """Tells and hears by the first of these plugins that can; without one each machine is by itself."""

    def __init__(self, plugins: Iterable[object]) -> None:
        """Hear nothing yet."""
        self._by = next((one for one in plugins if isinstance(one, Announcing)), None)
        self._own = secrets.token_hex(8)  # who purges hears itself, and need not do it twice
        self._listening: asyncio.Task[None] | None = None

    def listen(self, drop: Callable[[str], Awaitable[None]]) -> None:
        """Hear from now on what other machines purge, and drop it here too."""
        if self._by is not None:
            self._listening = asyncio.ensure_future(self._hear(self._by, drop))

    async def tell(self, source: str) -> None:
        """Let the others know; where that fails they show the source until it is due again, and the log says so."""
        if self._by is None:
            return
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._by.announce(f"{self._own} {source}")
        except Exception as error:  # whatever a plugin raises: here it is purged all the same
            _log.warning("other machines were not told of a purge: %r", error)

    async def _hear(self, by: Announcing, drop: Callable[[str], Awaitable[None]]) -> None:
        said = ""
        while True:
            try:
                async for word in by.announced():
                    said = ""
                    await self._heard(word, drop)
            except Exception as error:  # as above
                if str(error) != said:
                    _log.warning("this front does not hear what other machines purge: %r; it tries again", error)
                said = str(error)
            await asyncio.sleep(_AGAIN)

    async def _heard(self, word: str, drop: Callable[[str], Awaitable[None]]) -> None:
        who, _, source = word.partition(" ")
        if source and who != self._own:
            try:
                await drop(source)
            except FitterError as error:  # the machine that was asked says so too
                _log.warning("what another machine purged may still be here: %s", error.detail)

    async def close(self) -> None:
        """Hear no more."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])
