"""Which part a size keeps, in every spelling: read into one canonical form, or refused with a sentence."""

from __future__ import annotations

import pytest

from fitter import BadRequest, Size, Spot, middle
from fitter.focus import Focal
from tests.table import table
from tests.url.words import GRAMMAR


@table(
    ("path", "canonical"),
    [
        ("300x200/focal:30,40/a", "300x200/focal:30,40/a"),
        ("300x200/focal:0.3,0.4/a", "300x200/focal:30p,40p/a"),
        ("300x200/focal:30%25,40p/a", "300x200/focal:30p,40p/a"),
        ("300x200/focal:0.5,1/a", "300x200/focal:50p,100p/a"),
        ("300x200/focal:10x20:30x40/a", "300x200/focal:10x20:30x40/a"),
        ("300x200/focal:10px0.07:30px1/a", "300x200/focal:10px7p:30px100p/a"),
        ("300x200/focal:1,2/focal:3,4/left/a", "300x200/left/focal:1,2/focal:3,4/a"),
        # before the size it is said of the next one
        ("focal:30,40/300x200/a", "300x200/focal:30,40/a"),
        ("focal:1,2/focal:3,4/fit-in/300x200/a", "fit-in/300x200/focal:1,2/focal:3,4/a"),
        ("focal:30,40/a", "0x0/focal:30,40/a"),
        # gravity
        ("300x200/gravity:no/a", "300x200/top/a"),
        ("300x200/gravity:sowe/a", "300x200/left/bottom/a"),
        ("300x200/gravity:south-west/a", "300x200/left/bottom/a"),
        ("300x200/gravity:ce/a", "300x200/a"),
        ("300x200/gravity:sm/a", "300x200/smart/a"),
        ("300x200/gravity:fp,0.3,1/a", "300x200/focal:30p,100p/a"),
        ("300x200/gravity:fp:.3:0/a", "300x200/focal:30p,0p/a"),
        ("gravity:noea/300x200/a", "300x200/right/top/a"),
        # smart
        ("300x200/smart:attention/a", "300x200/smart/a"),
        ("smart:entropy/300x200/a", "300x200/smart:entropy/a"),
        # thumbor's and imagor's filters
        ("300x200/filters:focal(10x20:30x40)/a", "300x200/focal:10x20:30x40/a"),
        ("filters:focal(10x20:30x40):flip()/300x200/a", "flip/300x200/focal:source,10x20:30x40/a"),
        ("300x200/filters:focal(0.1,0.2):focal(10,20)/a", "300x200/focal:10p,20p/focal:10,20/a"),
        ("300x200/filters:focal(0x0:0x0)/a", "300x200/a"),
        ("300x200/filters:focal(9x0:9x7)/a", "300x200/a"),
        ("300x200/filters:focal(9x7:5x0)/a", "300x200/focal:5x0:9x7/a"),
        (f"300x200/filters:focal({'9' * 20}x0:{'9' * 20}x7)/a", "300x200/a"),
        # of the source, and the crop is in front
        ("10x20:200x200/90x90/filters:focal(50x50:60x60)/a", "10x20:200x200/90x90/focal:source,50x50:60x60/a"),
        ("filters:focal(50x50:60x60)/10x20:200x200/90x90/a", "10x20:200x200/90x90/focal:source,50x50:60x60/a"),
        ("10x20:200x200/90x90/filters:focal(0x0:15x60)/a", "10x20:200x200/90x90/focal:source,0x0:15x60/a"),
        ("10x20:200x200/90x90/filters:focal(0.5,0.5)/a", "10x20:200x200/90x90/focal:50p,50p/a"),
        ("0x0:0x0/90x90/filters:focal(50x50:60x60)/a", "0x0:0x0/90x90/focal:source,50x50:60x60/a"),
        ("90x90/10x20:40x40/filters:focal(50x50:60x60)/a", "90x90/focal:50x50:60x60/10x20:40x40/a"),
        ("300x200/focal:source,9,7/a", "300x200/focal:9,7/a"),
        ("flop/300x200/focal:source,9,7/a", "flop/300x200/focal:source,9,7/a"),
        ("90x90/filters:focal(5x5:6x6):orient(90)/a", "orient:270/90x90/focal:source,5x5:6x6/a"),
        # folders
        ("focal/a", "focal/a"),
        ("gravity/entropy/a", "gravity/entropy/a"),
    ],
)
def test_every_spelling_has_one_canonical_form(path: str, canonical: str) -> None:
    plan = GRAMMAR.parse(path)
    assert GRAMMAR.write(plan) == canonical
    assert GRAMMAR.parse(canonical) == plan


