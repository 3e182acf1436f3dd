"""Headers as wishes: what is in a key, and what caches are told."""

from __future__ import annotations

from itertools import combinations

import pytest

from fitter.blob import Blob
from fitter.flow.reading import hints
from fitter.flow.reading.negotiate import Negotiate
from fitter.values import Output
from fitter.wishes import Wishes
from tests.table import table
from tests.url.words import GRAMMAR

AUTO = ("avif", "webp")
QUIET, TALKING = Negotiate(AUTO), Negotiate(AUTO, hints=True)
EVERYTHING = {
    "Accept": "image/avif,image/webp",
    "Sec-CH-DPR": "2.0",
    "Sec-CH-Width": "640",
    "Save-Data": "on",
}


def wished(path: str, asked: dict[str, str], negotiate: Negotiate = QUIET) -> Wishes:
    plan = GRAMMAR.parse(path)
    return negotiate(plan, plan.output(Output()), asked)


def key(path: str, asked: dict[str, str], negotiate: Negotiate = QUIET) -> str:
    return GRAMMAR.parse(path).key("", wished(path, asked, negotiate).text)


def told(path: str, negotiate: Negotiate, varies: bool = True) -> dict[str, str]:
    plan = GRAMMAR.parse(path)
    blob = Blob(b"", facts={"varies": True} if varies else {})
    return negotiate.headers(plan, plan.output(Output()), blob)


GROUPS = {
    "avif, then webp": [
        "image/avif,image/webp",
        "image/webp,image/avif",
        "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
        "image/webp;q=0.8,image/avif;q=0.9,image/png;q=0.7",
        " IMAGE/AVIF , image/webp;q=1.0",
    ],
    "webp, then avif": ["image/webp,image/avif;q=0.9", "image/avif;q=0.1,image/webp;q=0.2"],
    "avif": ["image/avif", "image/avif;q=0.3", "image/webp;q=0,image/avif"],
    "webp": ["image/webp", "image/webp,*/*;q=0.8", "image/avif;q=0,image/webp"],
    "webp, but not for png": ["image/png,image/webp;q=0.8"],
    "neither": ["", "*/*", "image/*", "image/png,image/*;q=0.8", "text/html", "image/avif;v=1", "x" * 9999],
}


@pytest.mark.parametrize("group", GROUPS)
def test_equal_outcomes_share_a_key(group: str) -> None:
    assert len({key("300x/a.jpg", {"Accept": header}) for header in GROUPS[group]}) == 1


def test_no_header_is_as_any_that_shows_neither() -> None:
    assert key("300x/a.jpg", {}) == key("300x/a.jpg", {"Accept": "*/*"})


@table(("one", "other"), list(combinations(GROUPS, 2)))
def test_other_outcomes_have_other_keys(one: str, other: str) -> None:
    assert key("300x/a.jpg", {"Accept": GROUPS[one][0]}) != key("300x/a.jpg", {"Accept": GROUPS[other][0]})


@pytest.mark.parametrize("path", ["format:webp/a.jpg", "filters:format(png)/a.jpg", "meta/300x/a.jpg"])
def test_what_the_url_decides_has_one_key(path: str) -> None:
    assert key(path, EVERYTHING) == key(path, {})
    assert key(path, EVERYTHING, Negotiate()) == key(path, {})


@pytest.mark.parametrize(
    ("varies", "exact", "always"), [(True, "Accept", "Accept"), (False, None, "Accept"), (None, None, None)]
)
def test_what_caches_are_told_of_accept(varies: bool | None, exact: str | None, always: str | None) -> None:
    plan = GRAMMAR.parse("a.jpg")
    blob = Blob(b"", facts={} if varies is None else {"varies": varies})
    told = [Negotiate(AUTO, always=on).headers(plan, Output(), blob).get("Vary") for on in (False, True)]
    assert told == [exact, always]


def test_hints_count_only_where_they_are_switched_on() -> None:
    assert wished("300x/a.jpg", EVERYTHING) == Wishes(AUTO)
    assert wished("300x/a.jpg", EVERYTHING, TALKING) == Wishes(AUTO, 2.0, None, save_data=True)


