"""What a deployment lets URLs ask for: presets, lists, limits, and filters that are left out."""

from __future__ import annotations

from typing import Any

import pytest

from fitter.errors import BadArgument, BadRequest, FitterError, LimitExceeded, OperationNotAllowed, UnknownOperation
from fitter.url.address import address
from fitter.url.grammar import Grammar
from fitter.url.rules import Rules
from fitter.url.signature import Key, Signer
from fitter.url.vocabulary import Vocabulary
from tests.table import table
from tests.url.words import GRAMMAR, OPERATIONS

PRESETS = {
    "card": "fit-in/300x200/quality:70",
    "thumbor": "300x200/filters:blur(7,3):quality(50)",
    "fit": "fit-in",
    "both": "preset:card,end",
    "end": "/grayscale/",
}


def ruled(**rules: Any) -> Grammar:
    return Grammar(Vocabulary(OPERATIONS), Rules(**{"presets": PRESETS, **rules}))


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("preset:card/a", "fit-in/300x200/quality:70/a"),
        ("preset:card,end/a", "fit-in/300x200/quality:70/grayscale/a"),
        ("preset:both/flip/a", "fit-in/300x200/quality:70/grayscale/flip/a"),
        ("preset:thumbor/left/a", "300x200/left/blur:3,7/quality:50/a"),
        ("preset:fit/60x40/a", "fit-in/60x40/a"),
        ("preset:fit/a", "fit-in/0x0/a"),
        ("fit-in/preset:thumbor/a", "fit-in/300x200/blur:3,7/quality:50/a"),
        ("filters:preset(card,end):blur(2)/a", "fit-in/300x200/quality:70/grayscale/blur:2,2/a"),
        ("preset/a", "preset/a"),
        ("preset:%63ard/-/preset:card/a", "fit-in/300x200/quality:70/-/preset:card/a"),
    ],
)
def test_preset_is_what_it_stands_for(path: str, written: str) -> None:
    plan = ruled().parse(path)
    assert GRAMMAR.write(plan) == written
    assert GRAMMAR.parse(GRAMMAR.write(plan)) == plan, "a worker has no presets"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("preset:crad/a", "There is no preset 'crad'. Did you mean card?"),
        ("preset:zzzzz/a", "There is no preset 'zzzzz'. There is card, thumbor, fit, both, end."),
        ("preset:/a", "preset: needs the name of a preset: one of card, "),
        ("preset:card,/a", "preset: needs the name of a preset: one of card, "),
        ("filters:preset()/a", "preset: needs the name of a preset: one of card, "),
        ("preset:fit/preset:card/a", "fit-in: the size after it is already said to be fit-in."),
        ("persets:card/a", "There is no operation 'persets'. Did you mean preset?"),
        ("/".join(["preset:both"] * 30) + "/a", "More than 64 operations."),
    ],
)
def test_preset_that_is_none(path: str, words: str) -> None:
    with pytest.raises(BadRequest) as refused:
        ruled().parse(path)
    assert refused.value.detail.startswith(words)


def test_without_presets() -> None:
    with pytest.raises(UnknownOperation, match=r"There is no preset 'card'. There is none here."):
        GRAMMAR.parse("preset:card/a")


def test_preset_without_end() -> None:
    with pytest.raises(BadArgument, match=r"preset: a uses b uses a, without end."):
        ruled(presets={"a": "flip/preset:b", "b": "filters:preset(a)"}).parse("preset:a/x")


SIZES = ((300, 200), (600, 0), ("orig", 50))


