"""The function: importing this starts fitter, and ``handler`` answers events."""

from __future__ import annotations

from typing import Any, Protocol

from fitter.loading import loading

with loading():
    from fitter_lambda.environment import Environment
    from fitter_lambda.events import front


class Context(Protocol):
    """What Lambda says of an invocation."""

    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is ended."""
        ...


_environment = Environment.start()


def handler(event: Any, context: Context) -> dict[str, Any]:
    """The answer to one event."""
    sender = front(event)
    request = sender.request(context.aws_request_id)
    seconds = context.get_remaining_time_in_millis() / 1000
    return sender.answer(_environment.answer(request, seconds, sender.most), request.method)
