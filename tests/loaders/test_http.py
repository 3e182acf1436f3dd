"""The loader of web sources: options, keys, and what becomes of the answer."""

import asyncio
import contextlib
import json
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from pydantic import ValidationError

import fitter
from fitter import Blob
from fitter.errors import BadRequest, OriginFailed, SourceNotAllowed, SourceNotFound, SourceTooLarge
from fitter.fetch.client import Response
from fitter.fetch.hosts import HostPatterns
from fitter.fetch.target import Target
from fitter.loaders.http import HttpLoader, _blob, source_url
from fitter.wording import explain, field_says
from tests.origin import MODIFIED, PICTURE, Canary, Origin
from tests.table import table

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "thumbor.json"
TABLES = json.loads(VECTORS.read_text()) if VECTORS.exists() else {}


def rows(table):
    return TABLES.get(table) or [pytest.param(None, marks=pytest.mark.skip(reason="the vectors are not here"))]


def loader(**options):
    opened = {"hosts": ["127.0.0.1", "localhost"], "allow_networks": ["127.0.0.0/8"]}
    return HttpLoader(HttpLoader.Options(**{**opened, **options}))


def test_it_is_a_loader_and_needs_no_event_loop():
    assert isinstance(loader(), fitter.Loader)


def test_the_defaults_allow_nothing():
    options = HttpLoader.Options()
    assert (options.hosts, options.allow_networks, options.default_scheme) == ([], [], None)
    assert (options.timeout, options.connect_timeout, options.redirects) == (5, 2, 3)
    assert options.source_bytes == 25 * 1024**2


def test_every_option_is_described():
    for name, field in HttpLoader.Options.model_fields.items():
        assert field.description, name
        assert field_says(field), name


def test_the_size_is_inherited():
    field = HttpLoader.Options.model_fields["source_bytes"]
    assert fitter.Inherit("limits.source_bytes") in field.metadata


def test_options_in_the_words_of_a_configuration():
    options = HttpLoader.Options(
        hosts=["*.Example.com", "b\u00fccher.example."],
        allow_networks=["10.0.0.0/8", "fd00::/8"],
        timeout="500ms",
        source_bytes="1MiB",
    )
    assert options.hosts == ["*.example.com", "xn--bcher-kva.example"]
    assert options.allow_networks == [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
    assert (options.timeout, options.source_bytes) == (0.5, 1024**2)


@table(
    "options",
    [
        {"hosts": ["*"]},
        {"hosts": ["http://example.com"]},
        {"hosts": ["example.com:80"]},
        {"hosts": "example.com"},
        {"allow_networks": ["10.0.0.1/8"]},
        {"allow_networks": ["example.com"]},
        {"timeout": 0},
        {"timeout": "2m"},
        {"connect_timeout": 0},
        {"source_bytes": 0},
        {"redirects": -1},
        {"clients": 0},
        {"clients_per_host": 0},
        {"default_scheme": "ftp"},
        {"user_agent": "a\r\nX-Evil: 1"},
        {"user_agent": ""},
        {"proxy": "http://proxy"},
    ],
)
def test_wrong_options(options):
    with pytest.raises(ValidationError) as caught:
        HttpLoader.Options(**options)
    assert len(caught.value.errors()) == 1
    assert explain(HttpLoader.Options, caught.value.errors()[0])


@pytest.mark.gen_test
async def test_a_source():
    http = loader()
    async with Origin() as origin:
        blob = await http.get(origin.url())
        assert isinstance(blob.body, fitter.Descriptor)
        assert blob.read() == PICTURE
        assert blob.media_type == "image/jpeg"
        assert blob.modified == MODIFIED
        assert f"User-Agent: fitter/{fitter.__version__}\r\n" in origin.heads[0]
    await http.close()


@pytest.mark.parametrize(
    ("path", "media_type"), [("/html", "text/html"), ("/oddheads", ""), ("/unended", ""), ("/chunked/1", "")]
)
@pytest.mark.gen_test
async def test_an_answer_counts_whatever_it_says_of_itself(path, media_type):
    http = loader()
    async with Origin() as origin:
        blob = await http.get(origin.url(path))
        assert blob.size
        assert blob.media_type == (media_type or "application/octet-stream")
        assert blob.modified is None
    await http.close()


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 01 Jan 1970 00:00:00 +1200", None),
        ("yesterday", None),
    ],
)
def test_times_that_no_header_can_say_are_none(said, time):
    answer = Response(200, {"last-modified": said}, "http://host/a", Blob(b"x"))
    assert _blob(answer).modified == time


