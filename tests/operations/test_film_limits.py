"""How many frames and pixels an animation may have."""

from __future__ import annotations

import pytest

from fitter import Blob, FitterError, LimitExceeded
from fitter.app import App
from fitter.settings.config import Settings
from fitter.settings.limits import Limits
from fitter.settings.section import Plugin
from fitter.settings.security import Security
from fitter.workers.greeting import hello
from fitter.workers.work import Work
from tests.operations import stage
from tests.operations.films import film, see

KEY = Security.model_validate({"keys": ["a key that is long enough"]})


def made(path: str, source: Blob, **limits: int) -> Blob:
    """The answer under these limits."""
    work = Work(hello(Settings.model_construct(limits=Limits(**limits))))
    return work(stage.grammar().write(stage.grammar().parse(path)), source)


@pytest.mark.parametrize("format", ["gif", "webp"])
def test_more_frames_than_are_allowed(format: str) -> None:
    with pytest.raises(LimitExceeded) as refused:
        made("20x/a", film(format), frames=4)
    assert refused.value.status == 422
    assert refused.value.detail == (
        "The source has 5 frames; at most 4 are allowed. max-frames:4 takes the first of them, page:1 a single one,"
        " and so does a format without animation such as format:jpeg."
    )


@pytest.mark.parametrize("path", ["max-frames:4", "page:1", "page:5", "cover", "format:jpeg", "x"])
def test_the_ways_out(path: str) -> None:
    assert made(f"{path}/a", film(), frames=5 if path == "x" else 4).size


def test_one_frame_makes_stills() -> None:
    answer = made("20x/a", film(), frames=1)
    assert (answer.facts["format"], len(see(answer).frames), see(answer).inks) == ("gif", 1, [0])


def test_all_pixels_of_all_frames_count() -> None:
    pixels = 40 * 30 * 5
    assert made("x/a", film(), source_pixels=pixels).facts["frames"] == 5
    with pytest.raises(
        LimitExceeded, match=r"The source has 6000 pixels \(40x30, 5 frames\); at most 5999 are allowed"
    ):
        made("x/a", film(), source_pixels=pixels - 1)
    assert made("max-frames:4/a", film(), source_pixels=pixels - 1).facts["frames"] == 4
    with pytest.raises(LimitExceeded, match=r"result of resize has 24000 pixels \(80x60, 5 frames\); at most 23999"):
        made("80x60/20x/a", film(), result_pixels=23999)
    assert made("80x60/format:png/a", film(), result_pixels=4800).size


def test_a_still_of_many_pages_is_no_animation() -> None:
    with pytest.raises(FitterError, match="has 5 frames"):
        made("page:6/a", film(), frames=1)


def test_results_before_animations_were_switched_off_are_not_found_any_more() -> None:
    keys = {_key(frames) for frames in (1, 2, 200)}
    assert len(keys) == 2


def _key(frames: int) -> str:
    loader = Plugin(use="fitter.storages.memory.MemoryStorage", bytes=1_000_000)
    app = App(Settings(loader=[loader], security=KEY, limits=Limits(frames=frames)))
    return stage.grammar().parse("20x/a").key(app.flow.context)
