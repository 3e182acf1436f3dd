"""Warming: pictures are asked for before anybody else does, so that they are made and kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

import requests

from fitter.client.failures import cause


@dataclass(frozen=True, slots=True)
class Warmed:
    """How one URL was answered."""

    url: str
    status: int  # 0: not at all
    seconds: float
    bytes: int = 0
    problem: str = ""
    accept: str = ""  # what was said to be shown

    @property
    def ok(self) -> bool:
        """Whether it was answered with a picture, and that of its own source."""
        return 200 <= self.status < 300 and not self.problem


def warm(urls: Iterable[str], jobs: int, timeout: float, accept: Sequence[str] = ("",)) -> Iterator[Warmed]:
    """Ask for each, so many at once; the answers come as they come. No more are read ahead than are under way."""
    left = ((url, one) for url in urls for one in accept)
    with ThreadPoolExecutor(jobs, "fitter-warm") as threads:
        running: set[Future[Warmed]] = set()
        try:
            while True:
                running |= {threads.submit(_ask, *one, timeout) for one in islice(left, jobs - len(running))}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for one in done:
                    yield one.result()
        finally:
            for one in running:
                one.cancel()


def _ask(url: str, accept: str, timeout: float) -> Warmed:
    began, length = time.perf_counter(), 0
    try:
        with requests.get(url, timeout=timeout, stream=True, headers={"Accept": accept or "*/*"}) as answer:
            text = b""
            for piece in answer.iter_content(1 << 16):
                length += len(piece)
                text = text or piece
            problem = _instead(answer) if answer.ok else _detail(answer, text)
            return Warmed(url, answer.status_code, time.perf_counter() - began, length, problem, accept)
    except (requests.RequestException, ValueError) as error:  # urllib3 has its own, for names of hosts that are none
        return Warmed(url, 0, time.perf_counter() - began, length, cause(error), accept)


def _instead(answer: requests.Response) -> str:
    why = answer.headers.get("X-Fitter-Fallback")
    return f"Another picture is shown in its place ({why})." if why else ""


def _detail(answer: requests.Response, text: bytes) -> str:
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):  # what stands between may answer with something else
        return answer.reason or ""
