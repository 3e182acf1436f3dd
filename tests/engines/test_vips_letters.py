"""Fonts: those that are shipped, those of the settings, and nothing of the machine's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fitter import BadArgument
from fitter.engines.vips import VipsEngine
from fitter.engines.vips.letters import SHIPPED
from fitter.values import Color
from tests.engines.stage import fields
from tests.material import ROOT

BLACK = Color(0, 0, 0)
WRITE = """
from tests.operations.stage import answer
for words in ("Hello", "%CE%95", "%E6%BC%A2", "%F0%9F%90%8E", "<b>"):
    answer(f"text:{words}/text:{words},0,0,9,red,,,,sans-bold/key")
answer("200x/text:wide,0,0,9,red,,1000000p/key")
"""


def test_fonts_are_shipped_with_their_licence() -> None:
    assert all(path.is_file() for path in SHIPPED.values())
    assert "Permission is hereby granted" in (SHIPPED["sans"].parent / "LICENSE").read_text()
    assert "fonts/*" in (ROOT / "setup.cfg").read_text()


def test_nothing_is_said_and_nothing_is_left_behind(tmp_path: Path) -> None:
    folders = {name: str(tmp_path / name) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    for folder in folders.values():
        Path(folder).mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "VIPS_MAX_COORD": "1000000",
        **folders,
    }
    command = [sys.executable, "-c", WRITE]
    ran = subprocess.run(command, capture_output=True, env=environment, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_font_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "renamed.ttf"
    path.write_bytes(SHIPPED["sans-bold"].read_bytes())
    try:
        image = VipsEngine(VipsEngine.Options(fonts={"brand": path})).open(fields())
        sizes = {font: image.lettering("Wide", 40, BLACK, 500, "left", font).size for font in ("sans", "brand")}
        assert sizes["brand"].width > sizes["sans"].width
        with pytest.raises(BadArgument, match="one of sans, sans-bold, brand"):
            image.lettering("Wide", 40, BLACK, 500, "left", "other")
    finally:
        VipsEngine(VipsEngine.Options())  # fonts are known to the process


@pytest.mark.parametrize("content", [None, b"", b"no font", b"\0\1\0\0\0\1" + bytes(6) + b"name" + b"\xff" * 12])
def test_what_is_no_font(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "brand.ttf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=r"fonts\.brand\n.* .*brand\.ttf is no TrueType or OpenType font"):
        VipsEngine(VipsEngine.Options(fonts={"brand": path}))
