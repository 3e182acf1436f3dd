"""What every answer says besides its own headers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fitter.flow.answers.response import Response
from fitter.flow.answers.tags import tag
from fitter.flow.answers.telling import Telling
from fitter.flow.trace import Trace
from fitter.settings.caching import Cache

PLAN = ("a.jpg", "logo.png")
KEPT = {"Cache-Control": "public, max-age=60"}


def told(
    response: Response, plan: tuple[str, ...] = PLAN, asked: Any = None, others: Any = (), **cache: Any
) -> dict[str, str]:
    telling = Telling(Cache(**{"cors": [], **cache}), ["Accept", "DPR"])
    return telling(response, asked or {}, Trace(sources=plan), *others)


@pytest.mark.parametrize("status", [200, 206, 304, 404, 410, 415, 422])
def test_all_sources_are_named_by_what_is_kept(status: int) -> None:
    headers = told(Response(status, KEPT), others=["instead.png", "a.jpg"])
    assert headers["Surrogate-Key"].split(" ") == [tag("a.jpg"), tag("logo.png"), tag("instead.png")]
    assert headers["Cache-Tag"].split(",") == headers["Surrogate-Key"].split(" ")


def test_tags_are_left_out_where_nothing_can_be_purged() -> None:
    for response, plan in ((Response(503, {"Cache-Control": "no-store"}), PLAN), (Response(400, KEPT), ())):
        assert told(response, plan) == dict(response.headers)
    assert told(Response(200, KEPT), tags=[]) == KEPT
    assert list(told(Response(200, KEPT), tags=["xkey"])) == ["Cache-Control", "xkey"]


@pytest.mark.parametrize(
    ("status", "plan", "varies"),
    [(200, PLAN, None), (404, PLAN, None), (400, PLAN, True), (400, "", None), (415, PLAN, True), (422, PLAN, True)],
)
def test_errors_that_may_come_of_wishes_say_so(status: int, plan: str, varies: bool | None) -> None:
    assert told(Response(status, KEPT), plan).get("Vary") == ("Accept, DPR" if varies else None)
    assert "Vary" not in told(Response(status, {"Cache-Control": "no-store"}), plan)


def test_one_header_says_all_that_it_varies_by() -> None:
    origins = {"cors": ["https://one.example", "https://two.example"]}
    assert told(Response(200, {**KEPT, "Vary": "Accept"}), **origins)["Vary"] == "Accept, Origin"
    assert told(Response(422, KEPT), **origins)["Vary"] == "Accept, DPR, Origin"
    assert told(Response(200, KEPT), **origins)["Vary"] == "Origin"
    assert told(Response(200, {**KEPT, "Vary": "Accept"}), cors=["*"])["Vary"] == "Accept"


def test_steps_are_timed_where_that_is_wanted() -> None:
    trace = Trace(sources=PLAN, cache="miss")
    for name in ("parse", "recall"):
        with trace.step(name):
            pass
    telling = Telling(Cache(server_timing=True), [])
    timing = telling(Response(200), {}, trace)["Server-Timing"]
    assert re.fullmatch(r"parse;dur=[0-9.]+, recall;dur=[0-9.]+, cache;desc=miss", timing)
    assert "Server-Timing" not in told(Response(200))
