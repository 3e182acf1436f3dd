"""thumbor's segments in thumbor's order, where the settings want no others; and all of them, where they do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitter import FitterError
from fitter.errors import BadArgument, BadSignature
from fitter.url.address import address
from fitter.url.grammar import Grammar
from fitter.url.rules import Rules
from fitter.url.signature import PURGE, Key, Signer
from tests.table import table
from tests.url.plans import PIECES
from tests.url.words import GRAMMAR

ANY, THUMBOR = GRAMMAR, Grammar(GRAMMAR.vocabulary, Rules(only_thumbor=True))
ALL = "debug/meta/trim:top-left:10/1x2:3x4/adaptive-full-fit-in/-5x-6/left/top/smart/filters:quality(7)/a"
WRITTEN = "debug/meta/trim:top-left:10/1x2:3x4/adaptive-full-fit-in/5x6/left/top/smart/flop/flip/quality:7/a"


def read(grammar: Grammar, path: str) -> str:
    """The operations, and the source behind two slashes; or the code of the refusal."""
    try:
        plan = grammar.parse(path)
    except FitterError as error:
        return error.code
    return "/".join(one.text for one in plan.operations) + "//" + plan.source


@table(
    ("path", "thumbor", "any_"),
    [
        # folders that are called as an operation of fitter's own
        ("cover/a.jpg", "//cover/a.jpg", "cover//a.jpg"),
        ("300x/grayscale/a.jpg", "300x0//grayscale/a.jpg", "300x0/grayscale//a.jpg"),
        ("blur:2/a.jpg", "//blur:2/a.jpg", "blur:2//a.jpg"),
        ("rotat:90/a.jpg", "//rotat:90/a.jpg", "unknown_operation"),
        ("-/a.jpg", "//-/a.jpg", "//a.jpg"),
        ("b64:YQ", "//b64:YQ", "//a"),
        ("preset:card/a.jpg", "//preset:card/a.jpg", "unknown_operation"),
        ("stretch/300x200/a.jpg", "//stretch/300x200/a.jpg", "stretch/300x200//a.jpg"),
        # another order
        ("meta/debug/a.jpg", "meta//debug/a.jpg", "meta/debug//a.jpg"),
        ("300x200/300x300/a.jpg", "300x200//300x300/a.jpg", "300x200/300x300//a.jpg"),
        ("left/300x200/a.jpg", "0x0/left//300x200/a.jpg", "bad_argument"),
        ("smart/left/a.jpg", "0x0/smart//left/a.jpg", "0x0/left/smart//a.jpg"),
        ("300x200/top/left/a.jpg", "300x200/top//left/a.jpg", "300x200/left/top//a.jpg"),
        ("trim/meta/a.jpg", "trim//meta/a.jpg", "trim/meta//a.jpg"),
        ("full-adaptive-fit-in/9x9/a", "//full-adaptive-fit-in/9x9/a", "//full-adaptive-fit-in/9x9/a"),
        ("300x/filters:quality(10)/smart/a", "300x0/quality:10//smart/a", "300x0/smart/quality:10//a"),
        ("filters:sepia()/filters:invert()/a", "sepia//filters:invert()/a", "sepia/invert//a"),
        # what is no segment of thumbor's
        ("trim:top-left:ffffff/a.jpg", "//trim:top-left:ffffff/a.jpg", "bad_argument"),
        ("trim:top-left:10:5/a.jpg", "//trim:top-left:10:5/a.jpg", "bad_argument"),
        ("trim:top-left:-1/a.jpg", "//trim:top-left:-1/a.jpg", "bad_argument"),
        ("trim:/a.jpg", "//trim:/a.jpg", "trim//a.jpg"),
        ("filters:grayscale/a.jpg", "//filters:grayscale/a.jpg", "bad_argument"),
        ("filters:/a.jpg", "//filters:/a.jpg", "bad_argument"),
        ("filters:(/a.jpg", "//filters:(/a.jpg", "bad_path"),
        ("FIT-IN/300x200/a.jpg", "//FIT-IN/300x200/a.jpg", "//FIT-IN/300x200/a.jpg"),
        ("300.5x200/a", "//300.5x200/a", "//300.5x200/a"),
        # the same in both
        (ALL, WRITTEN.removesuffix("/a") + "//a", WRITTEN.removesuffix("/a") + "//a"),
        ("trim:9/a", "trim:top-left:9//a", "trim:top-left:9//a"),
        ("trim::9/a", "trim:top-left:9//a", "trim:top-left:9//a"),
        ("trim:bottom-right/a", "trim:bottom-right//a", "trim:bottom-right//a"),
        ("x/a", "0x0//a", "0x0//a"),
        ("origx-orig/a", "origxorig/flip//a", "origxorig/flip//a"),
        ("filters:zoom(2):nothing()/a", "unknown_operation", "unknown_operation"),
        ("300x200/http://h/300x300/a.jpg", "300x200//http://h/300x300/a.jpg", "300x200//http://h/300x300/a.jpg"),
        ("smart%2Fa.jpg", "//smart/a.jpg", "//smart/a.jpg"),
        ("300x200", "//300x200", "//300x200"),
        ("300x200/", "//300x200/", "bad_path"),
        ("meta/300x200/", "meta//300x200/", "bad_path"),
    ],
)
def test_what_is_read(path: str, thumbor: str, any_: str) -> None:
    assert (read(THUMBOR, path), read(ANY, path)) == (thumbor, any_)


def test_presets_are_the_operators_own() -> None:
    rules = Rules(only_thumbor=True, presets={"card": "blur:2/300x200"})
    assert read(Grammar(GRAMMAR.vocabulary, rules), "filters:preset(card)/a") == "blur:2/300x200//a"


SIGNER = Signer([Key(b"a key for tests")])
KEYS = [
    "a.jpg",
    "left/a.jpg",
    "/a",
    "//a",
    "300x200/a",
    "filters:sepia()/a",
    "b64:YQ",
    "-/a",
    "two words/é?.jpg",
    "a//b",
]


@table("source", KEYS)
@table("operations", ["", "fit-in/300x200", "300x200/filters:zoom(2)"])
def test_an_address_is_read_as_it_was_meant(operations: str, source: str) -> None:
    path = SIGNER.verify(address(THUMBOR, SIGNER, operations, source))
    plan = THUMBOR.parse(path)
    assert (plan.source, plan.operations) == (source, ANY.operations(operations))


def test_an_address_is_signed_for_its_purpose() -> None:
    purging = address(THUMBOR, SIGNER, "", "300x200/a.jpg", PURGE)
    assert SIGNER.verify(purging, PURGE) == "300x200%2Fa.jpg"
    with pytest.raises(BadSignature):
        SIGNER.verify(purging)


@pytest.mark.parametrize("operations", ["zoom:2", "left/300x200", "300x200/sepia"])
def test_an_address_in_other_words_is_refused(operations: str) -> None:
    with pytest.raises(BadArgument, match="none of thumbor's segments in its place; filters: holds all others"):
        address(THUMBOR, SIGNER, operations, "a.jpg")


@given(st.lists(st.sampled_from([*PIECES, *ALL.split("/"), "cover", "blur:2"]), min_size=1, max_size=9).map("/".join))
def test_any_path_is_read_or_refused(path: str) -> None:
    try:
        plan = THUMBOR.parse(path)
    except FitterError:
        return
    assert ANY.parse(ANY.write(plan)) == plan
