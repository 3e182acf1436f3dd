"""What a client raises."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError


def cause(error: Exception) -> str:
    """Why nobody answered, without the URL: its signature is good for whoever finds it in a log."""
    inner = error.args[0] if error.args else None
    inner = getattr(inner, "reason", inner)
    return str(inner) if isinstance(inner, HTTPError) else type(error).__name__


class Failed(Exception):
    """fitter did not do what it was asked for."""


class NotReached(Failed):
    """Nobody answered in time."""


class Refused(Failed):
    """fitter answered with an error: its status, its stable code, and the sentence that says what is wrong."""

    def __init__(self, status: int, code: str = "", detail: str = "") -> None:
        super().__init__(f"{status} {detail}".strip())
        self.status, self.code, self.detail = status, code, detail

    @classmethod
    def by(cls, answer: requests.Response) -> Refused:
        """The error in an answer; what stands between may answer with something else than a problem."""
        try:
            problem: Any = answer.json()
        except requests.JSONDecodeError:
            problem = {}
        said = problem if isinstance(problem, dict) else {}
        where = urlsplit(answer.headers.get("Location", ""))
        host = f"{where.scheme}://{where.netloc}"  # no more: the rest has a signature in it
        detail = f"It is redirected to {host}; name that as the base." if where.netloc else answer.reason or ""
        return cls(answer.status_code, str(said.get("code", "")), str(said.get("detail", detail)))
