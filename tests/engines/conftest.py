"""The engine as it is without any options."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fitter.engines.vips import VipsEngine


@pytest.fixture
def engine() -> Iterator[VipsEngine]:
    """Made for each test, because libvips' list of allowed decoders belongs to the process."""
    yield VipsEngine(VipsEngine.Options())
    VipsEngine(VipsEngine.Options())
