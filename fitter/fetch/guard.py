"""Which addresses may be connected to: public unicast ones, and the networks that the settings open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from fitter.errors import SourceNotAllowed

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

EVERYWHERE: tuple[Network, ...] = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))
"""Where whoever names an address in the settings or on a command line may go, which the client of a request may not."""

# The standard library's table of special networks differs between patch releases of Python; these do not wait for it.
_SPECIAL_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' NAT; Alibaba's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's agent: a public address that means the machine's own host
        "169.254.0.0/16",  # link-local; the metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # anycast to 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Only 2000::/3 is global unicast: loopback, unique local, link-local, site-local and multicast all lie outside.
_GLOBAL_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)

# Networks that only carry IPv4: where in the address the hidden one lies (bits from the right).
_CARRIERS = {
    IPv6Network("::ffff:0:0/96"): 0,  # IPv4-mapped
    IPv6Network("::/96"): 0,  # IPv4-compatible
    IPv6Network("64:ff9b::/96"): 0,  # NAT64
    IPv6Network("2002::/16"): 80,  # 6to4
}
_NO_CARRIED = (IPv6Address("::"), IPv6Address("::1"))  # inside ::/96, and mean themselves
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")
_ISATAP = 0x00005EFE  # the third quarter of the address, whatever its two flags for "universal" and "group"
_ISATAP_MASK = 0xFCFFFFFF


def carried(address: Address) -> IPv4Address | None:
    """The IPv4 address that stands behind an IPv6 one of a network that has no hosts of its own, or None."""
    if isinstance(address, IPv4Address) or address in _NO_CARRIED:
        return None
    shift = next((shift for network, shift in _CARRIERS.items() if address in network), None)
    return None if shift is None else _quarter(address, shift)


def tunnelled(address: Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that traffic to this IPv6 host may end at: Teredo, ISATAP, a local NAT64."""
    if isinstance(address, IPv4Address):
        return ()
    if address.teredo is not None:
        return address.teredo
    if address in _LOCAL_NAT64 or int(_quarter(address, 32)) & _ISATAP_MASK == _ISATAP:
        return (_quarter(address, 0),)
    return ()


def _quarter(address: IPv6Address, shift: int) -> IPv4Address:
    return IPv4Address(int(address) >> shift & 0xFFFFFFFF)


def public(address: Address) -> bool:
    """Whether the address is global unicast by its own number, hidden addresses aside."""
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    return address in _GLOBAL_V6 and not any(address in network for network in _SPECIAL_V6)


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Judges addresses by their number, at the moment of connecting: names and redirects cannot get around it."""

    allow_networks: tuple[Network, ...] = ()

    def __init__(self, allow_networks: Iterable[Network] = ()) -> None:
        """Open these networks beside the public ones."""
        object.__setattr__(self, "allow_networks", tuple(allow_networks))

    def permits(self, ip_text: str) -> bool:
        """Whether this address, and each one hidden in it, may be connected to; False for what is no address."""
        try:
            address = ip_address(ip_text.partition("%")[0])
        except ValueError:
            return False
        inner = carried(address)
        return self._open(inner) if inner else all(map(self._open, (address, *tunnelled(address))))

    def check(self, ip_text: str) -> None:
        """Nothing for an address that may be connected to.

        Raises:
            SourceNotAllowed: it may not; the text does not repeat the address.
        """
        if not self.permits(ip_text):
            raise SourceNotAllowed("The source is at an address that this server does not fetch from")

    def _open(self, address: Address) -> bool:
        return public(address) or any(address in network for network in self.allow_networks)
