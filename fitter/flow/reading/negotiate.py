"""Negotiate: a request's headers become wishes, as far as the URL and the settings leave something to wish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fitter.blob import Blob
from fitter.flow.reading import hints
from fitter.flow.reading.accept import ranked
from fitter.url.plan import Plan
from fitter.values import Output
from fitter.wishes import NONE, Wishes


@dataclass(frozen=True, slots=True)
class Negotiate:
    """What the settings offer."""

    formats: tuple[str, ...] = ()  # that may be chosen by Accept, the preferred first
    hints: bool = False  # whether client hints count
    wildcards: bool = False  # whether image/* in Accept names all of the formats
    always: bool = False  # whether Vary is told wherever a format could be chosen, even if there is only one

    def __call__(self, plan: Plan, output: Output, asked: Mapping[str, str]) -> Wishes:
        """What of the request's headers may change the answer; what the URL says itself cannot be wished otherwise."""
        if _is_settled(output):
            return NONE
        hinted = self._hinted(plan, output)
        return Wishes(
            formats=ranked(asked.get("Accept"), self.formats, self.wildcards) if output.format is None else (),
            density=_felt(plan, hints.density(asked)) if hints.DENSITY in hinted else None,
            width=hints.width(asked) if hints.WIDTH in hinted else None,
            save_data=hints.SAVE_DATA in hinted and hints.save_data(asked),
        )

    @property
    def negotiable(self) -> list[str]:
        """The request's headers that may change an answer, whatever the URL."""
        hinted = (*hints.DENSITY, *hints.WIDTH, *hints.SAVE_DATA) if self.hints else ()
        return [*(["Accept"] if self.formats else []), *hinted]

    def headers(self, plan: Plan, output: Output, blob: Blob | None) -> dict[str, str]:
        """What a cache must know of it: the request's headers that may have led to another answer.

        Without the result it is not known whether another ``Accept`` would have, only that it may.
        """
        names = ["Accept"] if self._varies(output, blob) else []
        names += [name for hint in self._hinted(plan, output) for name in hint]
        asking = {"Accept-CH": hints.ASKED_FOR} if self.hints else {}
        return asking | ({"Vary": ", ".join(names)} if names else {})

    def _varies(self, output: Output, blob: Blob | None) -> bool:
        if blob is None:
            return output.format is None and self.formats != () and not _is_settled(output)
        varies = blob.facts.get("varies")  # None: there was nothing to choose
        return bool(varies) or (varies is False and self.always)

    def _hinted(self, plan: Plan, output: Output) -> list[tuple[str, ...]]:
        """The hints that this URL leaves something to."""
        if not self.hints or _is_settled(output):
            return []
        open_to = {
            hints.DENSITY: output.density is None and _felt(plan, 2.0) is not None,
            hints.WIDTH: not any(one.name == "resize" and getattr(one, "width", 0) for one in plan.operations),
            hints.SAVE_DATA: output.quality is None and not output.auto_quality,
        }
        return [hint for hint, is_open in open_to.items() if is_open]


def _is_settled(output: Output) -> bool:
    """Whether the URL leaves nothing to wish."""
    return output.meta or output.raw


def _felt(plan: Plan, density: float | None) -> float | None:
    """The density, if there is anything that it changes."""
    if density is None or all(one.scaled(density) == one for one in plan.operations):
        return None
    return density
