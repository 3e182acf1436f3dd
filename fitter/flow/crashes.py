"""Which sources crash workers. Tried at each request, one alone could keep all workers down."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterable

_EXPECTED_FOR = 600.0  # seconds
_MOST = 1000
_ENOUGH = 3


class Crashes:
    """Remembers for a while what crashed together, without those sources that have come through before.

    A mark that lies on every picture must not be refused because of one broken picture, nor every picture because of
    one broken mark. Where all have come through, it is what was made of them that crashes, until it is so with several.
    """

    def __init__(self) -> None:
        self._suspects: OrderedDict[frozenset[Hashable], float] = OrderedDict()  # until when
        self._passed: OrderedDict[Hashable, None] = OrderedDict()

    def passed(self, sources: Iterable[Hashable]) -> None:
        """A picture was made of these."""
        for one in sources:
            self._passed[one] = None
            self._passed.move_to_end(one)
            if len(self._passed) > _MOST:
                self._passed.popitem(last=False)

    def happened(self, sources: Iterable[Hashable], made: Hashable) -> None:
        """Workers died of these, or of one of them, or of making that of them."""
        whole = frozenset(sources)
        strange = whole.difference(self._passed)
        self._suspect(strange or whole | {made})
        self._drop_old()
        if not strange and sum(whole <= together for together in self._suspects) >= _ENOUGH:
            self._suspect(whole)
        often = Counter(one for together in self._suspects for one in together)
        for one in strange:
            if often[one] >= _ENOUGH:  # each time with another picture, and never well
                self._suspect(frozenset([one]))

    def expected(self, sources: Iterable[Hashable], made: Hashable) -> bool:
        """Whether they hold what has crashed lately, be it only when that was made of them."""
        self._drop_old()
        whole = frozenset([*sources, made])
        return any(together <= whole for together in self._suspects)

    def _suspect(self, together: frozenset[Hashable]) -> None:
        self._suspects[together] = time.monotonic() + _EXPECTED_FOR
        self._suspects.move_to_end(together)
        if len(self._suspects) > _MOST:
            self._suspects.popitem(last=False)

    def _drop_old(self) -> None:
        while self._suspects and next(iter(self._suspects.values())) < time.monotonic():
            self._suspects.popitem(last=False)
