"""Sources that are taken off by name."""

from __future__ import annotations

import pytest

from fitter.errors import BadArgument, SourceNotAllowed
from fitter.flow.reading.blocked import Blocked
from tests.table import table
from tests.url.words import GRAMMAR


@table(
    ("pattern", "key", "is_blocked"),
    [
        ("a.jpg", "a.jpg", True),
        ("a.jpg", "ba.jpg", False),
        ("a.jpg", "a.jpgs", False),
        ("a.jpg", "b/a.jpg", False),
        ("drafts/*", "drafts/a.jpg", True),
        ("drafts/*", "drafts/", True),
        ("drafts/*", "drafts", False),
        ("drafts/*", "old/drafts/a.jpg", False),
        ("*a.jpg", "https://host/a.jpg", True),
        ("*a.jpg", "a.jpg", True),
        ("*a.jpg*", "https://host/a.jpg?v=2", True),
        ("*/a/*.jpg", "host/a/b.jpg", True),
        ("*/a/*.jpg", "host/a.jpg", False),
        ("ab*ba", "aba", False),
        ("ab*ba", "abba", True),
        ("a*b*c*d", "abcd", True),
        ("a*b*c*d", "acbd", False),
        ("*", "anything", True),
        # other spellings of the same
        ("a.jpg", "/a.jpg", True),
        ("a.jpg", "//a.jpg", True),
        ("/a.jpg", "a.jpg", True),
        ("a.jpg", "A.JPG", True),
        ("https://HOST/a.jpg", "https://host/a.jpg", True),
        ("two words.jpg", "two%20words.jpg", True),
        ("a.jpg", "%61.jp%67", True),
        ("a.jpg", "%2Fa.jpg", True),
        # what is fetched is the same
        ("http://host/a*", "http://host:0080/./a.jpg", True),
        ("http://host:80/a*", "http://host/a.jpg", True),
        ("http://host/a/*", "http://host./b/../a/c.jpg#d", True),
        ("*a.jpg", "http://host/a.jpg#b", True),
        ("http://host/two words*", "http://host/x/../two%20words.jpg", True),
        ("http://host/a*", "http://host/b/../c.jpg", False),
        ("http://host/a*", "http://host:8080/a.jpg", False),
        # nothing but a star stands for another text
        ("a.jpg", "aXjpg", False),
        ("[ab].jpg", "a.jpg", False),
        ("[ab].jpg", "[ab].jpg", True),
        ("?.jpg", "a.jpg", False),
    ],
)
def test_patterns(pattern: str, key: str, is_blocked: bool) -> None:
    plan = GRAMMAR.parse("300x/-/x")
    plan = type(plan)(plan.operations, key)
    for patterns in ([pattern], ["other.jpg", pattern]):
        if is_blocked:
            with pytest.raises(SourceNotAllowed, match="This source is not given away"):
                Blocked(patterns)(plan)
        else:
            Blocked(patterns)(plan)


def test_further_pictures_too() -> None:
    plan = GRAMMAR.parse("watermark:logo.png,0,0,0/a.jpg")
    Blocked(["b.jpg"])(plan)
    with pytest.raises(BadArgument, match=r"watermark: the picture 'logo.png' cannot be used: This source is not"):
        Blocked(["logo*"])(plan)


def test_the_one_to_be_taken_instead() -> None:
    plan = GRAMMAR.parse("x")
    Blocked(["a.jpg"])(plan, "b.jpg")
    with pytest.raises(BadArgument, match=r"fallback: the picture 'a.jpg' cannot be used: This source is not"):
        Blocked(["a.jpg"])(plan, "a.jpg")


def test_a_long_key_costs_little() -> None:
    """With a regular expression it would be years."""
    plan = type(GRAMMAR.parse("x"))((), "a" * 8000)
    Blocked(["*a" * 30 + "b"])(plan)


def test_none_are_blocked_by_default() -> None:
    Blocked()(GRAMMAR.parse("300x/a.jpg"))
