"""Blobs and errors as HTTP answers; asked of the wire in tests/web too."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fitter.blob import Blob, Descriptor
from fitter.errors import (
    BadArgument,
    BadSignature,
    FitterError,
    LimitExceeded,
    MethodNotAllowed,
    Overloaded,
    RangeNotSatisfiable,
    SourceNotAllowed,
    SourceNotFound,
    SourceTooLarge,
    UndecodableImage,
    UnsupportedImage,
)
from fitter.flow.answers.answer import Answer
from fitter.flow.answers.respond import respond, respond_error, respond_error_briefly
from fitter.settings.caching import Cache
from fitter.values import Output
from tests.table import table

BLOB = Blob(b"picture", "image/png")
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"
DAY = 86400


def headers(cache: Cache = Cache(), expires: int | None = None, blob: Blob = BLOB) -> dict[str, str]:  # noqa: B008  frozen
    return dict(respond(answer(blob, expires=expires), cache, {}).headers)


def answer(blob: Blob | None = BLOB, **output: Any) -> Answer:
    return Answer(blob, Output(**output), '"abc"', 1_700_000_000.9)


@pytest.mark.parametrize(
    ("cache", "text"),
    [
        ({}, "public, max-age=86400, stale-while-revalidate=86400, stale-if-error=86400"),
        ({"max_age": 0, "stale_while_revalidate": 0, "stale_if_error": 0}, "public, max-age=0"),
        ({"stale_while_revalidate": 0, "stale_if_error": 9}, "public, max-age=86400, stale-if-error=9"),
        (
            {"max_age": 60, "shared_max_age": 7200, "stale_if_error": 0, "immutable": True},
            "public, max-age=60, s-maxage=7200, stale-while-revalidate=86400, immutable",
        ),
    ],
)
def test_cache_control(cache: dict[str, float], text: str) -> None:
    assert headers(Cache(**cache))["Cache-Control"] == text


def test_cache_control_ends_with_the_url() -> None:
    soon = headers(Cache(shared_max_age=7200, immutable=True), int(time.time()) + 100)["Cache-Control"]
    ages = [int(part.partition("=")[2]) for part in soon.split(", ")[1:]]
    assert len(ages) == 2
    assert all(90 <= age <= 100 for age in ages)
    assert headers(Cache(), int(time.time()) - 5)["Cache-Control"] == "public, max-age=0"


@pytest.mark.parametrize(
    ("cache", "seconds", "text"),
    [
        ({"immutable": True}, 60, "public, max-age=60, stale-while-revalidate=60"),
        ({}, 0, "public, max-age=0"),
        ({"shared_max_age": 7200}, 60, "public, max-age=60, s-maxage=60, stale-while-revalidate=60"),
        ({"shared_max_age": 30, "max_age": 5}, 60, "public, max-age=60, s-maxage=30, stale-while-revalidate=60"),
        ({"stale_while_revalidate": 7}, 10**6, "public, max-age=1000000, stale-while-revalidate=7"),
    ],
)
def test_cache_control_as_the_url_says(cache: dict[str, float], seconds: int, text: str) -> None:
    response = respond(answer(max_age=seconds), Cache(**{"stale_if_error": 0, **cache}), {})
    assert response.headers["Cache-Control"] == text


@pytest.mark.parametrize(
    ("cache", "seconds", "text"),
    [
        ({}, None, "public, max-age=60, stale-while-revalidate=60"),
        ({"provisional_max_age": 0}, None, "public, max-age=0"),
        (
            {"shared_max_age": 99, "provisional_max_age": 5},
            3,
            "public, max-age=3, s-maxage=3, stale-while-revalidate=3",
        ),
        ({"max_age": 9, "stale_while_revalidate": 0}, None, "public, max-age=9"),
    ],
)
def test_cache_control_of_what_is_provisional(cache: dict[str, float], seconds: int | None, text: str) -> None:
    blob = Blob(b"picture", "image/png", facts={"provisional": True})
    response = respond(answer(blob, max_age=seconds), Cache(**{"stale_if_error": 0, **cache}), {})
    assert response.headers["Cache-Control"] == text


@pytest.mark.parametrize(
    ("cache", "fresh", "seconds", "text"),
    [
        ({}, 30.9, None, "public, max-age=86400"),
        ({"from_origin": True}, 30.9, None, "public, max-age=30"),
        ({"from_origin": True, "shared_max_age": 7200}, 30.9, None, "public, max-age=30"),
        ({"from_origin": True}, 0.0, None, "public, max-age=0"),
        ({"from_origin": True, "shared_max_age": 7200}, None, None, "public, max-age=86400, s-maxage=7200"),
        ({"from_origin": True}, 30.9, 99, "public, max-age=99"),
    ],
)
def test_cache_control_of_the_origin(cache: Any, fresh: float | None, seconds: int | None, text: str) -> None:
    found = replace(answer(max_age=seconds), fresh=fresh)
    no_stale = {"stale_if_error": 0, "stale_while_revalidate": 0}
    assert respond(found, Cache(**no_stale, **cache), {}).headers["Cache-Control"] == text


def test_cache_control_of_a_url_that_ends_before() -> None:
    ended = answer(max_age=10**6, expires=int(time.time()) - 5)
    assert respond(ended, Cache(), {}).headers["Cache-Control"] == "public, max-age=0"


def test_of_another_source() -> None:
    other = replace(answer(), fallback="source_not_found", status=404)
    response = respond(other, Cache(), {"If-None-Match": '"abc"'})
    assert (response.status, response.body) == (404, b"picture")
    assert response.headers["X-Fitter-Fallback"] == "source_not_found"
    assert "X-Fitter-Fallback" not in headers()


def test_a_drawing_may_do_nothing() -> None:
    found = headers(blob=Blob(b"<svg/>", "image/svg+xml"))
    assert found["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert found["Content-Security-Policy"].endswith("; sandbox")
    assert found["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in headers()


def test_a_file_to_save() -> None:
    saved = replace(answer(attachment=""), source="holiday/beach.jpg")
    assert respond(saved, Cache(), {}).headers["Content-Disposition"] == 'attachment; filename="beach.png"'
    assert "Content-Disposition" not in headers()


def test_headers_of_a_picture() -> None:
    found = headers()
    assert (found["ETag"], found["Last-Modified"], found["Content-Type"]) == ('"abc"', DATE, "image/png")
    assert "Last-Modified" not in respond(replace(answer(), modified=None), Cache(), {}).headers


def test_filters_that_were_left_out_are_named() -> None:
    for asked in ({}, {"If-None-Match": "*"}):
        found = respond(replace(answer(), ignored=("a", "b", "a")), Cache(), asked).headers
        assert found["X-Fitter-Ignored"] == "a, b"
    assert "X-Fitter-Ignored" not in headers()


def test_a_body_is_read_only_when_it_is_asked_for(tmp_path: Path) -> None:
    closed = os.open(tmp_path / "picture", os.O_WRONLY | os.O_CREAT)
    response = respond(answer(Blob(Descriptor(closed, 7))), Cache(), {})
    assert (response.status, response.size, response.headers["ETag"]) == (200, 7, '"abc"')
    with pytest.raises(OSError, match="Bad file descriptor"):
        _ = response.body


def test_the_address_of_the_source() -> None:
    said = Cache(canonical="https://www.example.com/{source}")
    found = replace(answer(), source="a b.jpg")
    for asked in ({}, {"If-None-Match": "*"}):
        assert respond(found, said, asked).headers["Link"] == '<https://www.example.com/a%20b.jpg>; rel="canonical"'
    assert "Link" not in respond(replace(found, fallback="source_not_found"), said, {}).headers
    assert "Link" not in respond(replace(found, blob=Blob(b"{}", "application/json")), said, {}).headers
    assert "Link" not in headers()


@table(
    ("asked", "status"),
    [
        ({}, 200),
        ({"If-None-Match": '"abc"'}, 304),
        ({"If-None-Match": 'W/"abc"'}, 304),
        ({"If-None-Match": '"x", "abc"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"abcd"'}, 200),
        ({"If-None-Match": "abc"}, 200),
        ({"If-None-Match": ""}, 200),
        ({"If-Modified-Since": DATE}, 304),
        ({"If-Modified-Since": "Tue, 14 Nov 2023 22:13:21 GMT"}, 304),
        ({"If-Modified-Since": "Tue, 14 Nov 2023 22:13:19 GMT"}, 200),
        ({"If-Modified-Since": "nonsense"}, 200),
        ({"If-Modified-Since": "Tue, 99 Nov 99999 22:13:19 GMT"}, 200),
        ({"If-Modified-Since": "Mon, 01 Jan 0001 00:00:00 +2359"}, 200),
        ({"If-Modified-Since": DATE, "If-None-Match": '"x"'}, 200),
    ],
)
def test_conditional(asked: dict[str, str], status: int) -> None:
    response = respond(answer(), Cache(), asked)
    assert (response.status, response.body) == (status, b"picture" if status == 200 else b"")


def test_what_the_client_has_is_no_picture() -> None:
    response = respond(answer(None), Cache(), {})
    assert (response.status, response.body, response.headers["ETag"]) == (304, b"", '"abc"')


@pytest.mark.parametrize(
    ("error", "status", "more"),
    [
        (BadSignature("No."), 403, {}),
        (Overloaded("Wait."), 503, {"Retry-After": "1"}),
        (MethodNotAllowed("Read."), 405, {"Allow": "GET, HEAD"}),
        (MethodNotAllowed("Read.", "GET"), 405, {"Allow": "GET"}),
        (RangeNotSatisfiable("Behind.", 7), 416, {"Content-Range": "bytes */7"}),
        (FitterError(), 500, {}),
    ],
)
def test_problem(error: FitterError, status: int, more: dict[str, str]) -> None:
    response = respond_error(error, "the-id")
    common = {
        "Content-Type": "application/problem+json",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert (response.status, response.headers) == (status, common | more)
    problem = json.loads(response.body)
    assert (problem["status"], problem["code"], problem["detail"]) == (status, error.code, error.detail)
    assert problem["instance"] == "the-id"


@pytest.mark.parametrize(
    ("error", "status", "more"),
    [
        (BadSignature, 400, {}),
        (SourceNotAllowed, 400, {}),
        (BadArgument, 400, {}),
        (SourceTooLarge, 400, {}),
        (UnsupportedImage, 400, {}),
        (UndecodableImage, 400, {}),
        (LimitExceeded, 400, {}),
        (SourceNotFound, 404, {}),
        (Overloaded, 503, {"Retry-After": "1"}),
        (FitterError, 500, {}),
    ],
)
def test_an_error_without_a_word(error: type[FitterError], status: int, more: dict[str, str]) -> None:
    response = respond_error_briefly(error("What is wrong."))
    common = {
        "Content-Type": "text/html; charset=UTF-8",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert (response.status, response.headers, response.body) == (status, common | more, b"")


def test_a_method_that_is_not_allowed_is_told() -> None:
    response = respond_error_briefly(MethodNotAllowed("Read."))
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")
    assert response.body.startswith(b"<html><title>405: Method Not Allowed</title>")
