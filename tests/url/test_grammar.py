"""How a path is read: as tables of paths."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest

from fitter import Output, Segment
from fitter.errors import BadArgument, BadPath, BadRequest, UnknownOperation
from fitter.operations.resize import Resize
from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.url.vocabulary import PLACE_WORDS, SIZE_WORDS, Vocabulary
from tests.table import table
from tests.url.words import FOREIGN_GRAMMAR, GRAMMAR, OPERATIONS, call

HINT = "If it is the start of the source's key, put /-/ before it."


def canonical(path: str) -> str:
    return GRAMMAR.write(GRAMMAR.parse(path))


# One spelling for one meaning


@table(
    ("path", "written"),
    [
        # sizes
        ("300x200/a", "300x200/a"),
        ("/300x200/a", "300x200/a"),
        ("0300x0200/a", "300x200/a"),
        ("300x/a", "300x0/a"),
        ("x200/a", "0x200/a"),
        ("x/a", "0x0/a"),
        ("origx/a", "origx0/a"),
        ("resize:300,200/a", "300x200/a"),
        ("resize:300/a", "300x0/a"),
        ("resize:,200/a", "0x200/a"),
        ("resize/a", "0x0/a"),
        ("resize:300,200,fit-in,left,top,attention,true/a", "upscale/fit-in/300x200/left/top/smart/a"),
        ("filters:resize(300,200)/a", "300x200/a"),
        ("-300x200/a", "300x200/flop/a"),
        ("300x-200/a", "300x200/flip/a"),
        ("-origx-/a", "origx0/flop/flip/a"),
        # words before and behind a size
        ("fit-in/300x200/a", "fit-in/300x200/a"),
        ("fit-in/resize:300,200/a", "fit-in/300x200/a"),
        ("stretch/filters:resize(300,200)/a", "stretch/300x200/a"),
        ("fit-in/a", "fit-in/0x0/a"),
        ("flip/fit-in/a", "flip/fit-in/0x0/a"),
        ("fit-in/flip/300x200/a", "flip/fit-in/300x200/a"),
        ("upscale/fit-in/300x200/a", "upscale/fit-in/300x200/a"),
        ("fit-in/upscale/300x200/a", "upscale/fit-in/300x200/a"),
        ("no-upscale/300x200/a", "no-upscale/300x200/a"),
        ("adaptive-full-fit-in/300x200/a", "adaptive-full-fit-in/300x200/a"),
        ("left/a", "0x0/left/a"),
        ("fit-in/left/a", "fit-in/0x0/left/a"),
        ("300x200/center/middle/a", "300x200/a"),
        ("300x200/top/left/a", "300x200/left/top/a"),
        ("300x200/smart/left/a", "300x200/left/smart/a"),
        ("300x200/flip/left/a", "300x200/left/flip/a"),
        ("300x200/left/100x/right/a", "300x200/left/100x0/right/a"),
        # the size words of filters
        ("300x200/filters:stretch()/a", "stretch/300x200/a"),
        ("filters:stretch()/300x200/a", "stretch/300x200/a"),
        ("fit-in/300x200/filters:stretch()/a", "fit-in/300x200/a"),
        ("fit-in/filters:stretch()/300x200/a", "fit-in/300x200/a"),
        ("fit-in/300x200/filters:upscale()/a", "upscale/fit-in/300x200/a"),
        ("300x200/filters:no_upscale()/a", "no-upscale/300x200/a"),
        ("filters:upscale()/a", "upscale/0x0/a"),
        # operations and filters
        ("flip/flop/a", "flip/flop/a"),
        ("flip:/a", "flip/a"),
        ("flip:v/a", "flip/a"),
        ("flip:h/a", "flip:h/a"),
        ("blur:2.50/a", "blur:2.5/a"),
        ("blur:1e1/a", "blur:10/a"),
        ("rotate:90,white/a", "rotate:90/a"),
        ("rotate:90,%23F00/a", "rotate:90,ff0000/a"),
        ("rotate:90,transparent/a", "rotate:90,00000000/a"),
        ("pad:10,,,,navy/a", "pad:10,,,,000080/a"),
        ("pad:10,,,/a", "pad:10/a"),
        ("crop:10p,10%25,50p,5/a", "crop:10p,10p,50p,5/a"),
        ("crop:1.0,2,3,4/a", "crop:1,2,3,4/a"),
        ("1x2:3x4/a", "1x2:3x4/a"),
        ("001x2:3x4/a", "1x2:3x4/a"),
        ("manual-crop:1,2,3,4/a", "1x2:3x4/a"),
        ("trim:9/a", "trim:top-left:9/a"),
        ("trim::9/a", "trim:top-left:9/a"),
        ("trim:top-left:0/a", "trim/a"),
        ("trim:bottom-right/a", "trim:bottom-right/a"),
        ("trim:bottom-right:9/a", "trim:bottom-right:9/a"),
        ("format:JPG/a", "format:jpeg/a"),
        ("keep:xmp,exif,xmp/a", "keep:exif,xmp/a"),
        ("filters:quality(80):format(webp)/a", "quality:80/format:webp/a"),
        ("filters:flip()/filters:flop()/a", "flip/flop/a"),
        ("filters:strip_exif()/a", "strip/a"),
        ("filters:background_color(red)/a", "background:ff0000/a"),
        ("filters:padding(1,2,3,4,red)/a", "pad:1,2,3,4,ff0000/a"),
        # thumbor's meaning where it is another
        ("filters:rotate(90)/a", "rotate:270/a"),
        ("filters:rotate(-90)/a", "rotate:90/a"),
        ("filters:rotate(0)/a", "rotate:0/a"),
        ("filters:rotate(360)/a", "rotate:0/a"),
        ("rotate:90/a", "rotate:90/a"),
        ("filters:blur(7)/a", "blur:7,7/a"),
        ("filters:blur(7,3)/a", "blur:3,7/a"),
        ("filters:blur(7,)/a", "blur:7,7/a"),
        ("filters:blur(200)/a", "blur:150,150/a"),
        ("filters:blur(1.5)/a", "blur:1.5/a"),
        ("filters:blur( 7 , '3' )/a", "blur:3,7/a"),
        ("filters:sharpen(2,1.5,true)/a", "sharpen:2,1.5,lightness/a"),
        ("filters:sharpen(2,1.5,0)/a", "sharpen:2,1.5,colors/a"),
        ("filters:sharpen(2,0.0,True)/a", "sharpen:2,0,lightness/a"),
        ("filters:sharpen(2,1.5)/a", "sharpen:2,1.5/a"),
    ],
)
def test_a_path_has_one_canonical_form(path: str, written: str) -> None:
    assert canonical(path) == written
    assert canonical(written) == written


@table("kind", OPERATIONS, ids=lambda kind: kind.name)
def test_the_example_of_an_operation_is_read(kind: type[Segment]) -> None:
    plan = GRAMMAR.parse(kind.example)
    assert kind in map(type, plan.operations)
    assert re.fullmatch(r"\w+\.(jpg|png|gif|webp)", plan.source)
    for operation in plan.operations:
        assert GRAMMAR.operations(operation.text) == (operation,)


# Where the source starts


@table(
    ("path", "source"),
    [
        ("a.jpg", "a.jpg"),
        ("flip/a/b/c.jpg", "a/b/c.jpg"),
        ("flip/a/flop/b.jpg", "a/flop/b.jpg"),
        ("flip/flop", "flop"),
        ("flip/-", "-"),
        ("300x200", "300x200"),
        ("filters:flip()", "filters:flip()"),
        ("flip//a", "/a"),
        ("//a", "/a"),
        ("FLIP/a", "FLIP/a"),
        ("flip%2Fa", "flip/a"),
        ("%66lip/a", "flip/a"),
        ("flip/-/flop/a", "flop/a"),
        ("-/a", "a"),
        ("-/-/a", "-/a"),
        ("-//a", "/a"),
        ("-/b64:YQ", "b64:YQ"),
        ("-/debug/a", "debug/a"),
        ("-/rotat:90/a", "rotat:90/a"),
        ("-/filters:(/a", "filters:(/a"),
        ("--/a", "--/a"),
        ("flip/http://host/flop/a.jpg", "http://host/flop/a.jpg"),
        ("flip/https:/host/a.jpg", "https:/host/a.jpg"),
        ("HTTP:/host/a.jpg", "HTTP:/host/a.jpg"),
        ("ftp://host/a.jpg", "ftp://host/a.jpg"),
        ("rotate://host/a.jpg", "rotate://host/a.jpg"),
        ("http%3A%2F%2Fhost/a%3Fb=c", "http://host/a?b=c"),
        ("3d:x/a", "3d:x/a"),
        # decoded once
        ("a%252Fb", "a%2Fb"),
        ("a%20b%2Bc+d", "a b+c+d"),
        ("%C3%A9.jpg", "é.jpg"),
        ("\xc3\xa9.jpg", "é.jpg"),
        ("100%.jpg", "100%.jpg"),
        ("a%zz", "a%zz"),
        # base64
        ("b64:aHR0cDovL2hvc3QvYT9iPWM", "http://host/a?b=c"),
        ("b64:aHR0cDovL2hvc3QvYT9iPWM=", "http://host/a?b=c"),
        ("flip/b64:w6kvZmxpcC8_Lg", "é/flip/?."),
        ("b64:YSUyRmI=", "a%2Fb"),
        ("B64:YQ", "B64:YQ"),
        ("a/b64:YQ", "a/b64:YQ"),
    ],
)
def test_the_first_segment_that_is_no_operation_starts_the_source(path: str, source: str) -> None:
    assert GRAMMAR.parse(path).source == source


@table(
    ("operations", "source", "written"),
    [
        ("", "a/b.jpg", "a/b.jpg"),
        ("", "flip", "flip"),
        ("", "flip/a", "-/flip/a"),
        ("flip", "flop/a", "flip/-/flop/a"),
        ("", "300x200/a", "-/300x200/a"),
        ("", "quality:900/a", "-/quality:900/a"),
        ("", "rotat:90/a", "-/rotat:90/a"),
        ("", "debug/a", "-/debug/a"),
        ("", "filters:(/a", "-/filters:(/a"),
        ("", "-/a", "-/-/a"),
        ("", "/a", "-//a"),
        ("", "b64:YQ", "-/b64:YQ"),
        ("", "http://host/a b?c", "http://host/a%20b%3Fc"),
        ("", "é%2F", "%C3%A9%252F"),
        ("", "a#b;c=d&e", "a%23b;c=d&e"),
    ],
)
def test_a_source_is_guarded_where_it_would_be_misread(operations: str, source: str, written: str) -> None:
    plan = Plan(GRAMMAR.operations(operations), source)
    assert GRAMMAR.write(plan) == written
    assert GRAMMAR.parse(written) == plan


# Arguments


@table(
    ("path", "arguments"),
    [
        ("f/a", ()),
        ("f:/a", ()),
        ("f:x/a", ("x",)),
        ("f:x,y/a", ("x", "y")),
        ("f:,/a", ("", "")),
        ("f:x%2Cy,z/a", ("x,y", "z")),
        ("f:x%2Fy/a", ("x/y",)),
        ("f:%2541/a", ("%41",)),
        ("f:x:y/a", ("x:y",)),
        ("f:(x/a", ("(x",)),
        ("filters:f()/a", ()),
        ("filters:f( )/a", ()),
        ("filters:f(,)/a", ("", "")),
        ("filters:f(x, y )/a", ("x", "y")),
        ("filters:f('x,y',z)/a", ("x,y", "z")),
        ("filters:f( 'x,y' ,z)/a", ("x,y", "z")),
        ("filters:f('')/a", ()),
        ("filters:f(x'y,z')/a", ("x'y", "z'")),
        ("filters:f('x,y)/a", ("'x", "y")),
        ("filters:f(x(1,2),y)/a", ("x(1,2)", "y")),
        ("filters:f(x%281,2)/a", ("x(1", "2")),
        ("filters:f(x%2Cy)/a", ("x,y",)),
        ("filters:f(%2541)/a", ("%41",)),
        ("filters:f(x:y)/a", ("x:y",)),
        ("filters:f(x)/y)/a", ("x",)),
        ("filters:f(x/y)/a", ("x/y",)),
        ("filters:f(/unsafe/filters:b(1,2)/c.jpg)/a", ("/unsafe/filters:b(1,2)/c.jpg",)),
    ],
)
def test_arguments_are_split_and_then_decoded(path: str, arguments: tuple[str, ...]) -> None:
    operation = FOREIGN_GRAMMAR.parse(path).operations[0]
    assert operation.arguments == arguments  # type: ignore[attr-defined]  # a call
    assert FOREIGN_GRAMMAR.operations(operation.text) == (operation,)


# What is refused, and what is said


@table(
    ("path", "error", "told"),
    [
        # no source
        *((path, BadPath, "The URL names no source. It has the form /<signature>/<operations>/<source>.")
          for path in ("", "/", "flip/", "300x200/", "-/", "flip/-/", "filters:flip()/")),
        # encoding
        ("%ff.jpg", BadPath, "The path is not UTF-8; percent-encode every byte outside ASCII."),
        ("\u20ac.jpg", BadPath, "The path is not UTF-8; percent-encode every byte outside ASCII."),
        ("flip:%ff/a", BadPath, "flip: argument 1 is not UTF-8; percent-encode every byte outside ASCII."),
        ("a%00.jpg", BadPath, "The path holds control characters."),
        ("a\n.jpg", BadPath, "The path holds control characters."),
        ("crop:1,%0a/a", BadPath, "crop: argument 2 holds control characters."),
        *((f"b64:{text}", BadPath, "The source after b64: is not base64url of UTF-8 text.")
          for text in ("", "=", "Y", "a+b/", "YQ===", "Y=Q", "_w", "some-file.jpg", "YQ/flip", "YQ%3D")),
        ("b64:AA", BadPath, "The source after b64: holds control characters."),
        # unknown names
        ("rotat:90/a", UnknownOperation, f"There is no operation 'rotat'. Did you mean rotate? {HINT}"),
        ("fitin:3/a", UnknownOperation, f"There is no operation 'fitin'. Did you mean fit-in? {HINT}"),
        ("Flip:h/a", UnknownOperation, f"There is no operation 'Flip'. Did you mean flip? {HINT}"),
        ("qqqq:/a", UnknownOperation, f"There is no operation 'qqqq'. {HINT}"),
        ("left:1/a", BadArgument, "left: takes no arguments, got '1'."),
        ("fit-in:1/a", BadArgument, "fit-in: takes no arguments, got '1'."),
        ("filters:rotat(90)/a", UnknownOperation, "There is no filter 'rotat'. Did you mean rotate?"),
        ("filters:strip_exi()/a", UnknownOperation, "There is no filter 'strip_exi'. Did you mean strip_exif?"),
        ("filters:qqqq()/a", UnknownOperation, "There is no filter 'qqqq'."),
        # filters
        *((f"filters:{text}/a", BadArgument, f"filters: {call!r} is no call; write filters:name(arguments):name().")
          for text, call in (("", ""), ("flip", "flip"), ("flip():", ""), ("flip()x", "flip()x"), ("(x)", "(x)"),
                             ("flip()flop()", "flip()flop()"), ("a(b)c(d)", "a(b)c(d)"), ("%66lip()", "%66lip()"))),
        ("filters:flip(/a", BadPath, "filters: a parenthesis is not closed; write one that is part of an argument as "
         "%28 or %29."),
        ("filters:stretch(1)/a", BadArgument, "filters: stretch takes no arguments."),
        # words of the size
        ("fit-in/stretch/300x200/a", BadArgument, f"stretch: the size after it is already said to be fit-in. {HINT}"),
        ("upscale/no-upscale/300x200/a", BadArgument,
         f"no-upscale: the size after it is already said to be upscale. {HINT}"),
        ("300x200/left/right/a", BadArgument, f"right: the size before it already has left. {HINT}"),
        ("300x200/smart/smart/a", BadArgument, f"smart: the size before it already has smart. {HINT}"),
        ("fit-in/resize:300,200,stretch/a", BadArgument, f"fit-in: the size before it already has stretch. {HINT}"),
        ("left/300x200/a", BadArgument,
         f"left: is said of the size before it, and there is none; put it behind. {HINT}"),
        ("flip/smart/top/fit-in/300x200/a", BadArgument,
         f"smart: is said of the size before it, and there is none; put it behind. {HINT}"),
        # how much
        ("flip/" * 65 + "a", BadPath, "More than 64 operations."),
        ("-x-/" * 22 + "a", BadPath, "More than 64 operations."),
        ("filters:" + ":".join(["flip()"] * 65) + "/a", BadPath, "More than 64 operations."),
        ("flip/" * 64 + "left/a", BadPath, "More than 64 operations."),
        ("flip/" * 64 + "fit-in/a", BadPath, "More than 64 operations."),
        ("keep:" + ",".join(["icc"] * 101) + "/a", BadPath, "keep: there are more than 100 arguments."),
        ("filters:keep(" + ",".join(["icc"] * 101) + ")/a", BadPath, "keep: there are more than 100 arguments."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(path: str, error: type[BadRequest], told: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        GRAMMAR.parse(path)
    assert (type(refusal.value), refusal.value.detail, refusal.value.status) == (error, told, 400)


@pytest.mark.parametrize(
    "path", ["flip/" * 64 + "a/b", "-x-/" * 21 + "flip/a/b", "keep:" + ",".join(["icc"] * 100) + "/a"]
)
def test_the_limits_are_reached(path: str) -> None:
    plan = GRAMMAR.parse(path)
    assert GRAMMAR.parse(GRAMMAR.write(plan)) == plan


@table("kind", OPERATIONS, ids=lambda kind: kind.name)
def test_a_folder_named_like_an_operation_is_told_of_the_guard(kind: type[Segment]) -> None:
    name = kind.name
    assert GRAMMAR.parse(f"-/{name}/a.jpg").source == f"{name}/a.jpg"
    if not any(field.is_required() for field in kind.model_fields.values()):
        assert GRAMMAR.parse(f"{name}/a.jpg") == GRAMMAR.parse(f"{name}:/a.jpg") == Plan((kind(),), "a.jpg")
        return
    with pytest.raises(BadArgument) as bare:
        GRAMMAR.parse(f"{name}/a.jpg")
    with pytest.raises(BadArgument) as called:
        GRAMMAR.parse(f"{name}:/a.jpg")
    assert bare.value.detail == f"{called.value.detail} {HINT}"


# Operations without a source


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("/", ""),
        ("flip", "flip"),
        ("/flip/300x/", "flip/300x0"),
        ("fit-in", "fit-in/0x0"),
        ("left", "0x0/left"),
    ],
)
def test_operations_are_read_without_a_source(text: str, written: str) -> None:
    assert "/".join(operation.text for operation in GRAMMAR.operations(text)) == written


@pytest.mark.parametrize("text", ["flop/rotat", "a", "flip/a/flop", "http://host", "-/flip", "300x200/FLIP"])
def test_what_is_no_operation_is_told(text: str) -> None:
    with pytest.raises(UnknownOperation, match="There is no operation"):
        GRAMMAR.operations(text)


# Plans


def key(path: str, context: str = "context") -> str:
    return GRAMMAR.parse(path).key(context)


@table(
    ("one", "other", "same"),
    [
        ("300x/a", "300x0/a", True),
        ("filters:rotate(90)/a", "rotate:270/a", True),
        ("flip/a", "flip/-/a", True),
        ("b64:YQ", "a", True),
        ("expires:4102444800/flip/a", "flip/a", True),
        ("flip/expires:1/a", "expires:2/flip/a", True),
        ("flip/flop/a", "flop/flip/a", False),
        ("300x200/flip/a", "flip/300x200/a", False),
        ("flip/a", "a", False),
        ("a", "b", False),
        ("quality:80/a", "quality:81/a", False),
        ("meta/a", "a", False),
        ("strip/a", "a", False),
        ("keep/a", "a", False),
        ("format:webp/a", "a", False),
        ("flip/a", "-/flip/a", False),
    ],
)
def test_equal_pictures_have_equal_keys(one: str, other: str, same: bool) -> None:
    assert (key(one) == key(other)) is same


def test_what_changes_no_picture_is_left_out_of_the_key() -> None:
    left_out = {kind.name for kind in OPERATIONS if not kind.in_key}
    assert left_out == {"expires", "max-age", "attachment", "preview", "fallback"}


def test_a_key_has_a_part_for_the_source_and_one_for_the_rest() -> None:
    source, variant = key("flip/a").split("/")
    assert key("flop/a").startswith(f"{source}/")
    assert key("flip/b").endswith(f"/{variant}")
    assert re.fullmatch("[0-9a-f]{64}", source)
    assert re.fullmatch("[0-9a-f]{64}", variant)
    assert key("flip/a", "another context") not in (key("flip/a"), key("flip/b"))
    assert key("flip/a", "x") != key("a", "xflip")


@pytest.mark.parametrize(
    ("path", "output"),
    [
        ("a", Output()),
        ("flip/a", Output()),
        ("quality:80/format:webp/quality:90/a", Output(format="webp", quality=90)),
        ("meta/a", Output(meta=True)),
        ("keep:icc/a", Output(keep=frozenset({"icc"}))),
        ("keep/a", Output(keep=frozenset({"exif", "xmp", "iptc", "icc"}))),
        ("keep:icc/strip/a", Output(keep=frozenset())),
        ("strip/keep:icc/a", Output(keep=frozenset({"icc"}))),
        ("expires:5/expires:3/expires:4/a", Output(expires=3)),
    ],
)
def test_operations_say_how_the_picture_is_written(path: str, output: Output) -> None:
    assert GRAMMAR.parse(path).output(Output()) == output


# The vocabulary


@table("word", ["flip", "debug", *SIZE_WORDS, *PLACE_WORDS])
def test_a_word_has_one_meaning(word: str) -> None:
    with pytest.raises(ValueError, match=f"two operations are called '{word}'"):
        Vocabulary([*OPERATIONS, call(word)])


def test_a_filter_has_one_meaning() -> None:
    class Shake(call("shake")):  # type: ignore[misc]  # made by a function
        filter: ClassVar[str] = "blur"

    with pytest.raises(ValueError, match="two operations are called 'blur'"):
        Vocabulary([*OPERATIONS, Shake])


def test_a_vocabulary_without_sizes_reads_the_rest() -> None:
    grammar = Grammar(Vocabulary([kind for kind in OPERATIONS if kind is not Resize]))
    assert grammar.parse("flip/a.jpg") == GRAMMAR.parse("flip/a.jpg")
    for path in ("300x200/a.jpg", "left/a.jpg", "fit-in/a.jpg"):
        with pytest.raises(UnknownOperation, match="There is no operation 'resize'"):
            grammar.parse(path)


def test_a_path_is_read_once() -> None:
    path, long = "300x200/flip/a.jpg", f"300x200/{'a' * 600}.jpg"
    assert GRAMMAR.parse(path) is GRAMMAR.parse(path)
    assert GRAMMAR.parse(long) == GRAMMAR.parse(long)
    assert GRAMMAR.parse(long) is not GRAMMAR.parse(long)
