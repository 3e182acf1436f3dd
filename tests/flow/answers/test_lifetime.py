"""For how long errors may be reused."""

from __future__ import annotations

import pytest

from fitter import errors
from fitter.flow.answers.lifetime import of_error
from fitter.settings.caching import ErrorAges
from tests.table import table

NEVER = {405, 408, 409, 411, 412, 416, 500, 502, 503, 504, 507}
ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.FitterError)]


@table("kind", ALL, ids=lambda kind: kind.code)
def test_what_is_wrong_with_the_url_or_the_source_is_kept_shortly(kind: type[errors.FitterError]) -> None:
    said = of_error(kind(), ErrorAges())
    if kind.status in NEVER:
        assert said == "no-store"
    else:
        seconds = int(said.removeprefix("public, max-age=0, s-maxage="))
        assert 0 < seconds <= (10 if kind.status in (403, 404) else 60)


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (errors.UnknownOperation, "malformed"),
        (errors.BadSignature, "refused"),
        (errors.SourceNotFound, "not_found"),
        (errors.Expired, "expired"),
        (errors.SourceTooLarge, "unreadable"),
        (errors.UnsupportedImage, "unreadable"),
        (errors.UndecodableImage, "unreadable"),
    ],
)
def test_each_setting_has_its_errors(error: type[errors.FitterError], name: str) -> None:
    assert of_error(error(), ErrorAges(**{name: 7.9})) == "public, max-age=0, s-maxage=7"
    assert of_error(error(), ErrorAges(**{name: 0})) == "no-store"
