"""What is seen in an answer, in the words of the tables."""

from __future__ import annotations

import json
from typing import Any

import pyvips

from tests.operations.stage import COLOURS
from tests.server import Reply


def seen(reply: Reply) -> dict[str, Any]:
    """The answer in the tables' words."""
    headers = {"content_type": "Content-Type", "vary": "Vary", "cache_control": "Cache-Control"}
    fields: dict[str, Any] = {name: reply.headers.get(header) for name, header in headers.items()}
    fields["status"] = reply.status
    if fields["content_type"] == "application/json":
        account = json.loads(reply.body)["thumbor"]
        return fields | {"account": account, "frame_count": account["source"]["frameCount"]}
    if reply.status != 200 or not fields["content_type"].startswith("image/"):
        return fields
    pages = "[n=-1]" if fields["content_type"] in ("image/gif", "image/webp") else ""
    image = pyvips.Image.new_from_buffer(reply.body, pages).copy_memory()
    frames = image.get("n-pages") if "n-pages" in image.get_fields() else 1
    height = image.height // frames
    if frames > 1:
        fields["frames"] = frames
    return fields | {"width": image.width, "height": height, "picture": image.crop(0, 0, image.width, height)}


def pixel(image: pyvips.Image, x: int, y: int) -> list[int]:
    """Red, green, blue and alpha at a place."""
    image = image.colourspace("srgb") if image.bands < 3 else image
    image = image if image.hasalpha() else image.bandjoin(255)
    return [round(value) for value in image(x, y)]


def corners(image: pyvips.Image) -> str:
    """The colours at top left, top right, bottom left, bottom right; ? for none of the four."""
    right, bottom = image.width - 1, image.height - 1
    found = (pixel(image, *place)[:3] for place in ((0, 0), (right, 0), (0, bottom), (right, bottom)))
    return "".join(next((n for n in "RGBY" if near(COLOURS[n], value, 40)), "?") for value in found)


def near(one: Any, other: Any, most: int) -> bool:
    """Whether numbers are within that of each other, one by one."""
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def dark_box(image: pyvips.Image) -> list[int]:
    """Left, top, right and bottom of what is dark."""
    columns, rows_ = (image.colourspace("b-w").extract_band(0) < 128).project()
    sides = []
    for sums in (columns, rows_):
        marks = [at for at, total in enumerate(memoryview(sums.write_to_memory()).cast("I")) if total]
        sides.append((marks[0], marks[-1] + 1))
    return [sides[0][0], sides[1][0], sides[0][1], sides[1][1]]
