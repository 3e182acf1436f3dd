"""How a process loads its code when it starts."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Import inside of this: a start then takes two thirds of the time.

    What is imported stays, so the collector need not look through it, now or later; and pydantic need not look for
    plugins of its own in all that is installed.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    rests = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if not rests:
            gc.enable()