@table(
    ("rules", "path", "words"),
    [
        ({"only_presets": True}, "flip/a", "flip: only presets may be asked for here: preset:card, "),
        ({"only_presets": True}, "preset:card/flip/a", "flip: only presets"),
        ({"only_presets": True}, "fit-in/preset:thumbor/a", "resize: only presets"),
        ({"only_presets": True}, "preset:thumbor/left/a", "resize: only presets"),
        ({"only_presets": True}, "300x/a", "resize: only presets"),
        ({"only_presets": True}, "1x2:3x4/a", "manual-crop: only presets"),
        ({"only_presets": True}, "filters:blur(2)/a", "blur: only presets"),
        ({"only_presets": True}, "filters:upscale()/preset:card/a", "resize: only presets"),
        ({"only_presets": True, "presets": {}}, "flip/a", "flip: only presets may be asked for here."),
        ({"deny": {"blur"}}, "blur:2/a", "blur: this operation may not be asked for here."),
        ({"deny": {"blur"}}, "filters:quality(4):blur(2)/a", "blur: this operation may not be asked for here."),
        ({"deny": {"background"}}, "filters:background_color(red)/a", "background: this operation may not"),
        ({"deny": {"flop"}}, "-300x200/a", "flop: this operation may not"),
        ({"deny": {"resize"}}, "smart/a", "resize: this operation may not"),
        ({"allow": {"resize", "blur"}}, "flip/a", "flip: this operation may not be asked for here; allowed are blur, "),
        ({"allow": set()}, "flip/a", "flip: this operation may not be asked for here."),
        ({"sizes": SIZES}, "300x201/a", "The size 300x201 may not be asked for here; allowed are 300x200, 600x, origx"),
        ({"sizes": SIZES}, "fit-in/x200/a", "The size x200 may not be asked for here; allowed are 300x200, "),
        ({"sizes": SIZES}, "origx/a", "The size origx may not"),
        ({"sizes": SIZES}, "filters:resize(1,2)/a", "The size 1x2 may not"),
        (
            {"formats": ("jpeg", "webp")},
            "format:png/a",
            "format: png may not be asked for here; allowed are jpeg, webp",
        ),
        ({"formats": ("webp",)}, "filters:format(jpg)/a", "format: jpeg may not be asked for here; allowed are webp."),
    ],
)
def test_what_may_not_be_asked_for(rules: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(OperationNotAllowed) as refused:
        ruled(**rules).parse(path)
    assert (refused.value.status, refused.value.code) == (403, "operation_not_allowed")
    assert refused.value.detail.startswith(words)


@table(
    ("rules", "path"),
    [
        ({"only_presets": True}, "preset:card/expires:9/filters:preset(end)/a/b"),
        ({"only_presets": True}, "preset:fit/a"),
        ({"only_presets": True}, "-/flip/a"),
        ({"deny": {"resize", "blur", "quality"}}, "preset:card,thumbor/flip/a"),
        ({"deny": {"blur"}}, "-/blur:2/a"),
        ({"allow": {"resize"}}, "fit-in/300x200/left/a"),
        ({"sizes": SIZES}, "fit-in/300x200/left/a"),
        ({"sizes": SIZES}, "600x/flip/a"),
        ({"sizes": SIZES}, "origx50/a"),
        ({"sizes": SIZES}, "left/a"),
        ({"sizes": ((1, 1),)}, "preset:card/a"),
        ({"formats": ("jpeg",)}, "format:JPG/a"),
        ({"formats": ("jpeg",), "presets": {"p": "format:png"}}, "preset:p/a"),
        ({"most": {"blur": {"sigma": 5}}}, "blur:5/a"),
        ({"most": {"blur": {"sigma": 5}}, "presets": {"p": "blur:100"}}, "preset:p/a"),
        ({"most": {"pad": {"right": 5}, "resize": {"width": 9}}}, "origx/pad:100/a"),
    ],
)
def test_what_may_be_asked_for(rules: dict[str, Any], path: str) -> None:
    assert ruled(**rules).parse(path).source


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("blur:5.5/a", "blur: sigma is at most 5 here, got 5.5."),
        ("filters:blur(7)/a", "blur: sigma is at most 5 here, got 7."),
        ("301x/a", "resize: width is at most 300 here, got 301."),
        ("pad:1,2,3,40/a", "pad: left is at most 2.5 here, got 40."),
    ],
)
def test_limit_of_an_argument(path: str, words: str) -> None:
    most = {"blur": {"sigma": 5}, "resize": {"width": 300}, "pad": {"left": 2.5}}
    with pytest.raises(LimitExceeded) as refused:
        ruled(most=most).parse(path)
    assert (refused.value.status, refused.value.detail) == (422, words)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("200x200/a", "150x100/a"),
        ("fit-in/100x200/left/a", "fit-in/100x100/left/a"),
        ("-160x/a", "150x0/flop/a"),
        ("filters:resize(151,100)/a", "150x100/a"),
        ("preset:card/a", "fit-in/150x100/quality:70/a"),
        ("origx99/a", "origx99/a"),
        ("left/a", "0x0/left/a"),
    ],
)
def test_sizes_are_cut_down_to_the_limits(path: str, written: str) -> None:
    assert GRAMMAR.write(ruled(width=150, height=100).parse(path)) == written


