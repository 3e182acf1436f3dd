"""Random plans: operations from the types of their fields, and sources that are hard to write."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from hypothesis import strategies as st

from fitter import Segment, SourceKey
from fitter.fields import Says
from fitter.focus import Focal
from fitter.operations.convolution import Convolution, Weights
from fitter.operations.curve import Points
from fitter.operations.palette import Palette
from fitter.operations.position import Position
from fitter.url.plan import Plan
from fitter.values import Color, Length
from tests.url.words import OPERATIONS

NASTY_SOURCES = (
    *("a.jpg", "a/b/c.jpg", "/", "//", "/a.jpg", "//host/a.jpg", "a//b", "a/", " ", " a ", "."),
    *("-", "-/", "-/-/a", "--/a", "b64:", "b64:YQ", "b64:YQ/a", "B64:YQ", "a/b64:YQ"),
    *("http://host/a.jpg", "https://host/flip/a.jpg", "http:/host/a", "http:", "ftp:/a", "data:image/png;base64,AA=="),
    *("flip/a.jpg", "flip", "blur/a", "blur:/a", "rotat:90/a", "rotate://a", "300x200/a", "300x200", "x/a", "-x-/a"),
    *("fit-in/a", "left/a", "smart/a", "stretch/a", "debug/a", "1x2:3x4/a", "99999999x/a", "manual-crop/a", "unsafe/a"),
    *("filters:a", "filters:/a", "filters:flip()/a", "filters:(/a", "filters:)/a", "filters:a(b/c"),
    *("é.jpg", "日本/語.png", "\U0001f600", "\u202e", "\x80", "\xa0", "é/é"),
    *("%", "%2F", "%2f/a", "%25", "%00", "a%20b", "a b", "a+b", "?", "a?b=c&d", "#", "a#b", ";", "\\", "..", "../a"),
    *("'", '"', "<>", "()", ",", ":", "=", "@", "[]", "{}|^`", "~", "*"),
)

PIECES = ("/", "//", "-", ":", "(", ")", ",", "%", "'", " ", "?", "é", "x", "1", "a", "b64:", "filters:", "http:")


text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
source = (
    st.sampled_from(NASTY_SOURCES)
    | st.lists(st.sampled_from([*PIECES, *(kind.name for kind in OPERATIONS)]), min_size=1, max_size=8).map("".join)
    | text.filter(lambda key: not any(c < " " or c == "\x7f" for c in key))
)
"""What may stand for a picture."""

number = st.integers(0, 999_999).map(float)
position = (
    st.builds(Position, number, st.booleans(), st.booleans())
    | st.builds(Position, number.map(lambda value: value / 1000), st.just(True), st.booleans())
    | st.sampled_from([Position(word="center"), Position(word="repeat")])
)


_KEY = next(mark for mark in get_args(SourceKey) if isinstance(mark, Says))


def values(annotation: Any, marks: Iterable[Any] = ()) -> st.SearchStrategy[Any]:
    """Values of a field's type, within its limits."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return values(inner[0], [one for mark in inner[1:] for one in getattr(mark, "metadata", [mark])])
    if origin in (Union, types.UnionType):
        return st.one_of([values(one) for one in inner])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(values(inner[0]), max_size=5).map(tuple)
    if _KEY in marks:
        return source.filter(lambda key: not key.startswith("b64:"))
    low, high, above = None, None, None
    for mark in marks:
        low = mark.ge if isinstance(mark, annotated_types.Ge) else low
        high = mark.le if isinstance(mark, annotated_types.Le) else high
        above = mark.gt if isinstance(mark, annotated_types.Gt) else above
    if annotation is int:
        return st.integers(low, high)
    if annotation is float:
        return st.floats(low if above is None else above, high, exclude_min=above is not None, allow_nan=False)
    channel = st.integers(0, 255)
    edge = st.builds(Length, st.integers(-(10**6), 10**6).map(float))
    edge |= st.builds(Length, st.floats(0, 100).map(lambda share: round(share, 4)), st.just(True))
    simple = {
        type(None): st.none(),
        bool: st.booleans(),
        Points: points(),
        Position: position,
        str: st.text("ab ,:()'%é-.1", min_size=1),
        Color: st.builds(Color, channel, channel, channel, channel),
        Length: st.builds(Length, st.integers(0, 10**6).map(float))
        | st.builds(Length, st.floats(0, 1e6), st.just(True)),
        Focal: st.builds(Focal, edge, edge, edge, edge) | st.builds(Focal.at, st.floats(0, 1), st.floats(0, 1)),
    }
    return simple[annotation]


def points() -> st.SearchStrategy[Points]:
    """Points of a curve, each to the right of the one before."""
    value = st.integers(0, 255)
    places = st.dictionaries(value, value, min_size=1, max_size=4)
    return places.map(lambda found: Points(tuple(sorted(found.items()))))


def kernels() -> st.SearchStrategy[dict[str, Any]]:
    """A convolution's numbers and the columns that they fill."""
    number, columns = st.floats(-10_000, 10_000, allow_nan=False).map(lambda one: one + 0.0), st.sampled_from((1, 3))
    three = st.tuples(number, number, number).map(Weights)
    return st.fixed_dictionaries({"matrix": three, "columns": columns}, optional={"normalize": st.booleans()})


def operations(kind: type[Segment]) -> st.SearchStrategy[Segment]:
    """Operations of one kind, as behind a size in a URL, with some of the optional arguments."""
    if kind is Convolution:
        return kernels().map(lambda given: kind.build(**given))
    if kind is Palette:
        return st.sampled_from((2, 4, 16, 256)).map(lambda colors: kind.build(colors=colors))
    fields = {name: values(field.annotation, field.metadata) for name, field in kind.model_fields.items()}
    required = {name: some for name, some in fields.items() if kind.model_fields[name].is_required()}
    optional = {name: some for name, some in fields.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: kind.build(**given).after(7, 0))


operation = st.one_of([operations(kind) for kind in OPERATIONS if not kind.alone])

plans = st.builds(Plan, st.lists(operation, max_size=6).map(tuple), source)