@pytest.mark.parametrize("key", ["a.jpg", "folder/a.jpg", "", "host:8080/a.jpg", "127.0.0.1/a.jpg", "/a", "//host/a"])
@pytest.mark.gen_test
async def test_a_key_without_a_scheme_is_for_the_next_loader(key):
    assert await loader().get(key) is None


@pytest.mark.gen_test
async def test_a_key_without_a_scheme_can_have_a_default():
    http = loader(default_scheme="http")
    async with Origin() as origin:
        assert (await http.get(f"127.0.0.1:{origin.port}/picture")).read() == PICTURE
        assert (await http.get(f"localhost:{origin.port}/picture")).read() == PICTURE
    for key in ("folder/a.jpg", "example.com/a.jpg"):
        with pytest.raises(SourceNotAllowed):
            await http.get(key)
    for key in ("", "/a", "//127.0.0.1/a", "a b/c"):
        with pytest.raises(BadRequest):
            await http.get(key)
    await http.close()


@pytest.mark.parametrize(
    ("key", "upgrade", "url"),
    [
        ("http://host/a", False, "http://host/a"),
        ("http://host/a", True, "https://host/a"),
        ("HTTP://host:80/http://a", True, "https://host:80/http://a"),
        ("https://host/a", True, "https://host/a"),
        ("host/a", True, "http://host/a"),
    ],
)
def test_whether_http_is_enough(key, upgrade, url):
    assert source_url(key, "http", upgrade) == url


@pytest.mark.gen_test
async def test_what_is_asked_over_https_is_never_asked_in_the_clear():
    first = []

    async def hang_up(reader, writer):
        first.append(await reader.read(1))
        writer.close()

    http = loader(upgrade=True)
    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/a.jpg"
        for asked in (http.get(url), http.revalidate(url, fitter.Version('"1"'))):
            with pytest.raises(OriginFailed):
                await asked
    assert first == [b"\x16", b"\x16"], "how TLS begins"
    await http.close()


FOREIGN = (
    "ftp://{} file:///etc/passwd file:/etc/passwd data:image/png;base64,AA== gopher://{} http:/{} http:{} s3://{} "
)
FOREIGN += "HTTP:{} DATA:x jar:http://{} unix:/run/x http:\\\\{}"


@pytest.mark.parametrize("default", [None, "http"])
@pytest.mark.gen_test
async def test_other_schemes(default):
    http = loader(default_scheme=default)
    async with Canary() as canary:
        for key in FOREIGN.split():
            if default is None and key.startswith("jar:"):
                continue  # reads like a host and its port; not ours without a default
            with pytest.raises(BadRequest):
                await http.get(key.format(f"127.0.0.1:{canary.port}/a"))
        assert canary.connections == 0
    await http.close()


@pytest.mark.parametrize(
    ("key_path", "asked"),
    [
        ("/picture", "/picture"),
        ("/a b.png", "/a%20b.png"),
        ("/a%20b.png", "/a%20b.png"),
        ("/100%.png", "/100%25.png"),
        ("/caf\u00e9/\u65e5\u672c.png", "/caf%C3%A9/%E6%97%A5%E6%9C%AC.png"),
        ("/picture?v=1&w=a b", "/picture?v=1&w=a%20b"),
        ("/picture#part", "/picture"),
        ("/a+b", "/a+b"),
        ("", "/"),
    ],
)
@pytest.mark.gen_test
async def test_what_the_origin_is_asked_for(key_path, asked):
    http = loader()
    async with Origin() as origin:
        with contextlib.suppress(SourceNotFound):
            await http.get(origin.url(key_path))
        assert origin.paths == [asked]
    await http.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/status/404", SourceNotFound), ("/status/503", OriginFailed), ("/endless", SourceTooLarge)],
)
@pytest.mark.gen_test
async def test_errors(path, kind):
    http = loader(source_bytes=1000)
    async with Origin() as origin:
        with pytest.raises(kind) as caught:
            await http.get(origin.url(path))
        assert "127.0.0.1" not in caught.value.detail
    await http.close()


@pytest.mark.gen_test
async def test_a_host_or_a_network_alone_opens_nothing():
    async with Canary() as canary:
        for options in ({"hosts": []}, {"allow_networks": []}, {"hosts": ["images.example.com"]}):
            http = loader(**options)
            for key in (canary.url(), canary.url("/img.png#images.example.com"), canary.url(host="localhost")):
                with pytest.raises(SourceNotAllowed):
                    await http.get(key)
            await http.close()
        assert canary.connections == 0


@pytest.mark.gen_test
async def test_closing_unused():
    await loader().close()


