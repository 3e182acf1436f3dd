"""What a client raises."""

from __future__ import annotations

from typing import Any

import requests


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
        where = answer.headers.get("Location")
        detail = f"It is redirected to {where}; name that as the base." if where else answer.reason or ""
        return cls(answer.status_code, str(said.get("code", "")), str(said.get("detail", detail)))