@pytest.mark.parametrize(
    ("path", "written", "ignored"),
    [
        ("filters:nothing(1):blur(2)/a", "blur:2,2/a", ("nothing",)),
        ("filters:blur(much):quality(50)/a", "quality:50/a", ("blur",)),
        ("filters:flip(1,2,3):upscale(1)/300x200/a", "300x200/a", ("flip", "upscale")),
        ("filters:blur(2)/a", "blur:2,2/a", ()),
        ("filters:blur(2)::quality(50)/a", "blur:2,2/quality:50/a", ("",)),
        ("filters:%20blur(2):quality(50)/a", "quality:50/a", ("%20blur",)),
        ("filters:blur(2)quality(50):flip()/a", "flip/a", ("blur",)),
    ],
)
def test_filters_that_are_left_out(path: str, written: str, ignored: tuple[str, ...]) -> None:
    plan = ruled(ignore_filters=True).parse(path)
    assert (GRAMMAR.write(plan), plan.ignored) == (written, ignored)


@pytest.mark.parametrize(
    "rules", [{"deny": {"blur"}}, {"allow": {"quality"}}, {"formats": ["png"]}, {"only_presets": True}]
)
def test_filters_that_are_not_allowed_are_left_out_too(rules: dict[str, Any]) -> None:
    path = "filters:format(webp)/a" if "formats" in rules else "filters:blur(2)/a"
    with pytest.raises(OperationNotAllowed):
        ruled(**rules).parse(path)
    assert GRAMMAR.write(ruled(ignore_filters=True, **rules).parse(path)) == "a"


@pytest.mark.parametrize(
    ("path", "rules"),
    [
        ("nothing:1/a", {}),
        ("blur:much/a", {}),
        ("filters:preset(nothing)/a", {}),
        ("filters:nothing/a", {}),
        ("blur:2/a", {"deny": {"blur"}}),
        ("filters:blur(2)/a", {"most": {"blur": {"sigma": 1}}}),
        ("preset:p/a", {"presets": {"p": "filters:nothing()"}}),
    ],
)
def test_what_is_not_left_out(path: str, rules: dict[str, Any]) -> None:
    with pytest.raises(FitterError):
        ruled(ignore_filters=True, **rules).parse(path)


def test_a_signed_preset_stays_one() -> None:
    """So that the URL follows when the preset's meaning changes."""
    signer = Signer([Key(b"a key for presets")])
    for operations, path in (
        ("preset:card", "preset:card/two%20words.jpg"),
        ("fit-in/preset:thumbor/", "fit-in/preset:thumbor/two%20words.jpg"),
        ("filters:preset(card)", "filters:preset(card)/two%20words.jpg"),
        ("300x", "300x0/two%20words.jpg"),
    ):
        assert signer.verify(address(ruled(), signer, operations, "two words.jpg")) == path
        assert ruled().parse(path).source == "two words.jpg"
    with pytest.raises(OperationNotAllowed):
        address(ruled(only_presets=True), signer, "flip", "a.jpg")
