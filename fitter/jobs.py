"""A picture that is to be made behind an answer, as a value small enough for a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from fitter.wishes import NONE, Wishes


@dataclass(frozen=True, slots=True)
class Job:
    """What a queue takes in. Jobs of one key are one job, and doing it twice makes nothing twice."""

    path: str  # canonical, with the source
    key: str  # of the result: says what the picture is
    wishes: Wishes = NONE  # of the client that asked for it

    def as_message(self) -> dict[str, Any]:
        """As JSON can say it."""
        return {"path": self.path, "key": self.key, "wishes": self.wishes.as_header()}

    @classmethod
    def read(cls, message: Mapping[str, Any]) -> Self:
        """What ``as_message`` made.

        Raises:
            ValueError: it is something else.
        """
        try:
            return cls(str(message["path"]), str(message["key"]), Wishes.read(message["wishes"]))
        except (KeyError, TypeError) as error:
            raise ValueError("this is no job") from error