@table(
    ("path", "why"),
    [
        (f"300x200/filters:focal({'9' * 5000}x0:5x7)/a", "must be a point X,Y or a box"),
        *(
            (f"300x200/focal:{text}/a", "must be a point X,Y or a box")
            for text in ("", "1", "x", "1,2,3", "1x2", "1x2:3")
        ),
        *(
            (f"300x200/focal:{text}/a", "must be a point X,Y or a box")
            for text in ("0.5,2", "101p,5", "-5p,1", "1e3,5")
        ),
        *(
            (f"300x200/filters:focal({text})/a", "must be a point X,Y or a box")
            for text in ("", "junk", "10x20:30x40z")
        ),
        ("300x200/gravity:/a", "must be one of no, so, ea"),
        ("300x200/gravity:nono/a", "must be one of no, so, ea"),
        ("300x200/gravity:no,5/a", "must be one of no, so, ea"),
        ("300x200/gravity:fp,1.5,0/a", "two fractions from 0 to 1"),
        ("300x200/gravity:fp,0.5/a", "two fractions from 0 to 1"),
        ("300x200/gravity:fp,a,b/a", "two fractions from 0 to 1"),
        ("300x200/left/gravity:noea/a", "already has left"),
        ("300x200/smart/gravity:sm/a", "already has smart"),
        ("gravity:no/gravity:so/300x200/a", "already said to be"),
        ("300x200/smart:faces/a", "must be one of attention, entropy"),
        ("300x200/filters:gravity(no)/a", "no filter 'gravity'"),
        ("300x200/" + 17 * "focal:1,2/" + "a", "at most 16"),
        (17 * "focal:1,2/" + "300x200/a", "at most 16"),
        ("filters:" + ":".join(17 * ["focal(1,2)"]) + "/300x200/a", "at most 16"),
        ("300x200/filters:extract_focal(1)/a", "takes no arguments"),
        ("300x200/filters:extract_focl()/a", "extract_focal"),
    ],
)
def test_what_is_no_place_is_refused(path: str, why: str) -> None:
    with pytest.raises(BadRequest, match=why):
        GRAMMAR.parse(path)


# Several draw by their weights


def test_a_box_draws_by_its_area() -> None:
    size = Size(200, 100)
    box, point = Focal.parse("0x0:20x10").spot(size), Focal.parse("100,50").spot(size)
    assert (box.weight, point.weight) == (pytest.approx(200), 1)
    x, y = middle([box, point])
    assert (x * 200 * 201, y * 100 * 201) == (pytest.approx(10 * 200 + 100), pytest.approx(5 * 200 + 50))


def test_the_middle_lies_on_the_picture() -> None:
    assert middle([Spot(-3, 7, -2, 8)]) == (0, 1)
    assert middle([Spot(0, 0, 0, 0, 0), Spot(1, 1, 1, 1, 0)]) == (0.5, 0.5)


# A URL as source, whose crop is what stays

INNER = "https%3A%2F%2Fexample.org%2Fa%2520b.jpg"
SIGNED = "Yw2VLxhWdRgcXp_IR3mc4Cjz6wQ="


@table(
    ("source", "canonical"),
    [
        (f"localhost:8888/unsafe/240x220:480x260/{INNER}", f"focal:240x220:480x260/{INNER}"),
        (f"http://localhost:8888/unsafe/240x220:480x260/{INNER}", f"focal:240x220:480x260/{INNER}"),
        (f"example.org/{SIGNED}/240x220:480x260/90x90/smart/{INNER}", f"focal:240x220:480x260/{INNER}"),
        (f"unsafe/1x2:3x4/{INNER}", f"focal:1x2:3x4/{INNER}"),
        (f"h/unsafe/90x90/h/unsafe/1x2:3x4/{INNER}", f"focal:1x2:3x4/{INNER}"),
        ("h/unsafe/1x2:3x4/90x90/h/unsafe/5x6:7x8/a.jpg", "focal:1x2:3x4/h/unsafe/5x6:7x8/a.jpg"),
        (9 * "h/unsafe/" + "h/unsafe/1x2:3x4/a.jpg", "focal:1x2:3x4/a.jpg"),
        (10 * "h/unsafe/" + "h/unsafe/1x2:3x4/a.jpg", None),
        # no such URL, or no crop in it: the source stays
        (INNER, None),
        (f"h/unsafe/90x90/{INNER}", None),
        (f"h/unsafe/0x0:0x0/{INNER}", None),
        (f"h/unsafe/1x2:3x4/nothing:1/{INNER}", None),
        ("h/1x2:3x4/a.jpg", None),
    ],
)
def test_the_crop_of_a_url_as_source_is_kept(source: str, canonical: str | None) -> None:
    plan = GRAMMAR.parse(f"300x100/filters:extract_focal()/{source}")
    kept = GRAMMAR.parse(f"300x100/{canonical}") if canonical else GRAMMAR.parse(f"300x100/-/{source}")
    assert plan == kept
    assert GRAMMAR.parse(GRAMMAR.write(plan)) == plan


def test_without_it_a_url_is_a_source_like_any_other() -> None:
    path = "300x100/h/unsafe/1x2:3x4/a.jpg"
    assert GRAMMAR.write(GRAMMAR.parse(path)) == path
