"""What holds for every path and every plan."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fitter import FitterError, Segment
from fitter.url.grammar import Grammar
from fitter.url.plan import MOST_SOURCES, Plan
from fitter.url.vocabulary import PLACE_WORDS, SIZE_WORDS, filter_name
from tests.table import table
from tests.url.plans import NASTY_SOURCES, PIECES, operation, operations, plans
from tests.url.words import FOREIGN_GRAMMAR, GRAMMAR, OPERATIONS

NAMES = [kind.name for kind in OPERATIONS]
WORDS = [
    *NAMES,
    *(f"{name}:" for name in NAMES),
    *(f"{filter_name(kind)}(" for kind in OPERATIONS),
    *(kind.example for kind in OPERATIONS),
    *SIZE_WORDS,
    *PLACE_WORDS,
    *("300x200", "-x-", "origx", "1x2:3x4", "debug", "upscale()", "no_upscale()", "stretch()", "watermark("),
    *("):", "('')", "('", "top-left", "red", "50p", "90", "-1", "nan", "inf", "1e999", "9" * 300, "9" * 5000),
    *("%41", "%", "%zz", "%00", "%C3%A9", "%ff", "\x00", "\udc80", "\u0661", "%C2%B2", "%D9%A1"),
    *("/////////", ",,,,,,,,,", ":::::::::"),
]

any_text = st.text(st.characters(exclude_categories=[]))
percent_soup = st.lists(st.integers(0, 255).map(lambda byte: f"%{byte:02x}") | st.sampled_from(PIECES)).map("".join)
word_soup = st.lists(st.sampled_from([*WORDS, *PIECES, *NASTY_SOURCES]), max_size=12).map("".join)
segment_soup = st.lists(st.lists(st.sampled_from([*WORDS, *PIECES]), max_size=4).map("".join), max_size=8).map("/".join)


def refusal(path: str) -> FitterError | None:
    try:
        FOREIGN_GRAMMAR.parse(path)
    except FitterError as error:
        return error
    return None


@settings(max_examples=400)
@given(any_text | percent_soup | word_soup | segment_soup)
def test_every_path_is_a_plan_or_the_clients_error(path: str) -> None:
    error = refusal(path)
    if error is None:
        plan = FOREIGN_GRAMMAR.parse(path)
        assert plan.source
        assert FOREIGN_GRAMMAR.parse(FOREIGN_GRAMMAR.write(plan)) == plan
    else:
        assert 400 <= error.status < 500
        assert 0 < len(error.detail) < 4000


@settings(max_examples=300)
@given(plans)
def test_a_plan_is_read_as_it_was_written(plan: Plan) -> None:
    path = GRAMMAR.write(plan)
    assert path.isascii()
    assert path.isprintable()
    assert GRAMMAR.parse(path) == plan
    assert GRAMMAR.write(GRAMMAR.parse(path)) == path


@table("source", NASTY_SOURCES)
@table("before", ["", "flip/", "300x200/", "fit-in/300x200/left/"])
def test_a_nasty_source_is_read_as_it_was_written(before: str, source: str) -> None:
    plan = Plan(GRAMMAR.operations(before), source)
    assert GRAMMAR.parse(GRAMMAR.write(plan)) == plan


@table("kind", OPERATIONS, ids=lambda kind: kind.name)
def test_every_operation_has_one_text(kind: type[Segment]) -> None:
    @settings(max_examples=30)
    @given(operations(kind))
    def check(one: Segment) -> None:
        assert GRAMMAR.operations(one.text) == (one,)
        assert GRAMMAR.operations(one.text)[0].text == one.text
        assert kind.build(**one.model_dump()).text == one.text

    check()


@settings(max_examples=150)
@given(st.lists(operation, max_size=64), st.booleans())
def test_every_plan_that_is_read_can_be_written(many: list[Segment], long: bool) -> None:
    plan = Plan(tuple(many * 64 if long else many)[:64], "a/b.jpg")
    assume(len(plan.sources) <= MOST_SOURCES)
    assert GRAMMAR.parse(GRAMMAR.write(plan)) == plan


@settings(max_examples=150)
@given(st.lists(operation, min_size=1, max_size=6))
def test_operations_alone_are_read_as_in_a_path(many: list[Segment]) -> None:
    text = "/".join(one.text for one in many)
    assert GRAMMAR.operations(text) == GRAMMAR.operations(f"/{text}/") == GRAMMAR.parse(f"{text}/a.jpg").operations


def test_a_grammar_has_no_memory() -> None:
    grammar = Grammar(GRAMMAR.vocabulary)
    first = grammar.parse("fit-in/300x200/left/a.jpg")
    with pytest.raises(FitterError):
        grammar.parse("fit-in/upscale/fit-in/a.jpg")
    assert grammar.parse("300x200/a.jpg") == GRAMMAR.parse("300x200/a.jpg") != first
