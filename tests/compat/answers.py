"""Asking a server for a row, and how its answer differs from what the table says, within the tables' tolerances."""

from __future__ import annotations

import http.client
from typing import Any

from tests.compat.conftest import Servers
from tests.compat.rows import Row
from tests.compat.settings import changed, is_signed
from tests.compat.sight import corners, dark_box, near, pixel, seen
from tests.compat.sources import named
from tests.server import Reply, Server

EXACT = ("status", "content_type", "frames", "vary", "frame_count")


def ask(servers: Servers, row: Row) -> Reply:
    """The answer of the server that is set up as the row says."""
    servers.draw(*named(row.path))
    server = servers.of(**changed(row.config))
    path = server.sign(row.path.removeprefix("/unsafe/")) if _is_resigned(row) else row.path
    headers = {} if row.accept is None else {"Accept": row.accept}
    return request(server, path, row.method, **headers)


def _is_resigned(row: Row) -> bool:
    return is_signed(row.config) and "ALLOW_UNSAFE_URL" not in row.config


def request(server: Server, path: str, method: str = "GET", **headers: str) -> Reply:
    """One request, whose path is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def told(reply: Reply) -> str:
    """An answer in a few words: size, corners, format if it is not PNG; or the status; or the account."""
    if reply.status != 200:
        return str(reply.status)
    fields = seen(reply)
    if "account" in fields:
        done = (" ".join(map(str, step.values())) for step in fields["account"]["operations"])
        return f"{', '.join(done)} -> {fields['account']['target']['width']}x{fields['account']['target']['height']}"
    known = corners(fields["picture"]).replace("????", "")
    format = fields["content_type"].removeprefix("image/").replace("png", "")
    return " ".join(filter(None, [f"{fields['width']}x{fields['height']}", known, format]))


def differences(expected: dict[str, Any], reply: Reply) -> list[str]:
    """What is not as the table says."""
    got = seen(reply)
    found = [
        f"{name} {got.get(name)} and not {expected[name]}"
        for name in EXACT
        if name in expected and got.get(name) != expected[name]
    ]
    if "cache_control" in expected and _directives(got["cache_control"]) != _directives(expected["cache_control"]):
        found.append(f"{got['cache_control']} and not {expected['cache_control']}")
    if "body" in expected and not _is_body(reply.body.decode(errors="replace"), expected["body"] or ""):
        found.append(f"body {reply.body[:80]!r} and not {expected['body']}")
    if "account" in got:
        return found + _account_differences(expected, got["account"])
    return found + _picture_differences(expected, got) if "picture" in got else found


def _is_body(body: str, start: str) -> bool:
    return body.startswith(start) and bool(body) is bool(start)


def _directives(text: str | None) -> set[str]:
    return {part.strip() for part in (text or "").split(",")}


def _account_differences(expected: dict[str, Any], account: dict[str, Any]) -> list[str]:
    found, done = [], account["operations"]
    if "target" in expected and not _alike(account["target"], expected["target"]):
        found.append(f"target {account['target']} and not {expected['target']}")
    if "operations" in expected and not (
        len(done) == len(expected["operations"]) and all(map(_alike, done, expected["operations"]))
    ):
        found.append(f"{_written(done)} and not {_written(expected['operations'])}")
    if "crop_ltrb" in expected:
        boxes = [[step[edge] for edge in ("left", "top", "right", "bottom")] for step in done if step["type"] == "crop"]
        box = expected["crop_ltrb"]
        if len(boxes) != bool(box) or (box and not near(boxes[0], box, 1)):
            found.append(f"crops {boxes} and not {box}")
    return found


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(
        one[name] == other[name] if isinstance(one[name], str) else abs(one[name] - other[name]) <= 1 for name in one
    )


def _written(operations: list[dict[str, Any]]) -> str:
    return ", ".join(" ".join(str(value).removesuffix(".0") for value in step.values()) for step in operations)


def _any(corners: str | frozenset[str]) -> frozenset[str]:
    return frozenset({corners}) if isinstance(corners, str) else corners


def _picture_differences(expected: dict[str, Any], got: dict[str, Any]) -> list[str]:
    picture = got["picture"]
    found = [
        f"{name} {got[name]} and not {expected[name]}"
        for name in ("width", "height")
        if name in expected and abs(got[name] - expected[name]) > 1
    ]
    if "corners" in expected and corners(picture) not in _any(expected["corners"]):
        found.append(f"corners {corners(picture)} and not {' or '.join(sorted(_any(expected['corners'])))}")
    if "dark_bbox_ltrb" in expected and not near(dark_box(picture), expected["dark_bbox_ltrb"], 1):
        found.append(f"dark in {dark_box(picture)} and not {expected['dark_bbox_ltrb']}")
    lossy = got["content_type"] in ("image/jpeg", "image/webp", "image/avif")
    for place, value in expected.get("pixels", {}).items():
        here = pixel(picture, *map(int, place.split(",")))
        if not near(here, value, 8 if lossy else 2):
            found.append(f"{here} at {place} and not {value}")
    return found
