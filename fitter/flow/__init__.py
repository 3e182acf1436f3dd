"""The way of one request, one file a step: receive, verify, parse, recall, load, transform, keep, respond."""
