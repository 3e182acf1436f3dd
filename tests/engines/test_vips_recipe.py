"""What is kept of the way to a picture, and what is let go."""

from __future__ import annotations

import weakref

import pytest

from fitter import Blob, Size
from fitter.engines.vips import VipsEngine
from fitter.engines.vips.recipe import Recipe
from fitter.engines.vips.room import room
from tests.engines.stage import fields, flat, scene, source


def test_a_picture_in_memory_lets_go_of_those_that_it_was_made_of(engine: VipsEngine) -> None:
    first = engine.open(source(scene(60, 40))).blur(1)
    last = first.sharpen(1, 1).blur(1)
    way = weakref.ref(first)
    del first
    assert way() is not None
    assert last.content("top-left", 5)
    assert way() is None


def test_a_picture_that_somebody_still_uses_stays(engine: VipsEngine) -> None:
    first = engine.open(source(scene(60, 40))).blur(1)
    assert first.sharpen(1, 1).content("top-left", 5) == first.sharpen(1, 1).content("top-left", 5)


def test_steps_are_counted_until_they_are_run() -> None:
    made: list[int] = []

    def make() -> list[object]:
        made.append(1)
        return [flat(3, 2, 9)]

    recipe = Recipe(make, 7)
    assert (len(list(recipe)), len(list(recipe)), recipe.steps) == (1, 1, 7)
    assert recipe.kept() is recipe.kept()
    assert (len(made), len(list(recipe)), recipe.steps) == (3, 1, 0)


@pytest.mark.parametrize(("size", "held"), [(Size(120, 80), True), (Size(8, 8), False)])
def test_a_file_of_which_each_pixel_was_seen_stays_decoded(engine: VipsEngine, size: Size, held: bool) -> None:
    image = engine.open(fields())
    image.sample(size)
    assert (image.source.decode(1.0) is image.source.decode(1.0)) is held
    assert image.flop().sample(size)[:3] == bytes((20, 200, 20))


def test_room_is_there_or_it_is_not() -> None:
    room()
    room(2**20)
    with pytest.raises(MemoryError):
        room(2**60)


def test_a_source_that_there_is_no_room_for(engine: VipsEngine) -> None:
    class Long(bytes):
        """As long as no memory is."""

        def __len__(self) -> int:
            return 2**60

    image = engine.open(fields())
    image.source.data = Long(image.source.data)
    with pytest.raises(MemoryError):
        image.content("top-left", 5)
    assert engine.open(Blob(fields().read())).size == Size(120, 80)
