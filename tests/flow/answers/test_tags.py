"""Tags for purging."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from fitter.flow.answers.tags import tag, tagging
from fitter.settings.caching import TagHeader


@pytest.mark.parametrize("source", ["a", "folder/two words é?#%,.jpg", "https://x.example/a.jpg?b=c", "a" * 9000, "\n"])
def test_tag_is_one_short_word_for_every_cdn(source: str) -> None:
    assert re.fullmatch(r"fitter-[0-9a-f]{24}", tag(source))


def test_tags_stay_and_tell_sources_apart() -> None:
    assert tag("a.jpg") == "fitter-509b0d4641a7c3ba088ffa28"  # what CDNs hold: another spelling could not be purged
    assert len({tag(one) for one in ("a.jpg", "A.jpg", "a.jpg ", "b/a.jpg", "/a.jpg")}) == 5


def test_headers() -> None:
    a, b = tag("a"), tag("b")
    assert tagging(["Cache-Tag", "xkey"], ["a", "b", "a"]) == {"Cache-Tag": f"{a},{b}", "xkey": f"{a} {b}"}
    assert tagging(["Surrogate-Key"], ["a"]) == {"Surrogate-Key": a}
    assert tagging([], ["a"]) == tagging(["Cache-Tag"], []) == {}


def test_every_header_that_may_be_chosen_has_its_separator() -> None:
    names = get_args(TagHeader)
    assert set(tagging(names, ["a", "b"])) == set(names)
