"""Which addresses and which hosts are allowed."""

import json
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from fitter.errors import SourceNotAllowed
from fitter.fetch.guard import AddressGuard, carried, tunnelled
from fitter.fetch.hosts import HostPatterns, normal_host, normal_pattern
from tests.table import table

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "ssrf.json"
TABLES = json.loads(VECTORS.read_text()) if VECTORS.exists() else {}

NETWORKS = {
    "loopback": ["127.0.0.0/8", "::1", "0.0.0.0/32", "::/128"],
    "link_local": ["169.254.0.0/16", "fe80::/10"],
    "private": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"],
}


def guard(*kinds):
    return AddressGuard([ip_network(text) for kind in kinds for text in NETWORKS.get(kind, [kind])])


def words(text):
    return text.split()


def rows(table):
    found = [pytest.param(row, id=row["name"]) for row in TABLES.get(table, [])]
    return found or [pytest.param(None, marks=pytest.mark.skip(reason="the vectors are not here"))]


@pytest.mark.parametrize("kind", list(NETWORKS))
def test_networks_of_one_kind(kind):
    if not TABLES:
        pytest.skip("the vectors are not here")
    for row in TABLES[kind]:
        expected = row["want"] or guard().permits(row["ip"])
        assert guard(kind).permits(row["ip"]) == expected, row
        assert not (row["want"] and guard().permits(row["ip"])), row


@table("row", rows("private"))
def test_private(row):
    assert guard().permits(row["ip"]) is not row["want"]


@pytest.mark.parametrize("row", rows("loopback"))
def test_loopback(row):
    assert guard("link_local", "private").permits(row["ip"]) is not row["want"]


@pytest.mark.parametrize("row", rows("link_local"))
def test_link_local(row):
    assert guard("loopback", "private").permits(row["ip"]) is not row["want"]


@table("row", rows("unwrap"))
def test_carried(row):
    inner = carried(ip_address(row["ip"]))
    assert (str(inner) if inner else None) == row["embedded_ipv4"]


@table("row", rows("verify_source_network"))
def test_allowed_kinds(row):
    host, colon, port = row["addr"].rpartition(":")
    ip = host if colon and port.isdigit() and ":" not in host else row["addr"]
    allowed = [kind for kind in NETWORKS if row[f"allow_{kind}"]]
    assert guard(*allowed).permits(ip) is not row["blocked"]


REFUSED = words(
    """
    0.0.0.0 0.1.2.3 10.255.255.255 100.64.0.0 100.100.100.200 127.0.0.1 127.255.255.255 168.63.129.16
    169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.9 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.0
    198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 232.1.1.1 233.252.0.1 239.255.255.255 240.0.0.1
    255.255.255.255 :: ::1 ::2 ::7f00:1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::169.254.169.254 64:ff9b:1::7f00:1 64:ff9b:1::8.8.8.8 100::1
    2001::1 2001:0:7f00:1::80ff:fffe 2001:2::1 2001:10::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::
    2002:e000:1:: 3fff::1 4000::1 5f00::1 2600::5efe:127.0.0.1 2600::200:5efe:10.0.0.1 2600::300:5efe:10.0.0.1
    fe80::5efe:8.8.8.8 fc00::1 fd00:ec2::254 fd20:ce::254 fe80::1 fe80::1%lo feff::1 fec0::1 ff02::1 ff0e::1
    127.1 0x7f.1 2130706433 017700000001 127.0.0.01 localhost 8.8.8.8:80 [::1] 8.8.8.8/32
    """
)

PERMITTED = words(
    """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 172.15.255.255
    172.32.0.0 168.63.129.15 192.167.255.255 223.255.255.255 2001:4860:4860::8888 2606:4700::1111 2a00::1
    ::ffff:8.8.8.8 ::8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1 2600::5efe:8.8.8.8
    """
)


@table("ip", [*REFUSED, "", " ", "1.1.1.1 ", "\u0661.1.1.1"])
def test_refused(ip):
    with pytest.raises(SourceNotAllowed) as caught:
        guard().check(ip)
    assert not ip.strip() or ip.strip() not in caught.value.detail


@table("ip", PERMITTED)
def test_permitted(ip):
    assert guard().check(ip) is None


def test_a_network_opens_what_is_in_it_and_what_hides_it():
    opened = guard("10.0.0.0/8")
    for ip in ("10.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:a00:1::", "2600::5efe:10.0.0.1"):
        assert opened.permits(ip), ip
    for ip in ("11.0.0.1", "8.8.8.8"):
        assert opened.permits(ip), ip
    for ip in ("192.168.0.1", "127.0.0.1", "::ffff:127.0.0.1", "64:ff9b:1::10.0.0.1"):
        assert not opened.permits(ip), ip


