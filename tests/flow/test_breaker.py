from __future__ import annotations

import logging
import time

import pytest

from fitter.flow.breaker import Breaker

GONE, SLOW, FULL = ConnectionError("gone"), TimeoutError("slow"), OSError(28, "full")


class Clock:
    """The time, as a test wants it."""

    def __init__(self) -> None:
        self.now = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", lambda: clock.now)
    return clock


@pytest.fixture
def breaker(caplog: pytest.LogCaptureFixture) -> Breaker:
    caplog.set_level(logging.INFO)
    return Breaker("tier")


def fail(breaker: Breaker, error: Exception = GONE, method: str = "get") -> None:
    turn = breaker.admit()
    assert turn is not None
    breaker.failed(turn, method, error)


def work(breaker: Breaker, method: str = "get") -> None:
    turn = breaker.admit()
    assert turn is not None
    breaker.worked(turn, method)


def rests(breaker: Breaker, clock: Clock) -> float:
    """For how long from now nobody is admitted; the first who is fails."""
    start = clock.now
    while (turn := breaker.admit()) is None:
        clock.now += 0.125
    breaker.failed(turn, "get", GONE)
    return clock.now - start


@pytest.mark.parametrize("error", [GONE, SLOW, ConnectionResetError(104, "reset")])
def test_rests_are_short_at_first_and_then_bounded(breaker: Breaker, clock: Clock, error: Exception) -> None:
    fail(breaker, error)
    assert [rests(breaker, clock) for _ in range(6)] == [0.5, 1, 2, 4, 4, 4]


def test_one_tries_while_others_pass_by(breaker: Breaker, clock: Clock) -> None:
    fail(breaker)
    clock.now += 0.5
    turn = breaker.admit()
    assert turn is not None
    clock.now += 3
    assert [breaker.admit() for _ in range(3)] == [None] * 3
    breaker.worked(turn, "get")
    assert breaker.admit() is not None
    fail(breaker)
    assert rests(breaker, clock) == 0.5


def test_one_that_never_comes_back_is_not_waited_for(breaker: Breaker, clock: Clock) -> None:
    fail(breaker)
    clock.now += 0.5
    assert breaker.admit() is not None
    assert rests(breaker, clock) == 4


def test_what_began_before_a_rest_counts_for_nothing(breaker: Breaker, clock: Clock) -> None:
    turns = [breaker.admit() for _ in range(9)]
    for turn in turns[:7]:
        assert turn is not None
        breaker.failed(turn, "get", SLOW)
    breaker.worked(turns[8] or 0, "get")
    assert breaker.admit() is None
    assert rests(breaker, clock) == 0.5


def test_other_failures_are_no_reason_to_rest(breaker: Breaker, clock: Clock) -> None:
    for _ in range(5):
        fail(breaker, FULL, "put")
    work(breaker)
    fail(breaker)
    clock.now += 0.5
    fail(breaker, FULL, "put")  # so it is there again
    work(breaker)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [record.getMessage() for record in caplog.records]
    caplog.clear()
    return found


def test_the_log_has_a_line_for_each_change(breaker: Breaker, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(9):
        work(breaker)
    assert lines(caplog) == []
    fail(breaker)
    for _ in range(9):
        rests(breaker, clock)
    assert lines(caplog) == ["get of tier failed: ConnectionError('gone'); it is left alone until it answers"]
    clock.now += 10
    for _ in range(9):
        work(breaker)
    assert lines(caplog) == ["tier is in use again"]
    for number in range(9):
        fail(breaker, OSError(28, "full", f"file {number}"), "put")
        work(breaker)
    assert lines(caplog) == ["put of tier failed: OSError(28, 'full')"]
    fail(breaker, PermissionError(13, "no"), "put")
    assert lines(caplog) == ["put of tier failed: PermissionError(13, 'no')"]
    work(breaker, "put")
    work(breaker, "put")
    assert lines(caplog) == ["put of tier works again"]
