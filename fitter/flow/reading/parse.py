"""Parse: a path becomes a plan that may still be asked for."""

from __future__ import annotations

import time

from fitter.errors import Expired
from fitter.url.plan import Plan
from fitter.values import Output


def output(plan: Plan, defaults: Output) -> Output:
    """How the picture of a plan is to be written.

    Raises:
        Expired: its own ``expires:`` has passed.
    """
    output = plan.output(defaults)
    if output.expires is not None and output.expires <= time.time():
        raise Expired("This URL has expired; ask the page for a new one.")
    return output
