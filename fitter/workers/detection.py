"""Asking the detector: what it finds is checked, and what it breaks is not the picture's fault."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence

from fitter.focus import Spot
from fitter.picture import Image
from fitter.protocols import Detector

log = logging.getLogger(__name__)


class Detection:
    """The detector of the settings for one picture, or one that finds nothing where there is none."""

    def __init__(self, detector: Detector | None) -> None:
        self._detector = detector
        self.failed = False

    def find(self, image: Image) -> Sequence[Spot]:
        """What the detector finds that can be reckoned with; nothing if it fails, so that the picture is still made."""
        if self._detector is None:
            return ()
        try:
            return [spot for spot in self._detector.find(image) if _sound(spot)]
        except Exception:  # a plugin's own code runs here
            self.failed = True
            log.exception("the detector failed on a picture of %s", image.size)
            return ()


def _sound(spot: Spot) -> bool:
    edges = (spot.left, spot.top, spot.right, spot.bottom, spot.weight)
    return all(map(math.isfinite, edges)) and spot.left <= spot.right and spot.top <= spot.bottom and spot.weight > 0