@table("row", rows("http_loader_normalize"))
def test_thumbor_normalises(row):
    strict = row["loader"] == "strict_https_loader"
    scheme = "http" if row["loader"] == "http_loader" else "https"
    if row["url"] == "http:/x.y/a.png":
        with pytest.raises(BadRequest):  # as thumbor answers, a step later
            source_url(row["url"], scheme)
        return
    read = Target.parse(source_url(unquote(row["url"]), scheme, strict))
    assert read == Target.parse(row["normalized"])


@pytest.mark.parametrize("row", rows("http_loader_allowed_sources"))
def test_thumbor_allows(row):
    host = Target.parse(source_url(row["url"], "http")).host
    assert HostPatterns(map(pattern, row["ALLOWED_SOURCES"])).allow(host) is row["valid"]


def pattern(source):
    """What somebody writes here who has allowed the host by a regular expression."""
    known = {r".+\.glbimg\.com": "*.glbimg.com", r"re.compile(https://www\.google\.com/img/.*)": "www.google.com"}
    return known.get(source, source)


@pytest.mark.parametrize("row", rows("http_loader"))
@pytest.mark.gen_test
async def test_thumbor_loads(row):
    if "<upstream>" not in row["image"]:
        pytest.skip("about an operation, not about a loader")
    async with Origin() as origin:
        origin.get_slow = origin.get_silence
        setattr(origin, "get_img.png", origin.get_picture)
        hosts = row.get("ALLOWED_SOURCES", ["127.0.0.1"])
        http = loader(hosts=hosts, default_scheme="http", timeout=0.5)
        # A browser does not send what is behind the question mark as part of the path.
        key = unquote(row["image"].replace("<upstream>", f"127.0.0.1:{origin.port}").partition("?")[0])
        if row["status"] == 200:
            assert (await http.get(key)).read() == PICTURE
        else:
            with pytest.raises(fitter.FitterError) as caught:
                await http.get(key)
            # thumbor answers 400 to a source that is not allowed
            assert caught.value.status == (403 if "ALLOWED_SOURCES" in row else row["status"])
        assert origin.paths == row.get("upstream_uri", [])
        await http.close()


def test_quoting_is_stable():
    for path in ("/a b", "/\u00fc", "/%41", "/%", "/%zz", "/a%2Fb"):
        once = Target.parse(f"http://host{path}").url
        assert Target.parse(once).url == once
        assert unquote(once) == unquote(f"http://host{path}") or "%" in path
        assert quote(once, safe="/%:?") == once


@pytest.mark.gen_test
async def test_what_has_not_changed_does_not_travel_again():
    http = loader()
    async with Origin() as origin:
        origin.headers = ['ETag: "1"', "Cache-Control: max-age=60"]
        known = (await http.get(origin.url("/versioned"))).version
        assert (known.tag, known.max_age) == ('"1"', 60)
        origin.headers[1] = "Cache-Control: max-age=90"
        again = await http.revalidate(origin.url("/versioned"), known)
        assert isinstance(again, fitter.Version)
        assert (again.tag, again.max_age) == ('"1"', 90)
        origin.headers, origin.body = ['ETag: "2"'], b"other"
        changed = await http.revalidate(origin.url("/versioned"), known)
        assert (changed.read(), changed.version.tag) == (b"other", '"2"')
        origin.headers = []
        assert (await http.revalidate(origin.url("/versioned"), changed.version)).read() == b"other"
        with pytest.raises(SourceNotFound):
            await http.revalidate(origin.url("/nothing"), known)
        with pytest.raises(OriginFailed):
            await http.revalidate(origin.url("/status/503"), known)
        assert await http.revalidate("folder/a.jpg", known) is None
    await http.close()


@pytest.mark.gen_test
async def test_what_has_a_date_alone_does_not_travel_again_either():
    http = loader()
    async with Origin() as origin:
        known = (await http.get(origin.url("/dated"))).version
        assert (known.tag, known.modified) == ("", MODIFIED)
        again = await http.revalidate(origin.url("/dated"), replace(known, tag="date and size"))
        assert (again.tag, again.modified) == ("date and size", MODIFIED)
    await http.close()


@pytest.mark.gen_test
async def test_an_answer_that_nobody_asked_for():
    http = loader()
    async with Origin() as origin:
        with pytest.raises(OriginFailed):
            await http.get(origin.url("/status/304"))
        assert isinstance(await http.revalidate(origin.url("/status/304"), fitter.Version('"1"')), fitter.Version)
        with pytest.raises(OriginFailed):
            await http.revalidate(origin.url("/status/304"), fitter.Version("no tag of the web"))
    await http.close()
