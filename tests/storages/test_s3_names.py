from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitter.storages.s3.names import NOTES, given_name, own_folder, own_name
from tests.contracts.loader import NASTY
from tests.table import table

KEYS = st.text() | st.lists(st.sampled_from(["a", "A", "", ".", "..", "!", "!2E", "a!", "%", "/", "x" * 150])).map(
    "/".join
)


@given(KEYS, KEYS)
@settings(max_examples=100)
def test_every_key_has_a_name_of_its_own(one: str, other: str) -> None:
    assert (own_name("p/", one) == own_name("p/", other)) == (one == other)


@table("key", [*NASTY, "🦊" * 2000, "x/" * 4000, ("ü" * 60 + "/") * 30, ("x" * 99 + "/") * 5 + "ü" * 40])
def test_a_name_is_one_that_every_s3_takes(key: str) -> None:
    name = own_name("p" * 250 + "/", key) + NOTES
    assert name.isascii()
    assert set(name) <= set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.!/")
    assert len(name) <= 1024
    assert all(0 < len(part) <= 255 and part not in (".", "..") for part in name.split("/"))


@given(KEYS, KEYS)
@settings(max_examples=100)
def test_what_is_below_a_key_is_below_its_folder(above: str, key: str) -> None:
    folder, shared = own_folder("p/", above + "/")
    assert own_name("p/", f"{above}/{key}").startswith(folder)
    if not shared:
        assert own_name("p/", key).startswith(folder) == key.startswith(above + "/")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("holiday/beach.jpg", ".fitter/holiday!/beach.jpg"),
        ("a b/ü.jpg", ".fitter/a!20b!/!C3!BC.jpg"),
        ("/a//.b", ".fitter/!!/a!/!!/!2Eb"),
    ],
)
def test_names_can_be_read(key: str, name: str) -> None:
    assert own_name("", key) == name


@table(
    ("key", "name"),
    [
        ("holiday/beach.jpg", "p/holiday/beach.jpg"),
        ("//ü ~!%2e.jpg", "p/ü ~!%2e.jpg"),
        ("x" * 1022, "p/" + "x" * 1022),
        *[
            (key, None)
            for key in ("x" * 1023, "", "/", "a/", "a//b", ".", "a/../b", ".fitter/a", "a\tb", "\ud800", "\x85")
        ],
    ],
)
def test_given_names(key: str, name: str | None) -> None:
    assert given_name("p/", key) == name
