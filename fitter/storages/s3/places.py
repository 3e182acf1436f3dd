"""Where a bucket is asked for: host, path and region."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import quote

from fitter.fetch.target import Target

_REGION = re.compile(r"[a-z0-9-]{1,40}")
_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")  # a name with dots fits no certificate of S3's


class Atlas(Protocol):
    """Knows regions and their hosts."""

    def region(self) -> str:
        """The region to begin with; may block."""
        ...

    def host(self, region: str) -> str:
        """The host name of S3 in a region; may block when it is first asked."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where the objects of a bucket are."""

    base: Target
    region: str

    def target(self, name: str, query: Mapping[str, str]) -> Target:
        """The URL of an object, or of the bucket itself, spelt as it is signed."""
        pairs = sorted((_quote(each), _quote(value)) for each, value in query.items())
        asked = "?" + "&".join(f"{each}={value}" for each, value in pairs) if pairs else ""
        path = self.base.path + quote(name, safe="/-_.~") + asked
        return Target(self.base.scheme, self.base.host, self.base.port, path)


class Places:
    """Finds buckets; remembers where S3 said that one is."""

    def __init__(
        self,
        atlas: Callable[[], Atlas],
        endpoint: Target | None,
        region: str | None,
        path_style: bool | Literal["auto"],
    ) -> None:
        """At an endpoint of one's own, or else at AWS, of which the atlas tells."""
        self._make = atlas
        self._endpoint = endpoint
        self._path_style = endpoint is not None if path_style == "auto" else path_style
        self._dots = path_style == "auto"
        self._region = region
        self._atlas: Atlas | None = None
        self._places: dict[str, Place] = {}

    @property
    def ready(self) -> bool:
        """Whether all that has to be read is read."""
        return self._region is not None and (self._endpoint is not None or self._atlas is not None)

    def prepare(self) -> None:
        """Read it; blocks.

        Raises:
            OSError: the region is not known.
        """
        atlas = self._make()
        region = self._region or atlas.region()
        if self._endpoint is None:
            atlas.host(region)
        self._atlas, self._region = atlas, region

    def of(self, bucket: str) -> Place:
        """The place of a bucket, once prepared."""
        place = self._places.get(bucket)
        if place is None:
            place = self._places[bucket] = self._place(bucket, self._region or "")
        return place

    def moved(self, bucket: str, region: str) -> bool:
        """S3 says that the bucket is in that region; whether this is news."""
        if not _REGION.fullmatch(region) or region == self.of(bucket).region:
            return False
        self._places[bucket] = self._place(bucket, region)
        return True

    def _place(self, bucket: str, region: str) -> Place:
        base = self._endpoint
        if base is None:
            assert self._atlas is not None  # noqa: S101  prepared
            base = Target("https", self._atlas.host(region), 443, "/")
        if self._path_style or (self._dots and not _LABEL.fullmatch(bucket)):
            return Place(Target(base.scheme, base.host, base.port, f"/{bucket}/"), region)
        return Place(Target(base.scheme, f"{bucket}.{base.host}", base.port, "/"), region)


def _quote(text: str) -> str:
    return quote(text, safe="-_.~")
