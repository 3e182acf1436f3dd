"""Local work."""
