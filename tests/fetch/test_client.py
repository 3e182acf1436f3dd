"""The outbound client against origins that misbehave, on real sockets."""

import asyncio
import contextlib
import gc
import os
import ssl
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitter.errors import (
    BadRequest,
    FitterError,
    OriginFailed,
    OriginTimeout,
    SourceNotAllowed,
    SourceNotFound,
    SourceTooLarge,
)
from fitter.fetch.client import Fetcher
from fitter.fetch.guard import AddressGuard
from fitter.fetch.head import Head
from fitter.fetch.hosts import HostPatterns
from fitter.fetch.target import Target
from fitter.fetch.terms import Terms
from tests.certificate import self_signed
from tests.origin import PICTURE, Canary, Origin
from tests.table import table

REDIRECTS = [301, 302, 303, 307, 308]
HOME = "127.0.0.3"  # the origin's address, alone opened where a canary listens on the rest of loopback
NAMES = [
    "localhost",
    "*.test",
    "127.0.0.1",
    "127.0.0.3",
    "0.0.0.0",  # noqa: S104  asked for, not listened on
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
]
NAMES += ["[::127.0.0.1]", "[64:ff9b::7f00:1]", "nothing.onion"]


def fetcher(*networks, hosts=NAMES, **terms):
    guard = AddressGuard(map(ip_network, networks))
    return Fetcher(guard, HostPatterns(hosts), Terms(**{"timeout": 10, **terms}))


def open_fetcher(**terms):
    return fetcher("127.0.0.0/8", **terms)


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  what is awaited happens in the origin, the kernel or libcurl
            await asyncio.sleep(0.005)


def held_files():
    gc.collect()
    links = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return sum("fitter-source" in str(link) for link in links)


async def outcome(path, **terms):
    """The body that came from the origin's path, or the error."""
    client = open_fetcher(**terms)
    async with Origin() as origin:
        try:
            async with asyncio.timeout(15):
                return (await client.get(origin.url(path))).blob.read()
        except FitterError as error:
            return error
        finally:
            await client.close()


@pytest.mark.gen_test
async def test_a_whole_answer():
    client = open_fetcher()
    async with Origin() as origin:
        response = await client.get(origin.url("/picture?v=1"), {"X-Asked": "yes"})
        assert response.status == 200
        assert response.url == origin.url("/picture?v=1")
        assert response.headers["content-type"] == "image/jpeg; x=1"
        assert response.blob.size == len(PICTURE)
        assert response.blob.read() == PICTURE
        head = origin.heads[0].lower()
        assert head.startswith("get /picture?v=1 http/1.1\r\n")
        assert "\r\naccept-encoding: identity\r\n" in head
        assert "\r\nuser-agent: fitter\r\n" in head
        assert "\r\nx-asked: yes\r\n" in head
    await client.close()


@pytest.mark.parametrize("path", ["identity", "unended", "early", "oddheads", "excess", "redirect/302/%2Fpicture"])
@pytest.mark.gen_test
async def test_odd_answers_that_are_right(path):
    assert await outcome(f"/{path}") == PICTURE


@pytest.mark.gen_test
async def test_a_chunked_answer_with_a_trailer():
    assert await outcome("/chunked/10") == b"y" * 10240


@pytest.mark.gen_test
async def test_no_more_than_announced_is_kept():
    assert await outcome("/claims/2") == b"sh"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *[(f"/status/{code}", OriginFailed) for code in (204, 206, 304, 400, 429, 500, 502, 503, 504)],
        *[(f"/status/{code}", SourceNotFound) for code in (401, 403, 404, 410)],
        ("/endless/404", SourceNotFound),
        ("/endless/302", OriginFailed),
        ("/empty", OriginFailed),
        ("/partial", OriginFailed),
        ("/gzip", OriginFailed),
        ("/gziptransfer", OriginFailed),
        ("/claims/100", OriginFailed),
        ("/chunkedcut", OriginFailed),
        ("/chunkedend", OriginFailed),
        ("/twolengths", OriginFailed),
        ("/twofold", OriginFailed),
        ("/badlength", OriginFailed),
        ("/babble", OriginFailed),
        ("/nocolon", OriginFailed),
        ("/headcut", OriginFailed),
        ("/longheads", OriginFailed),
        ("/interim", OriginFailed),
        ("/reset", OriginFailed),
        ("/close", OriginFailed),
        ("/loop/0", OriginFailed),
        ("/nowhere", OriginFailed),
        ("/redirect/302/http:%2F%2Fa%00b%2F", OriginFailed),
        ("/redirect/302/%2F%2F%5B%2F", OriginFailed),
        ("/redirect/302/http:%2F%2F127.0.0.1:99999%2F", OriginFailed),
        ("/redirect/302/ftp:%2F%2F127.0.0.1%2F", SourceNotAllowed),
        ("/redirect/302/file:%2F%2F%2Fetc%2Fpasswd", SourceNotAllowed),
        ("/endless", SourceTooLarge),
        ("/claims/99999999999", SourceTooLarge),
        ("/chunked/200", SourceTooLarge),
        ("/sized/100001", SourceTooLarge),
    ],
)
@pytest.mark.gen_test(timeout=20)
async def test_failures(path, kind):
    got = await outcome(path, max_bytes=100_000)
    assert isinstance(got, kind)
    assert held_files() == 0


