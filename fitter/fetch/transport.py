"""Requests on libcurl in the event loop: guarded, bounded in bytes and number, ended when nobody waits any more."""

from __future__ import annotations

import asyncio

import pycurl
from tornado.curl_httpclient import CurlAsyncHTTPClient, CurlError
from tornado.httpclient import HTTPRequest, HTTPResponse

from fitter.fetch.exchange import Exchange
from fitter.fetch.guard import AddressGuard
from fitter.fetch.request import Request
from fitter.fetch.slots import Slots
from fitter.fetch.terms import Terms


class _Client(CurlAsyncHTTPClient):
    def abandon(self, curl: pycurl.Curl) -> None:
        """End a transfer now. Without this a cancelled download would run on to its end."""
        self._finish(curl, pycurl.E_ABORTED_BY_CALLBACK, "abandoned")


class Transport:
    """Sends one request and gives its answer, whatever its status. Belongs to the event loop that first sends."""

    def __init__(self, guard: AddressGuard, terms: Terms) -> None:
        """Send to addresses that the guard lets through."""
        self._guard = guard
        self._terms = terms
        self._slots = Slots(terms.clients, terms.clients_per_host)
        self._running: dict[Exchange, asyncio.Future[HTTPResponse]] = {}
        self._made: _Client | None = None

    async def send(self, request: Request) -> Exchange:
        """The request and its answer; a redirect is one.

        Raises:
            SourceNotAllowed: the address is not allowed.
            SourceTooLarge: the body has more bytes than allowed.
            OriginFailed: no answer, or a broken one.
            OriginTimeout: it was not all there in time.
            OSError: the file that was to be sent got shorter.
        """
        exchange = Exchange(request, self._guard, self._terms)
        async with self._slots.of(request.target.host):
            errno = await self._run(exchange, self._request(request, exchange))
        failure = exchange.failure(errno)
        if failure is not None:
            exchange.drop()
            raise failure
        exchange.end()
        return exchange

    async def close(self) -> None:
        """End what is running, as failed, and close all connections."""
        for exchange in list(self._running):
            self._abandon(exchange)
        if self._made is not None:
            self._made.close()
            self._made = None

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

    def _request(self, request: Request, exchange: Exchange) -> HTTPRequest:
        return HTTPRequest(
            request.target.url,
            method="GET" if request.is_own else request.method,
            body=b"" if request.sends else None,  # the exchange has it read piece by piece
            headers={**request.headers, "Accept-Encoding": "identity"},
            connect_timeout=self._terms.connect_timeout,
            request_timeout=self._terms.timeout,
            follow_redirects=False,
            user_agent=self._terms.user_agent,
            decompress_response=False,
            validate_cert=True,
            prepare_curl_callback=exchange.prepare,
        )
