"""botocore is the oracle."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitter.fetch.target import Target
from fitter.storages.s3 import signing
from fitter.storages.s3.keys import Keys
from fitter.storages.s3.places import Place

NOW = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
NAMES = st.text("aZ09-_.~ !$&'()*+,;=:@/?%#[]{}^é🦊", max_size=20)
HEADERS = st.dictionaries(st.sampled_from(["Content-Type", "x-amz-meta-b", "X-Amz-Meta-A", "If-None-Match"]), VALUES)


@pytest.fixture
def _same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "_now", lambda: NOW.strftime("%Y%m%dT%H%M%SZ"))
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: NOW)


def place(port: int) -> Place:
    return Place(Target("https" if port == 443 else "http", "s3.example.com", port, "/bucket/"), "moon-1")


@pytest.mark.usefixtures("_same_time")
@given(WORDS, WORDS, st.none() | WORDS, NAMES, st.dictionaries(NAMES, NAMES, max_size=3), HEADERS, st.binary())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_requests_are_signed_as_by_botocore(
    access: str,
    secret: str,
    token: str | None,
    name: str,
    query: dict[str, str],
    headers: dict[str, str],
    body: bytes,
) -> None:
    target = place(9000).target(name, query)
    theirs = AWSRequest("PUT", target.url, headers, body)
    botocore.auth.S3SigV4Auth(Credentials(access, secret, token), "s3", "moon-1").add_auth(theirs)
    digest = hashlib.sha256(body).hexdigest()
    ours = signing.signed(Keys(access, secret, token), "moon-1", "PUT", target, headers, digest)
    assert ours["Authorization"] == theirs.headers["Authorization"]
    assert {n.lower(): v for n, v in ours.items()} == {n.lower(): v for n, v in theirs.headers.items()}


def parts(url: str) -> Any:
    before, _, query = url.partition("?")
    return before, sorted(query.split("&"))


@pytest.mark.usefixtures("_same_time")
@given(WORDS, WORDS, st.none() | WORDS, NAMES, st.integers(1, 604_800), st.sampled_from([80, 443, 9000]))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_links_are_signed_as_by_botocore(
    access: str, secret: str, token: str | None, name: str, seconds: int, port: int
) -> None:
    target = place(port).target(name, {})
    theirs = AWSRequest("GET", target.url)
    botocore.auth.S3SigV4QueryAuth(Credentials(access, secret, token), "s3", "moon-1", seconds).add_auth(theirs)
    assert parts(signing.presigned(Keys(access, secret, token), "moon-1", target, seconds)) == parts(theirs.url)
