"""Opens each file named on the standard input, makes two pictures of it, twice, and tells what came of it as JSON.

Its own process, so that a crash of libvips is a failed test and not the end of all tests.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from fitter import Blob, Box, FitterError, Output, Size
from fitter.engines.vips import VipsEngine

PIXELS = 4_000_000
"""Larger pictures are left alone, as the server does between opening and decoding."""


def outcome(engine: VipsEngine, content: bytes) -> str:
    """A status, ``large``, or the digest of the pictures."""
    try:
        image = engine.open(Blob(content))
        image.facts()
        if image.size.pixels * image.frames > PIXELS:
            return "large"
        corner = Box(0, 0, min(64, image.size.width), min(64, image.size.height))
        made = [image.resize(Size(48, 40)).encode(Output("webp")), image.crop(corner).blur(1).encode(Output())]
        return hashlib.sha256(b"".join(blob.read() for blob in made)).hexdigest()
    except FitterError as error:
        return str(error.status)


def main() -> None:
    """All files, one table."""
    engine, table = VipsEngine(VipsEngine.Options()), {}
    for name in sys.stdin.read().splitlines():
        content = Path(name).read_bytes()
        table[name] = [outcome(engine, content), outcome(engine, content)]
    print(json.dumps(table))


if __name__ == "__main__":
    main()
