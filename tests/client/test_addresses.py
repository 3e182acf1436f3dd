"""URLs that the client signs are those that the server reads."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitter import resolve
from fitter.client import Addresses
from fitter.client.placing import WORDS, place
from fitter.url import vocabulary
from fitter.url.grammar import Grammar
from fitter.url.rules import Rules
from fitter.url.signature import PURGE, Key, Signer
from fitter.url.vocabulary import Vocabulary
from tests.material import ROOT
from tests.server import KEY

OPERATIONS = resolve.operations([])
GRAMMAR = Grammar(Vocabulary(OPERATIONS), Rules(presets={"card": "fit-in/300x200"}))
THUMBOR = Grammar(GRAMMAR.vocabulary, Rules(only_thumbor=True))
SIGNER = Signer([Key(KEY.encode())])
IMAGES = Addresses("https://img.example.com/", KEY, presets={"card": "fit-in/300x200/quality:70"})
PARTS = st.sampled_from(
    [*sorted(WORDS), "", "-", "300x200", "x200", "origx0", "-3x", "1x2:3x4", "blur:3", "http:", "b64:aGk", "a.jpg"]
) | st.text(st.characters(exclude_categories=["C"]), max_size=6)
KEYS = st.lists(PARTS, min_size=1, max_size=4).map("/".join).filter(bool)


def read(url: str, signer: Signer = SIGNER) -> str:
    """The path behind a signature that is right."""
    assert url.startswith("https://img.example.com/"), url
    return signer.verify(url.removeprefix("https://img.example.com"))


@given(KEYS)
def test_every_key_is_read_as_it_is(key: str) -> None:
    for operations in ("", "fit-in/300x200/flip"):
        plan = GRAMMAR.parse(read(IMAGES.url(key, operations)))
        assert (plan.source, len(plan.operations)) == (key, 2 if operations else 0)


@given(KEYS)
def test_so_it_is_by_a_server_of_thumbors_segments(key: str) -> None:
    plan = THUMBOR.parse(Addresses(segments="thumbor").path(key, "fit-in/300x200"))
    assert (plan.source, len(plan.operations)) == (key, 1)


def test_plain_keys_are_left_plain() -> None:
    for key in (
        "beach.jpg",
        "holiday/beach.jpg",
        "2024/05/a.jpg",
        "two words/é.jpg",
        "https://a.example/b.jpg",
        "a/b:c",
    ):
        assert not place(key).startswith("-/"), key
        assert Addresses().path(key) == GRAMMAR.write(GRAMMAR.parse(place(key)))


def test_the_words_are_those_of_the_server() -> None:
    known = {*vocabulary.SIZE_WORDS, *vocabulary.PLACE_WORDS, *vocabulary.PLACE_CALLS, vocabulary.PRESET}
    assert {*(one.name for one in OPERATIONS), *known} == WORDS


def test_what_is_in_a_url() -> None:
    assert IMAGES.path("a.jpg", "card") == "fit-in/300x200/quality:70/a.jpg"
    assert IMAGES.path("a.jpg", "preset:card") == "preset:card/a.jpg"
    assert IMAGES.path("a.jpg", "text:two words,0,0") == "text:two%20words,0,0/a.jpg"
    assert Addresses().url("a.jpg", "60x40") == "/unsafe/60x40/a.jpg"
    old = Addresses("https://img.example.com", "an old key", algorithm="sha1")
    assert read(old.url("a.jpg", "60x40"), Signer([Key(b"an old key", "sha1")])) == "60x40/a.jpg"
    assert SIGNER.verify(IMAGES.purge_url("a.jpg").removeprefix("https://img.example.com"), PURGE) == "a.jpg"
    assert KEY not in repr(IMAGES)
    with pytest.raises(ValueError, match="empty"):
        IMAGES.url("")


def test_srcset() -> None:
    parts = [part.split() for part in IMAGES.srcset("a b.jpg", "fit-in/{width}x600", widths=[320, 640]).split(", ")]
    assert [(read(url), width) for url, width in parts] == [
        ("fit-in/320x600/a%20b.jpg", "320w"),
        ("fit-in/640x600/a%20b.jpg", "640w"),
    ]
    parts = [part.split() for part in IMAGES.srcset("a.jpg", "card", densities=[1, 1.5]).split(", ")]
    made = "fit-in/300x200/quality:70/a.jpg"
    assert [(read(url), by) for url, by in parts] == [(f"dpr:1/{made}", "1x"), (f"dpr:1.5/{made}", "1.5x")]
    with pytest.raises(ValueError, match="widths are needed"):
        IMAGES.srcset("a.jpg", "{width}x")
    with pytest.raises(ValueError, match="widths are needed"):
        IMAGES.img("a.jpg", widths=[])


def test_img() -> None:
    tag = IMAGES.img('a"<b>.jpg', widths=[640, 320], alt='"quoted" & <more>')
    said = {name: unescape(text) for name, text in re.findall(r' (\w+)="([^"]*)"', tag)}
    assert (said["alt"], said["sizes"]) == ('"quoted" & <more>', "100vw")
    assert read(said["src"]) == "640x/a%22%3Cb%3E.jpg"
    assert said["srcset"].endswith(" 640w")


def test_nothing_of_the_server_is_loaded() -> None:
    server = {
        "tornado",
        "pyvips",
        "pycurl",
        "botocore",
        "pydantic",
        "yaml",
        "fitter.app",
        "fitter.settings.config",
        "fitter.flow",
    }
    code = f"import fitter.client, sys; assert not (found := {server!r} & set(sys.modules)), found"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("base", ["example.com", "https://h/sub/?x=1", "//h", "https://h y"])
def test_a_base_that_is_none(base: str) -> None:
    with pytest.raises(ValueError, match=r"must be a URL such as https://img\.example\.com, got "):
        Addresses(base)
