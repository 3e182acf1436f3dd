"""The one outbound HTTP client: guarded, bounded in bytes and time, redirects judged hop by hop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import pycurl
from tornado.curl_httpclient import CurlAsyncHTTPClient, CurlError
from tornado.httpclient import HTTPRequest, HTTPResponse

from fitter.blob import Blob
from fitter.errors import OriginFailed, OriginTimeout
from fitter.fetch import failures
from fitter.fetch.exchange import Exchange
from fitter.fetch.guard import AddressGuard
from fitter.fetch.hosts import HostPatterns
from fitter.fetch.slots import Slots
from fitter.fetch.target import Target
from fitter.fetch.terms import Terms

_CONDITIONS = {"If-None-Match", "If-Modified-Since"}
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer with status 200, or 304 to a question that allows it."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    url: str  # where the body came from, after redirects
    blob: Blob  # in an anonymous file; media type and time are left to the caller


class _Client(CurlAsyncHTTPClient):
    def abandon(self, curl: pycurl.Curl) -> None:
        """End a transfer now. Without this a cancelled download would run on to its end."""
        self._finish(curl, pycurl.E_ABORTED_BY_CALLBACK, "abandoned")


class Fetcher:
    """Downloads sources. Belongs to the event loop that first calls get()."""

    def __init__(self, guard: AddressGuard, hosts: HostPatterns, terms: Terms | None = None) -> None:
        """Fetch from these hosts at addresses that the guard lets through."""
        self._guard = guard
        self._hosts = hosts
        self._terms = terms or Terms()
        self._slots = Slots(self._terms.clients, self._terms.clients_per_host)
        self._running: dict[Exchange, asyncio.Future[HTTPResponse]] = {}
        self._made: _Client | None = None

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
        for exchange in list(self._running):
            self._abandon(exchange)
        if self._made is not None:
            self._made.close()
            self._made = None

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
        exchange = Exchange(self._guard, self._terms)
        async with self._slots.of(target.host):
            errno = await self._run(exchange, self._request(target, headers, exchange))
        failure = exchange.failure(errno)
        if failure is not None:
            exchange.drop()
            raise failure
        exchange.seal()
        return exchange

    async def _run(self, exchange: Exchange, request: HTTPRequest) -> int | None:
        if self._made is None:
            self._made = _Client(force_instance=True, max_clients=self._terms.clients)
        future = self._running[exchange] = self._made.fetch(request, raise_error=False)
        try:
            await asyncio.wait([future])  # unlike a plain await, leaves the future alone when it is cancelled itself
        except asyncio.CancelledError:
            exchange.drop()
            raise
        finally:
            self._abandon(exchange)
            del self._running[exchange]
            error = future.exception()
        if error is not None and not isinstance(error, CurlError):
            raise error
        return error.errno if error is not None else None

    def _abandon(self, exchange: Exchange) -> None:
        # A handle whose transfer is over may already work for another.
        if self._made is not None and exchange.curl is not None and not self._running[exchange].done():
            self._made.abandon(exchange.curl)

    def _request(self, target: Target, headers: Mapping[str, str], exchange: Exchange) -> HTTPRequest:
        return HTTPRequest(
            target.url,
            headers={**headers, "Accept-Encoding": "identity"},
            connect_timeout=self._terms.connect_timeout,
            request_timeout=self._terms.timeout,
            follow_redirects=False,
            user_agent=self._terms.user_agent,
            decompress_response=False,
            validate_cert=True,
            prepare_curl_callback=exchange.prepare,
        )


def _response(target: Target, exchange: Exchange, headers: Mapping[str, str]) -> Response:
    if exchange.head.status == 304 and headers.keys() & _CONDITIONS:
        return Response(304, exchange.head.values, target.url, Blob(b""))
    if exchange.head.status != 200:
        raise failures.from_status(exchange.head.status, exchange.head.values.get("retry-after", ""))
    if exchange.body is None:
        raise OriginFailed("The origin of the source answered with an empty body")
    return Response(200, exchange.head.values, target.url, Blob(exchange.body))