def test_opening_a_network_of_tunnels_does_not_open_what_is_behind_them():
    assert not guard("::/0").permits("::ffff:127.0.0.1")
    assert not guard("::/0").permits("2002:7f00:1::")
    assert not guard("64:ff9b:1::/48").permits("64:ff9b:1::127.0.0.1")
    assert guard("64:ff9b:1::/48").permits("64:ff9b:1::8.8.8.8")
    assert not guard("2001::/32").permits("2001:0:7f00:1::f7f7:f7f7")  # the server is loopback
    assert guard("2001::/32").permits("2001:0:808:808::f7f7:f7f7")


def test_tunnelled():
    assert list(map(str, tunnelled(ip_address("2001:0:808:808::80ff:fffe")))) == ["8.8.8.8", "127.0.0.1"]
    assert tunnelled(ip_address("2600::1")) == ()
    assert tunnelled(ip_address("8.8.8.8")) == ()


HOSTS = [
    ("s.example.com", "s.example.com", True),
    ("s.example.com", "S.EXAMPLE.com", True),
    ("S.Example.Com", "s.example.com", True),
    ("s.example.com", "s.example.com.", True),
    ("s.example.com.", "s.example.com", True),
    ("s.example.com", "sXexampleYcom", False),
    ("s.example.com", "s.example.com.evil.com", False),
    ("s.example.com", "evils.example.com", False),
    ("s.example.com", "a.s.example.com", False),
    ("s.example.com", "example.com", False),
    ("*.example.com", "a.example.com", True),
    ("*.example.com", "a.b.example.com", True),
    ("*.example.com", "example.com", False),
    ("*.example.com", "evilexample.com", False),
    ("*.example.com", "a.example.com.evil.com", False),
    ("*.example.com", "A.EXAMPLE.COM.", True),
    ("bücher.example", "xn--bcher-kva.example", True),
    ("xn--bcher-kva.example", "BÜCHER.example", True),
    ("*.bücher.example", "a.xn--bcher-kva.example", True),
    ("bucher.example", "bücher.example", False),
    ("s.example.com", "s\u3002example\uff0ecom", True),
    ("a_b.example.com", "a_b.example.com", True),
    ("127.0.0.1", "127.0.0.1", True),
    ("127.0.0.1", "127.0.0.2", False),
    ("[::1]", "[0:0::1]", True),
    ("[::1]", "[::ffff:0.0.0.1]", False),
]


@table(("pattern", "host", "allowed"), HOSTS)
def test_host_patterns(pattern, host, allowed):
    assert HostPatterns([pattern]).allow(normal_host(host)) is allowed


def test_no_pattern_allows_nothing():
    assert not HostPatterns([]).allow("example.com")


BAD_HOSTS = words(
    """
    . .. a..b .a a.. -a.example a-.example a/b a:80 a@b a#b a?b a\\b a%2eb [ ] [] [::1 ::1] [::1%lo] [v1.x] ::1
    127.1 2130706433 0x7f.1 0x7f000001 0177.0.0.1 127.0.0.01 1.2.3.4.5 256.1.1.1 0x a.0x7f a.1
    """
)


@table("host", [*BAD_HOSTS, "", "a b", "a\n", "a\x00b", "x" * 64, "x." * 130 + "com", "ü" * 300])
def test_bad_hosts(host):
    with pytest.raises(ValueError, match=r".*"):
        normal_host(host)


@pytest.mark.parametrize("pattern", ["*", "*.", "*.*.com", "a.*.com", "*a.com", "http://a.com", "a.com:80", "a.com/b"])
def test_bad_patterns(pattern):
    with pytest.raises(ValueError, match=r".*"):
        normal_pattern(pattern)


@pytest.mark.parametrize("pattern", ["*.[::1]", "*.127.0.0.1", "*.0.0.1", "*.1", ".+\\.example\\.com"])
def test_patterns_are_not_addresses_and_not_expressions(pattern):
    with pytest.raises(ValueError, match=r".*"):
        normal_pattern(pattern)


@pytest.mark.parametrize("url", ["\uff11\uff12\uff17.0.0.1", "\u2460\u2461\u2466.0.0.1"])
def test_digits_of_other_scripts_are_an_address_in_plain_spelling(url):
    assert normal_host(url) == "127.0.0.1"
