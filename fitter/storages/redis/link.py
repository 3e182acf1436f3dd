"""The way to a Redis: a bounded number of connections, one deadline for all that a command needs, and our own errors.

The library's errors are not passed on, for a server may repeat in them what it was sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import redis.exceptions as wrong

from fitter.storages.redis.address import Access
from fitter.storages.redis.client import Client, connect

_T = TypeVar("_T")
_CODE = re.compile(r"[A-Z]{2,20}")
_PIECE = 1000  # names that Redis looks at in one go
_QUIET = 15.0  # seconds without a word after which a listener looks whether the connection is still good
_ENDING = 1.0  # seconds that saying goodbye may take


class Refused(OSError):
    """Redis is there and does not do it."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.code = code  # as the protocol has it: OOM, READONLY, NOPERM, WRONGTYPE


class Link:
    """The connections to one Redis; they belong to the event loop that first uses them."""

    def __init__(self, access: Access, timeout: float, connections: int) -> None:
        """Connect to nothing yet. Raises OSError for certificates that cannot be read."""
        self._access, self._timeout, self._connections = access, timeout, connections
        self._tls = ssl.create_default_context(cafile=access.ca_file) if access.urls[0].tls else None
        self._places = asyncio.Semaphore(connections)
        self._client: Client | None = None

    async def ask(self, command: str, *arguments: bytes | str | int) -> Any:
        """What Redis answers to a command.

        Raises:
            TimeoutError: nothing within the deadline.
            ConnectionError: it cannot be reached, or does not speak as Redis does.
            Refused: it does not do that.
        """
        client = self._connected()
        return await self._within(lambda: client.execute_command(command, *arguments))

    async def names(self, pattern: bytes) -> AsyncIterator[bytes]:
        """All keys that fit a pattern, of all primaries of a cluster; raises as ``ask`` does."""
        found = self._connected().scan_iter(match=pattern, count=_PIECE)
        while (name := await self._within(lambda: anext(found, None))) is not None:
            yield name

    async def published(self, channel: bytes) -> AsyncIterator[bytes]:
        """What is said in a channel, by a connection of its own; raises as ``ask`` does."""
        # Every node of a cluster passes on what any of them is told, so one is enough.
        client = connect(replace(self._access, cluster=False), self._tls, self._timeout, 1)
        commands: Any = client.commands  # whose types leave out all of this
        talk = commands.pubsub(ignore_subscribe_messages=True)
        try:
            try:
                async with asyncio.timeout(self._timeout):
                    await talk.subscribe(channel)
                while True:
                    said = await talk.get_message(timeout=_QUIET)
                    if said is None:  # after silence: whether the other end is still there
                        await talk.ping()
                    elif said["type"] == "message":
                        yield said["data"]
            except Exception as error:  # as above
                raise self._failure(error) from None
        finally:
            with contextlib.suppress(Exception):
                await talk.aclose()
            for one in client.all:
                with contextlib.suppress(Exception):
                    await one.aclose()

    async def close(self) -> None:
        """End the connections; another command would open new ones."""
        client, self._client = self._client, None
        for one in client.all if client else ():
            with contextlib.suppress(Exception):  # whatever is wrong with it now
                async with asyncio.timeout(_ENDING):
                    await one.aclose()

    def _connected(self) -> Any:
        if self._client is None:
            self._client = connect(self._access, self._tls, self._timeout, self._connections)
        return self._client.commands

    async def _within(self, doing: Callable[[], Awaitable[_T]]) -> _T:
        # Who is cancelled in here leaves a connection behind on which an answer is still to come; the library ends it.
        try:
            async with asyncio.timeout(self._timeout), self._places:
                return await doing()
        except Exception as error:  # whatever a broken server makes of the library
            failure = self._failure(error)
        if not isinstance(failure, Refused):
            await self._leave_idle()
        raise failure

    async def _leave_idle(self) -> None:
        """End the connections that nobody uses: what is wrong with one is likely wrong with them."""
        pool = getattr(
            self._client and self._client.commands, "connection_pool", None
        )  # a cluster's see to it themselves
        with contextlib.suppress(Exception):
            async with asyncio.timeout(self._timeout / 2):
                if pool is not None:
                    await pool.disconnect(inuse_connections=False)

    def _failure(self, error: Exception) -> OSError:
        name = self._access.name
        match error:
            case TimeoutError() | wrong.TimeoutError():
                return TimeoutError(f"{name} did not answer within {self._timeout * 1000:g} ms")
            case wrong.AuthenticationError():
                return ConnectionError(f"{name} does not let this user in")
            case wrong.BusyLoadingError():
                return ConnectionError(f"{name} is still loading its data")
            case wrong.AskError():  # and MOVED; in a cluster the library follows them
                return ConnectionError(f"{name} is part of a cluster and needs cluster: true")
            case wrong.ResponseError():
                code = _code(error)
                return Refused(f"{name} refuses this with {code}", code)
        return ConnectionError(
            f"{name} cannot be used: {_system_error(error) or 'it is not there, hung up, or is no Redis'}"
        )


def _code(error: wrong.ResponseError) -> str:
    """The first word of a refusal, or what the library calls it; what follows may be anything."""
    word = getattr(error, "status_code", None) or str(error).partition(" ")[0]
    return word if _CODE.fullmatch(word) else type(error).__name__


def _system_error(error: BaseException | None) -> str:
    """What the kernel or TLS said, for that is what the library's errors are made of."""
    while error is not None:
        if isinstance(error, ConnectionError) and error.errno:  # asyncio has words of its own for what the kernel said
            return os.strerror(error.errno)
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        error = error.__cause__ or error.__context__
    return ""
