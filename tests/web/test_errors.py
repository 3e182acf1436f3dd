"""Every error has its status, its code and a sentence; it is not kept for long and gives nothing away."""

from __future__ import annotations

import pytest

from tests.server import KEY, Reply, Server
from tests.web.stage import Stage, until

SETTINGS = {
    "limits": {
        "source_bytes": 50_000,
        "source_pixels": 100_000,
        "result_pixels": 1_000_000,
        "path_bytes": 4096,
        "arguments": {"blur.sigma": 5},
    },
    "presets": {"card": "60x40/blur:9/sharpen"},
    "security": {"keys": [KEY], "allow_unsigned": True, "operations": {"deny": ["sharpen"]}},
    "sources": {"missing": "0.5s"},
    "cache": {"cors": [], "tags": []},
}

ERRORS = [
    # operations, source, status, code, words of the sentence
    ("", "nothing.jpg", 404, "source_not_found", "no source of this name"),
    ("60x40", "folder/nothing.jpg", 404, "source_not_found", "no source"),
    ("rotat:90", "quarters.jpg", 400, "unknown_operation", "'rotat'. Did you mean rotate?"),
    ("rotate:400", "quarters.jpg", 400, "bad_argument", "must be a number from -360 to 360, got '400'"),
    ("rotate:a", "quarters.jpg", 400, "bad_argument", "rotate: degrees must be a number"),
    ("rotate:90,red,3", "quarters.jpg", 400, "bad_argument", "takes at most 2"),
    ("crop:1,2", "quarters.jpg", 400, "bad_argument", "crop: width is required"),
    ("format:bmp", "quarters.jpg", 400, "bad_argument", "one of"),
    ("filters:qqqqqq(1)", "quarters.jpg", 400, "unknown_operation", "no filter 'qqqqqq'"),
    ("filters:rotate(90", "quarters.jpg", 400, "", "filters"),
    ("fit-in/full-fit-in/60x40", "quarters.jpg", 400, "bad_argument", "already"),
    ("/".join(["flip"] * 100), "quarters.jpg", 400, "bad_path", "More than 64 operations"),
    ("expires:1000000000", "quarters.jpg", 410, "expired", "has expired"),
    ("expires:1000000000", "nothing.jpg", 410, "expired", "has expired"),
    ("", "heavy.png", 413, "source_too_large", "at most 50000"),
    ("", "text.jpg", 415, "unsupported_image", ""),
    ("", "empty.jpg", 415, "unsupported_image", ""),
    ("", "quarters.tiff", 415, "unsupported_image", "TIFF"),
    ("", "cut.jpg", 422, "undecodable_image", "cut short"),
    ("60x40", "cut.jpg", 422, "undecodable_image", "cut short"),
    ("30x20", "many.png", 422, "limit_exceeded", "120000 pixels (400x300); at most 100000"),
    ("100000x100000", "quarters.jpg", 422, "limit_exceeded", "100000x100000); at most 1000000"),
    ("1001x1000", "quarters.jpg", 422, "limit_exceeded", "at most 1000000"),
    ("2000x/40x", "quarters.jpg", 422, "limit_exceeded", "of resize"),
    ("70000x1", "quarters.jpg", 422, "limit_exceeded", "at most 65500 pixels a side"),
    ("100001x1", "quarters.jpg", 400, "bad_argument", "100000"),
    ("crop:200,200,10,10", "quarters.jpg", 400, "bad_argument", "holds nothing"),
    ("preset:crad", "quarters.jpg", 400, "unknown_operation", "There is no preset 'crad'. Did you mean card?"),
    ("sharpen", "quarters.jpg", 403, "operation_not_allowed", "sharpen: this operation may not be asked for here"),
    ("filters:sharpen(1,1)", "quarters.jpg", 403, "operation_not_allowed", "sharpen"),
    ("blur:9", "quarters.jpg", 422, "limit_exceeded", "blur: sigma is at most 5 here, got 9"),
    ("raw/60x40", "quarters.jpg", 400, "bad_argument", "got resize"),
    ("raw", "text.jpg", 415, "unsupported_image", ""),
    ("raw", "quarters.tiff", 415, "unsupported_image", "TIFF"),
    ("60x40/fallback:nothing.png", "nothing.jpg", 404, "source_not_found", "no source"),
    ("fault", "quarters.jpg", 500, "internal", ""),
]

SECONDS = {400: 60, 403: 10, 404: 10, 410: 60, 413: 60, 415: 60, 422: 60}
"""For how long a CDN may reuse an error; the others nobody."""


def is_clean(reply: Reply, stage: Stage) -> None:
    """An error that nobody keeps for long, and that says nothing of the machine or the code."""
    seconds = SECONDS.get(reply.status)
    assert reply.headers["Cache-Control"] == (f"public, max-age=0, s-maxage={seconds}" if seconds else "no-store")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.problem["status"] == reply.status
    assert reply.problem["instance"] == reply.headers["X-Request-Id"]
    text = reply.body.decode()
    assert reply.problem["detail"].endswith((".", "?")) or reply.problem["detail"] == reply.problem["title"]
    for secret in ("Traceback", ".py", "Error(", str(stage.folder), "images", KEY, "secret of the", "vips", "VIPS"):
        assert secret not in text


@pytest.mark.parametrize(("operations", "source", "status", "code", "words"), ERRORS)
def test_error(server: Server, stage: Stage, operations: str, source: str, status: int, code: str, words: str) -> None:
    before = set(stage.kept())
    reply = server.request(server.sign(f"{operations}/{source}".lstrip("/")))
    assert reply.status == status, reply.body
    assert reply.problem["code"].startswith(code)
    assert words in reply.problem["detail"]
    is_clean(reply, stage)
    assert server.request(server.sign(f"{operations}/{source}".lstrip("/"))).headers.get("X-Cache") != "HIT"
    assert set(stage.kept()) == before


def test_what_is_refused_is_refused_unsigned_too_and_a_preset_may_hold_it(server: Server) -> None:
    assert server.request("/unsafe/sharpen/quarters.jpg").problem["code"] == "operation_not_allowed"
    for path in ("/unsafe/preset:card/quarters.jpg", server.sign("preset:card/quarters.jpg")):
        assert server.request(path).status == 200


def test_no_scripts_may_read_and_nothing_is_tagged_where_that_is_off(server: Server) -> None:
    path = server.path("60x40", "quarters.jpg")
    assert server.request(path, "OPTIONS").status == 405
    assert server.request(path, "POST").headers["Allow"] == "GET, HEAD, DELETE, PURGE"
    headers = server.request(path, Origin="https://any.example").headers
    assert [name for name in headers if name.startswith(("Access-", "Cross-", "Timing-", "Cache-Tag", "Surro"))] == []


def test_source_that_comes_later_is_served(server: Server, stage: Stage) -> None:
    assert server.get("", "later.jpg").status == 404
    assert server.get("", "later.jpg").status == 404, "for a while it is not looked for again"
    (stage.folder / "images" / "later.jpg").write_bytes((stage.folder / "images" / "quarters.jpg").read_bytes())
    until(lambda: server.get("", "later.jpg").status == 200)


def test_fault_of_a_loader_is_one_answer_and_a_line_in_the_log(stage: Stage) -> None:
    with stage.server(loader={"use": "tests.mischief.FaultyLoader"}) as server:
        reply = server.get("", "quarters.jpg")
        assert (reply.status, reply.problem["code"]) == (500, "internal")
        is_clean(reply, stage)
        assert server.get("", "quarters.jpg").status == 500
    assert any("ZeroDivisionError" in line and reply.headers["X-Request-Id"] in line for line in server.lines)
