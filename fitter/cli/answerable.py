"""Whether a server with these settings would answer: what reading a URL alone does not tell."""

from __future__ import annotations

from collections.abc import Iterable

from fitter.errors import BadArgument
from fitter.flow.reading.blocked import Blocked
from fitter.problems import ConfigError
from fitter.settings.config import Settings
from fitter.url.plan import Plan
from fitter.values import Output


def check(settings: Settings, plans: Iterable[Plan]) -> None:
    """Look at the sources of plans and at their formats; the engine is asked only where a URL names a format.

    Raises:
        SourceNotAllowed: a source is blocked.
        BadArgument: a further picture is, or the engine does not write a format.
    """
    blocked, asked = Blocked(settings.security.blocked_sources), set[str]()
    for plan in plans:
        output = plan.output(Output())
        blocked(plan, None if output.fallback == settings.fallback.source else output.fallback)
        asked |= {output.format} if output.format and not (output.raw or output.meta) else set()
    written = _written(settings) if asked else []
    if written and (lacking := sorted(asked.difference(written))):
        raise BadArgument(f"format: must be one of {', '.join(written)} here, got {lacking[0]}.")


def _written(settings: Settings) -> list[str]:
    """The formats that the engine says it writes; none where it cannot be asked: URLs may be signed elsewhere."""
    from fitter.cli.probe import describe_engine  # with what starts workers, for which no other URL should wait
    from fitter.workers.greeting import hello

    try:
        return list(describe_engine(hello(settings)).get("write", []))
    except ConfigError:
        return []
