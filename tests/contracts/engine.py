"""What every engine must do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
import pyvips

from fitter import (
    WHITE,
    BadArgument,
    Blob,
    Box,
    Engine,
    FitterError,
    Image,
    LimitExceeded,
    Output,
    Size,
    UndecodableImage,
    UnsupportedImage,
)
from fitter import memory_file as file
from fitter.values import Color
from tests.engines.stage import LYING, distance, fields, flat, means, scene, seen, shown, source, tagged
from tests.pictures import encoded, quarters, see

Kind = Literal["attention", "entropy"]

RED, BLACK, CLEAR = Color(255, 0, 0), Color(0, 0, 0), Color(0, 0, 0, 0)
SAME = bytes(range(256))
TONES: dict[str, Callable[[Image], Image]] = {
    "table": lambda image: image.table(SAME[::-1], SAME[::-1], SAME[::-1]),
    "saturate": lambda image: image.saturate(0.5),
    "matrix": lambda image: image.matrix([(0.5, 0.5, 0), (0, 0.5, 0.5), (0.5, 0, 0.5)]),
    "equalize": lambda image: image.equalize(),
    "noise": lambda image: image.noise(40, 3),
    "pixelate": lambda image: image.pixelate(7),
    "convolve": lambda image: image.convolve([1, 2, 1, 2, 4, 2, 1, 2, 1], 3, 16),
}
"""What changes colours alone, and makes no colour where there was none."""

STEPS: dict[str, tuple[Callable[[Image], Image], str]] = {
    "crop": (lambda image: image.crop(Box(10, 20, 110, 70)), "100x50"),
    "crop to a pixel": (lambda image: image.crop(Box(119, 79, 120, 80)), "1x1"),
    "resize": (lambda image: image.resize(Size(37, 61)), "37x61"),
    "resize to a pixel": (lambda image: image.resize(Size(1, 1)), "1x1"),
    "resize up": (lambda image: image.resize(Size(333, 222)), "333x222"),
    "flip": (lambda image: image.flip(), "120x80"),
    "flop": (lambda image: image.flop(), "120x80"),
    "rotate by nothing": (lambda image: image.rotate(0, WHITE), "120x80"),
    "rotate a quarter": (lambda image: image.rotate(90, WHITE), "80x120"),
    "blur": (lambda image: image.blur(2), "120x80"),
    "blur a lot": (lambda image: image.blur(60), "120x80"),
    "sharpen": (lambda image: image.sharpen(1, 2), "120x80"),
    "detail": (lambda image: image.detail([2, 1.5], lightness=True), "120x80"),
    "detail of colours": (lambda image: image.detail([2, 1, 0, 3, 1], lightness=False), "120x80"),
    "grayscale": (lambda image: image.grayscale(), "120x80"),
    "table": (lambda image: image.table(bytes(256), SAME, SAME), "120x80"),
    "saturate": (lambda image: image.saturate(2), "120x80"),
    "matrix": (lambda image: image.matrix([(0, 1, 0), (0, 0, 1), (1, 0, 0)]), "120x80"),
    "equalize": (lambda image: image.equalize(), "120x80"),
    "noise": (lambda image: image.noise(20, 1), "120x80"),
    "pixelate": (lambda image: image.pixelate(9), "120x80"),
    "convolve": (lambda image: image.convolve([-1, 3, -1], 1, 1), "120x80"),
    "flatten": (lambda image: image.flatten(RED), "120x80"),
    "pad": (lambda image: image.pad(Box(-5, -10, 135, 100), RED), "140x110"),
    "rounded": (lambda image: image.rounded(30, 20.5, CLEAR), "120x80"),
    "compose": (lambda image: image.compose(image.crop(Box(0, 0, 90, 70)), 50, -9, 0.5), "120x80"),
    "tile": (lambda image: image.crop(Box(0, 0, 50, 80)).tile(Size(130, 70)), "130x70"),
    "crop, resize": (lambda image: image.crop(Box(0, 0, 60, 40)).resize(Size(30, 20)), "30x20"),
    "resize, crop": (lambda image: image.resize(Size(60, 40)).crop(Box(30, 0, 60, 40)), "30x40"),
    "turn, crop, resize": (
        lambda image: image.rotate(270, WHITE).crop(Box(0, 60, 80, 120)).resize(Size(20, 15)),
        "20x15",
    ),
    "blur, turn, pad": (lambda image: image.blur(1).rotate(90, WHITE).pad(Box(-1, -1, 81, 121), CLEAR), "82x122"),
}
"""What is done to 120x80 pixels, and what size comes out."""

TURNS: dict[str, tuple[Callable[[Image], Image], str]] = {
    "as it is": (lambda image: image, "red green blue white"),
    "flip": (lambda image: image.flip(), "blue white red green"),
    "flop": (lambda image: image.flop(), "green red white blue"),
    "90": (lambda image: image.rotate(90, WHITE), "blue red white green"),
    "180": (lambda image: image.rotate(180, WHITE), "white blue green red"),
    "270": (lambda image: image.rotate(270, WHITE), "green white red blue"),
    "-90": (lambda image: image.rotate(-90, WHITE), "green white red blue"),
    "450": (lambda image: image.rotate(450, WHITE), "blue red white green"),
    "flip, 90": (lambda image: image.flip().rotate(90, WHITE), "red blue green white"),
    "90, flip": (lambda image: image.rotate(90, WHITE).flip(), "white green blue red"),
    "flop, 270, flip": (lambda image: image.flop().rotate(270, WHITE).flip(), "green white red blue"),
    "resize, 90": (lambda image: image.resize(Size(60, 40)).rotate(90, WHITE), "blue red white green"),
    "90, resize": (lambda image: image.rotate(90, WHITE).resize(Size(40, 60)), "blue red white green"),
    "crop, flop": (lambda image: image.crop(Box(0, 0, 120, 40)).flop(), "green red green red"),
    "flop, crop": (lambda image: image.flop().crop(Box(0, 0, 60, 80)), "green green white white"),
    "90, crop": (lambda image: image.rotate(90, WHITE).crop(Box(0, 0, 80, 60)), "blue red blue red"),
}
"""Where the corners of four coloured quarters go: top left, top right, bottom left, bottom right."""


class EngineContract:
    """Subclass it, and provide the fixture ``engine``: one that reads and writes at least PNG and JPEG."""

    def test_describes_itself(self, engine: Engine) -> None:
        about = engine.describe()
        assert about["library"]
        assert about["version"]
        assert {"png", "jpeg"} <= set(about["read"])
        assert {"png", "jpeg"} <= set(about["write"])

    def test_reads_a_blob_in_memory_and_in_a_file(self, engine: Engine) -> None:
        blob = fields()
        assert engine.open(blob).size == Size(120, 80)
        assert engine.open(Blob(file(blob.read()))).size == Size(120, 80)

    def test_facts(self, engine: Engine) -> None:
        facts = engine.open(source(tagged(quarters(), 6), ".jpg")).facts()
        known = {"format": "jpeg", "width": 80, "height": 120, "orientation": 6, "frames": 1, "alpha": False, "bits": 8}
        assert {name: facts[name] for name in known} == known
        assert "profile" in facts

    @pytest.mark.parametrize("content", [b"", b"\n", b"no picture", b"<html></html>", b"BM" + bytes(99), bytes(5000)])
    def test_what_is_no_picture(self, engine: Engine, content: bytes) -> None:
        with pytest.raises(UnsupportedImage) as refused:
            engine.open(Blob(content))
        assert "png" in refused.value.detail  # says what is read instead

    @pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
    def test_a_broken_header(self, engine: Engine, start: bytes) -> None:
        with pytest.raises(UndecodableImage):
            engine.open(Blob(start + bytes(range(256)))).encode(Output())

    @pytest.mark.parametrize("part", [0.6, 0.97])
    @pytest.mark.parametrize("suffix", [".png", ".jpg"])
    def test_a_cut_file_is_never_served(self, engine: Engine, suffix: str, part: float) -> None:
        whole = encoded(scene(500, 400), suffix)
        for step, _ in (TURNS["as it is"], STEPS["resize"], TURNS["flip"]):
            with pytest.raises(UndecodableImage):
                step(engine.open(Blob(whole[: int(len(whole) * part)]))).encode(Output())

    @pytest.mark.parametrize("what", STEPS)
    @pytest.mark.parametrize("kind", ["colour", "alpha", "grey"])
    def test_sizes_are_known_before_and_true_after(self, engine: Engine, what: str, kind: str) -> None:
        step, size = STEPS[what]
        pictures = {"colour": quarters(), "alpha": flat(120, 80, 9, 90, 200, 128), "grey": flat(120, 80, 99)}
        image = step(engine.open(source(pictures[kind])))
        assert str(image.size) == size
        made = seen(image.encode(Output(format="png")))
        assert f"{made.width}x{made.height}" == size

    @pytest.mark.parametrize("what", TURNS)
    def test_corners(self, engine: Engine, what: str) -> None:
        step, corners = TURNS[what]
        assert see(step(engine.open(fields())).encode(Output()).read()).corners == tuple(corners.split())

    @pytest.mark.parametrize("tag", LYING)
    def test_pictures_stand_upright(self, engine: Engine, tag: int) -> None:
        blob = source(tagged(LYING[tag](quarters()), tag), ".jpg", Q=95)
        image = engine.open(blob)
        assert image.size == Size(120, 80)
        for one in (image, image.resize(Size(60, 40)), image.crop(Box(20, 10, 100, 70)), image.flip().flip()):
            assert see(one.encode(Output()).read()).corners == ("red", "green", "blue", "white")
        assert engine.open(blob, orient=False).size == (Size(120, 80) if tag < 5 else Size(80, 120))

    def test_what_is_enlarged_stays_in_its_place(self, engine: Engine) -> None:
        for channels in ((0,), (0, 0, 0), (0, 0, 0, 255)):
            edge = flat(10, 20, *channels).join(flat(10, 20, *(one or 255 for one in channels)), "horizontal")
            for size in (Size(30, 30), Size(20, 40), Size(20, 7), Size(31, 20), Size(50, 7), Size(7, 90)):
                made = shown(engine.open(source(edge)).resize(size))[0]
                for y in (0, size.height - 1):
                    white = made.crop(0, y, size.width, 1).avg() * size.width / 255
                    assert white == pytest.approx(size.width / 2, abs=0.02), (channels, size, y)

    @pytest.mark.parametrize("size", [Size(97, 70), Size(97, 30), Size(97, 11)])
    def test_pictures_lie_upright_when_they_are_enlarged(self, engine: Engine, size: Size) -> None:
        whole = shown(engine.open(source(scene(40, 30))).resize(size))
        for tag in LYING:
            made = shown(engine.open(source(tagged(LYING[tag](scene(40, 30)), tag))).resize(size))
            assert distance(made, whole) < 0.3  # no two directions are rounded alike

    def test_a_still_has_one_frame(self, engine: Engine) -> None:
        image = engine.open(fields())
        for one in (image, image.flip().blur(1), image.take(0, 1), image.resize(Size(9, 9)).take(0, 1)):
            assert one.frames == 1
            assert "frames" not in one.encode(Output()).facts

    def test_turns_are_exact(self, engine: Engine) -> None:
        picture = scene(61, 47)
        image = engine.open(source(picture))
        assert distance(shown(image.rotate(90, WHITE)), picture.rot90()) == 0
        assert distance(shown(image.flop().flip()), picture.rot180()) == 0
        assert distance(shown(image.crop(Box(3, 5, 40, 30))), picture.crop(3, 5, 37, 25)) == 0

    def test_an_image_can_be_used_more_than_once(self, engine: Engine) -> None:
        whole = engine.open(source(scene(300, 200), ".jpg"))
        small = whole.resize(Size(90, 60))
        first = small.encode(Output())
        small.flip().encode(Output())
        small.content("top-left", 10)
        small.focus("attention")
        small.sample(Size(8, 8))
        assert distance(shown(small.crop(Box(0, 0, 45, 60))), shown(small).crop(0, 0, 45, 60)) == 0
        assert small.encode(Output()).read() == first.read()
        assert whole.size == Size(300, 200)

    def test_steps_without_end(self, engine: Engine) -> None:
        image = inverted = engine.open(source(scene(12, 8)))
        for _ in range(1001):
            inverted = inverted.table(SAME[::-1], SAME[::-1], SAME[::-1])
        assert distance(shown(inverted), shown(image).invert()) == 0

    @pytest.mark.parametrize("degrees", [0.0001, 90])
    def test_a_side_that_no_picture_has(self, engine: Engine, degrees: float) -> None:
        with pytest.raises(LimitExceeded):
            engine.open(fields()).resize(Size(10_000_000, 1)).rotate(degrees, WHITE).encode(Output())

    def test_resizes_in_a_row_are_one(self, engine: Engine) -> None:
        image = engine.open(source(scene(120, 90), ".jpg", Q=95))
        twice = image.resize(Size(12, 9)).resize(Size(240, 60))
        assert twice.size == Size(240, 60)
        assert distance(shown(twice), shown(image.resize(Size(240, 60)))) == 0
        cut = image.resize(Size(12, 9)).crop(Box(0, 0, 12, 9)).resize(Size(240, 60))
        assert distance(shown(cut), shown(twice)) > 1

    @pytest.mark.parametrize("degrees", [30, -150, 0.5, 359.5])
    def test_odd_angles_open_corners(self, engine: Engine, degrees: float) -> None:
        turned = engine.open(source(flat(120, 80, 0, 0, 255))).rotate(degrees, RED)
        made = shown(turned)
        assert turned.size == Size(made.width, made.height)
        assert made.width >= 120 or made.height >= 80
        assert made(made.width // 2, made.height // 2) == [0, 0, 255]
        assert [made(x, y)[:3] for x in (0, made.width - 1) for y in (0, made.height - 1)].count([255, 0, 0]) >= 2

    @pytest.mark.parametrize("degrees", [0.5, 30, 100, 179.5, 200, 300, -60])
    def test_odd_angles_cut_nothing_off_and_stay_in_the_middle(self, engine: Engine, degrees: float) -> None:
        made = shown(engine.open(source(flat(90, 60, 255))).rotate(degrees, BLACK))
        at, light = pyvips.Image.xyz(made.width, made.height), made.avg()
        assert light * made.width * made.height == pytest.approx(255 * 90 * 60, rel=0.0005)
        middle = [(at[axis] * made).avg() / light for axis in (0, 1)]
        assert middle == pytest.approx([(made.width - 1) / 2, (made.height - 1) / 2], abs=0.05)

    @pytest.mark.parametrize("colour", [Color(255, 107, 53, 128), Color(10, 200, 90, 30)])
    def test_corners_of_a_colour_that_shines_through(self, engine: Engine, colour: Color) -> None:
        made = shown(engine.open(source(flat(90, 60, 9, 90, 200))).rotate(30, colour))
        assert made(1, 1) == pytest.approx(colour.rgba, abs=1)
        assert made(made.width // 2, made.height // 2) == [9, 90, 200, 255]

    def test_clockwise(self, engine: Engine) -> None:
        made = shown(engine.open(fields()).rotate(45, WHITE))
        top = made(made.width // 2, made.height // 5)
        assert top[0] > 200  # the red corner at the top left has come up
        assert top[2] < 60

    def test_clear_corners(self, engine: Engine) -> None:
        made = shown(engine.open(fields()).rotate(45, CLEAR))
        assert made(0, 0)[3] == 0
        assert made(made.width // 2, made.height // 2)[3] == 255

    @pytest.mark.parametrize("colour", [RED, Color(0, 0, 255, 100), WHITE, CLEAR])
    @pytest.mark.parametrize("ink", [(50,), (50, 200), (9, 90, 200), (9, 90, 200, 128)])
    def test_pad(self, engine: Engine, ink: tuple[int, ...], colour: Color) -> None:
        made = shown(engine.open(source(flat(20, 10, *ink))).pad(Box(-5, -6, 27, 18), colour)).colourspace("srgb")
        assert (made.width, made.height) == (32, 24)
        assert tuple(made(0, 0)) in (colour.rgba, colour.rgb)
        inside = [*(ink[:1] * 3 if len(ink) < 3 else ink[:3]), *(ink[-1:] if len(ink) in (2, 4) else [255])]
        assert [made(5, 6), made(24, 15)] == [inside[: made.bands]] * 2
        assert tuple(made(4, 6)) == tuple(made(0, 0))
        assert made.hasalpha() or (colour.alpha == 255 and len(ink) in (1, 3))

    def test_flatten(self, engine: Engine) -> None:
        made = shown(engine.open(source(flat(9, 9, 0, 0, 200, 128))).flatten(Color(200, 0, 0)))
        assert made.bands == 3
        assert made(4, 4) == pytest.approx([100, 0, 100], abs=2)

    def test_grayscale(self, engine: Engine) -> None:
        made = shown(engine.open(source(flat(9, 9, 10, 200, 30, 128))).grayscale())
        assert made.bands == 2
        assert made(4, 4)[1] == 128

    def test_grey_is_luma(self, engine: Engine) -> None:
        assert shown(engine.open(source(flat(9, 9, 100, 150, 200))).grayscale())(4, 4) == [141]

    @pytest.mark.parametrize("what", TONES)
    @pytest.mark.parametrize("ink", [(90,), (90, 128), (9, 90, 200), (9, 90, 200, 128)])
    def test_tones_keep_alpha_and_grey(self, engine: Engine, what: str, ink: tuple[int, ...]) -> None:
        made = shown(TONES[what](engine.open(source(flat(20, 10, *ink)))))
        assert made.bands == len(ink)
        assert len(ink) in (1, 3) or (made[-1].min(), made[-1].max()) == (128, 128)

    def test_tones_of_each_channel(self, engine: Engine) -> None:
        image = engine.open(source(flat(9, 9, 10, 100, 200)))
        assert shown(image.table(SAME[::-1], bytes(256), SAME))(4, 4) == [245, 0, 200]
        assert shown(image.matrix([(0, 1, 0), (0, 0, 2), (0.5, -1, 0)]))(4, 4) == [100, 255, 0]
        assert shown(engine.open(source(flat(9, 9, 90, 128))).table(bytes(256), SAME, SAME))(4, 4) == [0, 90, 90, 128]

    @pytest.mark.parametrize("alpha", [(), (255,)])
    def test_whole_numbers_weigh_as_fractions_do(self, engine: Engine, alpha: tuple[int, ...]) -> None:
        picture = scene(90, 70)
        image = engine.open(source(picture.bandjoin(list(alpha)) if alpha else picture))
        for kernel, divisor in (([1, 4, 6, 4, 1], 16), ([-1, -1, 4, -1, -1], 1), ([1, 2, -9, 2, 1], -3)):
            halves = [one / 2 for one in kernel]
            apart = distance(shown(image.convolve(kernel, 5, divisor)), shown(image.convolve(halves, 5, divisor / 2)))
            assert apart <= 1

    def test_noise_is_the_same_for_the_same_seed(self, engine: Engine) -> None:
        image = engine.open(source(scene(200, 150)))
        once, again, other = (shown(image.noise(30, seed)) for seed in (1, 1, 2))
        assert distance(once, again) == 0
        assert distance(once, other) > 1

    def test_a_threshold_spares_small_edges(self, engine: Engine) -> None:
        image = engine.open(source(flat(60, 40, 100).join(flat(60, 40, 120), "horizontal")))
        assert shown(image.sharpen(1, 2, 0))(59, 20)[0] < 100
        assert shown(image.sharpen(1, 2, 30))(59, 20) == [100]

    def test_blur_and_sharpen_change_edges_only(self, engine: Engine) -> None:
        grey = flat(60, 40, 90).join(flat(60, 40, 160), "horizontal")
        image = engine.open(source(grey))
        soft, sharp, more = (shown(one) for one in (image.blur(3), image.sharpen(1, 1), image.sharpen(1, 3)))
        assert 90 < soft(58, 20)[0] < 125
        assert more(59, 20)[0] <= sharp(59, 20)[0] < 90
        assert soft(5, 5) == sharp(5, 5) == more(5, 5) == [90]

    def test_clear_pixels_have_no_colour(self, engine: Engine) -> None:
        bright = flat(100, 100, 255, 255, 255, 255).insert(flat(50, 100, 0, 0, 0, 0), 0, 0)
        image = engine.open(source(bright))
        for one in (image.resize(Size(33, 33)), image.resize(Size(170, 150)), image.blur(4), image.rotate(10, CLEAR)):
            made = shown(one)
            dark = ((made[3] > 8) & (made[0] < 240)).avg()
            assert dark == 0

    @pytest.mark.parametrize("ink", [(150,), (230, 120, 20)])
    def test_sharpening_sees_no_edge_where_the_picture_ends(self, engine: Engine, ink: tuple[int, ...]) -> None:
        hidden = flat(100, 60, *[0] * len(ink), 0)
        image = engine.open(source(hidden.insert(flat(50, 40, *ink, 255), 25, 10)))
        made = shown(image.sharpen(2, 5))
        assert made.crop(25, 10, 50, 40).copy_memory().hist_find().max() == 50 * 40  # each channel has one value
        assert made(25, 10) == pytest.approx([*ink, 255], abs=1)
        assert made(20, 30)[-1] == 0

    def test_what_is_hidden_does_not_count_as_a_tone(self, engine: Engine) -> None:
        steps = (
            flat(10, 10, 100, 255).join(flat(10, 10, 110, 255), "horizontal").join(flat(10, 10, 120, 255), "horizontal")
        )
        alone = shown(engine.open(source(steps)).equalize())
        beside = shown(engine.open(source(steps.join(flat(90, 10, 0, 0), "horizontal"))).equalize())
        assert [alone(x, 5) for x in (5, 15, 25)] == [[0, 255], [127, 255], [255, 255]]
        assert distance(beside.crop(0, 0, 30, 10), alone) == 0
        assert shown(engine.open(source(flat(9, 9, 50, 0))).equalize())(4, 4)[1] == 0

    @pytest.mark.parametrize("alpha", [200, 255])
    def test_mixing_pixels_makes_none_darker(self, engine: Engine, alpha: int) -> None:
        flecks = scene(120, 80)
        image = engine.open(source(flecks.bandjoin(flat(120, 80, alpha))))
        for one in (
            image.blur(3),
            image.pixelate(8),
            image.convolve([1] * 9, 3, 9),
            image.rotate(20, CLEAR).rotate(-20, CLEAR),
        ):
            made = shown(one)
            left, top = (made.width - 60) // 2, (made.height - 40) // 2
            middle = made.crop(left, top, 60, 40)
            assert means(middle)[:3] == pytest.approx(means(flecks.crop(30, 20, 60, 40)), abs=1.2)

    def test_content(self, engine: Engine) -> None:
        canvas = flat(100, 80, 250, 250, 250).insert(flat(30, 20, 200, 0, 0), 12, 34)
        image = engine.open(source(canvas))
        for corner in ("top-left", "bottom-right"):
            assert image.content(corner, 10) == Box(12, 34, 42, 54)
        assert image.content("top-left", 442) == Box(0, 0, 100, 80)
        assert shown(image.crop(image.content("top-left", 10)).resize(Size(15, 10)))(7, 5) == [200, 0, 0]

    @pytest.mark.parametrize(("tolerance", "found"), [(29, Box(5, 5, 6, 6)), (30, Box(0, 0, 20, 20))])
    def test_content_by_distance(self, engine: Engine, tolerance: float, found: Box) -> None:
        # 10, 20 and 20 apart in red, green and blue: 30 in all.
        dotted = flat(20, 20, 50, 50, 50).insert(flat(1, 1, 60, 70, 70), 5, 5)
        assert engine.open(source(dotted)).content("top-left", tolerance) == found

    def test_content_of_one_corner_or_the_other(self, engine: Engine) -> None:
        image = engine.open(source(flat(40, 40, 0, 0, 0).insert(flat(10, 10, 255, 255, 255), 30, 30)))
        assert image.content("top-left", 10) == Box(30, 30, 40, 40)
        assert image.content("bottom-right", 10) == Box(0, 0, 40, 40)

    def test_content_of_what_is_clear(self, engine: Engine) -> None:
        image = engine.open(source(flat(40, 30, 0, 0, 0, 0).insert(flat(4, 6, 0, 0, 0, 255), 8, 9)))
        assert image.content("top-left", 10) == Box(8, 9, 12, 15)

    @pytest.mark.parametrize("kind", ["attention", "entropy"])
    @pytest.mark.parametrize("ink", [(50,), (50, 200), (9, 90, 200), (9, 90, 200, 128)])
    @pytest.mark.parametrize("size", [Size(300, 200), Size(1, 1), Size(2, 500), Size(500, 3)])
    def test_the_focus_lies_on_the_picture(self, engine: Engine, kind: Kind, ink: tuple[int, ...], size: Size) -> None:
        x, y = engine.open(source(flat(size.width, size.height, *ink))).focus(kind)
        assert 0 <= x <= 1
        assert 0 <= y <= 1

    @pytest.mark.parametrize(("width", "height"), [(400, 300), (2400, 1800)])
    @pytest.mark.parametrize(("across", "down"), [(0.1, 0.2), (0.7, 0.5), (0.85, 0.9)])
    def test_the_eye_is_drawn(self, engine: Engine, width: int, height: int, across: float, down: float) -> None:
        dot = flat(width // 10, height // 10, 220, 30, 40)
        left, top = round(width * (across - 0.05)), round(height * (down - 0.05))
        spot = engine.open(source(flat(width, height, 128, 128, 128).insert(dot, left, top)))
        assert spot.focus("attention") == pytest.approx((across, down), abs=0.06)
        assert spot.flop().focus("attention") == pytest.approx((1 - across, down), abs=0.06)

    @pytest.mark.parametrize("down", [0.2, 0.5, 0.8])
    def test_entropy_is_where_most_is_to_be_seen(self, engine: Engine, down: float) -> None:
        picture = flat(400, 400, 128, 128, 128).insert(scene(400, 60), 0, round(400 * down) - 30)
        _, y = engine.open(source(picture)).focus("entropy")
        assert y == pytest.approx(down, abs=0.15)

    @pytest.mark.parametrize("width", [4, 2000])
    def test_the_eye_is_drawn_on_the_narrowest(self, engine: Engine, width: int) -> None:
        dot = flat(width, 500, 220, 30, 40)
        column = engine.open(source(flat(width, 9000, 128, 128, 128).insert(dot, 0, 7000), compression=1))
        for image in (column, column.grayscale().flatten(WHITE)):
            _, y = image.focus("attention")
            assert y * 9000 == pytest.approx(7250, abs=400)

    @pytest.mark.parametrize(
        ("ink", "seen"),
        [
            ((50,), (50, 50, 50, 255)),
            ((50, 200), (50, 50, 50, 200)),
            ((9, 90, 200), (9, 90, 200, 255)),
            ((9, 90, 200, 128), (9, 90, 200, 128)),
        ],
    )
    def test_a_sample_is_four_bytes_a_pixel(self, engine: Engine, ink: tuple[int, ...], seen: tuple[int, ...]) -> None:
        sample = engine.open(source(flat(90, 60, *ink))).sample(Size(3, 2))
        assert list(sample) == pytest.approx([*seen] * 6, abs=2)

    def test_a_sample_goes_row_by_row(self, engine: Engine) -> None:
        halves = flat(60, 80, 255, 0, 0).join(flat(60, 80, 0, 0, 255), "horizontal")
        sample = engine.open(source(halves)).sample(Size(12, 8))
        assert len(sample) == 4 * 12 * 8
        assert [tuple(sample[4 * at : 4 * at + 4]) for at in (0, 11, 12, 95)] == [
            (255, 0, 0, 255),
            (0, 0, 255, 255),
            (255, 0, 0, 255),
            (0, 0, 255, 255),
        ]

    @pytest.mark.parametrize(
        ("picture", "mean"),
        [
            (flat(20, 10, 9, 90, 200), (9, 90, 200)),
            (flat(20, 10, 50), (50, 50, 50)),
            (flat(20, 10, 0, 0, 0, 0), (255, 255, 255)),
            (flat(20, 10, 0, 0, 0).insert(flat(10, 10, 200, 100, 50), 0, 0), (100, 50, 25)),
            (flat(600, 400, 0, 0, 0, 255).insert(flat(300, 400, 200, 100, 50, 0), 0, 0), (0, 0, 0)),
        ],
    )
    def test_mean(self, engine: Engine, picture: Any, mean: tuple[int, int, int]) -> None:
        colour = engine.open(source(picture)).mean()
        assert colour.rgb == pytest.approx(mean, abs=1)
        assert colour.alpha == 255

    @pytest.mark.parametrize("colour", [RED, Color(0, 0, 255, 100), WHITE, CLEAR])
    @pytest.mark.parametrize("ink", [(50,), (50, 200), (9, 90, 200), (9, 90, 200, 128)])
    def test_rounded(self, engine: Engine, ink: tuple[int, ...], colour: Color) -> None:
        made = shown(engine.open(source(flat(40, 30, *ink))).rounded(15, 99, colour)).colourspace("srgb")
        inside = [*(ink[:1] * 3 if len(ink) < 3 else ink[:3]), *(ink[-1:] if len(ink) in (2, 4) else [255])]
        assert made(20, 15) == made(20, 0) == made(0, 15) == inside[: made.bands]
        for x, y in ((0, 0), (39, 0), (0, 29), (39, 29)):
            assert tuple(made(x, y)) in (colour.rgba, colour.rgb)
        assert made.hasalpha() or (colour.alpha == 255 and len(ink) in (1, 3))

    @pytest.mark.parametrize("ink", [(100,), (100, 255), (100, 100, 100), (100, 100, 100, 255)])
    @pytest.mark.parametrize("over", [(200,), (200, 0), (200, 200, 200), (200, 200, 200, 128)])
    def test_compose(self, engine: Engine, ink: tuple[int, ...], over: tuple[int, ...]) -> None:
        ground, mark = engine.open(source(flat(40, 30, *ink))), engine.open(source(flat(20, 20, *over)))
        opacity = over[-1] / 255 if len(over) in (2, 4) else 1
        for part in (1, 0.5):
            made = shown(ground.compose(mark, 30, -15, part))
            assert (made.width, made.height) == (40, 30)
            assert made(35, 2)[0] == pytest.approx(100 + 100 * opacity * part, abs=1)
            assert {made(x, y)[0] for x, y in ((29, 2), (35, 5), (0, 29))} == {100}
            assert made.hasalpha() == (len(ink) in (2, 4))

    def test_compose_with_colour_and_on_what_is_clear(self, engine: Engine) -> None:
        mark = engine.open(source(flat(20, 20, 200, 0, 0, 128)))
        assert shown(engine.open(source(flat(40, 30, 100))).compose(mark, 0, 0))(5, 5) == pytest.approx(
            [150, 50, 50], abs=1
        )
        clear = engine.open(source(flat(40, 30, 9, 9, 9, 0)))
        assert shown(clear.compose(mark, 0, 0))(5, 5) == pytest.approx([200, 0, 0, 128], abs=1)
        for left, top in ((40, 0), (0, -20), (-20, 30)):  # beside it
            assert shown(clear.compose(mark, left, top))[3].max() == 0

    @pytest.mark.parametrize("colour", [RED, WHITE, Color(0, 0, 255, 100)])
    def test_lettering(self, engine: Engine, colour: Color) -> None:
        image = engine.open(fields())
        one = image.lettering("HHH", 40, colour, 1000, "left", "sans")
        made = shown(one)
        assert Size(made.width, made.height) == one.size
        assert made.hasalpha()
        assert tuple(made.colourspace("srgb")(2, 8)) == colour.rgba
        assert made[made.bands - 1].min() == 0
        two = image.lettering("HHH HHH\nH", 40, colour, one.size.width + 20, "right", "sans")
        assert two.size.width == pytest.approx(one.size.width, abs=2)
        assert two.size.height > 3 * one.size.height
        with pytest.raises(BadArgument, match="sans"):
            image.lettering("HHH", 40, colour, 1000, "left", "no such font")
        with pytest.raises(FitterError):
            image.lettering("H" * 500, 4000, colour, 100_000, "left", "sans")

    def test_compose_of_a_broken_picture_is_its_own_fault(self, engine: Engine) -> None:
        broken = engine.open(Blob(encoded(scene(100, 60), ".png")[:-2000]))
        with pytest.raises(UndecodableImage):
            engine.open(fields()).compose(broken, 0, 0)

    def test_tile(self, engine: Engine) -> None:
        picture = scene(40, 30)
        made = shown(engine.open(source(picture)).tile(Size(100, 70)))
        assert (made.width, made.height) == (100, 70)
        for left, top in ((0, 0), (40, 30), (40, 0)):
            assert distance(made.crop(left, top, 40, 30), picture) == 0
        assert distance(made.crop(80, 60, 20, 10), picture.crop(0, 0, 20, 10)) == 0

    @pytest.mark.parametrize("suffix", [".png", ".jpg"])
    @pytest.mark.parametrize("ink", [(50,), (9, 90, 200), (9, 90, 200, 128)])
    def test_says_what_it_will_write(self, engine: Engine, suffix: str, ink: tuple[int, ...]) -> None:
        image = engine.open(source(flat(20, 10, *ink), suffix)).resize(Size(9, 5))
        for asked in (None, *engine.describe()["write"]):
            output = Output(format=asked)
            assert image.written(output) == image.encode(output).facts["format"]
        with pytest.raises(FitterError, match="png"):
            image.written(Output(format="docx"))

    def test_writes_every_format_that_it_names(self, engine: Engine) -> None:
        image = engine.open(fields())
        for format in engine.describe()["write"]:
            blob = image.encode(Output(format=format))
            assert blob.media_type == f"image/{format}"
            assert {**blob.facts} == {"format": format, "width": 120, "height": 80}
            if format in engine.describe()["read"]:
                again = engine.open(blob)
                assert (again.size, again.facts()["format"]) == (Size(120, 80), format)

    def test_says_what_a_format_can_hold(self, engine: Engine) -> None:
        image, glass = engine.open(fields()), engine.open(source(flat(40, 30, 9, 90, 200, 128)))
        assert all(image.holds(format) for format in engine.describe()["write"])
        assert not image.holds("docx")
        assert engine.open(source(flat(40, 30, 9, 90, 200, 255))).holds("jpeg")  # alpha, but nowhere transparent
        for step, there in (
            (lambda one: one, False),
            (lambda one: one.resize(Size(9, 9)).blur(1), False),
            (lambda one: one.flatten(RED), True),
        ):
            assert step(glass).holds("jpeg") is there
            assert step(glass).holds("png")
        assert not image.resize(Size(70_000, 1)).holds("jpeg")
        assert image.resize(Size(70_000, 1)).crop(Box(0, 0, 100, 1)).holds("jpeg")

    def test_the_same_picture_is_the_same_bytes(self, engine: Engine) -> None:
        for format in engine.describe()["write"]:
            made = {engine.open(fields()).resize(Size(50, 40)).encode(Output(format=format)).read() for _ in range(3)}
            assert len(made) == 1

    @pytest.mark.parametrize(("suffix", "media"), [(".png", "image/png"), (".jpg", "image/jpeg")])
    def test_keeps_the_format_unless_told(self, engine: Engine, suffix: str, media: str) -> None:
        assert engine.open(source(quarters(), suffix)).encode(Output()).media_type == media

    def test_quality_counts(self, engine: Engine) -> None:
        image = engine.open(source(scene(200, 200)))
        low, normal, high = (image.encode(Output("jpeg", quality=q)).size for q in (20, None, 95))
        assert low < normal < high

    def test_clear_pixels_go_over_the_background(self, engine: Engine) -> None:
        blob = engine.open(source(flat(40, 40, 0, 0, 0, 0))).encode(Output("jpeg", background=Color(0, 200, 0)))
        assert means(seen(blob)) == pytest.approx([0, 200, 0], abs=3)

    def test_a_format_that_is_not_written(self, engine: Engine) -> None:
        with pytest.raises(FitterError, match="png"):
            engine.open(fields()).encode(Output(format="docx"))

    def test_is_quiet(self, engine: Engine, capfd: Any) -> None:
        with pytest.raises(FitterError) as failed:
            engine.open(Blob(fields().read()[:-30])).encode(Output())
        assert "png" not in failed.value.detail.lower()  # a library's own words may be about another request
        assert capfd.readouterr() == ("", "")
