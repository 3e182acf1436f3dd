"""Parts of answers, by the rules and examples of RFC 9110, section 14."""

from __future__ import annotations

import pytest

from fitter.blob import memory_file
from fitter.errors import RangeNotSatisfiable
from fitter.flow.answers.ranges import in_range, span
from fitter.flow.answers.response import Response
from tests.table import table

BODY = b"0123456789"
ETAG, DATE = '"abc"', "Tue, 14 Nov 2023 22:13:20 GMT"
WHOLE = Response(200, {"ETag": ETAG, "Last-Modified": DATE, "Content-Type": "image/png"}, BODY)


@table(
    ("wanted", "first", "last"),
    [  # of a representation of 10000 bytes
        ("bytes=0-499", 0, 499),
        ("bytes=500-999", 500, 999),
        ("bytes=-500", 9500, 9999),
        ("bytes=9500-", 9500, 9999),
        ("bytes=0-0", 0, 0),
        ("bytes=-1", 9999, 9999),
        ("bytes=0-", 0, 9999),
        ("bytes=9999-9999", 9999, 9999),
        ("bytes=9000-20000", 9000, 9999),
        ("bytes=-20000", 0, 9999),
        ("bytes=00-0499", 0, 499),
        (f"bytes=0-{'9' * 50}", 0, 9999),
        (f"bytes=-{'9' * 50}", 0, 9999),
        ("Bytes=1-2", 1, 2),
        ("bytes= 1-2", 1, 2),
        ("bytes=,1-2 ,\t,", 1, 2),
    ],
)
def test_one_range(wanted: str, first: int, last: int) -> None:
    assert span(wanted, 10000) == range(first, last + 1)


@pytest.mark.parametrize("wanted", ["bytes=10000-", "bytes=10000-10001", f"bytes={'9' * 50}-", "bytes=-0", "bytes=-00"])
def test_behind_the_end(wanted: str) -> None:
    with pytest.raises(RangeNotSatisfiable) as refused:
        span(wanted, 10000)
    assert refused.value.size == 10000


@table(
    "wanted",
    [
        "bytes=0-0,-1",
        "bytes=500-600,601-999",
        "bytes=500-700,601-999",
        "bytes=0-999, 4500-5499, -1000",
        "bytes=5-1",
        "bytes=-",
        "bytes=",
        "bytes=,",
        "bytes",
        "",
        "=0-5",
        "bytes=a-b",
        "bytes=0x1-5",
        "bytes=1.0-5",
        "bytes=--5",
        "bytes=-5-",
        "bytes=+1-5",
        "bytes=1 - 5",
        "bytes=\u0661-\u0662",
        "bytes 0-5",
        "bytes =0-5",
        "lines=0-5",
        "exampleunit=1.2-4.3,5",
        "bytes=0-5\n",
        f"bytes=0-{'9' * 200}",
        "bytes=" + "0-1," * 1000,
    ],
)
def test_several_or_none_is_the_whole(wanted: str) -> None:
    assert span(wanted, 10000) is None


@pytest.mark.parametrize("content", [BODY, memory_file(BODY)], ids=["bytes", "file"])
@pytest.mark.parametrize(
    ("wanted", "body", "said"),
    [("bytes=2-4", b"234", "2-4/10"), ("bytes=-3", b"789", "7-9/10"), ("bytes=0-", BODY, "0-9/10")],
)
def test_part(content: bytes, wanted: str, body: bytes, said: str) -> None:
    part = in_range(Response(200, WHOLE.headers, content), {"Range": wanted})
    assert (part.status, part.body, part.size) == (206, body, len(body))
    assert part.headers == {**WHOLE.headers, "Accept-Ranges": "bytes", "Content-Range": f"bytes {said}"}


@pytest.mark.parametrize("content", [BODY, memory_file(BODY)], ids=["bytes", "file"])
def test_whole(content: bytes) -> None:
    for asked in ({}, {"Range": "bytes=1-2,4-5"}, {"If-Range": ETAG}):
        whole = in_range(Response(200, WHOLE.headers, content), asked)
        assert (whole.status, whole.body, whole.size) == (200, BODY, 10)
        assert whole.headers == {**WHOLE.headers, "Accept-Ranges": "bytes"}


@pytest.mark.parametrize(
    ("held", "status"),
    [
        (ETAG, 206),
        ('"other"', 200),
        (f"W/{ETAG}", 200),
        ("abc", 200),
        ("", 200),
        ("*", 200),
        (f"{ETAG}, {ETAG}", 200),
        # Nor a date: pictures of one source in two formats have the same.
        (DATE, 200),
        ("Tue, 14 Nov 2023 22:13:21 GMT", 200),
        ("nonsense", 200),
    ],
)
def test_only_of_what_the_client_holds(held: str, status: int) -> None:
    response = in_range(WHOLE, {"Range": "bytes=0-1", "If-Range": held})
    assert (response.status, len(response.body)) == (status, 2 if status == 206 else 10)
    # Where the whole is answered, no range is looked at.
    behind = {"Range": "bytes=99-", "If-Range": held}
    if status == 200:
        assert in_range(WHOLE, behind).status == 200
    else:
        with pytest.raises(RangeNotSatisfiable):
            in_range(WHOLE, behind)


def test_weak_etags_never_fit() -> None:
    weak = Response(200, {"ETag": f"W/{ETAG}"}, BODY)
    assert in_range(weak, {"Range": "bytes=0-1", "If-Range": f"W/{ETAG}"}).status == 200


@pytest.mark.parametrize("status", [304, 404, 503])
def test_other_answers_have_no_parts(status: int) -> None:
    response = Response(status, {}, BODY)
    assert in_range(response, {"Range": "bytes=0-1"}) is response
