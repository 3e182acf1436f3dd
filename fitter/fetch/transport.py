"""Requests on libcurl in the event loop: guarded, bounded in bytes and number, ended when nobody waits any more."""

from __future__ import annotations

import pycurl

from fitter.fetch.exchange import Exchange
from fitter.fetch.guard import AddressGuard
from fitter.fetch.request import Request
from fitter.fetch.slots import Slots
from fitter.fetch.terms import Terms
from fitter.fetch.transfers import Transfers


class Transport:
    """Sends one request and gives its answer, whatever its status. Belongs to the event loop that first sends."""

    def __init__(self, guard: AddressGuard, terms: Terms) -> None:
        """Send to addresses that the guard lets through."""
        self._guard = guard
        self._terms = terms
        self._slots = Slots(terms.clients, terms.clients_per_host)
        self._idle: list[pycurl.Curl] = []
        self._transfers: Transfers | None = None

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
            errno = await self._run(exchange)
        failure = exchange.failure(errno)
        if failure is not None:
            exchange.drop()
            raise failure
        exchange.end()
        return exchange

    async def close(self) -> None:
        """End what is running, as failed, and close all connections."""
        if self._transfers is not None:
            self._transfers.close()
            self._transfers = None

    async def _run(self, exchange: Exchange) -> int:
        if self._transfers is None:
            self._transfers = Transfers(self._terms.clients)
        curl = self._idle.pop() if self._idle else pycurl.Curl()
        try:
            exchange.prepare(curl)
            return await self._transfers.run(curl)
        except BaseException:
            exchange.drop()
            raise
        finally:
            curl.reset()  # it would hold the exchange
            self._idle.append(curl)
