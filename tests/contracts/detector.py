"""What every detector must do. A test file for a detector subclasses this and provides the detector as a fixture."""

from __future__ import annotations

import math

import pytest

from fitter import Box, Detector, Image, Size, middle, resolve
from tests.operations import stage

_ENGINE = "fitter.engines.vips.VipsEngine"


def lit(across: float, down: float) -> Image:
    """A dark picture of 400x300 with a white spot at these fractions of its width and height."""
    left, top = round(400 * across) - 20, round(300 * down) - 20
    picture = stage.plain(400, 300, 20, 20, 20).insert(stage.plain(40, 40, 255, 255, 255), left, top)
    return opened(picture)


def opened(picture: object) -> Image:
    """A picture as detectors get it."""
    engine = resolve.dotted(_ENGINE)
    image: Image = engine(engine.Options()).open(stage.png(picture))  # type: ignore[arg-type]  # pyvips has no types
    return image


class DetectorContract:
    """Subclass it, provide the fixture ``detector``, and add what it is to find and what not."""

    @staticmethod
    def point(detector: Detector, image: Image) -> tuple[float, float]:
        """The middle of all that is found, in fractions; fails where there is nothing."""
        spots = detector.find(image)
        assert spots, "it finds nothing"
        return middle(spots)

    @pytest.mark.parametrize("channels", [(90,), (90, 128), (9, 90, 200), (9, 90, 200, 128), (0, 0, 0, 0)])
    @pytest.mark.parametrize("size", [Size(1, 1), Size(300, 200), Size(3, 900)])
    def test_every_kind_of_picture_is_looked_at(
        self, detector: Detector, channels: tuple[int, ...], size: Size
    ) -> None:
        picture = stage.plain(size.width, size.height, *channels)
        if len(channels) < 3:
            picture = picture.copy(interpretation="b-w")
        self.check(detector, opened(picture))

    def test_what_was_cut_and_turned_is_looked_at(self, detector: Detector) -> None:
        image = lit(0.3, 0.6)
        for one in (image.crop(Box(50, 50, 300, 250)), image.flop(), image.resize(Size(60, 200))):
            self.check(detector, one)

    def test_it_finds_the_same_each_time(self, detector: Detector) -> None:
        image = lit(0.3, 0.6)
        assert list(detector.find(image)) == list(detector.find(image))

    @staticmethod
    def check(detector: Detector, image: Image) -> None:
        for spot in detector.find(image):
            edges = (spot.left, spot.top, spot.right, spot.bottom)
            assert all(0 <= edge <= 1 for edge in edges), f"{spot} is not in fractions of the picture"
            assert spot.left <= spot.right, f"the edges of {spot} are the wrong way round"
            assert spot.top <= spot.bottom, f"the edges of {spot} are the wrong way round"
            assert 0 < spot.weight < math.inf, f"{spot} weighs nothing, or everything"
