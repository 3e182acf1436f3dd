"""Tornado handlers, thin: HTTP in, the flow, HTTP out."""
