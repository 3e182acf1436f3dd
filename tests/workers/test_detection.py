"""A smart cut asks the detector of the settings first, and is made whatever the detector does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import pytest
import pyvips
from pydantic import Field

import fitter
from fitter import FitterError, Image, Spot
from fitter.settings.config import Settings
from fitter.settings.limits import Limits
from fitter.settings.section import Plugin
from fitter.studio import _context, hello
from fitter.workers.work import Work
from tests.operations.stage import pixel, png

FOUND: dict[str, list[Spot]] = {
    "left": [Spot(0.05, 0.4, 0.15, 0.6)],
    "both": [Spot(0.05, 0.4, 0.15, 0.6, weight=1), Spot(0.85, 0.4, 0.95, 0.6, weight=1)],
    "heavy": [Spot(0.05, 0.4, 0.15, 0.6, weight=99), Spot(0.85, 0.4, 0.95, 0.6, weight=1)],
    "nothing": [],
    "nonsense": [Spot(float("nan"), 0, 0, 0), Spot(0.1, 0, 0.1, 0, weight=-1), Spot(0.9, 0, 0.1, 0)],
}


class Told:
    """A detector that finds what it is told to find."""

    class Options(fitter.Options):
        """What to find."""

        what: str = Field("nothing", max_length=10)

    def __init__(self, options: Options) -> None:
        self._what = options.what

    def find(self, image: Image) -> Sequence[Spot]:
        if self._what == "failure":
            raise RuntimeError("no model")
        return FOUND[self._what]


RULER = png((pyvips.Image.xyz(800, 200)[0] / 4).bandjoin([pyvips.Image.black(800, 200)] * 2).cast("uchar"))
"""800x200, as red as it is far to the right: a pixel of a cut tells where it was."""


def settings(**options: Any) -> Settings:
    return Settings.model_construct(detector=Plugin(use=f"{__name__}.Told", **options))


def cut(what: str, words: str = "smart") -> int:
    """The left edge of the window that is cut out of the ruler, 200 wide."""
    body = Work(hello(settings(what=what)))(f"200x200/{words}/format:png/key", RULER).read()
    return 4 * pixel(pyvips.Image.new_from_buffer(body, ""), 0, 100)[0]


@pytest.mark.parametrize(("what", "left"), [("left", 0), ("both", 300), ("heavy", 0)])
def test_what_is_found_is_kept(what: str, left: int) -> None:
    assert cut(what) == pytest.approx(left, abs=8)


@pytest.mark.parametrize("what", ["nothing", "nonsense", "failure"])
def test_what_draws_the_eye_is_kept_where_nothing_is_found(what: str) -> None:
    drawn = Work(hello(Settings.model_construct()))("200x200/smart/format:png/key", RULER).read()
    assert cut(what) == 4 * pixel(pyvips.Image.new_from_buffer(drawn, ""), 0, 100)[0]


@pytest.mark.parametrize(
    ("words", "left"), [("left", 0), ("right", 600), ("focal:700,0", 600), ("smart/focal:300,0", 200)]
)
def test_what_the_url_names_wins(words: str, left: int) -> None:
    assert cut("both", words) == pytest.approx(left, abs=4)


def test_entropy_asks_no_detector() -> None:
    assert cut("left", "smart:entropy") == cut("both", "smart:entropy")


def test_it_is_in_the_key() -> None:
    contexts = {_context(settings(what=what)) for what in ("left", "both")} | {_context(Settings.model_construct())}
    assert len(contexts) == 3


def test_a_detector_that_cannot_be_made() -> None:
    with pytest.raises(FitterError, match=r"detector.what: must be .* at most 10 characters"):
        Work(hello(settings(what="far too much")))


@pytest.mark.parametrize(
    ("what", "words", "is_provisional"),
    [
        ("failure", "200x200/smart", True),
        ("failure", "200x200", False),
        ("failure", "smart", False),  # nothing is cut off
        ("failure", "200x200/smart/focal:9,9", False),
        ("nothing", "200x200/smart", False),
        ("left", "200x200/smart", False),
    ],
)
def test_a_picture_is_provisional_that_was_cut_without_the_detector(
    what: str, words: str, is_provisional: bool
) -> None:
    work = Work(hello(settings(what=what)))
    assert work(f"{words}/key", RULER).facts.get("provisional", False) is is_provisional
    assert "provisional" not in work("10x10/key", RULER).facts


class Heir:
    """A detector with an option that is another setting's value."""

    pixels = 0

    class Options(fitter.Options):
        """Left out by who uses it."""

        most: Annotated[fitter.Count, fitter.Inherit("limits.source_pixels")] = 7

    def __init__(self, options: Options) -> None:
        Heir.pixels = options.most

    def find(self, image: Image) -> Sequence[Spot]:
        raise NotImplementedError


class Stranger(Heir):
    """One that wants a setting of which no worker hears."""

    class Options(fitter.Options):
        """Left out too."""

        port: Annotated[int, fitter.Inherit("server.port")] = 7


def test_an_option_that_is_another_settings_value() -> None:
    def made(kind: type[Heir]) -> Work:
        detector = Plugin(use=f"{__name__}.{kind.__name__}")
        return Work(hello(Settings.model_construct(detector=detector, limits=Limits(source_pixels=1234))))

    made(Heir)
    assert Heir.pixels == 1234
    with pytest.raises(FitterError, match=r"detector.port: cannot be inherited: no setting server.port is known here"):
        made(Stranger)
