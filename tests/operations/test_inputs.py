"""Operations on every kind of picture and in every format, in turn: a picture comes out, of the promised size."""

from __future__ import annotations

from functools import cache

import pyvips

from fitter import Blob, FitterError, Segment, resolve
from tests.operations.stage import answer, grammar, plain, quad
from tests.table import table

FORMATS = ("jpeg", "png", "webp", "gif", "avif")


@cache
def inputs() -> dict[str, Blob]:
    """Small pictures of every kind that a camera, a program or a designer makes."""
    colour = pyvips.Image.new_from_buffer(quad(60, 40).read(), "").copy_memory()
    alpha = colour.bandjoin(pyvips.Image.identity().resize(60 / 256, vscale=40).cast("uchar").crop(0, 0, 60, 40))
    film = pyvips.Image.arrayjoin([colour, colour.fliphor(), colour.flipver()], across=1).copy()
    film.set_type(pyvips.GValue.gint_type, "page-height", 40)
    return {
        "jpeg": Blob(colour.jpegsave_buffer(Q=95)),
        "grey jpeg": Blob(colour.colourspace("b-w").jpegsave_buffer(Q=95)),
        "cmyk jpeg": Blob(plain(60, 40, 10, 80, 40, 20).copy(interpretation="cmyk").jpegsave_buffer(Q=95)),
        "alpha png": Blob(alpha.pngsave_buffer()),
        "grey alpha png": Blob(alpha.colourspace("b-w").pngsave_buffer()),
        "palette png": Blob(alpha.pngsave_buffer(palette=True)),
        "16-bit png": Blob((colour.cast("ushort") * 257).copy(interpretation="rgb16").pngsave_buffer()),
        "webp": Blob(alpha.webpsave_buffer(lossless=True)),
        "gif": Blob(colour.gifsave_buffer()),
        "film gif": Blob(film.gifsave_buffer()),
        "film webp": Blob(film.webpsave_buffer(lossless=True)),
        "avif": Blob(alpha.heifsave_buffer(compression="av1", effort=0)),
        "one pixel": Blob(colour.crop(0, 0, 1, 1).pngsave_buffer()),
    }


OPERATIONS = [one for one in resolve.operations([]) if one.name not in ("meta",)]


def made(path: str, source: Blob) -> Blob | FitterError:
    """What the worker answers."""
    try:
        return answer(path, source)
    except FitterError as error:
        return error


@table("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_on_every_kind_of_picture(operation: type[Segment]) -> None:
    plan = grammar().parse(operation.example)
    steps = [one for one in plan.operations if isinstance(one, operation)]
    for at, (kind, source) in enumerate(inputs().items()):
        # The operations take turns, and no kind is left out; a CMYK profile takes longer to set up than all the rest.
        if (at + len(operation.name)) % (9 if kind == "cmyk jpeg" else 3):
            continue
        format = FORMATS[(at + len(operation.name)) % len(FORMATS)]
        path = "/".join([*(step.text for step in steps), f"format:{format}", "key"])
        blob = made(path, source)
        if isinstance(blob, FitterError):
            assert blob.status in (400, 422), (kind, path, blob.detail)
            continue
        picture = pyvips.Image.new_from_buffer(blob.read(), "")
        assert (picture.width, picture.height) == (blob.facts["width"], blob.facts["height"]), (kind, path)
        assert picture.avg() >= 0, "it decodes to its end"
