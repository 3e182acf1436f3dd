"""Who else is told when a source is purged, such as a CDN; one line of registration here."""

BUILTIN = ("fitter.purgers.http.HttpPurger",)
"""The purgers that come with fitter, in the order of the reference page."""
