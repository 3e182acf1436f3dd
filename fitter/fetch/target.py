"""The URL of a source, read strictly, so that what was judged is what is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from fitter.errors import BadRequest, OriginFailed, SourceNotAllowed
from fitter.fetch.hosts import normal_host

LONGEST = 8192  # characters; what most servers accept as a request line

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?", re.I)
_DOT = re.compile("%2e", re.I)
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]+)(?::(?P<port>[0-9]{0,5}))?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # and halves of characters, which no bytes stand for
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/%:@!$&'()*+,;=~?"  # everything that may stand in a path or a query as it is
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """Where to fetch from. The parts are ASCII and in normal form, and put together again they are the only reading."""

    scheme: str
    host: str
    port: int
    path: str  # with the query, percent-encoded

    @classmethod
    def parse(cls, url: str) -> Target:
        """Read an absolute http or https URL; blanks and non-ASCII in path and query become ``%XX``. The fragment goes.

        Raises:
            BadRequest: it is malformed.
            SourceNotAllowed: another scheme, or a user name in it.
        """
        found = None if len(url) > LONGEST or _CONTROL.search(url) else _URL.match(url)
        if found is None:
            raise BadRequest("The URL of the source is malformed; it must read like https://host/path")
        scheme = found["scheme"].lower()
        if scheme not in _PORTS:
            raise SourceNotAllowed("The source must have an http or https URL")
        if "@" in found["authority"]:
            raise SourceNotAllowed("The URL of the source must not hold a user name or a password")
        host, port = _host_and_port(found["authority"])
        path = _BARE_PERCENT.sub("%25", _resolved(found["path"]) + (found["query"] or ""))
        return cls(scheme, host, port or _PORTS[scheme], quote(path, safe=_SAFE))

    @property
    def url(self) -> str:
        """The URL in its one spelling."""
        return f"{self.origin}{self.path}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: those who share it share secrets."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    def follow(self, location: str) -> Target:
        """Where a redirect from here leads.

        Raises:
            OriginFailed: the location is malformed.
            SourceNotAllowed: another scheme, or a user name in it.
        """
        try:
            # A control character would vanish in urljoin, and what was hidden by it would come to light.
            joined = location if _CONTROL.search(location) else urljoin(self.url, location)
            return Target.parse(joined)
        except (BadRequest, ValueError):
            raise OriginFailed("The origin of the source redirects to a malformed URL") from None


def _resolved(path: str) -> str:
    """The path without ``.`` and ``..``: the client would resolve them behind the back of whoever judged it."""
    kept: list[str] = []
    for name in path.split("/")[1:] or [""]:
        dots = _DOT.sub(".", name)
        if dots == "..":
            del kept[-1:]
        elif dots != ".":
            kept.append(name)
    if dots in (".", ".."):  # which are folders
        kept.append("")
    return "/" + "/".join(kept)


def _host_and_port(authority: str) -> tuple[str, int | None]:
    found = _AUTHORITY.fullmatch(authority)
    try:
        if found is not None:
            return normal_host(found["host"]), _port(found["port"] or "")
    except ValueError:
        pass  # said below in our own words
    raise BadRequest("The host of the source is malformed; it must be a host name, perhaps with a port")


def _port(digits: str) -> int | None:
    if digits and not 0 < int(digits) < 65536:
        raise ValueError("no port")
    return int(digits) if digits else None
