"""The way of one request, one file a step."""
