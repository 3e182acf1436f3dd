"""Headers of an origin, read as a shared cache does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fitter.blob import Version
from fitter.fetch.freshness import conditions, renewed, version
from tests.table import table

NOW = 1_700_000_000.0
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"  # now
LATER = "Tue, 14 Nov 2023 23:13:20 GMT"


@table(
    ("headers", "max_age"),
    [
        ({}, None),
        ({"cache-control": "max-age=60"}, 60),
        ({"cache-control": "public, MAX-AGE=60"}, 60),
        ({"cache-control": 'max-age="60"'}, 60),
        ({"cache-control": "max-age=60, max-age=5"}, 60),
        ({"cache-control": "max-age=60, s-maxage=10"}, 10),
        ({"cache-control": "s-maxage=0, max-age=60"}, 0),
        ({"cache-control": "max-age=60", "age": "50"}, 10),
        ({"cache-control": "max-age=60", "age": "500"}, 0),
        ({"cache-control": "max-age=60", "age": "old"}, 60),
        ({"cache-control": "max-age=-1"}, 0),
        ({"cache-control": "max-age=soon"}, 0),
        ({"cache-control": "max-age"}, 0),
        ({"cache-control": "max-age=99999999999"}, 31_536_000),
        ({"cache-control": "max-age=" + "9" * 400}, 0),
        ({"cache-control": "no-cache, max-age=60"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "private, max-age=60"}, 0),
        ({"cache-control": "max-age=60", "expires": "0"}, 60),
        ({"expires": LATER}, 3600),
        ({"expires": LATER, "date": LATER}, 0),
        ({"expires": "0"}, 0),
        ({"expires": DATE, "date": LATER}, 0),
        ({"cache-control": "public", "expires": LATER}, 3600),
        ({"cache-control": ",,=;\x00max-age=60"}, 60),
    ],
)
def test_age(headers: dict[str, str], max_age: float | None) -> None:
    assert version(headers, NOW).max_age == max_age


@pytest.mark.parametrize(
    ("text", "while_revalidate", "if_error", "stored"),
    [
        ("", None, None, True),
        ("max-age=1, stale-while-revalidate=30, stale-if-error=300", 30, 300, True),
        ("stale-if-error", None, None, True),
        ("must-revalidate, stale-if-error=300", 0, 0, True),
        ("proxy-revalidate", 0, 0, True),
        ("no-store", None, None, False),
        ("private=cookie", None, None, False),
        ("no-storeroom", None, None, True),
    ],
)
def test_stale(text: str, while_revalidate: float | None, if_error: float | None, stored: bool) -> None:
    found = version({"cache-control": text}, NOW)
    assert (found.stale_while_revalidate, found.stale_if_error, found.stored) == (while_revalidate, if_error, stored)


@pytest.mark.parametrize(
    ("headers", "tag", "modified", "asked"),
    [
        ({}, "", None, {}),
        ({"etag": '"a b"'}, "", None, {}),
        ({"etag": '"ab"'}, '"ab"', None, {"If-None-Match": '"ab"'}),
        ({"etag": 'W/"ab"', "last-modified": DATE}, 'W/"ab"', NOW, {"If-None-Match": 'W/"ab"'}),
        ({"etag": "ab", "last-modified": DATE}, "", NOW, {"If-Modified-Since": DATE}),
        ({"etag": '"' + "x" * 300 + '"'}, "", None, {}),
        ({"etag": '"\r\nX: y"'}, "", None, {}),
        ({"last-modified": "yesterday"}, "", None, {}),
    ],
)
def test_tag_and_date(headers: dict[str, str], tag: str, modified: float | None, asked: dict[str, str]) -> None:
    found = version(headers, NOW)
    assert (found.tag, found.modified) == (tag, modified)
    assert conditions(found) == asked


def test_tags_of_others_are_not_sent() -> None:
    assert conditions(Version("18c-1f-7")) == {}
    assert conditions(Version("18c-1f-7", NOW)) == {"If-Modified-Since": DATE}


def test_an_answer_that_nothing_has_changed_says_only_what_has() -> None:
    known = Version('"ab"', NOW, 60.0, 30.0, 300.0)
    assert renewed(known, {}, NOW) == known
    assert renewed(known, {"last-modified": DATE, "etag": 'W/"ab"'}, NOW) == replace(known, tag='W/"ab"')
    assert renewed(known, {"cache-control": "max-age=5"}, NOW) == Version('"ab"', NOW, 5.0)
    assert renewed(known, {"expires": "0"}, NOW).max_age == 0
