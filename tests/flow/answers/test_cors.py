"""Whose scripts may read answers."""

from __future__ import annotations

from fitter.flow.answers.cors import allowing, preflight
from tests.table import table

ONE, TWO = "https://one.example", "http://two.example:8080"


@table(
    ("origins", "asking", "allowed", "varies"),
    [
        ([], ONE, None, False),
        (["*"], None, "*", False),
        (["*"], ONE, "*", False),
        ([ONE, "*"], ONE, "*", False),
        ([ONE], None, ONE, False),  # told to everybody
        ([ONE], "https://evil.example", ONE, False),
        ([ONE, TWO], None, None, True),
        ([ONE, TWO], ONE, ONE, True),
        ([ONE, TWO], "HTTP://Two.Example:8080", TWO, True),
        ([ONE, TWO], "https://evil.example", None, True),
        ([ONE, TWO], "https://one.example.evil.example", None, True),
        ([ONE, TWO], "null", None, True),
        ([ONE, TWO], "*", None, True),
        ([ONE, TWO], "", None, True),
    ],
)
def test_who_may_read(origins: list[str], asking: str | None, allowed: str | None, varies: bool) -> None:
    headers = allowing(origins, {} if asking is None else {"Origin": asking})
    assert headers.get("Access-Control-Allow-Origin") == allowed
    assert headers.get("Timing-Allow-Origin") == allowed
    assert ("Access-Control-Expose-Headers" in headers) == (allowed is not None)
    assert headers.get("Cross-Origin-Resource-Policy") == ("cross-origin" if allowed == "*" else None)
    assert headers.get("Vary") == ("Origin" if varies else None)
    assert "Access-Control-Allow-Credentials" not in headers


def test_preflight() -> None:
    response = preflight("GET, HEAD, PURGE")
    assert (response.status, response.body) == (204, b"")
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert response.headers["Cache-Control"] == "no-store"
