"""Signed requests to S3, tried again where S3 asks for it, all within one deadline."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import fitter
from fitter import OriginFailed, OriginTimeout
from fitter.fetch.exchange import Exchange
from fitter.fetch.failures import ConnectionBroke
from fitter.fetch.guard import EVERYWHERE, AddressGuard
from fitter.fetch.request import Request
from fitter.fetch.target import Target
from fitter.fetch.terms import Terms
from fitter.fetch.transport import Transport
from fitter.storages.s3 import answers
from fitter.storages.s3.ask import Ask
from fitter.storages.s3.keys import KeyRing, Keys
from fitter.storages.s3.options import S3Options
from fitter.storages.s3.places import Places
from fitter.storages.s3.signing import presigned, signed

if TYPE_CHECKING:
    from fitter.storages.s3.chain import Chain

INLINE = 1 << 20
"""Bytes up to which a body is read and hashed at once; a longer one stays in its file."""

_PAUSE = 0.1  # seconds before the second attempt, at most; doubled for each after it


class Requests:
    """Sends them. Belongs to the event loop that first sends."""

    def __init__(self, options: S3Options) -> None:
        endpoint = None if options.endpoint is None else Target.parse(options.endpoint)
        self.origin = "S3" if endpoint is None else f"S3 at {endpoint.host}:{endpoint.port}"
        self._profile = options.profile
        self._places = Places(self._chain, endpoint, options.region, options.path_style)
        self._keys = KeyRing(self._chain, _given(options))
        self._retries = options.retries
        self._timeout = options.timeout
        self._transport = Transport(AddressGuard(EVERYWHERE), self._terms(options))
        self._preparing: asyncio.Task[None] | None = None

    async def do(self, ask: Ask) -> Exchange:
        """The answer of S3 that has done what it was asked.

        Raises:
            TimeoutError: it did not come in time.
            ConnectionError: it did not come, or was broken, or S3 is busy.
            PermissionError: the keys are wrong, have no right to it, or there are none.
            OSError: S3 refuses, or the file that was to be sent got shorter.
            SourceTooLarge: it is larger than wanted.
        """
        answer = await self._send(ask)
        if answer.head.status < 300:
            return answer
        raise answers.failure(answer, self.origin, ask)

    async def find(self, ask: Ask) -> Exchange | None:
        """The answer, which may also be 304; None where there is no such object. Raises as ``do``."""
        answer = await self._send(ask)
        if answer.head.status < 300 or answer.head.status == 304:
            return answer
        if answers.is_missing(answer):
            return None
        raise answers.failure(answer, self.origin, ask)

    async def _send(self, ask: Ask) -> Exchange:
        try:
            async with asyncio.timeout(self._timeout) as limit:
                return await self._insist(ask, limit.when() or 0)
        except (TimeoutError, OriginTimeout):
            raise TimeoutError(f"{self.origin} did not answer within {self._timeout:g} s") from None
        except OriginFailed as error:
            raise ConnectionError(error.detail) from None

    async def url(self, bucket: str, name: str, seconds: int) -> str:
        """A URL that anybody may GET for so long; raises as ``do``."""
        await self._prepared()
        place = self._places.of(bucket)
        return presigned(await self._keys.get(), place.region, place.target(name, {}), seconds)

    def region(self, bucket: str) -> str:
        """The region in which the bucket was found."""
        return self._places.of(bucket).region

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def _insist(self, ask: Ask, end: float) -> Exchange:
        await self._prepared()
        attempts, turns = 0, 1
        while True:
            keys, pause = await self._keys.get(), _pause(attempts)
            try:
                answer = await self._once(ask, keys)
                if turns and (self._moved(ask, answer) or self._renewed(keys, answer)):
                    turns -= 1
                    continue
                if not answers.is_for_later(answer) or not self._again(attempts, pause, end):
                    return answer
            except ConnectionBroke:
                if not self._again(attempts, pause, end):
                    raise
            await asyncio.sleep(pause)
            attempts += 1

    def _again(self, attempts: int, pause: float, end: float) -> bool:
        return attempts < self._retries and asyncio.get_running_loop().time() + pause < end

    async def _once(self, ask: Ask, keys: Keys) -> Exchange:
        place = self._places.of(ask.bucket)
        target = place.target(ask.name, ask.query)
        headers = signed(keys, place.region, ask.method, target, ask.headers, ask.digest)
        return await self._transport.send(Request(target, headers, ask.method, ask.body, ask.most))

    def _moved(self, ask: Ask, answer: Exchange) -> bool:
        return self._places.moved(ask.bucket, answers.region(answer))

    def _renewed(self, keys: Keys, answer: Exchange) -> bool:
        return answers.is_expired(answer) and self._keys.refused(keys)

    async def _prepared(self) -> None:
        if self._places.ready:
            return
        if self._preparing is None:
            self._preparing = asyncio.ensure_future(asyncio.to_thread(self._places.prepare))
            self._preparing.add_done_callback(self._forget)
        await asyncio.shield(self._preparing)

    def _forget(self, task: asyncio.Task[None]) -> None:
        # Whoever comes next has it tried again; an error that stayed here would hold all who waited for it.
        self._preparing = None
        if not task.cancelled():
            task.exception()  # seen, also when all who waited have gone

    def _chain(self) -> Chain:
        from fitter.storages.s3.chain import Chain  # with botocore, which takes its time

        return Chain(self._profile)

    def _terms(self, options: S3Options) -> Terms:
        return Terms(
            timeout=options.timeout,
            connect_timeout=options.connect_timeout,
            max_bytes=options.largest,
            clients=options.clients,
            clients_per_host=options.clients,
            inline=INLINE,
            origin=self.origin,
            user_agent=f"fitter/{fitter.__version__}",
            ca_file=options.ca_file,
        )


def _pause(attempts: int) -> float:
    return _PAUSE * float(2**attempts) * random.uniform(0.5, 1)  # noqa: S311  no secret


def _given(options: S3Options) -> Keys | None:
    if options.access_key is None or options.secret_key is None:
        return None
    token = options.session_token.get_secret_value() if options.session_token else None
    return Keys(options.access_key.get_secret_value(), options.secret_key.get_secret_value(), token)
