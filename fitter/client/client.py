"""The client: what is asked of a running fitter."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

import requests

from fitter.client.addresses import Addresses
from fitter.client.failures import NotReached, Refused, cause
from fitter.client.warming import Warmed, warm

_JOBS = 4


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A source that was uploaded; url is its picture as it is."""

    key: str
    url: str
    size: int
    type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Client(Addresses):
    """Addresses, and requests to the server behind them.

    Args:
        token: one of ``upload.tokens``; without it uploads are signed.
        timeout: seconds to connect, and between any two bytes of an answer.
    """

    token: str = field(default="", repr=False)
    timeout: float = 30.0

    def upload(self, file: str | os.PathLike[str] | bytes | IO[bytes], source: str = "", *, name: str = "") -> Uploaded:
        """Send a picture, which is read piece by piece.

        Args:
            file: a path, bytes, or an open file.
            source: the key to add or replace; without it the server chooses one.
            name: what the picture is called, for a key of the server's choice; left out: as the file is.

        Raises:
            Refused: it is not taken; status, code and detail say why.
            NotReached: nobody answered.
            OSError: the file cannot be read.
        """
        headers = {"Content-Type": "application/octet-stream"}
        if isinstance(file, (str, os.PathLike)):
            with Path(file).open("rb") as opened:
                return self.upload(opened, source, name=name or Path(file).name)
        if name and not source:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        answer = self._ask("PUT" if source else "POST", source, file, headers)
        try:
            said: dict[str, Any] = answer.json()
            path = str(said["url"])
            url = path if urlsplit(path).netloc else self._base + path
            return Uploaded(said["key"], url, said["size"], said["type"], said["width"], said["height"])
        except (requests.JSONDecodeError, KeyError, TypeError):
            raise Refused(answer.status_code, detail=f"What {self.base} answers is no answer of fitter's.") from None

    def delete(self, source: str) -> None:
        """Delete what was uploaded under a key, and forget what was made of it; raises as ``upload``."""
        self._ask("DELETE", source, None, {})

    def purge(self, source: str) -> None:
        """Forget a source and all that was made of it; it is loaded anew when it is asked for. Raises as ``upload``."""
        self._request("DELETE", self.purge_url(source), None, {})

    def warm(self, urls: Iterable[str], jobs: int = _JOBS, accept: Sequence[str] = ("",)) -> Iterator[Warmed]:
        """Ask for pictures, so many at once, so that they are made and kept; tells of each as it comes.

        Args:
            urls: whole URLs.
            jobs: how many at once.
            accept: the headers ``Accept`` to ask with for each, such as ``image/avif,image/webp``; empty is none.
        """
        return warm(urls, jobs, self.timeout, accept)

    def _ask(self, method: str, source: str, body: Any, headers: dict[str, str]) -> requests.Response:
        if not self.token:
            return self._request(method, self.upload_url(method, source), body, headers)
        url = f"{self._base}/upload/{self._place(source)}" if source else f"{self._base}/upload"
        return self._request(method, url, body, {**headers, "Authorization": f"Bearer {self.token}"})

    def _request(self, method: str, url: str, body: Any, headers: dict[str, str]) -> requests.Response:
        try:
            answer = requests.request(
                method, url, data=body, headers=headers, auth=_as_is, timeout=self.timeout, allow_redirects=False
            )
        except (requests.RequestException, ValueError) as error:  # urllib3 has its own, for names that are none
            raise NotReached(f"{self.base} does not answer: {cause(error)}") from None
        if not 200 <= answer.status_code < 300:  # a redirect, which a proxy may answer with, has done nothing
            raise Refused.by(answer)
        return answer


def _as_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep the headers: else what stands in a netrc for this host would take the token's place."""
    return request
