"""The URL language: pure, no I/O."""
