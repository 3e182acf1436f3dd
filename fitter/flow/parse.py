"""Parse: a path becomes a plan that may still be asked for."""

from __future__ import annotations

import time

from fitter.errors import Expired
from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.values import Output


def parse(grammar: Grammar, path: str, defaults: Output) -> tuple[Plan, Output]:
    """The plan, and how its picture is to be written.

    Raises:
        BadRequest: the path is no plan.
        Expired: its own ``expires:`` has passed.
    """
    plan = grammar.parse(path)
    output = plan.output(defaults)
    if output.expires is not None and output.expires <= time.time():
        raise Expired("This URL has expired; ask the page for a new one.")
    return plan, output