@pytest.mark.parametrize(("said", "passed_on"), [("7", 7), ("soon", None), ("-1", None), ("9" * 30, None), ("", None)])
@pytest.mark.gen_test
async def test_when_to_come_back_is_passed_on(said, passed_on):
    assert (await outcome(f"/later/{said}")).retry_after == passed_on


@pytest.mark.gen_test
async def test_the_cap_is_the_last_size_allowed():
    assert len(await outcome("/sized/100000", max_bytes=100_000)) == 100_000


@pytest.mark.parametrize("path", ["/drip", "/slowhead", "/silence", "/redirect/302/%2Fdrip"])
@pytest.mark.gen_test(timeout=20)
async def test_the_deadline_is_total(path):
    got = await outcome(path, timeout=0.3)
    assert isinstance(got, OriginTimeout)
    assert held_files() == 0


@pytest.mark.gen_test
async def test_the_deadline_counts_all_hops():
    class Slow(Origin):
        async def get_loop(self, stream, rest):
            await asyncio.sleep(0.1)
            await super().get_loop(stream, rest)

    client = open_fetcher(timeout=0.5, max_redirects=1000)
    async with Slow() as origin:
        with pytest.raises(OriginTimeout):
            await asyncio.wait_for(client.get(origin.url("/loop/0")), 15)
    await client.close()


@pytest.mark.gen_test
async def test_no_answer_at_all():
    client = open_fetcher()
    async with Canary() as gone:
        pass
    for url in (gone.url(), "http://nothing.onion/"):  # a name that libcurl itself declines to look up
        with pytest.raises(OriginFailed):
            await client.get(url)
    await client.close()


@pytest.mark.gen_test
async def test_a_bomb_on_a_redirect_is_not_read():
    assert await outcome("/gzipredirect") == PICTURE


@pytest.mark.parametrize(("allowed", "kind"), [(3, bytes), (2, OriginFailed)])
@pytest.mark.gen_test
async def test_as_many_redirects_as_allowed(allowed, kind):
    path = "/redirect/302/%2Fredirect%2F307%2F%252Fredirect%252F301%252F%25252Fpicture"
    assert isinstance(await outcome(path, max_redirects=allowed), kind)


FORBIDDEN = [
    "http://127.0.0.1:{port}/",
    "http://127.0.0.2:{port}/",
    "http://localhost:{port}/",
    "http://localhost.:{port}/",
    "http://LOCALHOST:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.1:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://\uff11\uff12\uff17.0.0.1:{port}/",
    "http://[::]:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[::1%25lo]:{port}/",
    "http://127.0.0.3@127.0.0.1:{port}/",
    "http://127.0.0.3:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@127.0.0.3/",
    "http://127.0.0.1:{port}#@127.0.0.3/",
    "http://127.0.0.1:{port}?@127.0.0.3/",
    "http://inside.test:{port}/",
    "http://other.example:{port}/",
    "https://127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "dict://127.0.0.1:{port}/",
    "ws://127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
]


def resolved(port):
    return (f"inside.test:{port}:127.0.0.1", f"other.example:{port}:127.0.0.1")


