"""Paints the sample pictures: ``python -m fitter.engines.vips_samples FOLDER``.

Nobody's rights are in the way of a picture that was computed, and each of the five large ones asks for something else
of an image server: soft gradients, hard edges, darkness, transparency, and motion. The small one is a frame for them.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fitter.engines.vips_samples.landscapes import aurora, mountains
from fitter.engines.vips_samples.ornaments import frame, glass, leaf
from fitter.engines.vips_samples.phases import moon


def _glass() -> bytes:
    return bytes(glass().pngsave_buffer(compression=4, filter="all", keep="none"))


def _leaf() -> bytes:
    return bytes(leaf().pngsave_buffer(compression=4, filter="all", keep="none"))


def _frame() -> bytes:
    return bytes(frame().pngsave_buffer(compression=4, filter="all", keep="none"))


def _aurora() -> bytes:
    return bytes(aurora().webpsave_buffer(Q=90, effort=2, keep="none"))


def _mountains() -> bytes:
    return bytes(mountains().jpegsave_buffer(Q=92, keep="none"))


def _moon() -> bytes:
    return bytes(moon().gifsave_buffer(effort=2, dither=0.5, interframe_maxerror=8, keep="none"))


SAMPLES = {
    "mountains.jpg": _mountains,
    "glass.png": _glass,
    "aurora.webp": _aurora,
    "leaf.png": _leaf,
    "moon.gif": _moon,
    "frame.9.png": _frame,
}
"""The files, and what makes their bytes."""


def paint(folder: Path) -> None:
    """Make those that are not there, all at once, for libvips uses one core for most of it.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(len(SAMPLES)) as threads:
        for painted in [threads.submit(_paint, folder / name) for name in SAMPLES if not (folder / name).exists()]:
            painted.result()


def _paint(file: Path) -> None:
    """The file appears whole or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        part.write_bytes(SAMPLES[file.name]())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
