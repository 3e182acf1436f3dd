"""What is wanted: pictures by their URLs, for clients that accept this or that; read by the rules of a server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fitter.errors import BadRequest, FitterError
from fitter.flow.flow import Flow
from fitter.flow.reading.receive import receive
from fitter.flow.reading.verify import verify
from fitter.flow.trace import Trace
from fitter.jobs import Job
from fitter.url.plan import Plan

_BETWEEN = 100  # URLs, between which whoever stops it is heard


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture for some clients."""

    url: str  # as it was given: whole, or the signed path
    accept: str = ""  # what those clients say they show

    def __str__(self) -> str:
        return f"{self.url} (Accept: {self.accept})" if self.accept else self.url


@dataclass(frozen=True, slots=True)
class Errand:
    """A job, and whose it is; the sources are those that it needs."""

    wanted: Wanted
    job: Job
    sources: tuple[str, ...]


def accepts(formats: Sequence[str]) -> list[str]:
    """What browsers of each age send: those that show the first of the formats show what follows too; and nothing."""
    headers = [",".join(f"image/{one}" for one in formats[first:]) for first in range(len(formats))]
    return [*headers, ""]


def header(text: str) -> str:
    """``avif,webp`` as a header says it; a whole header stays, and ``none`` is none."""
    if text == "none":
        return ""
    return ",".join(one if "/" in one else f"image/{one.strip()}" for one in text.split(","))


async def errands(
    flow: Flow, urls: Iterable[str], accept: Sequence[str], base: str
) -> tuple[list[Errand], dict[str, FitterError]]:
    """Jobs, each once, those of one source one after the other; and the URLs that the rules refuse, whoever asks.

    Args:
        flow: reads URLs, as a server with the same settings does.
        urls: in any order.
        accept: for clients that say these.
        base: what stands before the paths in URLs.
    """
    found: dict[str, dict[str, Errand]] = {}
    refused: dict[str, FitterError] = {}
    for number, url in enumerate(urls):
        if not number % _BETWEEN:
            await asyncio.sleep(0)
        try:
            plan = _plan(flow, url, base)
            for one in accept:
                errand = _errand(flow, plan, Wanted(url, one))
                found.setdefault(plan.source, {}).setdefault(errand.job.key, errand)
        except FitterError as error:
            refused.setdefault(url, error)
    return [errand for group in found.values() for errand in group.values()], refused


def _plan(flow: Flow, url: str, base: str) -> Plan:
    target = url.removeprefix(base) if base and url.startswith(f"{base}/") else url
    target = target if target.lower().startswith(("/", "http://", "https://")) else f"/{target}"
    return flow.grammar.parse(verify(flow.signer, receive(target, flow.path_bytes)))


def _errand(flow: Flow, plan: Plan, wanted: Wanted) -> Errand:
    order = flow.order(plan, {"Accept": wanted.accept} if wanted.accept else {}, Trace())
    if not order.output.stored:
        raise BadRequest("Its result is not kept (preview), so that making it would be of no use.")
    return Errand(wanted, Job(order.text, order.key, order.wishes), plan.sources)
