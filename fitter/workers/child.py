"""What a worker process runs: one job after the other until the front is gone."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Mapping
from typing import Any, Protocol

from fitter import kernel
from fitter.blob import Blob, Descriptor, fault
from fitter.errors import FitterError
from fitter.loading import loading
from fitter.url.plan import MOST_SOURCES
from fitter.wishes import Wishes
from fitter.workers import wire
from fitter.workers.memory import claimed, resident, too_much

_PAUSES = (2.5, 60.0)
"""Seconds without a job after which a worker rests: longer than most things are kept, and than all are."""


_LONGEST = 16_000  # characters of a traceback


class Work(Protocol):
    """What a worker does with its jobs; made from the front's greeting."""

    def __init__(self, hello: Mapping[str, Any]) -> None: ...

    def rehearse(self) -> None:
        """Make a picture, to show that it can be done."""
        ...

    def describe(self) -> Mapping[str, Any]:
        """What the front should know."""
        ...

    def rest(self) -> None:
        """Let go of what is kept between jobs: there has been none for a while."""
        ...

    def __call__(self, text: str, *sources: Blob, wishes: Wishes) -> Blob:
        """Make the picture that the canonical operations describe, as the client wishes it.

        The sources are those of the plan, the main one first.
        """
        ...


def main(number: int) -> None:
    """Greet, rehearse and serve at the open socket of that number."""
    os.set_inheritable(number, False)
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)  # the front gets them too, and decides
    with socket.socket(fileno=number) as channel:
        greeting = wire.receive(channel)
        if greeting is None:
            return
        hello, _ = greeting
        _confine(hello["front"], hello["memory"])
        work = _begin(channel, hello)
        if work is not None:
            _serve(channel, work, hello["memory"])


def _confine(front: int, memory: int | None) -> None:
    kernel.end_with(front, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory is not None:
        # The net under the front's own watch, which looks only now and then. Not RLIMIT_AS: that counts libraries.
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _begin(channel: socket.socket, hello: Mapping[str, Any]) -> Work | None:
    try:
        module, _, name = hello["work"].rpartition(".")
        with loading():
            work: Work = getattr(importlib.import_module(module), name)(hello)
            work.rehearse()
        frame = wire.pack({"ready": True, "describe": dict(work.describe())})
    except FitterError as error:  # its detail says it all
        wire.send(channel, wire.pack(_error(error)))
        return None
    except Exception as error:
        traceback.print_exc()
        wire.send(channel, wire.pack(_error(FitterError(f"{type(error).__name__}: {error}"))))
        return None
    wire.send(channel, frame)
    return work


def _serve(channel: socket.socket, work: Work, memory: int | None) -> None:
    while (received := _next(channel, work)) is not None:
        header, files = received
        began = time.perf_counter()
        answer, result = _answer(work, header, files, memory)
        answer |= {"job": header["job"], "seconds": time.perf_counter() - began}
        answer |= {"rss": resident(), "claimed": claimed()}
        del received, files  # the sources are closed before the front hears of the end
        wire.send(channel, wire.pack(answer), *result)
        del result


def _next(channel: socket.socket, work: Work) -> tuple[dict[str, Any], list[Descriptor]] | None:
    waiting = select.poll()  # and not select(), which takes no descriptor above 1023: a busy front gives such a one
    waiting.register(channel, select.POLLIN)
    for pause in _PAUSES:
        if waiting.poll(pause * 1000):
            break
        work.rest()
    return wire.receive(channel, MOST_SOURCES)


def _answer(
    work: Work, header: Mapping[str, Any], files: list[Descriptor], memory: int | None
) -> tuple[dict[str, Any], list[Descriptor]]:
    try:
        sources = [_source(*one) for one in zip(header["sources"], files, strict=True)]
        blob = work(header["text"], *sources, wishes=Wishes.read(header["wishes"]))
        answer = {"media_type": blob.media_type, "size": blob.size, "modified": blob.modified}
        answer["facts"] = dict(blob.facts)
        wire.pack(answer)  # facts that do not go over the wire are this job's error, not this worker's end
        if wrong := fault(blob):  # and so is what the front would take for a worker that has gone mad
            return _error(FitterError(), f"the engine made {wrong}"), []
        return answer, [blob.descriptor()]
    except MemoryError:
        return _error(too_much(memory)), []
    except FitterError as error:
        return _error(error), []
    except BaseException:  # whatever an operation raises: the next job finds a worker as it was
        return _error(FitterError(), f"at {header['text']}:\n{traceback.format_exc()}"), []


def _source(about: Mapping[str, Any], file: Descriptor) -> Blob:
    file.size = about["size"]
    return Blob(file, about["media_type"], about["modified"])


def _error(error: FitterError, trace: str = "") -> dict[str, Any]:
    return {"error": {"code": error.code, "detail": error.detail[:2000], "trace": trace[-_LONGEST:]}}


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the front is gone
        main(int(sys.argv[1]))
