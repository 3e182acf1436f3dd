"""Freshness: what is known of sources, and for how long it counts before their origin is asked again.

Ages are measured by a clock that nobody sets. The time of day only says which of two sightings is the later one, for
they may be of two machines.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from fitter.blob import Version
from fitter.flow.sources.seen import Seen
from fitter.settings.keeping import Sources

_MOST = 20_000  # sources that are remembered
_SHORT = 128  # characters of a key that is remembered as it is; of a longer one it is the digest
_SKEW = 60.0  # seconds by which the clocks of two machines may differ
_PAUSE = 5.0  # seconds after which an origin that failed is asked again


class Verdict(IntEnum):
    """What becomes of something made of a source, the better first."""

    FRESH = 0
    SHOWN = 1  # may be shown while the origin is asked
    DUE = 2  # the origin must be asked first
    OLD = 3  # the source is known to be another now
    GONE = 4  # the source is known not to be there


@dataclass(slots=True)
class _Known:
    seen: Seen | None = None  # None: it was not there, or nothing is known since the purge
    until: float = -math.inf  # by time.monotonic
    pause: float = -math.inf  # until then its origin is not asked again, because it failed
    gone: bool = False
    purged: float = -math.inf  # by time.time; what was seen before does not count


class Freshness:
    """Remembers, of the sources used last, which state each was in and when it must be asked for again."""

    def __init__(self, policy: Sources) -> None:
        self._policy = policy
        self._known: OrderedDict[str | bytes, _Known] = OrderedDict()

    def judge(self, key: str, seen: Seen) -> Verdict:
        """What becomes of what was made when the source was seen like this."""
        known = self._of(key)
        if seen.at <= known.purged:
            return Verdict.OLD
        if known.gone:
            return Verdict.GONE if time.monotonic() < known.until else Verdict.DUE
        if known.seen is None or seen.at > known.seen.at:
            self.saw(key, seen)
        elif seen.tag != known.seen.tag:
            return Verdict.OLD
        now = time.monotonic()
        if now < max(known.until, known.pause):
            return Verdict.FRESH
        return Verdict.SHOWN if now < known.until + self._stale(seen.version) else Verdict.DUE

    def fresh(self, key: str) -> Seen | None:
        """The state that need not be asked for, if there is one."""
        known = self._known.get(_name(key))
        return known.seen if known and not known.gone and time.monotonic() < known.until else None

    def gone(self, key: str) -> bool:
        """Whether it was looked for a short while ago, and not there."""
        known = self._known.get(_name(key))
        return known is not None and known.gone and time.monotonic() < known.until

    def saw(self, key: str, seen: Seen) -> None:
        """It is there, or was at that time."""
        known, ago = self._of(key), time.time() - seen.at
        if seen.at <= known.purged:
            return
        known.seen, known.gone, known.pause = seen, False, -math.inf
        known.until = time.monotonic() + (self._fresh(seen.version) - max(0, ago) if ago > -_SKEW else 0)

    def missed(self, key: str) -> None:
        """It is not there."""
        known = self._of(key)
        known.seen, known.gone, known.until = None, True, time.monotonic() + self._policy.missing

    def excused(self, key: str, seen: Seen) -> bool:
        """Whether what was made of it may be shown though its origin fails; then the origin gets a pause."""
        known, now = self._of(key), time.monotonic()
        excused = now < known.until + self._stale_if_error(seen.version)
        if excused:
            known.pause = now + _PAUSE
        return excused

    def slept(self, seconds: float) -> None:
        """Let what is known be older by that: this process stood still meanwhile, and its clock with it."""
        for known in self._known.values():
            known.until -= seconds
            known.pause -= seconds

    def purge(self, key: str) -> None:
        """Forget all that was seen until now."""
        known = self._of(key)
        known.seen, known.gone, known.until, known.pause = None, False, -math.inf, -math.inf
        known.purged = time.time()

    def may_keep(self, key: str, seen: Seen) -> bool:
        """Whether it, and what is made of it, may be kept: the origin allows it, and it was not purged meanwhile."""
        known = self._known.get(_name(key))
        return (seen.version.stored or not self._policy.origin) and (known is None or seen.at > known.purged)

    def _of(self, key: str) -> _Known:
        name = _name(key)
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = _Known()
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(name)
        return known

    def _fresh(self, version: Version) -> float:
        policy = self._policy
        said = self._said(version.max_age, policy.max_age)
        return max(policy.at_least, said if policy.at_most is None else min(said, policy.at_most))

    def _stale(self, version: Version) -> float:
        return self._said(version.stale_while_revalidate, self._policy.stale_while_revalidate)

    def _stale_if_error(self, version: Version) -> float:
        return self._said(version.stale_if_error, self._policy.stale_if_error)

    def _said(self, origin: float | None, otherwise: float) -> float:
        return otherwise if origin is None or not self._policy.origin else origin


def _name(key: str) -> str | bytes:
    """What a key is remembered by: a client may send very long ones, of sources that are not there."""
    return key if len(key) <= _SHORT else sha256(key.encode(errors="surrogatepass")).digest()
