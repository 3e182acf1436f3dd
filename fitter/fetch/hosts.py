"""Host names: their one normal form, and the patterns that allow them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST = 254  # characters, the trailing dot included; the codec below is slow for more


def normal_host(text: str) -> str:
    """The host in lower case and punycode, without a trailing dot; IPv6 in brackets and in its shortest spelling.

    Raises:
        ValueError: it is no host name, or an IPv4 address in a spelling other than four decimal numbers.
    """
    if text.startswith("[") and text.endswith("]"):
        return f"[{_plain_v6(text[1:-1])}]"
    if len(text) > _LONGEST:
        raise ValueError("host name too long")
    ascii_text = text if text.isascii() else text.encode("idna").decode("ascii")
    name = ascii_text.lower().removesuffix(".")
    labels = name.split(".")
    if not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("not a host name")
    if _NUMBER.fullmatch(labels[-1]):  # 127.1, 2130706433 and 0x7f.1 are addresses to a resolver
        return str(IPv4Address(name))
    return name


def _plain_v6(text: str) -> IPv6Address:
    if "%" in text:
        raise ValueError("an address with a zone is local by definition")
    return IPv6Address(text)


def normal_pattern(text: str) -> str:
    """A pattern in normal form: a host, or ``*.`` and a domain.

    Raises:
        ValueError: it is neither, or has a scheme, a port or a path.
    """
    wild = text.startswith("*.")
    host = normal_host(text[2:] if wild else text)
    if wild and (host.startswith("[") or host.rpartition(".")[2].isdigit()):
        raise ValueError("an address has no subdomains")
    return f"*.{host}" if wild else host


class HostPatterns:
    """The hosts that are allowed: exact, or ``*.example.com`` for everything below ``example.com``, at any port."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Read the patterns.

        Raises:
            ValueError: one of them is none, see normal_pattern.
        """
        normal = {normal_pattern(pattern) for pattern in patterns}
        self._exact = frozenset(one for one in normal if not one.startswith("*"))
        self._below = frozenset(one[2:] for one in normal if one.startswith("*"))

    def allow(self, host: str) -> bool:
        """Whether a host in normal form is among them."""
        parents = (host[at + 1 :] for at, sign in enumerate(host) if sign == ".")
        return host in self._exact or any(parent in self._below for parent in parents)