@pytest.mark.parametrize("form", FORBIDDEN)
@pytest.mark.gen_test
async def test_forbidden_directly(form):
    async with Canary("127.0.0.1", "127.0.0.2", "::1") as canary:
        client = fetcher(f"{HOME}/32", resolve=resolved(canary.port))
        with pytest.raises((SourceNotAllowed, BadRequest)) as caught:
            await client.get(form.format(port=canary.port))
        assert canary.connections == 0
        assert "127.0.0.1" not in caught.value.detail
        await client.close()


@pytest.mark.parametrize("form", FORBIDDEN)
@pytest.mark.gen_test
async def test_forbidden_by_redirect(form):
    async with Canary("127.0.0.1", "127.0.0.2", "::1") as canary, Origin(HOME) as origin:
        client = fetcher(f"{HOME}/32", resolve=resolved(canary.port))
        where = form.format(port=canary.port).replace("%", "%25").replace("\\", "%5C").replace("?", "%3F")
        where = (
            where.replace("#", "%23").replace("/", "%2F").replace("\uff11\uff12\uff17", "%EF%BC%91%EF%BC%92%EF%BC%97")
        )
        for status in REDIRECTS:
            with pytest.raises((SourceNotAllowed, OriginFailed)):
                await client.get(origin.url(f"/redirect/{status}/{where}"))
        assert len(origin.heads) == len(REDIRECTS)
        assert canary.connections == 0
        await client.close()


@pytest.mark.gen_test
async def test_the_canary_sings_where_it_may():
    async with Canary("127.0.0.1", "::1") as canary:
        client = fetcher("127.0.0.0/8", "::1/128", resolve=resolved(canary.port))
        for host in ("127.0.0.1", "localhost", "[::1]", "inside.test"):
            assert (await client.get(canary.url(host=host))).blob.read() == b"the canary sang"
        assert canary.connections >= 3
        await client.close()


@pytest.mark.gen_test
async def test_of_several_addresses_only_the_allowed_one_is_tried():
    async with Origin(HOME) as origin, Canary("127.0.0.1", "::1", port=origin.port) as canary:
        for addresses in (f"127.0.0.1,{HOME}", f"{HOME},127.0.0.1", f"[::1],{HOME}"):
            client = fetcher(f"{HOME}/32", resolve=(f"both.test:{origin.port}:{addresses}",))
            assert (await client.get(origin.url(host="both.test"))).blob.read() == PICTURE
            await client.close()
        assert canary.connections == 0


@pytest.mark.gen_test
async def test_an_allowed_address_that_is_down_opens_no_other():
    async with Canary("127.0.0.1") as canary:
        for addresses in (f"127.0.0.1,{HOME}", f"{HOME},127.0.0.1"):
            client = fetcher(f"{HOME}/32", resolve=(f"both.test:{canary.port}:{addresses}",))
            with pytest.raises(OriginFailed):
                await client.get(canary.url(host="both.test"))
            await client.close()
        assert canary.connections == 0


@pytest.mark.gen_test
async def test_a_name_that_moves_inside_is_refused_then():
    async with Origin(HOME) as origin, Canary("127.0.0.1", port=origin.port) as canary:
        client = fetcher(f"{HOME}/32", resolve=(f"moves.test:{origin.port}:{HOME}",))
        await client.get(origin.url("/unended", host="moves.test"))
        client._transport._terms = replace(client._terms, resolve=(f"moves.test:{origin.port}:127.0.0.1",))
        with pytest.raises(SourceNotAllowed):
            await client.get(origin.url("/unended", host="moves.test"))
        assert (origin.connections, canary.connections) == (1, 0)
        await client.close()


