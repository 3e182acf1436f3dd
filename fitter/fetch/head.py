"""The head of an HTTP answer, read line by line as libcurl hands it over."""

from __future__ import annotations

from types import MappingProxyType


class Head:
    """Status and headers of the final answer (interim ones such as 103 are forgotten); names are in lower case."""

    def __init__(self) -> None:
        self.status = 0
        self.complete = False
        self.contradicts = False  # two values where there can be but one: the answer cannot be trusted
        self._values: dict[str, str] = {}

    @property
    def values(self) -> MappingProxyType[str, str]:
        """The headers; of one that came twice, the first."""
        return MappingProxyType(self._values)

    def feed(self, line: bytes) -> None:
        """Take the next line, its end included. Trailers after the body are ignored."""
        if self.complete:
            return
        text = _text(line).strip()
        if line.startswith(b"HTTP/"):
            self._values.clear()
            code = text.split(" ", 2)[1:2]
            self.status = int(code[0]) if code and code[0].isdecimal() else 0
        elif not text:
            self.complete = self.status >= 200
        else:
            self._keep(*text.partition(":")[::2])

    def _keep(self, name: str, value: str) -> None:
        name, value = name.strip().lower(), value.strip()
        first = self._values.setdefault(name, value)
        if name in ("content-length", "location") and first != value:
            self.contradicts = True


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
