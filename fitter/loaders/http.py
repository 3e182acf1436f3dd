"""Loads sources from web servers."""

from __future__ import annotations

import re
import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

import fitter
from fitter import BadRequest, Blob, Says, Version
from fitter.fetch.client import Fetcher, Response
from fitter.fetch.freshness import conditions, described, renewed
from fitter.fetch.guard import AddressGuard
from fitter.fetch.hosts import HostPatterns, normal_pattern
from fitter.fetch.terms import Terms

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:/|https?:|data:", re.I)  # host:8080/path is no scheme
_WEB = re.compile(r"https?://", re.I)

HostPattern = Annotated[
    str,
    AfterValidator(normal_pattern),
    Says("a host such as images.example.com, or *.example.com for all below it"),
]
Network = Annotated[
    IPv4Network | IPv6Network,
    BeforeValidator(lambda value: ip_network(value) if isinstance(value, str) else value),
    Says("a network such as 10.0.0.0/8"),
]


class HttpLoader:
    """Fetches keys that are http or https URLs. Nothing of the client's request is passed on to the origin."""

    class Options(fitter.Options):
        """What may be fetched, and how."""

        hosts: list[HostPattern] = Field(
            default=[],
            max_length=10_000,
            description="Hosts to fetch from, at any port: exact names, or `*.example.com` for all hosts below "
            "`example.com` (not that host itself). Empty: none.",
        )
        allow_networks: list[Network] = Field(
            default=[],
            max_length=1_000,
            description="Networks to connect to though they are not public, such as `10.0.0.0/8`. "
            "Hosts must be allowed all the same.",
        )
        timeout: fitter.Duration = Field(
            default=5, ge=0.1, le=60, description="Time for the whole download, redirects included."
        )
        connect_timeout: fitter.Duration = Field(
            default=2, ge=0.05, le=60, description="Time to resolve a name and connect, for each redirect again."
        )
        source_bytes: Annotated[fitter.Bytes, fitter.Inherit("limits.source_bytes")] = Field(
            default=25 * 1024**2, ge=1, le=1024**3, description="Largest source. Left out: `limits.source_bytes`."
        )
        redirects: int = Field(default=3, ge=0, le=10, description="Redirects to follow, each checked like the URL.")
        clients: int = Field(default=50, ge=1, le=1_000, description="Downloads at once; others wait.")
        clients_per_host: int = Field(
            default=25,
            ge=1,
            le=1_000,
            description="Downloads at once from one host: a slow one stops no other.",
        )
        default_scheme: Literal["http", "https"] | None = Field(
            default=None,
            description="Scheme of keys without one, so that `some.host/a.jpg` is `https://some.host/a.jpg`. "
            "Null: such keys are left to the next loader.",
        )
        upgrade: bool = Field(
            default=False, description="Whether keys that begin with http:// are fetched over https all the same."
        )
        user_agent: str = Field(
            default=f"fitter/{fitter.__version__}",
            min_length=1,
            max_length=200,
            pattern=r"^[\x20-\x7e]+$",
            description="The `User-Agent` header that origins see.",
        )
        ca_file: str | None = Field(
            default=None,
            max_length=4_096,
            description="File of certificates (PEM) to trust in place of the system's. Null: the system's.",
        )

    def __init__(self, options: Options) -> None:
        self._default_scheme, self._upgrade = options.default_scheme, options.upgrade
        self._fetcher = Fetcher(
            AddressGuard(options.allow_networks),
            HostPatterns(options.hosts),
            Terms(
                timeout=options.timeout,
                connect_timeout=options.connect_timeout,
                max_bytes=options.source_bytes,
                max_redirects=options.redirects,
                clients=options.clients,
                clients_per_host=options.clients_per_host,
                user_agent=options.user_agent,
                ca_file=options.ca_file,
            ),
        )

    async def get(self, key: str) -> Blob | None:
        """The source at this URL; None for a key that is no URL, unless there is a default scheme.

        Raises:
            BadRequest: a URL that is malformed, or of a scheme other than http and https.
            FitterError: everything that Fetcher.get() raises.
        """
        url = self._url(key)
        return None if url is None else _blob(await self._fetcher.get(url))

    async def revalidate(self, key: str, known: Version) -> Blob | Version | None:
        """The same, with the origin's own means to say that nothing has changed; raises as ``get``."""
        url = self._url(key)
        if url is None:
            return None
        response = await self._fetcher.get(url, conditions(known))
        if response.status != 304:
            return _blob(response)
        return renewed(known, response.headers, time.time())

    async def close(self) -> None:
        """Close the connections."""
        await self._fetcher.close()

    def _url(self, key: str) -> str | None:
        return source_url(key, self._default_scheme, self._upgrade)


def source_url(key: str, default_scheme: str | None, upgrade: bool = False) -> str | None:
    """The URL that a key means, or None for a key that means none.

    Raises:
        BadRequest: a scheme other than http and https, or one without its two slashes.
    """
    if web := _WEB.match(key):
        return f"https://{key[web.end() :]}" if upgrade else key
    if _SCHEME.match(key):
        raise BadRequest("A source that is a URL must begin with http:// or https://")
    return None if default_scheme is None else f"{default_scheme}://{key}"


def _blob(response: Response) -> Blob:
    return described(response.blob.body, response.headers, time.time())
