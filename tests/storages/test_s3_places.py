from __future__ import annotations

import pytest

from fitter.fetch.target import Target
from fitter.storages.s3.chain import Chain
from fitter.storages.s3.places import Places

OWN = Target.parse("http://minio:9000")


def url(places: Places, bucket: str) -> str:
    return places.of(bucket).target("a b", {}).url


@pytest.mark.parametrize(
    ("endpoint", "path_style", "bucket", "expected"),
    [
        (None, "auto", "pictures", "https://pictures.s3.eu-central-1.amazonaws.com/a%20b"),
        (None, "auto", "pic.tures", "https://s3.eu-central-1.amazonaws.com/pic.tures/a%20b"),
        (None, "auto", "Pictures", "https://s3.eu-central-1.amazonaws.com/Pictures/a%20b"),
        (None, True, "pictures", "https://s3.eu-central-1.amazonaws.com/pictures/a%20b"),
        (OWN, "auto", "pictures", "http://minio:9000/pictures/a%20b"),
        (OWN, False, "pictures", "http://pictures.minio:9000/a%20b"),
    ],
)
def test_where_a_bucket_is(endpoint: Target | None, path_style: bool, bucket: str, expected: str) -> None:
    places = Places(lambda: Chain(None), endpoint, "eu-central-1", path_style)
    assert places.ready == (endpoint is not None)
    places.prepare()
    assert places.ready
    assert url(places, bucket) == expected


def test_a_bucket_that_has_moved() -> None:
    places = Places(lambda: Chain(None), None, "eu-central-1", "auto")
    places.prepare()
    assert not places.moved("pictures", "eu-central-1")
    assert not places.moved("pictures", "evil.example.com/")
    assert places.moved("pictures", "cn-north-1")
    assert url(places, "pictures") == "https://pictures.s3.cn-north-1.amazonaws.com.cn/a%20b"
    assert url(places, "others") == "https://others.s3.eu-central-1.amazonaws.com/a%20b"


def test_a_region_that_is_none() -> None:
    with pytest.raises(ConnectionError, match="no region called moon-1"):
        Places(lambda: Chain(None), None, "moon-1", "auto").prepare()
