"""Downloads sources: from hosts that are allowed, redirects judged hop by hop, all within one deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from fitter.blob import Blob
from fitter.errors import OriginFailed, OriginTimeout
from fitter.fetch import failures
from fitter.fetch.exchange import Exchange
from fitter.fetch.guard import AddressGuard
from fitter.fetch.hosts import HostPatterns
from fitter.fetch.request import Request
from fitter.fetch.target import Target
from fitter.fetch.terms import Terms
from fitter.fetch.transport import Transport

_CONDITIONS = {"If-None-Match", "If-Modified-Since"}
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer with status 200, or 304 to a question that allows it."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    url: str  # where the body came from, after redirects
    blob: Blob  # in an anonymous file; media type and time are left to the caller


class Fetcher:
    """Downloads sources. Belongs to the event loop that first calls get()."""

    def __init__(self, guard: AddressGuard, hosts: HostPatterns, terms: Terms | None = None) -> None:
        """Fetch from these hosts at addresses that the guard lets through."""
        self._hosts = hosts
        self._terms = terms or Terms()
        self._transport = Transport(guard, self._terms)

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """Fetch an http or https URL whole. The headers go to the URL's own origin only, not where it redirects.

        Raises:
            BadRequest: the URL is malformed.
            SourceNotAllowed: scheme, host or address are not allowed, here or behind a redirect.
            SourceNotFound: the origin does not have it, or does not give it out.
            SourceTooLarge: it has more bytes than allowed.
            OriginFailed: no answer, a broken one, or one that is no file.
            OriginTimeout: it was not all there in time.
        """
        target = Target.parse(url)
        try:
            async with asyncio.timeout(self._terms.timeout):
                return await self._follow(target, headers or {})
        except TimeoutError:
            raise OriginTimeout("The source did not arrive from its origin in time") from None

    async def close(self) -> None:
        """End what is running, as failed, and close all connections."""
        await self._transport.close()

    async def _follow(self, target: Target, headers: Mapping[str, str]) -> Response:
        first = target
        for _ in range(self._terms.max_redirects + 1):
            exchange = await self._exchange(target, headers if target.origin == first.origin else {})
            if exchange.head.status not in _REDIRECTS:
                return _response(target, exchange, headers)
            if "location" not in exchange.head.values:
                raise OriginFailed("The origin of the source redirects without saying where")
            target = target.follow(exchange.head.values["location"])
        raise OriginFailed(f"The source is behind more than {self._terms.max_redirects} redirects")

    async def _exchange(self, target: Target, headers: Mapping[str, str]) -> Exchange:
        if not self._hosts.allow(target.host):
            raise failures.host_not_allowed()
        return await self._transport.send(Request(target, headers))


def _response(target: Target, exchange: Exchange, headers: Mapping[str, str]) -> Response:
    if exchange.head.status == 304 and headers.keys() & _CONDITIONS:
        return Response(304, exchange.head.values, target.url, Blob(b""))
    if exchange.head.status != 200:
        raise failures.from_status(exchange.head.status, exchange.head.values.get("retry-after", ""))
    if exchange.body is None:
        raise OriginFailed("The origin of the source answered with an empty body")
    return Response(200, exchange.head.values, target.url, Blob(exchange.body))