@pytest.mark.parametrize(
    ("path", "wishes"),
    [
        ("a.jpg", Wishes(AUTO, None, 640, save_data=True)),  # nothing that a density changes
        ("x200/a.jpg", Wishes(AUTO, 2.0, 640, save_data=True)),
        ("300x/a.jpg", Wishes(AUTO, 2.0, None, save_data=True)),
        ("origx/a.jpg", Wishes(AUTO, None, None, save_data=True)),
        ("pad:9/a.jpg", Wishes(AUTO, 2.0, 640, save_data=True)),
        ("dpr:1/300x/a.jpg", Wishes(AUTO, None, None, save_data=True)),
        ("quality:80/a.jpg", Wishes(AUTO, None, 640)),
        ("format:png/a.jpg", Wishes((), None, 640, save_data=True)),
        ("meta/x200/a.jpg", Wishes()),
    ],
)
def test_what_the_url_says_cannot_be_wished_otherwise(path: str, wishes: Wishes) -> None:
    assert wished(path, EVERYTHING, TALKING) == wishes


@table(
    ("asked", "density"),
    [
        ({}, None),
        ({"DPR": "2"}, 2.0),
        ({"Sec-CH-DPR": "3", "DPR": "2"}, 3.0),
        ({"Sec-CH-DPR": "x", "DPR": "2"}, 2.0),
        ({"DPR": " 1.5 "}, 1.5),
        ({"DPR": "1"}, None),
        ({"DPR": "0.5"}, None),
        ({"DPR": "1.2"}, None),
        ({"DPR": "1.25"}, 1.5),
        ({"DPR": "2.625"}, 2.5),
        ({"DPR": "99"}, 8.0),
        *(({"DPR": text}, None) for text in ("", "0", "-2", "2x", "1e3", "inf", "nan", "2,2", "9999999", "٢")),
    ],
)
def test_density(asked: dict[str, str], density: float | None) -> None:
    assert hints.density(asked) == density


@table(
    ("asked", "width"),
    [
        ({}, None),
        ({"Width": "320"}, 320),
        ({"Width": "320.5"}, 352),
        ({"Width": "1"}, 16),
        ({"Width": "255"}, 256),
        ({"Width": "256"}, 256),
        ({"Width": "257"}, 288),
        ({"Width": "1025"}, 1152),
        ({"Width": "8192"}, 8192),
        ({"Width": "8193"}, None),
        ({"Sec-CH-Width": "500", "Width": "300"}, 512),
        *(({"Width": text}, None) for text in ("", "0", "-5", "5px", "1e3", "12345678")),
    ],
)
def test_width(asked: dict[str, str], width: int | None) -> None:
    assert hints.width(asked) == width


def test_widths_are_few_and_never_too_small() -> None:
    found = {number: hints.width({"Width": str(number)}) for number in range(1, 8193)}
    assert len(set(found.values())) < 64
    assert all(number <= (width or 0) < number * 1.125 + 16 for number, width in found.items())


@pytest.mark.parametrize(("text", "saving"), [("on", True), (" On", True), ("off", False), ("1", False), ("", False)])
def test_save_data(text: str, saving: bool) -> None:
    assert hints.save_data({"Save-Data": text}) is saving


def test_every_wish_has_its_own_text() -> None:
    every = [Wishes(("a", "b")), Wishes(("b", "a")), Wishes(("a",)), Wishes(), Wishes((), 2.0), Wishes((), None, 2)]
    every += [Wishes((), save_data=True), Wishes((), 2.5), Wishes((), 2.0, 50), Wishes(("a",), 2.0)]
    assert len({one.text for one in every}) == len(every)
    assert [Wishes.read(one.as_header()) for one in every] == every


HINTS = "Sec-CH-DPR, DPR, Sec-CH-Width, Width"


@pytest.mark.parametrize(
    ("path", "negotiate", "varies", "vary"),
    [
        ("x200/a.jpg", QUIET, True, "Accept"),
        ("x200/a.jpg", QUIET, False, None),
        ("x200/a.jpg", TALKING, True, f"Accept, {HINTS}, Save-Data"),
        ("x200/a.jpg", TALKING, False, f"{HINTS}, Save-Data"),
        ("300x/quality:9/a.jpg", TALKING, False, "Sec-CH-DPR, DPR"),
        ("300x/dpr:2/quality:9/a.jpg", TALKING, False, None),
        ("meta/x200/a.jpg", TALKING, False, None),
    ],
)
def test_what_caches_are_told(path: str, negotiate: Negotiate, varies: bool, vary: str | None) -> None:
    found = told(path, negotiate, varies)
    assert found.get("Vary") == vary
    assert found.get("Accept-CH") == ("Sec-CH-DPR, DPR, Sec-CH-Width, Width" if negotiate.hints else None)
