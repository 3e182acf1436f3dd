"""Who has pictures made behind an answer; one line of registration here."""

BUILTIN = ("fitter.queues.local.LocalQueue",)
"""The queues that come with fitter, in the order of the reference page."""
