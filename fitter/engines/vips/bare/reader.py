"""Going through the bytes of a file strictly."""

from __future__ import annotations


class Unusual(Exception):
    """The file holds something that is not expected, or ends too early."""


class Reader:
    """Goes through bytes from the start to the end."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        """The next bytes; Unusual if there are not so many."""
        part = self.data[self.at : self.at + count]
        if count < 0 or len(part) < count:
            raise Unusual("it ends too early")
        self.at += count
        return part

    def number(self, count: int, order: str = "big") -> int:
        """The next bytes as a number."""
        return int.from_bytes(self.take(count), "big" if order == "big" else "little")

    def expect(self, known: bytes) -> bytes:
        """The next bytes, which are known."""
        if self.take(len(known)) != known:
            raise Unusual("something else is expected")
        return known

    @property
    def more(self) -> bool:
        """Whether the end is not reached."""
        return self.at < len(self.data)