@pytest.mark.gen_test
async def test_the_environment_and_netrc_are_not_read(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    async with Canary() as proxy, Origin() as origin:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        client = open_fetcher()
        await client.get(origin.url("/cookie"))
        await client.get(origin.url("/cookie"))
        assert proxy.connections == 0
        assert "authorization" not in "".join(origin.heads).lower()
        assert "cookie:" not in "".join(origin.heads).lower()
        await client.close()


@pytest.mark.gen_test
async def test_headers_go_to_their_own_origin_only():
    async with Origin() as origin, Origin() as other:
        client = open_fetcher()
        for where in ("%2Fpicture", other.url().replace("/", "%2F")):
            await client.get(origin.url(f"/redirect/302/{where}"), {"Authorization": "secret"})
        assert ["secret" in head for head in origin.heads] == [True, True, True]
        assert ["secret" in head for head in other.heads] == [False]
        await client.close()


@pytest.mark.gen_test
async def test_connections_are_kept():
    async with Origin() as origin:
        client = open_fetcher()
        for path in ("/picture", "/status/404", "/redirect/302/%2Fpicture", "/chunked/3", "/picture"):
            with contextlib.suppress(SourceNotFound):
                await client.get(origin.url(path))
        assert len(origin.heads) == 6
        assert origin.connections == 1
        await client.close()


@pytest.mark.gen_test
async def test_bytes_beyond_an_answer_do_not_become_the_next():
    async with Origin() as origin:
        client = open_fetcher()
        for _ in range(5):
            assert (await client.get(origin.url("/excess"))).blob.read() == PICTURE
            assert (await client.get(origin.url("/picture"))).blob.read() == PICTURE
        await client.close()


@pytest.mark.gen_test(timeout=20)
async def test_fifty_at_once():
    async with Origin() as origin:
        origin.held = asyncio.Event()
        client = open_fetcher(clients=50, clients_per_host=50)
        tasks = [asyncio.create_task(client.get(origin.url(f"/held/{number}"))) for number in range(50)]
        await until(lambda: len(origin.heads) == 50)
        origin.held.set()
        assert {response.blob.read() for response in await asyncio.gather(*tasks)} == {PICTURE}
        await client.close()


@pytest.mark.gen_test(timeout=20)
async def test_more_than_there_are_places_for():
    async with Origin() as origin:
        origin.held = asyncio.Event()
        client = open_fetcher(clients=3, clients_per_host=2)
        tasks = [asyncio.create_task(client.get(origin.url(f"/held/{number}"))) for number in range(20)]
        await until(lambda: len(origin.heads) == 2)
        elsewhere = await client.get(origin.url("/picture", host="localhost"))  # is not behind them
        assert elsewhere.blob.read() == PICTURE
        assert len(origin.heads) == 3
        origin.held.set()
        await asyncio.gather(*tasks)
        assert len(origin.heads) == 21
        await client.close()


@pytest.mark.parametrize("path", ["/drip", "/silence", "/endless"])
@pytest.mark.gen_test(timeout=20)
async def test_a_cancelled_download_ends_at_the_origin_too(path):
    async with Origin() as origin:
        client = open_fetcher(clients=1, max_bytes=2**30)
        task = asyncio.create_task(client.get(origin.url(path)))
        await until(lambda: origin.heads)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: not origin.streams)
        del task
        assert held_files() == 0
        assert (await client.get(origin.url())).blob.read() == PICTURE  # its place is free again
        await client.close()


@pytest.mark.gen_test(timeout=20)
async def test_a_cancelled_wait_for_a_place():
    async with Origin() as origin:
        origin.held = asyncio.Event()
        client = open_fetcher(clients=1)
        first, second = (asyncio.create_task(client.get(origin.url(f"/held/{n}"))) for n in range(2))
        await until(lambda: len(origin.heads) == 1)
        second.cancel()
        await asyncio.wait([second])
        assert second.cancelled()
        origin.held.set()
        assert (await first).blob.read() == PICTURE
        assert len(origin.heads) == 1
        await client.close()


@pytest.mark.gen_test(timeout=20)
async def test_closing_ends_what_runs():
    async with Origin() as origin:
        client = open_fetcher()
        task = asyncio.create_task(client.get(origin.url("/silence")))
        await until(lambda: origin.heads)
        await client.close()
        with pytest.raises(OriginFailed):
            await task
        await client.close()


@pytest.mark.gen_test(timeout=20)
async def test_closing_amid_what_just_ended():
    async with Origin() as origin:
        client = open_fetcher()
        tasks = [asyncio.create_task(client.get(origin.url("/picture"))) for _ in range(20)]
        await until(lambda: any(task.done() for task in tasks))
        await client.close()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(result, OriginFailed) or result.blob.read() == PICTURE
        await client.close()


@pytest.mark.gen_test
async def test_the_file_lives_as_long_as_the_blob():
    async with Origin() as origin:
        client = open_fetcher()
        response = await client.get(origin.url())
        assert held_files() == 1
        await client.close()
        assert response.blob.read() == PICTURE
        del response
        assert held_files() == 0


