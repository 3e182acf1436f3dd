"""Ledger: which jobs wait and which are under way, as the broker knows it; fronts and workers write in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import IntEnum
from typing import Any

from redis import exceptions as wrong
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from fitter_celery.options import CeleryOptions

WAITS, BEGUN = b"waits", b"begun"

_CONNECTIONS = 20  # others wait for one

# One step, so that of several fronts one alone puts a job in, and none without its entry.
_PUT = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
if ARGV[1] ~= '' and redis.call('LLEN', KEYS[2]) >= tonumber(ARGV[1]) then return -1 end
redis.call('SET', KEYS[1], 'waits', 'PX', ARGV[2])
redis.call('LPUSH', KEYS[2], ARGV[3])
return 1
"""

# How often it was begun with and no word came after that.
_BEGIN = """
redis.call('SET', KEYS[1], 'begun', 'PX', ARGV[1])
local times = redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return times
"""


class Taken(IntEnum):
    """What became of a job that was put in."""

    FULL = -1
    KNOWN = 0
    NEW = 1


class Ledger:
    """An entry for each job that is somewhere; each has an end, so that nothing that is lost stays for ever.

    Its connections belong to the event loop that first uses them. Every method raises ConnectionError where nobody is
    there, TimeoutError where nothing is heard in time, and OSError where the broker refuses.
    """

    def __init__(self, options: CeleryOptions) -> None:
        self._queue, self._most = options.queue, options.most
        self._expires, self._timeout = options.expires, options.timeout
        self._places = asyncio.Semaphore(_CONNECTIONS)
        self._redis = Redis.from_url(
            options.broker,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=options.timeout,
            max_connections=_CONNECTIONS,
            **options.tls,
        )

    async def put(self, key: str, message: str) -> Taken:
        """Hand a message to the workers, unless a job of that key is there already or too many wait."""
        given = ("" if self._most is None else self._most, _ms(self._expires), message)
        return Taken(await self._within(lambda: self._redis.eval(_PUT, 2, self._entry(key), self._queue, *given)))

    async def state(self, key: str) -> bytes | None:
        """Whether a job waits or has begun, or None."""
        found: bytes | None = await self._within(lambda: self._redis.get(self._entry(key)))
        return found

    async def begins(self, key: str, seconds: float) -> int:
        """A worker does it now, and will need no longer than that; which of those it is that nothing was heard of."""
        keys, given = (self._entry(key), self._count(key)), (_ms(seconds), _ms(self._expires))
        return int(await self._within(lambda: self._redis.eval(_BEGIN, 2, *keys, *given)))

    async def waits(self, key: str, seconds: float) -> None:
        """It waits again, no longer than that."""
        await self._within(lambda: self._redis.delete(self._count(key)))
        await self._within(lambda: self._redis.set(self._entry(key), WAITS, px=_ms(seconds)))

    async def ends(self, key: str) -> None:
        """It is done, or given up."""
        await self._within(lambda: self._redis.delete(self._entry(key), self._count(key)))

    async def ping(self) -> None:
        """Whether somebody is there."""
        await self._within(self._redis.ping)

    async def close(self) -> None:
        """End the connections."""
        with suppress(Exception):  # whatever is wrong with them now
            async with asyncio.timeout(self._timeout):
                await self._redis.aclose()

    def _entry(self, key: str) -> bytes:
        return f"{self._queue}.job.{key}".encode("utf-8", "surrogatepass")

    def _count(self, key: str) -> bytes:
        return f"{self._queue}.begun.{key}".encode("utf-8", "surrogatepass")

    async def _within(self, asking: Callable[[], Awaitable[Any]]) -> Any:
        # The library's own texts are not passed on: a server may repeat in them what it was sent.
        try:
            async with asyncio.timeout(self._timeout), self._places:
                return await asking()
        except (TimeoutError, wrong.TimeoutError):
            raise TimeoutError(f"the broker did not answer within {self._timeout:g} s") from None
        except wrong.AuthenticationError:
            raise ConnectionError("the broker does not let this user in") from None
        except (ConnectionError, wrong.ConnectionError):
            raise ConnectionError("the broker cannot be reached, or it hung up") from None
        except wrong.ResponseError as error:
            raise OSError(f"the broker refuses this with {str(error).partition(' ')[0][:20]}") from None


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))
