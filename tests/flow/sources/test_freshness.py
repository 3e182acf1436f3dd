"""What is known of sources, and for how long it counts."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest

from fitter.blob import Version
from fitter.flow.sources.freshness import Freshness, Verdict
from fitter.flow.sources.seen import Seen
from fitter.settings.keeping import Sources
from tests.table import table


def seen(tag: str = "t", ago: float = 0, **version: Any) -> Seen:
    return Seen(Version(tag, **version), time.time() - ago)


def freshness(**policy: Any) -> Freshness:
    return Freshness(Sources(**{"max_age": 100, "stale_while_revalidate": 0, **policy}))


@table(
    ("policy", "version", "ago", "verdict"),
    [
        ({}, {}, 90, Verdict.FRESH),
        ({}, {}, 110, Verdict.DUE),
        ({}, {"max_age": 50}, 60, Verdict.DUE),
        ({}, {"max_age": 200}, 150, Verdict.FRESH),
        ({"origin": False}, {"max_age": 50}, 60, Verdict.FRESH),
        ({"at_least": 70}, {"max_age": 50}, 60, Verdict.FRESH),
        ({"at_most": 50}, {"max_age": 1000}, 60, Verdict.DUE),
        ({"at_most": 50}, {}, 60, Verdict.DUE),
        ({"max_age": 0}, {}, 0, Verdict.DUE),
        ({"stale_while_revalidate": 50}, {}, 140, Verdict.SHOWN),
        ({"stale_while_revalidate": 50}, {}, 160, Verdict.DUE),
        ({"stale_while_revalidate": 50}, {"stale_while_revalidate": 0}, 140, Verdict.DUE),
        ({}, {"stale_while_revalidate": 50}, 140, Verdict.SHOWN),
        ({"origin": False}, {"stale_while_revalidate": 50}, 140, Verdict.DUE),
        ({}, {}, -30, Verdict.FRESH),  # another machine's clock
        ({}, {}, -300, Verdict.DUE),  # nobody's clock: it was set back, and nothing is known of the age
    ],
)
def test_by_its_age(policy: dict[str, Any], version: dict[str, Any], ago: float, verdict: Verdict) -> None:
    assert freshness(**policy).judge("k", seen(ago=ago, **version)) is verdict


def test_another_state_is_known() -> None:
    known = freshness()
    known.saw("k", seen("new", ago=10))
    assert known.judge("k", seen("old", ago=20)) is Verdict.OLD
    assert known.judge("k", seen("new", ago=200)) is Verdict.FRESH, "it was seen like this a short while ago"
    assert known.judge("k", seen("newest", ago=5)) is Verdict.FRESH, "somebody else has seen it later"
    assert known.judge("k", seen("new", ago=10)) is Verdict.OLD
    assert known.judge("other", seen("old", ago=20)) is Verdict.FRESH


def test_not_there() -> None:
    known = freshness(missing=100)
    known.saw("k", seen())
    known.missed("k")
    assert known.gone("k")
    assert known.fresh("k") is None
    assert known.judge("k", seen(ago=10)) is Verdict.GONE
    known.saw("k", seen(ago=-1))
    assert not known.gone("k")
    gone = freshness(missing=0)
    gone.missed("k")
    assert not gone.gone("k")
    assert gone.judge("k", seen(ago=10)) is Verdict.DUE, "it must be asked whether it is back"


def test_purge() -> None:
    known = freshness()
    known.saw("k", seen(ago=1))
    known.purge("k")
    assert known.fresh("k") is None
    assert known.judge("k", seen(ago=1)) is Verdict.OLD
    known.saw("k", seen(ago=1))
    assert known.fresh("k") is None, "what was seen before the purge comes too late"
    after = seen("after", ago=-1)
    assert known.judge("k", after) is Verdict.FRESH
    assert known.fresh("k") == after


def test_an_origin_that_fails_is_excused_for_a_while_and_left_alone() -> None:
    known = freshness(max_age=10, stale_if_error=100)
    old, older = seen(ago=50), seen(ago=200)
    assert known.judge("k", old) is Verdict.DUE
    assert known.excused("k", old)
    assert known.judge("k", old) is Verdict.FRESH
    assert known.fresh("k") is None, "nobody vouches for it"
    assert known.judge("older", older) is Verdict.DUE
    assert not known.excused("older", older)
    strict = seen(ago=50, stale_if_error=0.0)
    assert known.judge("strict", strict) is Verdict.DUE
    assert not known.excused("strict", strict)


def test_long_keys_take_no_more_memory_and_are_told_apart() -> None:
    known, start = freshness(missing=60), "\udc80" * 8000
    tracemalloc.start()
    for number in range(100):
        known.missed(f"{start}{number}")
    assert tracemalloc.get_traced_memory()[0] < 100_000
    tracemalloc.stop()
    known.saw(f"{start}7", seen())
    assert [known.gone(f"{start}{number}") for number in (6, 7, 100)] == [True, False, False]
    assert known.fresh(f"{start}7")
    known.purge(f"{start}7")
    assert known.judge(f"{start}7", seen(ago=1)) is Verdict.OLD
    assert not known.may_keep(f"{start}7", seen(ago=1))


def test_what_is_remembered_is_bounded() -> None:
    known = freshness()
    for number in range(20_100):
        known.saw(str(number), seen())
    assert known.fresh("0") is None
    assert known.fresh("20099") is not None
    assert len(known._known) == 20_000
    known.purge("100")  # which was the next to be forgotten
    for number in range(30_000, 40_000):
        known.purge(str(number))
    assert len(known._known) == 20_000
    assert known.judge("100", seen(ago=1)) is Verdict.OLD


@pytest.mark.parametrize(("origin", "kept"), [(True, False), (False, True)])
def test_what_the_origin_does_not_let_be_kept(origin: bool, kept: bool) -> None:
    assert freshness(origin=origin).may_keep("k", seen(stored=False)) is kept
    assert freshness(origin=origin).may_keep("k", seen()) is True


def test_a_clock_that_stood_still() -> None:
    known, one = freshness(missing=60), seen(ago=50)
    known.saw("a", one)
    known.missed("b")
    assert known.judge("a", one) is Verdict.FRESH
    assert known.gone("b")
    known.slept(70)
    assert known.judge("a", one) is Verdict.DUE
    assert not known.gone("b")
