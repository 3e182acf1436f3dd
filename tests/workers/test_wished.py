"""What becomes of a client's wishes: Accept, settings and sources of every kind, through the work of a worker."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import pyvips

from fitter import Blob
from fitter.flow.reading.accept import ranked
from fitter.flow.reading.negotiate import Negotiate
from fitter.settings.config import Settings
from fitter.settings.engine import Engine
from fitter.settings.writing import Writing
from fitter.values import Output
from fitter.wishes import NONE, Wishes
from fitter.workers.greeting import hello
from fitter.workers.work import Work
from tests.engines.stage import flat, scene
from tests.operations.stage import grammar, plain, quad
from tests.pictures import see
from tests.table import table


@cache
def work(auto: tuple[str, ...], auto_jpeg: bool = False, **engine: Any) -> Work:
    writing = Writing(auto=list(auto), auto_jpeg=auto_jpeg)
    return Work(hello(Settings.model_construct(output=writing, engine=Engine(**engine))))


@cache
def drawing(name: str) -> Blob:
    """A source by the name that the tables call it."""
    four = pyvips.Image.new_from_buffer(quad(100, 80).read(), "").copy_memory()
    film = four.join(four.fliphor(), "vertical").copy()
    film.set_type(pyvips.GValue.gint_type, "page-height", 80)
    large = plain(17000, 2, 9, 90, 200)
    drawn: dict[str, Any] = {
        "q60x40.png": lambda: quad(60, 40).read(),
        "q800x600.jpg": lambda: scene(800, 600).jpegsave_buffer(),
        "opaque.png": lambda: plain(40, 30, 255, 0, 0, 255).pngsave_buffer(),
        "rgba_half_40x30.png": lambda: plain(40, 30, 255, 0, 0, 128).pngsave_buffer(),
        "anim100x80.gif": film.gifsave_buffer,
        "still.gif": four.gifsave_buffer,
        "lossy.webp": four.webpsave_buffer,
        "small.avif": lambda: four.heifsave_buffer(compression="av1", effort=0),
        "grey.png": lambda: flat(30, 20, 99).pngsave_buffer(),
        "long.png": large.pngsave_buffer,
        "long.jpg": large.jpegsave_buffer,
        "almost.png": lambda: large.crop(0, 0, 16384, 2).pngsave_buffer(),
    }
    return Blob(drawn[name]())


@cache
def answered(name: str, path: str, wishes: Wishes, auto: tuple[str, ...], auto_jpeg: bool) -> tuple[str, bool | None]:
    """The format of the answer, and whether it could have been another."""
    blob = work(auto, auto_jpeg)(grammar().write(grammar().parse(path)), drawing(name), wishes=wishes)
    assert see(blob.read()).format == {"avif": "heif", "png": "png"}.get(blob.facts["format"], blob.facts["format"])
    assert blob.media_type == f"image/{blob.facts['format']}"
    return blob.facts["format"], blob.facts.get("varies")


def asked(
    name: str, path: str, accept: str | None, auto: tuple[str, ...], auto_jpeg: bool = False
) -> tuple[str, str | None]:
    """The format and the Vary of the answer to a request."""
    plan, negotiate = grammar().parse(path), Negotiate(auto)
    output = plan.output(Output())
    wishes = negotiate(plan, output, {} if accept is None else {"Accept": accept})
    format, varies = answered(name, path, wishes, auto, auto_jpeg)
    return format, negotiate.headers(plan, output, Blob(b"", facts={"varies": varies})).get("Vary")


DEFAULT = ("avif", "webp")
BOTH, WEBP = "image/avif,image/webp,*/*;q=0.8", "image/webp,*/*"


@table(
    ("auto", "source", "accept", "format", "vary"),
    [
        (DEFAULT, "q60x40.png", BOTH, "avif", "Accept"),
        (DEFAULT, "q60x40.png", WEBP, "webp", "Accept"),
        (DEFAULT, "q60x40.png", "*/*", "png", "Accept"),  # curl
        (DEFAULT, "q60x40.png", None, "png", "Accept"),
        (DEFAULT, "q60x40.png", "image/png,image/webp;q=0.9", "png", "Accept"),
        (DEFAULT, "q800x600.jpg", "image/png,image/webp;q=0.9", "webp", "Accept"),
        (DEFAULT, "q800x600.jpg", "*/*", "jpeg", "Accept"),
        (DEFAULT, "rgba_half_40x30.png", BOTH, "avif", "Accept"),
        (DEFAULT, "grey.png", BOTH, "avif", "Accept"),
        (DEFAULT, "still.gif", BOTH, "avif", "Accept"),
        (DEFAULT, "still.gif", "*/*", "gif", "Accept"),
        (DEFAULT, "lossy.webp", BOTH, "avif", "Accept"),
        (DEFAULT, "lossy.webp", "image/webp,image/avif;q=0.9", "webp", "Accept"),
        (DEFAULT, "lossy.webp", "*/*", "webp", "Accept"),
        # what moves goes on moving
        (DEFAULT, "anim100x80.gif", BOTH, "webp", "Accept"),
        (DEFAULT, "anim100x80.gif", "image/avif", "gif", "Accept"),
        # what cannot become anything else does not vary
        (("avif",), "small.avif", BOTH, "avif", None),
        (("webp",), "lossy.webp", "*/*", "webp", None),
        (("avif",), "anim100x80.gif", BOTH, "gif", None),
        (("jpeg",), "q800x600.jpg", "*/*", "jpeg", None),
        (("jpeg",), "rgba_half_40x30.png", "*/*", "png", None),
        ((), "q60x40.png", BOTH, "png", None),
        # JPEG for whoever takes any picture, and only without transparency
        (("jpeg",), "q60x40.png", "*/*", "jpeg", "Accept"),
        (("jpeg",), "q60x40.png", None, "jpeg", "Accept"),
        (("jpeg",), "opaque.png", "*/*", "jpeg", "Accept"),
        (("jpeg",), "q60x40.png", "image/png,*/*;q=0.8", "png", "Accept"),
        (("avif", "jpeg"), "rgba_half_40x30.png", "*/*", "png", "Accept"),
        # what does not fit is passed over
        (DEFAULT, "long.png", BOTH, "png", None),
        ((*DEFAULT, "jpeg"), "long.png", BOTH, "jpeg", "Accept"),
        ((*DEFAULT, "jpeg"), "long.png", "image/png,image/avif,*/*;q=0.8", "png", "Accept"),
        ((*DEFAULT, "jpeg"), "long.jpg", BOTH, "jpeg", None),
        (("webp", "avif"), "almost.png", BOTH, "avif", "Accept"),
        (("webp",), "almost.png", BOTH, "png", None),
    ],
)
def test_format(auto: tuple[str, ...], source: str, accept: str | None, format: str, vary: str | None) -> None:
    assert asked(source, "key", accept, auto) == (format, vary)


@pytest.mark.parametrize("path", ["format:gif/key", "format:png/key", "filters:format(jpg)/key"])
def test_the_url_decides(path: str) -> None:
    assert asked("q60x40.png", path, BOTH, DEFAULT)[1] is None
    assert asked("q60x40.png", path, BOTH, DEFAULT) == asked("q60x40.png", path, None, ())


def test_the_result_counts_and_not_the_source() -> None:
    assert asked("long.png", "100x/key", BOTH, DEFAULT) == ("avif", "Accept")
    assert asked("rgba_half_40x30.png", "background:red/key", "*/*", ("jpeg",)) == ("jpeg", "Accept")
    assert asked("q60x40.png", "pad:9,,,,transparent/key", "*/*", ("jpeg",)) == ("png", None)


def test_the_encoders_own_limit() -> None:
    small = work(DEFAULT, avif_pixels=1000)
    sizes = {"40x20": "avif", "40x30": "webp"}
    for size, format in sizes.items():
        assert small(f"{size}/key", drawing("q800x600.jpg"), wishes=Wishes(DEFAULT)).facts["format"] == format


@pytest.mark.parametrize(
    ("accept", "animations", "format", "varies"),
    [(BOTH, True, "webp", True), (BOTH, False, "gif", None), ("*/*", True, "gif", True), ("*/*", False, "gif", None)],
)
def test_whether_animations_change(accept: str, animations: bool, format: str, varies: bool | None) -> None:
    writing = Writing(auto=list(DEFAULT), auto_animations=animations)
    one = Work(hello(Settings.model_construct(output=writing)))
    facts = one("key", drawing("anim100x80.gif"), wishes=Wishes(ranked(accept, DEFAULT))).facts
    assert (facts["format"], facts["frames"], facts.get("varies")) == (format, 2, varies)
    assert one("page:1/key", drawing("anim100x80.gif"), wishes=Wishes(DEFAULT)).facts["format"] == "avif"


def test_png_is_offered_to_whoever_names_it() -> None:
    for accept, format in (("image/png", "png"), ("*/*", "jpeg"), ("image/jpeg", "jpeg")):
        assert asked("q800x600.jpg", "key", accept, ("png",)) == (format, "Accept")


def test_facts_are_of_what_the_url_says() -> None:
    facts = work(DEFAULT)("meta/20x/key", drawing("q60x40.png"), wishes=NONE)
    assert b'"format": "png"' in facts.read()
    assert "varies" not in facts.facts


# Hints


@pytest.mark.parametrize(
    ("path", "wishes", "size"),
    [
        ("30x20", Wishes(density=2), (60, 40)),
        ("30x20/dpr:1", Wishes(density=2), (30, 20)),
        ("30x20/dpr:3", Wishes(density=2), (90, 60)),
        ("pad:5", Wishes(density=2), (820, 620)),
        ("key", Wishes(width=200), (200, 150)),
        ("key", Wishes(width=800), (800, 600)),
        ("key", Wishes(width=1000), (800, 600)),
        ("x60", Wishes(width=50), (50, 38)),
        ("x60", Wishes(density=2, width=150), (150, 112)),
        ("0x0:1x600", Wishes(width=50), (1, 600)),
    ],
)
def test_size(path: str, wishes: Wishes, size: tuple[int, int]) -> None:
    facts = work(())(f"{path}/key", drawing("q800x600.jpg"), wishes=wishes).facts
    assert (facts["width"], facts["height"]) == size


def test_saving_data_is_a_lower_quality_unless_the_url_names_one() -> None:
    saving = Wishes(save_data=True)
    for format in ("jpeg", "webp", "avif"):
        few, many = (work(())(f"99x/format:{format}/key", drawing("q800x600.jpg"), wishes=w) for w in (saving, NONE))
        assert few.size < many.size
    same = {work(())("99x/quality:70/key", drawing("q800x600.jpg"), wishes=w).read() for w in (saving, NONE)}
    assert len(same) == 1
