"""BlurHash: a blurred picture in some thirty characters, without transparency."""

from __future__ import annotations

import blurhash

from fitter.placeholders.sample import Sample

_LONG, _SHORT = 4, 3


def encode(sample: Sample) -> str:
    """The hash, with more components along the longer side."""
    wide = sample.size.width >= sample.size.height
    across, down = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    return str(blurhash.encode(sample.rows, components_x=across, components_y=down))