@pytest.mark.gen_test
async def test_nobody_changes_a_source_that_is_there():
    async with Origin() as origin:
        client = open_fetcher()
        body = (await client.get(origin.url())).blob.body
        for change in (lambda: os.pwrite(body.number, b"x", 0), lambda: os.ftruncate(body.number, 0)):
            with pytest.raises(PermissionError):
                change()
        assert body.read() == PICTURE
        await client.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return str(self_signed(tmp_path_factory.mktemp("tls")))


@pytest.mark.gen_test(timeout=20)
async def test_tls(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    async with Origin(ssl_options=context) as origin:
        url = origin.url().replace("http:", "https:")
        trusting, wary = open_fetcher(ca_file=certificate), open_fetcher()
        assert (await trusting.get(url)).blob.read() == PICTURE
        for client, wrong in (
            (wary, url),  # self-signed
            (trusting, url.replace("127.0.0.1", "localhost")),  # another's name
        ):
            with pytest.raises(OriginFailed):
                await client.get(wrong)
        await trusting.close()
        await wary.close()


MALFORMED = [
    "",
    "http:",
    "http:/host/x",
    "http:host/x",
    "http:///x",
    "http://",
    "http:\\\\host\\x",
    "http://ho st/x",
    "http://host:x/",
    "http://host:0/",
    "http://host:65536/",
    "http://[::1/",
    "http://host%2ecom/",
    "http://host/\nx",
    "http://host/\x00",
    "http://host/\x85",
    "ht\ntp://host/",
    " http://host/",
    "http://host/\udc80",
    "http://host/" + "x" * 9000,
]


@pytest.mark.parametrize("url", MALFORMED)
@pytest.mark.gen_test
async def test_malformed(url):
    with pytest.raises(BadRequest):
        await open_fetcher().get(url)


@table(
    ("given_url", "read"),
    [
        ("http://host", "http://host/"),
        ("HTTP://HOST:80/A", "http://host/A"),
        ("https://host:443/?", "https://host/?"),
        ("http://host:443/", "http://host:443/"),
        ("http://host./a b.png", "http://host/a%20b.png"),
        ("http://host/a%20b.png", "http://host/a%20b.png"),
        ("http://host/100%.png", "http://host/100%25.png"),
        ("http://host/a\u00e7\u00e3o.png", "http://host/a%C3%A7%C3%A3o.png"),
        ("http://host/a?b=c d&e=%26#part", "http://host/a?b=c%20d&e=%26"),
        ("http://host?a", "http://host/?a"),
        ("http://host/a/../b/./c?../d", "http://host/b/c?../d"),
        ("http://host/a/%2E./%2e/b", "http://host/b"),
        ("http://host/../a//..", "http://host/a/"),
        ("http://host/a/.", "http://host/a/"),
        ("http://host/...", "http://host/..."),
        ("http://host//a/", "http://host//a/"),
        ("http://host/a\\b|c[d]", "http://host/a%5Cb%7Cc%5Bd%5D"),
        ("http://[0:0::1]:8080/", "http://[::1]:8080/"),
        ("http://b\u00fccher.example/", "http://xn--bcher-kva.example/"),
    ],
)
def test_the_one_spelling(given_url, read):
    assert Target.parse(given_url).url == read


@given(st.one_of(st.text(max_size=60), st.text(max_size=60).map(lambda text: f"http://{text}")))
def test_any_text_is_read_stably_or_refused(text):
    try:
        target = Target.parse(text)
    except (BadRequest, SourceNotAllowed):
        return
    assert target.url.isascii()
    assert Target.parse(target.url) == target


@given(st.text(max_size=60))
def test_any_location_is_followed_or_refused(text):
    try:
        target = Target.parse("http://host/a/b").follow(text)
    except (OriginFailed, SourceNotAllowed):
        return
    assert Target.parse(target.url) == target


def test_a_head_that_contradicts_itself():
    head = Head()
    for line in (b"HTTP/1.1 200 OK\r\n", b"Content-Length: 5\r\n", b"content-length: 5\r\n", b"\r\n"):
        head.feed(line)
    assert head.complete
    assert not head.contradicts
    head = Head()
    for line in (b"HTTP/1.1 200 OK\r\n", b"Content-Length: 5\r\n", b"content-length: 6\r\n", b"\r\n"):
        head.feed(line)
    assert head.contradicts
