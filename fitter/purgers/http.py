"""Tells a CDN, or any other server, by a request."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import AfterValidator, Field

import fitter
from fitter import FitterError, Refusal, Says
from fitter.fetch.guard import EVERYWHERE, AddressGuard
from fitter.fetch.request import Request
from fitter.fetch.target import Target
from fitter.fetch.terms import Terms
from fitter.fetch.transport import Transport


def _plain(url: str) -> str:
    try:
        Target.parse(url.replace("{tag}", "t").replace("{source}", "s"))
    except FitterError as error:
        raise Refusal(f"cannot be asked: {error.detail}") from None
    return url


class HttpPurger:
    """Sends a request for each source that is purged.

    In the URL, the headers and the body, `{tag}` stands for the source's tag, which pictures carry as `Cache-Tag` and
    `Surrogate-Key`, and `{source}` for its percent-encoded key.
    """

    class Options(fitter.Options):
        """What is sent."""

        url: Annotated[str, AfterValidator(_plain), Says("a URL such as https://host/purge/{tag}")] = Field(
            description="Where to."
        )
        method: Literal["POST", "PUT", "DELETE", "GET", "PURGE", "BAN"] = Field("POST", description="How.")
        headers: dict[str, str] = Field({}, description="Headers, such as `{Authorization: 'Bearer ${CDN_TOKEN}'}`.")
        body: str = Field("", description='The body of POST and PUT, such as `\'{"tags": ["{tag}"]}\'`.')
        timeout: fitter.Duration = Field(10, ge=0.1, le=60, description="How long it may take.")

    def __init__(self, options: Options) -> None:
        self._options = options
        terms = Terms(timeout=options.timeout, origin="The server that is told of purges", max_bytes=64 * 1024)
        self._transport = Transport(AddressGuard(EVERYWHERE), terms)

    async def purge(self, source: str, tag: str) -> None:
        """Tell of a source by its key and its tag.

        Raises:
            FitterError: it was not taken.
        """
        options, words = self._options, {"{tag}": tag, "{source}": quote(source, safe="", errors="surrogatepass")}
        request = Request(
            Target.parse(_filled(options.url, words)),
            {name: _filled(value, words) for name, value in options.headers.items()},
            options.method,
            _filled(options.body, words).encode(),
        )
        exchange = await self._transport.send(request)
        if not 200 <= exchange.head.status < 300:
            raise FitterError(f"The server that is told of purges answered {exchange.head.status}.")

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()


def _filled(text: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(name, value)
    return text
