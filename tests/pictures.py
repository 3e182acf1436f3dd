"""Source pictures painted for the tests, and what the tests see in an answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyvips

COLOURS = {"red": (230, 20, 20), "green": (20, 200, 20), "blue": (20, 20, 230), "white": (255, 255, 255)}
"""The quarters of a painted picture: top left, top right, bottom left, bottom right."""
_NAMED = {**COLOURS, "grey": (128, 128, 128), "black": (0, 0, 0)}

CORNERS = tuple(COLOURS)


def quarters(width: int = 120, height: int = 80) -> pyvips.Image:
    """Four quarters in four colours, so that every turn, mirror and cut can be told from every other."""
    red, green, blue, white = (
        (pyvips.Image.black(width // 2, height // 2) + colour).cast("uchar") for colour in COLOURS.values()
    )
    return red.join(green, "horizontal").join(blue.join(white, "horizontal"), "vertical").copy(interpretation="srgb")


def stripes(width: int = 120, height: int = 80) -> pyvips.Image:
    """Three columns red, green, blue: what is cut off on a side is seen."""
    red, green, blue = ((pyvips.Image.black(width // 3, height) + COLOURS[c]).cast("uchar") for c in CORNERS[:3])
    return red.join(green, "horizontal").join(blue, "horizontal").copy(interpretation="srgb")


def encoded(image: pyvips.Image, suffix: str, **options: object) -> bytes:
    """The picture in a format."""
    return bytes(image.write_to_buffer(suffix, **options))


def oriented(tag: int) -> bytes:
    """A JPEG whose EXIF orientation says how to turn it."""
    picture = quarters().copy()
    picture.set_type(pyvips.GValue.gint_type, "orientation", tag)
    return encoded(picture, ".jpg")


def noise(width: int, height: int) -> bytes:
    """A PNG that hardly compresses."""
    return encoded(pyvips.Image.gaussnoise(width, height, mean=128, sigma=60).cast("uchar"), ".png", compression=1)


def paint(folder: Path) -> None:
    """One file of each kind that the server tests ask for."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _painted().items():
        (folder / name).write_bytes(content)


@cache
def _painted() -> dict[str, bytes]:
    image = quarters()
    transparent = image.bandjoin(pyvips.Image.black(120, 80).linear(1, 128).cast("uchar"))
    half_black = pyvips.Image.black(400, 300).copy(interpretation="srgb")
    return {
        "quarters.jpg": encoded(image, ".jpg", Q=95),
        "quarters.png": encoded(image, ".png"),
        "quarters.webp": encoded(image, ".webp", lossless=True),
        "quarters.gif": encoded(image, ".gif"),
        "quarters.avif": encoded(image, ".avif", Q=90, effort=0),
        "quarters.tiff": encoded(image, ".tiff"),
        "transparent.png": encoded(transparent, ".png"),
        "deep.png": encoded((image.cast("ushort") * 257).copy(interpretation="rgb16"), ".png"),
        "stripes.png": encoded(stripes(), ".png"),
        "tall.png": encoded(stripes().rot90(), ".png"),
        "oriented.jpg": oriented(6),
        "cut.jpg": (whole := encoded(quarters(300, 200), ".jpg"))[: len(whole) // 2],
        "many.png": encoded(half_black, ".png"),  # 120,000 pixels
        "heavy.png": noise(400, 200),  # some 80,000 bytes
        "text.jpg": b"This is no picture, whatever its name says.\n" * 20,
        "empty.jpg": b"",
        "two words é?#%.jpg": encoded(image, ".jpg", Q=95),
    }


@dataclass(frozen=True)
class Seen:
    """A picture as it came back."""

    format: str
    width: int
    height: int
    corners: tuple[str, ...]

    @property
    def size(self) -> str:
        return f"{self.width}x{self.height}"


def see(body: bytes) -> Seen:
    """Decode all of it; the corners are named by the nearest colour."""
    image = pyvips.Image.new_from_buffer(body, "", fail_on="truncated").copy_memory()
    loader = str(image.get("vips-loader")).removesuffix("load_buffer")
    rgb = image.colourspace("srgb").flatten(background=[0, 0, 0]) if image.hasalpha() else image.colourspace("srgb")
    across, down = image.width // 8, image.height // 8
    places = [(x, y) for y in (down, image.height - 1 - down) for x in (across, image.width - 1 - across)]
    return Seen(loader, image.width, image.height, tuple(_named(rgb(x, y)) for x, y in places))


def _named(colour: list[float]) -> str:
    return min(_NAMED, key=lambda name: sum((a - b) ** 2 for a, b in zip(_NAMED[name], colour, strict=False)))
