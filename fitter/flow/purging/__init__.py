"""Purges: what was made of a source, or is below a path, counts no more, on this front and all others."""
