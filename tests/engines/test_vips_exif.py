from __future__ import annotations

import pytest
import pyvips

from fitter.engines.vips.exif import tags
from tests.engines.stage import flat


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Google (Google, ASCII, 7 components, 7 bytes)", "Google"),
        ("Model (II) (Model (II), ASCII, 11 components, 11 bytes)", "Model (II)"),
        ("a, b (c (a, b (c, ASCII, 8 components, 8 bytes)", "a, b (c"),
        ("17/10 (f/1.7, Rational, 1 components, 8 bytes)", "17/10"),
        ("2 (Internal error (unknown value 2), Short, 1 components, 2 bytes)", "2"),
        ("47/1 3763/100 0/1 (47, 37.63,  0, Rational, 3 components, 24 bytes)", "47/1 3763/100 0/1"),
        (" (, ASCII, 1 components, 1 bytes)", ""),
        ("bare", "bare"),
        ("", ""),
    ],
)
def test_the_value_is_told_without_its_type(written: str, value: str) -> None:
    picture = flat(2, 2, 9, 9, 9).copy()
    picture.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Model", written)
    assert tags(picture) == {"Model": value}


def test_tags_of_the_thumbnail_are_not_told() -> None:
    picture = flat(2, 2, 9, 9, 9).copy()
    for name in ("exif-ifd1-Make", "exif-ifd4-InteroperabilityIndex", "exif-data", "exif-ifd2-FNumber"):
        picture.set_type(pyvips.GValue.gstr_type, name, "1")
    assert tags(picture) == {"FNumber": "1"}
