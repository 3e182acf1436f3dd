"""A signed URL gives the promised picture."""

from __future__ import annotations

import pytest

from tests.pictures import COLOURS, see
from tests.server import Server
from tests.table import table

RED, GREEN, BLUE, WHITE = COLOURS
UPRIGHT = (RED, GREEN, BLUE, WHITE)

# Of a picture of 120x80 whose quarters are red, green, blue and white.
QUARTERS = [
    ("", "120x80", UPRIGHT),
    ("60x40", "60x40", UPRIGHT),
    ("60x", "60x40", UPRIGHT),
    ("x40", "60x40", UPRIGHT),
    ("240x160", "240x160", UPRIGHT),
    ("fit-in/60x60", "60x40", UPRIGHT),
    ("fit-in/600x600", "120x80", UPRIGHT),
    ("stretch/50x50", "50x50", UPRIGHT),
    ("flip", "120x80", (BLUE, WHITE, RED, GREEN)),
    ("flop", "120x80", (GREEN, RED, WHITE, BLUE)),
    ("-60x40", "60x40", (GREEN, RED, WHITE, BLUE)),
    ("60x-40", "60x40", (BLUE, WHITE, RED, GREEN)),
    ("rotate:90", "80x120", (BLUE, RED, WHITE, GREEN)),
    ("rotate:180", "120x80", (WHITE, BLUE, GREEN, RED)),
    ("rotate:270", "80x120", (GREEN, WHITE, RED, BLUE)),
    ("filters:rotate(90)", "80x120", (GREEN, WHITE, RED, BLUE)),  # thumbor turns the other way
    ("rotate:90/60x40", "60x40", (BLUE, RED, WHITE, GREEN)),
    ("60x40/rotate:90", "40x60", (BLUE, RED, WHITE, GREEN)),
    ("crop:0,0,60,40", "60x40", (RED,) * 4),
    ("crop:50p,50p,50p,50p", "60x40", (WHITE,) * 4),
    ("60x0:120x40", "60x40", (GREEN,) * 4),
    ("0x40:60x80/30x20", "30x20", (BLUE,) * 4),
    ("flip/crop:0,0,60,40", "60x40", (BLUE,) * 4),  # left to right, in that order
    ("crop:0,0,60,40/flip", "60x40", (RED,) * 4),
    ("rotate:45", "141x141", (WHITE,) * 4),
]

# Of columns or rows red, green, blue: which part stays.
PLACES = [
    ("40x80/left", "stripes.png", RED),
    ("40x80", "stripes.png", GREEN),
    ("40x80/center", "stripes.png", GREEN),
    ("40x80/right", "stripes.png", BLUE),
    ("80x40/top", "tall.png", RED),
    ("80x40/middle", "tall.png", GREEN),
    ("80x40/bottom", "tall.png", BLUE),
]


@table(("operations", "size", "corners"), QUARTERS)
def test_size_and_corners(server: Server, operations: str, size: str, corners: tuple[str, ...]) -> None:
    reply = server.get(operations, "quarters.png")
    assert reply.status == 200, reply.body
    seen = see(reply.body)
    assert (seen.size, seen.corners) == (size, corners)


@pytest.mark.parametrize(("operations", "source", "colour"), PLACES)
def test_alignment_says_which_part_stays(server: Server, operations: str, source: str, colour: str) -> None:
    assert see(server.get(operations, source).body).corners == (colour,) * 4


@table("source", ["jpg", "png", "webp", "gif", "avif"])
@table("asked", ["", "jpeg", "png", "webp", "gif", "avif"])
def test_every_format_from_every_format(server: Server, source: str, asked: str) -> None:
    reply = server.get("60x40" + (f"/format:{asked}" if asked else ""), f"quarters.{source}")
    wanted = asked or {"jpg": "jpeg"}.get(source, source)
    assert reply.headers["Content-Type"] == f"image/{wanted}"
    seen = see(reply.body)
    assert (seen.format, seen.size, seen.corners) == ({"avif": "heif"}.get(wanted, wanted), "60x40", UPRIGHT)


@pytest.mark.parametrize(
    ("source", "size", "corners"),
    [
        ("oriented.jpg", "80x120", (BLUE, RED, WHITE, GREEN)),
        ("deep.png", "120x80", UPRIGHT),
        ("two words é?#%.jpg", "120x80", UPRIGHT),
    ],
)
def test_sources_of_all_kinds(server: Server, source: str, size: str, corners: tuple[str, ...]) -> None:
    seen = see(server.get("", source).body)
    assert (seen.size, seen.corners) == (size, corners)


def test_transparency_lies_on_the_background_where_the_format_has_none(server: Server) -> None:
    on_blue = see(server.get("background:0000ff/format:jpeg", "transparent.png").body)
    assert on_blue.corners[2] == BLUE
    assert see(server.get("format:jpeg", "transparent.png").body).format == "jpeg"


def test_what_is_answered_for_a_source_that_is_missing(server: Server) -> None:
    reply = server.get("60x40/fallback:quarters.png", "nothing.jpg")
    assert (reply.status, see(reply.body).size) == (200, "60x40")
    assert reply.headers["X-Fitter-Fallback"] == "source_not_found"
    assert reply.headers["Cache-Control"].startswith("public, max-age=60")
    assert server.get("60x40/fallback:nothing.png", "nothing.jpg").status == 404


def test_the_source_itself_to_save(server: Server) -> None:
    reply = server.get("raw/attachment", "quarters.png")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/png")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="quarters.png"'
    assert reply.body == (server.file.parent / "images" / "quarters.png").read_bytes()
    again = server.get("raw", "quarters.png", If_None_Match=reply.headers["Etag"])
    assert (again.status, again.body) == (304, b"")
